//! The form.

use super::summary::DraftSummary;
use crate::app::config::config;
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::tokens::form::{
    Confirm, DraftState, ExpiryField, FormProblems, LostAnswer, OrganizationField, Outcome,
    ScopePicker, Submission, field_id, today, unsure,
};
use crate::session::use_session;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::expiry::ExpiryChoice;
use console_domain::kind::TokenKind;
use console_domain::new_token::{Field, check_name};
use console_domain::prefill::link;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_platform::intl;
use console_ui::{
    Button, ButtonLink, Callout, CopyButton, ErrorSummary, Size, TextArea, TextField, Toast, Tone,
    Variant,
};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use std::sync::Arc;

/// The create form with its summary.
#[component(transparent)]
pub fn CreateForm(
    /// What it holds.
    state: DraftState,
    /// Its sending.
    submission: Submission,
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
            Outcome::Refused(error) => Some(refused(error)),
            Outcome::Lost(tokens) => Some(
                view! { <LostAnswer tokens submission catalogue=catalogue.clone() /> }.into_any(),
            ),
            Outcome::Unsure(name, error) => Some(unsure(state.kind, name, error, submission)),
            Outcome::None | Outcome::FieldRefused(..) => None,
        }
    };
    view! {
        <div class="form-layout">
            <form
                class="form"
                novalidate
                on:submit=on_submit
                aria-label=format!("Create {}", state.kind.noun())
            >
                <ErrorSummary problems=summary attempt=submission.attempt />
                <TextField
                    label="Name"
                    value=state.name
                    id=field_id(Field::Name)
                    error=error(Field::Name)
                    prefilled=state.is_filled(Field::Name)
                    autocomplete="off"
                    required=true
                />
                <SameName state />
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
                        "Create Token"
                    </Button>
                    <ButtonLink href=Route::List(state.kind).href() variant=Variant::Ghost up=true>
                        "Cancel"
                    </ButtonLink>
                </div>
            </form>
            <DraftSummary state catalogue />
        </div>
    }
    .into_any()
}

fn refused(error: ApiError) -> AnyView {
    let title = match error {
        ApiError::PaymentRequired => "A payment method is needed",
        ApiError::NotAllowed => "You may not create tokens here",
        _ => "The token was not created",
    };
    view! { <ErrorView error title /> }.into_any()
}

/// Says when an active token has the name already. Names need not be unique, so it is no error.
#[component(transparent)]
fn SameName(state: DraftState) -> impl IntoView {
    let client = use_session().client;
    let found = RwSignal::new(None::<(String, usize)>);
    let scope = Scope::current();
    let look = leptos::leptos_dom::helpers::debounce(
        std::time::Duration::from_millis(400),
        move |typed: String| {
            let Ok(name) = check_name(&typed) else {
                found.try_set(None);
                return;
            };
            scope.spawn(async move {
                let Ok(tokens) = tokens::named(client, state.kind, &name).await else {
                    return;
                };
                let now = console_platform::clock::now();
                let live = tokens
                    .iter()
                    .filter(|token| console_domain::state::refusal(token, |_| false, now).is_none())
                    .count();
                if state
                    .name
                    .try_with_untracked(|typed| typed.trim() == name)
                    .unwrap_or(false)
                {
                    found.try_set((live > 0).then_some((name, live)));
                }
            });
        },
    );
    let look = StoredValue::new(look);
    Effect::new(move |_| {
        let typed = state.name.get();
        found.set(None);
        look.update_value(|look| look(typed));
    });
    move || {
        found.get().map(|(name, _)| {
            view! {
                <Callout tone=Tone::Info role="status">
                    <p>
                        "An active token is already called " <b dir="auto">{name}</b>
                        ". You can go on; another name makes them easier to tell apart."
                    </p>
                </Callout>
            }
        })
    }
}

/// Copies a link that leads to the form as it is.
#[component(transparent)]
pub fn CopyFormLink(
    /// The form.
    state: DraftState,
    /// The scopes that exist.
    catalogue: Arc<ScopeCatalogue>,
) -> impl IntoView {
    let left_out = StoredValue::new(Vec::new());
    let text = move || {
        let draft = untrack(|| state.draft());
        let days = match draft.expiry {
            ExpiryChoice::Date(Some(day)) => u16::try_from((day - untrack(today)).num_days()).ok(),
            _ => None,
        };
        let link = link(&draft, &catalogue, days);
        left_out.set_value(link.left_out);
        let origin = web_sys::window()
            .and_then(|window| window.location().origin().ok())
            .unwrap_or_default();
        let pairs = link
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        format!("{origin}{}", Route::New(state.kind).href_with(pairs))
    };
    let on_copied = Callback::new(move |()| {
        let fields: Vec<&str> = left_out
            .with_value(|fields: &Vec<Field>| fields.iter().map(|field| field.label()).collect());
        if !fields.is_empty() {
            let fields = intl::list_and(&fields);
            Toast::info(format!(
                "The link leaves out what it cannot carry: {fields}."
            ))
            .show();
        }
    });
    view! {
        <CopyButton label="Copy link to this form" text on_copied variant=Variant::Ghost size=Size::Medium />
    }
}
