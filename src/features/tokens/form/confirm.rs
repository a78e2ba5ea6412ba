//! The ticks by which a person says that something is meant.

use super::draft_state::DraftState;
use console_domain::access_summary::risk;
use console_domain::consent::{self, Consent, LONG_LIFE, Until};
use console_domain::granted::BASICS;
use console_domain::id::OrganizationId;
use console_domain::new_token::Field;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedSet;
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{Checkbox, with_names};
use console_view::prelude::*;
use std::sync::Arc;

/// From this many organizations on they are counted and not named.
const NAMED_BELOW: usize = 6;

/// What has to be confirmed about a form, confirmed or not.
pub type Due = Memo<Vec<Consent>>;

/// The tick at one field; nothing while nothing has to be confirmed there. It says what it is for, and is for
/// nothing else: after any change to that it is asked for again.
#[component(transparent)]
pub fn Confirm(
    /// The form.
    state: DraftState,
    /// What has to be confirmed about the form.
    due: Due,
    /// The field.
    field: Field,
    /// The scopes that exist, at their field.
    #[prop(optional)]
    catalogue: Arc<ScopeCatalogue>,
    /// How the tick begins that says that no scope is meant.
    #[prop(default = "Create it without")]
    none_label: &'static str,
) -> impl IntoView {
    let due = Memo::new(move |_| {
        due.with(|due| due.iter().find(|one| consent::field(one) == field).cloned())
    });
    let is_due = Memo::new(move |_| due.with(Option::is_some));
    let consents = state.consents;
    Effect::new(move |before: Option<Option<Consent>>| {
        let now = due.get();
        if let Some(Some(before)) = before
            && now.as_ref() != Some(&before)
        {
            consents.update(|all| all.retain(|one| *one != before));
        }
        now
    });
    let is_given = Signal::derive(move || {
        due.with(|due| {
            due.as_ref()
                .is_some_and(|due| consents.with(|all| all.contains(due)))
        })
    });
    let give = move |on: bool| {
        if let Some(due) = due.get_untracked() {
            consents.update(|all| {
                all.retain(|one| *one != due);
                if on {
                    all.push(due);
                }
            });
        }
    };
    let catalogue = StoredValue::new(catalogue);
    let words = move || {
        due.with(|due| {
            due.as_ref().map_or_else(String::new, |due| {
                catalogue.with_value(|catalogue| words(due, state, catalogue, none_label))
            })
        })
    };
    view! {
        <Show when=move || is_due.get()>
            <Checkbox checked=is_given on_change=give>{with_names(words)}</Checkbox>
        </Show>
    }
}

fn words(
    consent: &Consent,
    state: DraftState,
    catalogue: &ScopeCatalogue,
    none_label: &'static str,
) -> String {
    match consent {
        Consent::NoScopes => {
            format!("{none_label} scopes: it can still authenticate, {BASICS}")
        }
        Consent::Scopes {
            selection,
            suggested,
        } => {
            let meant = if catalogue.is_full(selection) {
                "This token needs full access".to_owned()
            } else {
                format!(
                    "I understand that this token {}",
                    risk(selection, catalogue).1
                )
            };
            let Some(until) = suggested else {
                return meant;
            };
            let scopes = intl::count(selection.len() as u64, "scope", "scopes");
            let place = state.active_organization();
            format!(
                "{meant}: {scopes} in {}{}",
                isolated(&place),
                until_words(*until)
            )
        }
        Consent::Organizations { chosen, suggested } => {
            let places = suggested.map_or_else(
                || format!("all {}", organizations(chosen)),
                |_| named(chosen, state),
            );
            let until = suggested.map(until_words).unwrap_or_default();
            format!("I understand that this token acts as me in {places}{until}")
        }
        Consent::Never => "This token must never expire".to_owned(),
        Consent::LongLife(day) => format!(
            "This token must work for more than {LONG_LIFE} days{}",
            until_words(Until::Day(*day))
        ),
    }
}

fn organizations(chosen: &SortedSet<OrganizationId>) -> String {
    intl::count(chosen.len() as u64, "organization", "organizations")
}

fn named(chosen: &SortedSet<OrganizationId>, state: DraftState) -> String {
    if chosen.len() >= NAMED_BELOW {
        return organizations(chosen);
    }
    let names: Vec<String> = chosen
        .iter()
        .map(|id| isolated(&state.organization_name(id)))
        .collect();
    intl::list_and(&names)
}

fn until_words(until: Until) -> String {
    match until {
        Until::Day(day) => intl::local_day_end(day)
            .map(|end| format!(", until {}", intl::date_long(end)))
            .unwrap_or_default(),
        Until::Never => ", without an end".to_owned(),
        Until::Open => String::new(),
    }
}
