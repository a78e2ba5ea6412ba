//! The form for new tokens.

use super::draft_summary::DraftSummary;
use super::{
    Confirm, DraftState, ExpiryField, FormProblems, LostAnswer, OrganizationField, Outcome,
    ScopePicker, Submission, field_id, unsure,
};
use crate::app::config::config;
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use console_api::error::ApiError;
use console_domain::kind::TokenKind;
use console_domain::new_token::Field;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_ui::{Button, ButtonLink, ErrorSummary, TextArea, Variant};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use std::sync::Arc;

/// The part of the form that says what new tokens are called, with its problem.
pub type NamePart = Callback<Signal<Option<String>>, AnyView>;

/// The form for new tokens with its summary.
#[component(transparent)]
pub fn CreateForm(
    /// What it holds.
    state: DraftState,
    /// Its sending.
    submission: Submission,
    /// Its name for assistive technology.
    label: String,
    /// Its first field.
    name: NamePart,
    /// The names in the summary.
    #[prop(into)]
    called: Signal<String>,
    /// The words on its button.
    #[prop(into)]
    button: Signal<String>,
    /// What is said above a refusal of all of it.
    not_created: &'static str,
    /// The scopes that exist; empty for a personal access token.
    catalogue: Arc<ScopeCatalogue>,
) -> impl IntoView {
    let problems = {
        let catalogue = catalogue.clone();
        FormProblems::new(submission.attempt, move || submission.problems(&catalogue))
    };
    let error = move |field| problems.of(field);
    let summary = problems.summary(|_| true);
    // What the backend refused is an answer to the form as it was.
    Effect::new(move |before: Option<()>| {
        let _ = state.draft();
        if before.is_some() {
            submission.edited();
        }
    });
    let on_submit = {
        let catalogue = catalogue.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            submission.submit(&catalogue);
        }
    };
    let due = state.due(catalogue.clone());
    let reach = match state.kind {
        TokenKind::Api => view! {
            <ScopePicker
                catalogue=catalogue.clone()
                selection=state.scopes
                limits=config().limits
                confirm=view! {
                    <Confirm state due field=Field::Scopes catalogue=catalogue.clone() />
                }
                .into_any()
                id=field_id(Field::Scopes)
                error=error(Field::Scopes)
                prefilled=state.is_filled(Field::Scopes)
            />
        }
        .into_any(),
        TokenKind::Personal => view! {
            <OrganizationField
                state
                due
                id=field_id(Field::Organizations)
                error=error(Field::Organizations)
            />
        }
        .into_any(),
    };
    let refusal = {
        let catalogue = catalogue.clone();
        move || match submission.outcome.get() {
            Outcome::Refused(error) => Some(refused(error, not_created)),
            Outcome::Lost(tokens) => Some(
                view! { <LostAnswer tokens submission catalogue=catalogue.clone() /> }.into_any(),
            ),
            Outcome::Unsure(names, error) => Some(unsure(state.kind, names, error, submission)),
            Outcome::None | Outcome::FieldRefused(..) => None,
        }
    };
    view! {
        <div class="form-layout">
            <form
                class="form"
                novalidate
                on:submit=on_submit
                aria-label=label
            >
                <ErrorSummary problems=summary attempt=submission.attempt />
                {name.run(error(Field::Name))}
                <TextArea
                    label="Description"
                    value=state.description
                    id=field_id(Field::Description)
                    error=error(Field::Description)
                    prefilled=state.is_filled(Field::Description)
                    mark="optional"
                />
                {reach}
                <ExpiryField state due id=field_id(Field::Expiry) error=error(Field::Expiry) />
                {refusal}
                <div class="form-actions">
                    <Button r#type="submit" variant=Variant::Primary busy=submission.busy>
                        {button}
                    </Button>
                    <ButtonLink href=Route::List(state.kind).href() variant=Variant::Ghost up=true>
                        "Cancel"
                    </ButtonLink>
                </div>
            </form>
            <DraftSummary state catalogue called />
        </div>
    }
    .into_any()
}

fn refused(error: ApiError, not_created: &'static str) -> AnyView {
    let title = match error {
        ApiError::PaymentRequired => "A payment method is needed",
        ApiError::NotAllowed => "You may not create tokens here",
        _ => not_created,
    };
    view! { <ErrorView error title /> }.into_any()
}
