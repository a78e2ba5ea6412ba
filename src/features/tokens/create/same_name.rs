//! The name of a new token, and that another one has it already.

use crate::features::tokens::form::{DraftState, field_id};
use crate::session::use_session;
use console_api::tokens;
use console_domain::new_token::{Field, check_name};
use console_ui::{Callout, TextField, Tone};
use console_view::prelude::*;
use std::time::Duration;

/// How long typing has to pause before the backend is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// The field for the name.
pub fn name_field(state: DraftState, error: Signal<Option<String>>) -> AnyView {
    view! {
        <TextField
            label="Name"
            value=state.name
            id=field_id(Field::Name)
            error
            prefilled=state.is_filled(Field::Name)
            autocomplete="off"
            required=true
        />
        <SameName state />
    }
    .into_any()
}

/// Says when an active token has the name already. Names need not be unique, so it is no error.
#[component(transparent)]
fn SameName(state: DraftState) -> impl IntoView {
    let client = use_session().client;
    let found = RwSignal::new(None::<String>);
    let scope = Scope::current();
    let look = leptos::leptos_dom::helpers::debounce(PAUSE, move |typed: String| {
        let Ok(name) = check_name(&typed) else {
            found.try_set(None);
            return;
        };
        scope.spawn(async move {
            let Ok(tokens) = tokens::named(client, state.kind, &name).await else {
                return;
            };
            let now = console_platform::clock::now();
            let is_taken = tokens
                .iter()
                .any(|token| console_domain::state::refusal(token, |_| false, now).is_none());
            if state
                .name
                .try_with_untracked(|typed| typed.trim() == name)
                .unwrap_or(false)
            {
                found.try_set(is_taken.then_some(name));
            }
        });
    });
    let look = StoredValue::new(look);
    Effect::new(move |_| {
        let typed = state.name.get();
        found.set(None);
        look.update_value(|look| look(typed));
    });
    move || {
        found.get().map(|name| {
            view! {
                <Callout tone=Tone::Info role="status">
                    <p>
                        "An active token is already called " <b dir="auto" translate="no">{name}</b>
                        ". You can go on; another name makes them easier to tell apart."
                    </p>
                </Callout>
            }
        })
    }
}
