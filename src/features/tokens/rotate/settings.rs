//! The first step: what the new token will be, and when the old one ends.

use super::freshness::FreshnessCheck;
use super::steps::{Step, steps};
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::tokens::form::{
    DraftState, ExpiryField, FormProblems, LostAnswer, Outcome, Submission, field_id, unsure,
};
use crate::features::tokens::shared::reach::ReachView;
use crate::session::use_session;
use console_domain::new_token::{Field, NAME_MAX};
use console_domain::rotation::{OldEnd, is_over, verb};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::stored_scopes::StoredScopes;
use console_domain::token::{Reach, Token};
use console_platform::clock;
use console_ui::{
    Button, ButtonLink, Callout, Choice, ErrorSummary, RadioGroup, TextField, Tone, Variant,
};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use std::sync::Arc;

/// When the old token ends, as choices.
pub fn old_end_choices() -> Vec<Choice> {
    OldEnd::ALL
        .into_iter()
        .map(|end| {
            let choice = Choice::new(end.parameter(), end.label());
            match end {
                OldEnd::Now => {
                    choice.hint("It is disabled as soon as you have stored the new value")
                }
                OldEnd::Hour | OldEnd::Day | OldEnd::Week => choice,
            }
        })
        .collect()
}

/// The form.
#[component(transparent)]
pub fn Settings(
    /// The token to replace.
    old: Token,
    /// The fields of the new one.
    state: DraftState,
    /// Its sending.
    submission: Submission,
    /// The word of the choice when the old one ends.
    end: RwSignal<String>,
    /// The scopes that exist.
    catalogue: Arc<ScopeCatalogue>,
    /// Whether there will be a step for single sign-on.
    with_sso: Signal<bool>,
    /// Begins again with another reading of the token.
    begin_again: Callback<Token>,
) -> impl IntoView {
    let kind = old.kind();
    let fresh = FreshnessCheck::new(use_session().client, old.clone());
    let busy = Signal::derive(move || submission.busy.get() || fresh.is_busy());
    let details = Route::Details(kind, old.id.clone()).href();
    let over = is_over(&old, use_session().client.backend_now());
    let problems = {
        let catalogue = catalogue.clone();
        FormProblems::new(submission.attempt, move || submission.problems(&catalogue))
    };
    let error = move |field| problems.of(field);
    let summary = problems.summary(|field| matches!(field, Field::Name | Field::Expiry));
    let due = state.due(catalogue.clone());
    let refusal = {
        let catalogue = catalogue.clone();
        move || {
            match submission.outcome.get() {
            Outcome::Refused(error) => Some(
                view! { <ErrorView error title="The new token was not created; the old one is unchanged" /> }
                    .into_any(),
            ),
            Outcome::Lost(tokens) => Some(
                view! { <LostAnswer tokens submission catalogue=catalogue.clone() /> }
                    .into_any(),
            ),
            Outcome::Unsure(names, error) => Some(unsure(kind, names, error, submission)),
            Outcome::None | Outcome::FieldRefused(..) => None,
        }
        }
    };
    let (reach, left_out) = taken_over(&old, &catalogue);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            let catalogue = catalogue.clone();
            fresh.then(move || submission.submit(&catalogue));
        }
    };
    let edit = Route::Edit(kind, old.id.clone()).href();
    let left_out = (!left_out.is_empty()).then(|| {
        view! {
            <p class="small">
                "Left out, because Openlane no longer offers it: "
                <code dir="auto" translate="no">{left_out.join(", ")}</code>
            </p>
        }
    });
    let old_end = if over {
        view! {
            <Callout tone=Tone::Info title="The old token is already refused">
                <p>"It stays as it is. The new one takes its place."</p>
            </Callout>
        }
        .into_any()
    } else {
        view! {
            <RadioGroup
                legend="The old token ends"
                value=end
                choices=old_end_choices()
                listed=true
                hint=Some(
                    "Counted from when you have stored the new value. \
                     It never ends later than it would by itself."
                        .to_owned(),
                )
            />
        }
        .into_any()
    };
    view! {
        {move || steps(Step::Settings, with_sso.get())}
        <div class="form-layout">
            <form
                class="form"
                novalidate
                aria-label=format!("{} token", verb(&old, clock::now()))
                on:submit=on_submit
            >
                <ErrorSummary problems=summary attempt=submission.attempt />
                <TextField
                    label="Name"
                    value=state.name
                    id=field_id(Field::Name)
                    error=error(Field::Name)
                    hint=Some("The new token can have the same name.".to_owned())
                    maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
                    autocomplete="off"
                    required=true
                />
                <ExpiryField state due id=field_id(Field::Expiry) error=error(Field::Expiry) />
                {old_end}
                {fresh.view(begin_again)}
                {refusal}
                <div class="form-actions">
                    <Button r#type="submit" variant=Variant::Primary busy>"Create new token"</Button>
                    <ButtonLink href=details variant=Variant::Ghost up=true>"Cancel"</ButtonLink>
                </div>
            </form>
            <aside class="summary" aria-label="Kept">
                <h2>"Kept from the old token"</h2>
                <dl class="summary-list">
                    {old
                        .description
                        .clone()
                        .map(|text| view! { <div><dt>"Description"</dt><dd dir="auto">{text}</dd></div> })}
                    <div><dt>{Field::of_reach(kind).label()}</dt><dd><ReachView reach /> {left_out}</dd></div>
                </dl>
                <p class="small muted">
                    "To change them, " <a class="link" href=edit>"edit the token"</a> " first."
                </p>
            </aside>
        </div>
    }
    .into_any()
}

/// What the new token gets of the old one's reach, and the scopes that no new token can have.
fn taken_over(old: &Token, catalogue: &ScopeCatalogue) -> (Reach, Vec<String>) {
    match &old.reach {
        Reach::Scopes { owner, scopes } => {
            let known = catalogue.known(scopes.selection()).to_wire();
            let reach = Reach::Scopes {
                owner: owner.clone(),
                scopes: StoredScopes::new(known),
            };
            (reach, catalogue.unknown(scopes.selection()).to_wire())
        }
        Reach::Organizations(_) => (old.reach.clone(), vec![]),
    }
}
