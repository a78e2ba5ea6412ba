//! What is asked before an edit is saved.

use super::changes::{change_list, diff_words, difference_view};
use super::saving::{Question, Saving};
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::session::use_session;
use console_domain::id::OrganizationId;
use console_domain::reach_diff::ReachDiff;
use console_domain::token::Token;
use console_domain::token_edit::changed_fields;
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{Button, Callout, Dialog, Tone, Variant, with_names};
use console_view::prelude::*;

/// The dialogs of the form.
#[component(transparent)]
pub fn Questions(
    /// The saving that asks.
    saving: Saving,
    /// Begins again with another reading of the token.
    on_reload: Callback<Token>,
) -> impl IntoView {
    let widens = RwSignal::new(false);
    let conflict = RwSignal::new(false);
    Effect::new(move |_| {
        saving.question.with(|question| {
            widens.set(matches!(question, Some(Question::Widens(_))));
            conflict.set(matches!(question, Some(Question::Conflict(_))));
        });
    });
    let cancel = move || saving.cancel();
    let current = move || {
        saving
            .question
            .with(|question| question.as_ref().map(|question| question.current().clone()))
    };
    let reload = move || {
        if let Some(token) = untrack(current) {
            on_reload.run(token);
        }
    };
    view! {
        <Dialog
            open=widens
            alert=true
            heading="Give this token more access?"
            description="Whoever has its value gains this as soon as you save:"
            on_close=cancel
            footer=move || {
                view! {
                    <Button on_press=cancel>"Cancel"</Button>
                    <Button variant=Variant::Primary on_press=move || saving.confirm()>
                        "Save with more access"
                    </Button>
                }
            }
        >
            {move || current().map(|token| widening(saving, &token))}
        </Dialog>
        <Dialog
            open=conflict
            alert=true
            wide=true
            heading="Somebody else changed this token"
            description="It is no longer as it was when you opened this page."
            on_close=cancel
            footer=move || {
                view! {
                    <Button on_press=cancel>"Cancel"</Button>
                    <Button on_press=reload>"Discard my changes and reload"</Button>
                    <Button variant=Variant::DangerSolid on_press=move || saving.overwrite()>
                        "Save my changes anyway"
                    </Button>
                }
            }
        >
            {move || current().map(|token| conflict_view(saving, &token))}
        </Dialog>
    }
    .into_any()
}

/// What is gained.
fn widening(saving: Saving, current: &Token) -> AnyView {
    let wanted = untrack(|| saving.edit().draft.reach);
    let diff = ReachDiff::new(&current.reach, &wanted);
    let (gained, _) = diff_words(&diff, current);
    let blocked = match &diff {
        ReachDiff::Organizations { gained, .. } => blocking(gained, current),
        ReachDiff::Scopes { .. } => vec![],
    };
    let power = match &diff {
        ReachDiff::Scopes {
            gains_roles,
            gains_invites,
            ..
        } => power_over_people(*gains_roles, *gains_invites),
        ReachDiff::Organizations { .. } => None,
    };
    let note = (!blocked.is_empty()).then(|| {
        let text = format!(
            "{} {} single sign-on. Until you authorize the token there, it is refused in all \
             its organizations.",
            intl::list_and(&blocked),
            if blocked.len() == 1 {
                "enforces"
            } else {
                "enforce"
            },
        );
        view! {
            <Callout tone=Tone::Warning title="It will need single sign-on">
                <p>{with_names(move || text.clone())}</p>
            </Callout>
        }
    });
    view! { <div class="stack">{change_list(gained, vec![])} {power} {note}</div> }.into_any()
}

/// What gives more power than its name says.
fn power_over_people(roles: bool, invites: bool) -> Option<AnyView> {
    let text = match (roles, invites) {
        (false, false) => return None,
        (true, false) => "It will be able to change people's roles, up to super admin.",
        (false, true) => "It will be able to invite people with any role, super admin included.",
        (true, true) => {
            "It will be able to change people's roles, up to super admin, and to invite people with any role."
        }
    };
    let title = "This gives power over people";
    Some(view! { <Callout tone=Tone::Warning title><p>{text}</p></Callout> }.into_any())
}

/// The names of those new organizations that will refuse the token until it is authorized there.
fn blocking(gained: &[OrganizationId], token: &Token) -> Vec<String> {
    let demand = use_sso_demand(token.kind()).get_untracked();
    let session = use_session();
    gained
        .iter()
        .filter(|id| demand.requires(id) && !token.sso_authorizations.contains_key(*id))
        .map(|id| isolated(&untrack(|| session.organization_name_or_id(id))))
        .collect()
}

/// What the other person changed, and what saving would do to it.
fn conflict_view(saving: Saving, current: &Token) -> AnyView {
    let original = saving.original();
    let mine = untrack(|| changed_fields(&original, &saving.edit()));
    difference_view(&original, current, |field| {
        Some(if mine.contains(&field) {
            "Your change would replace it."
        } else {
            "It stays, because you did not change this field."
        })
    })
}
