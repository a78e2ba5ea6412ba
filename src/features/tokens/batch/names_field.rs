//! The field for the names, and what is said about them line by line.

use crate::features::tokens::form::{DraftState, field_id};
use crate::session::use_session;
use console_api::tokens;
use console_domain::batch_names::{BATCH_MAX, Batch};
use console_domain::new_token::Field;
use console_domain::state::refusal;
use console_domain::visible_name::isolated;
use console_platform::{clock, intl};
use console_ui::{Callout, TextArea, Tone, with_names};
use console_view::prelude::*;
use std::time::Duration;

/// How long nothing is typed before anything is said about it.
const PAUSE: Duration = Duration::from_millis(400);

/// What is typed now; tracked.
pub fn batch(state: DraftState) -> Batch {
    state.name.with(|text| Batch::read(text))
}

/// The field.
pub fn names_field(
    state: DraftState,
    attempt: RwSignal<u32>,
    error: Signal<Option<String>>,
) -> AnyView {
    // Not while somebody is typing, and never because the field is left: what comes between the press of a
    // button and its release moves the button away.
    let rested = RwSignal::new(String::new());
    let rests = StoredValue::new(leptos::leptos_dom::helpers::debounce(
        PAUSE,
        move |typed: String| _ = rested.try_set(typed),
    ));
    Effect::new(move |_| {
        let typed = state.name.get();
        rests.update_value(|rests| rests(typed));
    });
    let problems = Memo::new(move |_| {
        let rests = attempt.get() > 0 || state.name.with(|now| rested.with(|then| now == then));
        if rests {
            batch(state).problem_messages()
        } else {
            Vec::new()
        }
    });
    let so_far = move || {
        let batch = batch(state);
        if batch.count() == 0 {
            return String::new();
        }
        let blank = match batch.blank_lines() {
            [] => String::new(),
            [line] => format!(" Line {line} is blank and left out."),
            lines => {
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                format!(" Lines {} are blank and left out.", lines.join(", "))
            }
        };
        let count = intl::count(batch.count() as u64, "name", "names");
        format!("{count}: {}.{blank}", isolated(&batch.summary()))
    };
    view! {
        <div class="names">
            <TextArea
                label="Names"
                value=state.name
                id=field_id(Field::Name)
                error
                hint=Some(format!(
                    "One in each line, {BATCH_MAX} at most. A range makes many: ci-{{1..20}}, or \
                     ci-{{01..20}}."
                ))
                code=true
            />
            <div role="status">
                <p class="field-hint" dir="auto">{with_names(so_far)}</p>
                {move || {
                    let lines = problems.get();
                    (!lines.is_empty()).then(|| view! {
                        <ul class="plain-list small names-problems">
                            {lines.into_iter().map(|line| view! {
                                <li dir="auto">{line}</li>
                            }).collect_view()}
                        </ul>
                    })
                }}
            </div>
        </div>
        <TakenNames state />
    }
    .into_any()
}

/// Says which names active tokens have already. Names need not be unique, so it is no error.
#[component(transparent)]
fn TakenNames(state: DraftState) -> impl IntoView {
    let client = use_session().client;
    let taken = RwSignal::new(Vec::<String>::new());
    let scope = Scope::current();
    let look = leptos::leptos_dom::helpers::debounce(PAUSE, move |typed: String| {
        let Some(names) = Batch::read(&typed).names() else {
            return;
        };
        scope.spawn(async move {
            let Ok(tokens) = tokens::named_any(client, names.as_slice()).await else {
                return;
            };
            let now = clock::now();
            let is_live = |name: &&String| {
                tokens
                    .iter()
                    .any(|token| token.name == **name && refusal(token, |_| false, now).is_none())
            };
            let live = names.as_slice().iter().filter(is_live).cloned().collect();
            if state.name.try_with_untracked(|now| *now == typed) == Some(true) {
                taken.try_set(live);
            }
        });
    });
    let look = StoredValue::new(look);
    Effect::new(move |_| {
        let typed = state.name.get();
        taken.set(Vec::new());
        look.update_value(|look| look(typed));
    });
    move || {
        let names = taken.get();
        (!names.is_empty()).then(|| {
            let names: Vec<String> = names.iter().map(|name| isolated(name)).collect();
            let text = format!(
                "Active tokens already have these names: {}. You can go on; other names make them easier to \
                 tell apart.",
                intl::list_and(&names)
            );
            view! {
                <Callout tone=Tone::Info role="status">
                    <p dir="auto">{with_names(move || text.clone())}</p>
                </Callout>
            }
        })
    }
}
