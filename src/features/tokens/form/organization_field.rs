//! The group "Authorized Organizations".

use super::confirm::{Confirm, Due};
use super::draft_state::DraftState;
use crate::session::use_session;
use console_domain::id::OrganizationId;
use console_domain::new_token::Field;
use console_domain::organization::{Organization, OrganizationRef};
use console_platform::intl;
use console_ui::{Avatar, Badge, FieldGroup, Icon, SearchField, Tone};
use console_view::prelude::*;

/// From this many organizations on there is a search field.
const SEARCH_ABOVE: usize = 8;

/// Choosing the organizations of a personal access token.
#[component(transparent)]
pub fn OrganizationField(
    /// The form.
    state: DraftState,
    /// The id of the group, for the error summary.
    id: &'static str,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What has to be confirmed.
    due: Due,
    /// What the token has already: it can be taken off, whatever it is.
    #[prop(optional)]
    held: Vec<OrganizationRef>,
) -> impl IntoView {
    let session = use_session();
    let search = RwSignal::new(String::new());
    let organizations = Memo::new(move |_| {
        let all = session
            .account
            .ready()
            .map(|account| account.organizations)
            .unwrap_or_default();
        // One that the user has left is not among them.
        let others: Vec<Organization> = held
            .iter()
            .filter(|held| all.iter().all(|organization| organization.id != held.id))
            .map(|held| only_named(held.clone()))
            .collect();
        let is_held = |id: &OrganizationId| held.iter().any(|held| held.id == *id);
        all.into_iter()
            .filter(|organization| !organization.is_personal || is_held(&organization.id))
            .chain(others)
            .collect::<Vec<_>>()
    });
    let count = Memo::new(move |_| {
        state
            .organizations
            .with(console_domain::sorted::SortedSet::len)
    });
    let note =
        Signal::derive(move || Some(format!("{} selected", intl::number(count.get() as u64))));
    let is_searchable = Memo::new(move |_| organizations.with(Vec::len) > SEARCH_ABOVE);
    view! {
        <FieldGroup
            legend="Authorized Organizations"
            id
            note
            error
            prefilled=state.is_filled(Field::Organizations)
            hint=Some(
                "The token can do there what you can do, and nothing in your other organizations.".to_owned(),
            )
        >
            <Show when=move || is_searchable.get()>
                <SearchField label="Search organizations" value=search />
            </Show>
            <div class="orgs">
                <For
                    each=move || organizations.get()
                    key=|organization| organization.id.clone()
                    let:organization
                >
                    {organization_row(state, organization, search)}
                </For>
            </div>
            <Confirm state due field=Field::Organizations />
        </FieldGroup>
    }
}

/// An organization of which only the name is known.
fn only_named(known: OrganizationRef) -> Organization {
    Organization {
        id: known.id,
        name: known.name,
        is_personal: false,
        avatar_url: None,
        enforces_sso: false,
        sso_exempt_domains: vec![],
        has_payment_method: true,
    }
}

fn organization_row(
    state: DraftState,
    organization: Organization,
    search: RwSignal<String>,
) -> impl IntoView {
    let Organization {
        id,
        name,
        avatar_url,
        enforces_sso,
        has_payment_method,
        ..
    } = organization;
    let hidden = {
        let name = intl::lower(&name);
        move || search.with(|typed| !name.contains(&intl::lower(typed.trim())))
    };
    let checked = {
        let id = id.clone();
        move || state.organizations.with(|chosen| chosen.contains(&id))
    };
    view! {
        <label class="org" hidden=hidden>
            <input
                type="checkbox"
                class="check"
                aria-label=name.clone()
                prop:checked=checked
                on:change=move |event| {
                    let chosen = event_target_checked(&event);
                    state.organizations.update(|all| {
                        if chosen { all.insert(id.clone()) } else { all.remove(&id) };
                    });
                }
            />
            <Avatar name=name.clone() url=avatar_url.unwrap_or_default() small=true />
            <span class="org-name" dir="auto" translate="no">{name}</span>
            {enforces_sso.then(|| view! { <Badge tone=Tone::Info icon=Icon::SHIELD>"SSO"</Badge> })}
            {(!has_payment_method).then(|| view! {
                <Badge tone=Tone::Warning icon=Icon::ALERT>"No payment method"</Badge>
            })}
        </label>
    }
}
