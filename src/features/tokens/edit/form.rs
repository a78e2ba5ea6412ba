//! The form.

use super::changes::{changes_view, form_changes};
use super::questions::Questions;
use super::saving::{SaveFailure, SaveResult, Saving};
use crate::app::config::config;
use crate::app::leave_guard::use_leave_guard;
use crate::app::navigation::use_navigate;
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::tokens::form::{
    Confirm, DraftState, ExpiryField, FormProblems, Guarded, KEEP, OrganizationField, ScopePicker,
    end_of, field_id, guard_work,
};
use crate::session::use_session;
use console_domain::kind::TokenKind;
use console_domain::new_token::{Field, NAME_MAX};
use console_domain::organization::OrganizationRef;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::{Reach, Token};
use console_domain::token_edit::{TokenEdit, changed_fields};
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::intl;
use console_ui::{
    Button, ButtonLink, Callout, ErrorSummary, TextArea, TextField, Toast, Tone, Variant,
};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use std::sync::Arc;

/// The edit form with its list of changes.
#[component(transparent)]
pub fn EditForm(
    /// The token to change.
    token: Token,
    /// The scopes that exist; empty for a personal access token.
    catalogue: Arc<ScopeCatalogue>,
    /// Begins again with another reading of the token.
    on_reload: Callback<Token>,
) -> impl IntoView {
    let kind = token.kind();
    let session = use_session();
    let state = DraftState::new(TokenEdit::of(&token).draft, session);
    state.expiry.set(KEEP.to_owned());
    let saving = Saving::new(session.client, state, token.clone(), catalogue.clone());
    let details = Route::Details(kind, token.id.clone()).href();
    let changed = {
        let token = token.clone();
        Memo::new(move |_| changed_fields(&token, &saving.edit()))
    };
    let name = token.name.clone();
    guard_work(move || {
        if changed.with(Vec::is_empty) {
            Guarded::Nothing
        } else {
            Guarded::Work(UnsavedWork::new(WorkKind::Changes, name.as_str()))
        }
    });
    leave_when_saved(saving, changed, details.clone());
    let problems = FormProblems::new(saving.attempt, move || saving.problems());
    let error = move |field| problems.of(field);
    let summary = problems.summary(|_| true);
    Effect::new(move |before: Option<()>| {
        let _ = saving.edit();
        if before.is_some() {
            saving.edited();
        }
    });
    let due = Memo::new(move |_| saving.to_confirm());
    let reach = match kind {
        TokenKind::Api => view! {
            <ScopePicker
                catalogue=catalogue.clone()
                selection=state.scopes
                limits=config().limits
                confirm=view! {
                    <Confirm state due field=Field::Scopes catalogue none_label="Keep it without" />
                }
                .into_any()
                id=field_id(Field::Scopes)
                error=error(Field::Scopes)
                rotate=Some(Route::Rotate(kind, token.id.clone()).href())
            />
        }
        .into_any(),
        TokenKind::Personal => view! {
            <OrganizationField
                state
                due
                id=field_id(Field::Organizations)
                error=error(Field::Organizations)
                held=held(&token)
            />
        }
        .into_any(),
    };
    let kept = token.expires_at.map_or_else(
        || "It never expires.".to_owned(),
        |end| {
            let verb = if end <= console_platform::clock::now() {
                "It ended"
            } else {
                "It ends"
            };
            format!("{verb} {}.", intl::date_time_both(end))
        },
    );
    let note = move || result_view(saving.result.get()?, kind);
    view! {
        <div class="form-layout">
            <form
                class="form"
                novalidate
                aria-label=format!("Edit {}", kind.noun())
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    saving.submit();
                }
            >
                <ErrorSummary problems=summary attempt=saving.attempt />
                <TextField
                    label="Name"
                    value=state.name
                    id=field_id(Field::Name)
                    error=error(Field::Name)
                    maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
                    autocomplete="off"
                    required=true
                />
                <TextArea
                    label="Description"
                    value=state.description
                    id=field_id(Field::Description)
                    error=error(Field::Description)
                    mark="optional"
                />
                {reach}
                <ExpiryField
                    state
                    due
                    id=field_id(Field::Expiry)
                    error=error(Field::Expiry)
                    kept=Some(kept)
                />
                {note}
                <div class="form-actions">
                    <Button r#type="submit" variant=Variant::Primary busy=saving.busy>"Save changes"</Button>
                    <ButtonLink href=details variant=Variant::Ghost up=true>"Cancel"</ButtonLink>
                </div>
            </form>
            <aside class="summary" aria-label="Changes">
                <h2>"Changes"</h2>
                {move || {
                    let fields = changed.get();
                    if fields.is_empty() {
                        return view! { <p class="muted">"Nothing changed yet."</p> }.into_any();
                    }
                    let edit = saving.edit();
                    let end = end_of(edit.draft.expiry);
                    changes_view(form_changes(&token, &edit, end, &fields))
                }}
            </aside>
        </div>
        <Questions saving on_reload />
    }
    .into_any()
}

/// How saving ended, above the buttons.
fn result_view(result: SaveResult, kind: TokenKind) -> Option<AnyView> {
    let (failure, is_partial) = match result {
        SaveResult::Saved => return None,
        SaveResult::Unchanged => {
            let text = "Nothing has changed, so there is nothing to save.";
            return Some(view! { <p class="muted" role="status">{text}</p> }.into_any());
        }
        SaveResult::Deleted => return Some(deleted_view(kind)),
        SaveResult::Failed {
            failure,
            saved_steps,
        } => (failure, saved_steps > 0),
    };
    let partial = is_partial.then(|| {
        view! {
            <Callout tone=Tone::Warning role="alert" title="Saved in part">
                <p>
                    "A scope that the token lists twice takes several requests to remove. The first was "
                    "accepted, and everything else is saved; a later one failed. The token may still list "
                    "the scope, whether or not it still has the right. Save again to finish."
                </p>
            </Callout>
        }
    });
    let failed = match failure {
        // It is said at the field.
        SaveFailure::FieldRefused(..) => None,
        SaveFailure::Refused(error) => {
            let title = if is_partial {
                "A scope could not be removed"
            } else {
                "The changes were not saved"
            };
            Some(view! { <ErrorView error title /> })
        }
        SaveFailure::Unsure(error) => {
            let title = if is_partial {
                "It is not known whether the scope was removed"
            } else {
                "It is not known whether the changes were saved"
            };
            Some(view! { <ErrorView error title /> })
        }
    };
    Some(view! { {partial} {failed} }.into_any())
}

fn deleted_view(kind: TokenKind) -> AnyView {
    view! {
        <Callout tone=Tone::Warning role="alert" title="The token no longer exists">
            <p>"Somebody has deleted it since you opened this page. Nothing was saved."</p>
            <div class="callout-actions">
                <ButtonLink href=href_list(kind)>{format!("Back to {}", kind.list_name())}</ButtonLink>
            </div>
        </Callout>
    }
    .into_any()
}

/// The organizations that the token has.
fn held(token: &Token) -> Vec<OrganizationRef> {
    match &token.reach {
        Reach::Organizations(all) => all.clone(),
        Reach::Scopes { .. } => vec![],
    }
}

fn href_list(kind: TokenKind) -> String {
    Route::List(kind).href()
}

/// Goes on to the details once it is saved.
fn leave_when_saved(saving: Saving, changed: Memo<Vec<Field>>, details: String) {
    let guard = use_leave_guard();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if saving
            .result
            .with(|result| *result == Some(SaveResult::Saved))
        {
            let changes_scopes = changed.with_untracked(|fields| fields.contains(&Field::Scopes));
            // The backend keeps its answers about rights for that long (contract 5).
            Toast::success(if changes_scopes {
                "The changes are saved. It can take about 10 seconds until the new scopes work."
            } else {
                "The changes are saved."
            })
            .show();
            let details = details.clone();
            guard.disarm_then(move || navigate.leave_for(&details));
        }
    });
}
