//! The organizations to choose from, and changing to one.

use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::app::navigation::{Navigate, use_navigate};
use crate::app::route::Route;
use crate::features::auth::sso;
use crate::features::error_view::RequestId;
use crate::session::{SessionStore, use_session};
use console_api::auth::{self, Switched};
use console_api::error::ApiError;
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::organization::Organization;
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{
    Avatar, Badge, Button, CopyButton, Dialog, Icon, IconView, SearchField, Size, Tone, Variant,
    toast,
};
use console_ui::{popover, with_names};
use console_view::prelude::*;
use leptos::ev::MouseEvent;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// From this many organizations on there is a search field.
const SEARCH_ABOVE: usize = 8;

/// Why a change did not happen.
#[derive(Clone, PartialEq, Eq)]
enum Obstacle {
    TwoFactor,
    Failed(ApiError),
}

/// The state of changing the organization. It outlives the list, which closes when something is chosen.
/// Copies share the same state.
#[derive(Clone, Copy)]
pub(super) struct Change {
    /// Where to, while it is under way.
    pub(super) busy: RwSignal<Option<OrganizationId>>,
    /// Whether it is being said why the last one did not happen.
    pub(super) is_refused: RwSignal<bool>,
    refusal: RwSignal<Option<(Organization, Obstacle)>>,
    navigate: Navigate,
    guard: LeaveGuard,
    session: SessionStore,
}

impl Change {
    /// None is under way.
    pub(super) fn new() -> Self {
        Self {
            busy: RwSignal::new(None),
            is_refused: RwSignal::new(false),
            refusal: RwSignal::new(None),
            navigate: use_navigate(),
            guard: use_leave_guard(),
            session: use_session(),
        }
    }

    /// What goes to other pages.
    pub(super) const fn navigate(self) -> Navigate {
        self.navigate
    }

    /// What asks before something would be lost.
    pub(super) const fn guard(self) -> LeaveGuard {
        self.guard
    }

    /// Who is signed in.
    pub(super) const fn session(self) -> SessionStore {
        self.session
    }

    /// Goes over to this organization, after asking whether what would be lost by that may be lost.
    pub(super) fn choose(self, organization: Organization) {
        if untrack(|| self.session.organization()).as_ref() != Some(&organization.id) {
            self.guard.ask(move || self.begin(organization.clone()));
        }
    }

    fn begin(self, target: Organization) {
        let Self {
            busy,
            guard,
            navigate,
            session,
            ..
        } = self;
        if busy.get_untracked().is_some() {
            guard.rearm();
            return;
        }
        busy.set(Some(target.id.clone()));
        let path = web_sys::window().and_then(|window| window.location().pathname().ok());
        let return_path = page_in_another(&path.unwrap_or_default());
        spawn_local(async move {
            let fail = move |target: Organization, why: Obstacle| {
                guard.rearm();
                self.refuse(target, why);
            };
            let before = session.state().get_untracked();
            let answer = auth::switch(session.client, &target.id).await;
            // Somebody may have signed out while the answer was on its way: it must not sign them in again.
            if session.state().with_untracked(|now| *now != before) {
                if let Ok(Switched::Session(tokens)) = answer {
                    session.discard(&tokens);
                }
                guard.rearm();
                let _ = busy.try_set(None);
                return;
            }
            match answer {
                Ok(Switched::Session(tokens)) => {
                    session.hold(&tokens);
                    // Something may have been begun meanwhile that would be lost.
                    guard.ask(move || {
                        toast::clear();
                        navigate.to(&return_path);
                        session.begin(tokens.clone());
                    });
                }
                Ok(Switched::SsoNeeded(address)) => {
                    if let Err(error) =
                        sso::leave_to_switch(session, &address, target.id.clone(), return_path)
                    {
                        fail(target, Obstacle::Failed(error));
                    }
                }
                Ok(Switched::TwoFactorSetupNeeded) => fail(target, Obstacle::TwoFactor),
                Err(error) => fail(target, Obstacle::Failed(error)),
            }
            let _ = busy.try_set(None);
        });
    }

    fn refuse(self, target: Organization, why: Obstacle) {
        self.refusal.set(Some((target, why)));
        self.is_refused.set(true);
    }
}

/// The organizations, with a search field above when there are many.
#[component(transparent)]
pub(super) fn OrganizationList(
    /// What choosing one begins.
    change: Change,
) -> impl IntoView {
    let session = use_session();
    let search = RwSignal::new(String::new());
    let choose = move |organization: Organization, event: MouseEvent| {
        if let Some(button) = event
            .current_target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        {
            popover::close(&button);
        }
        change.choose(organization);
    };
    let organizations = session
        .account
        .ready()
        .map(|account| account.organizations)
        .unwrap_or_default();
    let searchable = organizations.len() > SEARCH_ABOVE;
    let rows = move || {
        let wanted = intl::lower(search.get().trim());
        let active = session.organization();
        organizations
            .iter()
            .filter(|organization| {
                wanted.is_empty() || intl::lower(&organization.name).contains(&wanted)
            })
            .cloned()
            .map(|organization| organization_row(organization, active.as_ref(), choose))
            .collect::<Vec<_>>()
    };
    popover::focus_loaded_content();
    view! {
        {searchable.then(|| view! {
            <SearchField label="Search organizations" value=search autofocus=true />
        })}
        <ul class="switch-list" role="list">{rows}</ul>
        {move || session.organization().map(copy_id)}
    }
}

/// Copies what `X-Organization-ID` takes, which programs send that work in several organizations.
fn copy_id(active: OrganizationId) -> AnyView {
    let text = move || active.to_string();
    view! {
        <p class="switch-copy">
            <CopyButton label="Copy organization ID" text variant=Variant::Ghost size=Size::Small />
        </p>
    }
    .into_any()
}

/// Says why the organization was not changed.
#[component(transparent)]
pub(super) fn RefusalDialog(
    /// What was refused.
    change: Change,
) -> impl IntoView {
    let open = change.is_refused;
    view! {
        <Dialog
            open
            heading="The organization was not switched"
            footer=move || view! {
                <Button variant=Variant::Primary on_press=move || open.set(false)>"Close"</Button>
            }
        >
            {move || change.refusal.get().map(|(organization, why)| obstacle_text(&organization, &why))}
        </Dialog>
    }
}

/// The page of the same sort in another organization. What belongs to the one that is left is not
/// there, and neither are its filters and positions.
fn page_in_another(path: &str) -> String {
    match Route::parse(path) {
        Some(
            Route::Details(TokenKind::Api, _)
            | Route::Edit(TokenKind::Api, _)
            | Route::Rotate(TokenKind::Api, _),
        )
        | None => Route::List(TokenKind::Api),
        Some(route) => route,
    }
    .href()
}

fn organization_row(
    organization: Organization,
    active: Option<&OrganizationId>,
    choose: impl Fn(Organization, leptos::ev::MouseEvent) + Copy + 'static,
) -> AnyView {
    let is_active = active == Some(&organization.id);
    let mark = if organization.is_personal {
        Some("Personal")
    } else {
        organization.enforces_sso.then_some("SSO")
    };
    let name = organization.name.clone();
    view! {
        <li>
            <button
                type="button"
                class="switch-item"
                aria-current=is_active.then_some("true")
                on:click=move |event| choose(organization.clone(), event)
            >
                <Avatar name=name.clone() small=true />
                <span class="truncate" dir="auto" translate="no">{name}</span>
                {mark.map(|mark| view! { <Badge tone=Tone::Neutral>{mark}</Badge> })}
                {is_active.then(|| view! { <IconView icon=Icon::CHECK /> })}
            </button>
        </li>
    }
    .into_any()
}

fn obstacle_text(organization: &Organization, why: &Obstacle) -> AnyView {
    let name = isolated(&organization.name);
    let text = match why {
        Obstacle::TwoFactor => {
            format!(
                "{name} requires two-factor authentication, and you \
                 have none yet. Set it up in Openlane, then try again."
            )
        }
        Obstacle::Failed(ApiError::SsoNotConfigured) => format!(
            "{name} requires single sign-on, but its identity provider \
             is not set up completely. Ask an owner or admin of the organization."
        ),
        Obstacle::Failed(ApiError::NotAllowed) => {
            format!("You no longer have access to {name}. Ask an owner or admin of {name}.")
        }
        // Masked by the backend; contract 1.5 knows one reason.
        Obstacle::Failed(ApiError::Unexpected { status: 500, .. }) => format!(
            "Openlane could not switch to {name}. You may no longer be a member \
             of it; reload the page to see your organizations as they are now."
        ),
        Obstacle::Failed(error) => error.to_string(),
    };
    let request_id = match why {
        Obstacle::Failed(error) => error.request_id().map(str::to_owned),
        Obstacle::TwoFactor => None,
    };
    view! {
        <p>{with_names(move || text.clone())}</p>
        {request_id.map(|id| view! { <RequestId id /> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_organization_left_is_not_looked_for_in_the_other() {
        for (from, to) in [
            ("/developers/api-tokens", "/developers/api-tokens"),
            ("/developers/api-tokens/new", "/developers/api-tokens/new"),
            (
                "/developers/api-tokens/01ABC/edit",
                "/developers/api-tokens",
            ),
            (
                "/developers/personal-access-tokens/01ABC",
                "/developers/personal-access-tokens/01ABC",
            ),
        ] {
            assert_eq!(page_in_another(from), to);
        }
    }
}
