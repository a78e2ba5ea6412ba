//! One token of a review: what is known of it, the decision, the note, and what became of it.

use super::store::{ReviewStore, Row};
use crate::app::route::Route;
use crate::features::tokens::lifecycle::is_in_use;
use crate::features::tokens::shared::makers::maker_words;
use crate::features::tokens::shared::reach::ReachView;
use crate::features::tokens::shared::state_badge::{FlagBadge, StateBadge};
use chrono::{DateTime, Utc};
use console_api::flow::review::{ItemResult, ReviewItem, Stage};
use console_domain::review::Decision;
use console_domain::state::flags;
use console_domain::token::Token;
use console_platform::events::key;
use console_platform::{clock, focus, intl};
use console_ui::{Icon, IconButton, IconView, Size, announce};
use console_view::prelude::*;
use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement};

/// Marks the decisions of tokens, to go from one to the next.
const DECISIONS: &str = "fieldset.review-decision";

/// One token. A review shows fifty at once and more, and each signal, effect and closure takes memory that
/// the program never gives back: so a row has few of them, and all rows share the store.
#[component(transparent)]
pub fn RowView(
    /// The review.
    store: Arc<ReviewStore>,
    /// The token.
    row: Row,
    /// Whether the reader may decide.
    may_decide: bool,
) -> impl IntoView {
    let item = row.item;
    let href = Route::Details(store.kind, row.id()).href();
    let now = clock::ticking_now();
    let about = {
        let store = store.clone();
        move || item.with(|item| about(&store, &item.token, &href, now.get()))
    };
    let is_opened = RwSignal::new(false);
    let reach = move || {
        is_opened.get().then(|| {
            // Not with every decision: what is open stays open.
            let reach = Memo::new(move |_| item.with(|item| item.token.reach.clone()));
            move || view! { <ReachView reach=reach.get() /> }
        })
    };
    view! {
        <li class="review-row">
            <div class="stack-sm">
                {about}
                <details class="small" on:toggle=move |_| is_opened.set(true)>
                    <summary>"What it can do"</summary>
                    {reach}
                </details>
            </div>
            {may_decide.then(|| decision(&store, row))}
            <div>{move || item.with(result)}</div>
        </li>
    }
    .into_any()
}

/// Its name and how it stands; when it was made and by whom, when it ends, when it was used. Tracked.
fn about(store: &ReviewStore, token: &Token, href: &str, now: DateTime<Utc>) -> AnyView {
    let standing = store.demand.with(|demand| demand.standing(token, now));
    let flags = flags(token, store.has_left(token), now);
    let made = token.created_at.map_or_else(String::new, |at| {
        format!("Created {}", intl::date_medium(at))
    });
    let by = token
        .created_by
        .as_ref()
        .map(|id| maker_words(store.named(id), id));
    let end = token.expires_at.map_or_else(
        || "never expires".to_owned(),
        |at| format!("expires {}", intl::date_medium(at)),
    );
    let used = token.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("last used {}", intl::date_medium(at)),
    );
    view! {
        <p class="row">
            <a class="link" href=href.to_owned() dir="auto" translate="no">{token.shown_name()}</a>
            {" "}
            <StateBadge standing />
            {flags.into_iter().map(|flag| view! { <FlagBadge flag /> }).collect_view()}
        </p>
        <p class="muted small">
            {made}
            {by.map(|by| view! { " by " <span dir="auto" translate="no">{by}</span> })}
            {format!(" · {end} · {used}")}
            {is_in_use(token).then(|| view! { <b>" · in use"</b> })}
        </p>
    }
    .into_any()
}

/// Whether nothing can be decided about it now; tracked.
fn is_locked(store: &ReviewStore, item: &ReviewItem) -> bool {
    store.stage.get() != Stage::Deciding || item.is_settled()
}

fn decision(store: &Arc<ReviewStore>, row: Row) -> AnyView {
    let item = row.item;
    let group = format!("decision-{}", row.id());
    let name = move || item.with(|item| item.token.shown_name());
    let option = |decision: Decision| {
        view! {
            <label class="choice">
                <input class="radio" type="radio" name=group.clone() />
                <span class="choice-label">{decision.label()}</span>
            </label>
        }
    };
    let choice = NodeRef::<html::Div>::new();
    // One effect for all controls.
    Effect::new({
        let store = store.clone();
        move |_| {
            let end = store.shorter_end();
            if let Some(choice) = choice.get() {
                item.with(|item| show_decision(item, &choice, is_locked(&store, item), end));
            }
        }
    });
    let on_change = {
        let store = store.clone();
        move |event: Event| {
            let (Some(choice), Some(target)) = (choice.get_untracked(), event.target()) else {
                return;
            };
            let is_chosen = |(_, radio): &(Decision, HtmlInputElement)| {
                *radio.unchecked_ref::<EventTarget>() == target
            };
            if let Some((decision, _)) = radios(&choice).find(is_chosen) {
                store.decide(row, Some(decision));
            }
        }
    };
    let on_key = {
        let store = store.clone();
        move |event: KeyboardEvent| {
            // A key that is held down decides once: the focus has moved on to another token.
            if event.repeat()
                || event.ctrl_key()
                || event.alt_key()
                || event.meta_key()
                || untrack(|| item.with(|item| is_locked(&store, item)))
            {
                return;
            }
            let Some(decision) = Decision::of_key(&key(&event)) else {
                return;
            };
            event.prevent_default();
            let end = untrack(|| store.shorter_end());
            if !item.with_untracked(|item| decision.is_possible(&item.token, end)) {
                announce(impossible(decision));
                return;
            }
            store.decide(row, Some(decision));
            if let Some(fieldset) = event.current_target().and_then(|it| it.dyn_into().ok()) {
                focus_next(&fieldset);
            }
        }
    };
    let note = {
        let store = store.clone();
        move |field: &HtmlInputElement| {
            let typed = field.value();
            let noted = store.note(row, typed.clone());
            // Without the value of a token, or as it was because nothing can be decided now.
            if noted != typed {
                field.set_value(&noted);
            }
        }
    };
    let clear = {
        let store = store.clone();
        move || {
            store.decide(row, None);
            // This button goes.
            focus::selector(&format!("#decisions-{} input:enabled", row.id()));
        }
    };
    let can_clear = {
        let store = store.clone();
        move || item.with(|item| item.decision.is_some() && !is_locked(&store, item))
    };
    let group_id = format!("decisions-{}", row.id());
    let note_id = format!("note-{}", row.id());
    view! {
        <div class="review-choice" node_ref=choice>
            <fieldset
                id=group_id
                class="review-decision choices choices-segmented"
                on:keydown=on_key
                on:change=on_change
            >
                <legend class="visually-hidden">{move || format!("Decision for {}", name())}</legend>
                {Decision::ALL.map(option).collect_view()}
                <Show when=can_clear>
                    <IconButton
                        icon=Icon::X
                        label=Signal::derive(move || format!("Undo the decision for {}", name()))
                        size=Size::Small
                        on_press=clear.clone()
                    />
                </Show>
            </fieldset>
            <input
                id=note_id
                class="input"
                type="text"
                dir="auto"
                autocomplete="off"
                maxlength="500"
                placeholder="Note"
                aria-label=move || format!("Note for {}", name())
                on:input:target=move |event| note(&event.target())
            />
        </div>
    }
    .into_any()
}

/// Brings the controls of a token up to date.
fn show_decision(item: &ReviewItem, choice: &Element, is_locked: bool, end: Option<DateTime<Utc>>) {
    for (decision, radio) in radios(choice) {
        let is_impossible = !decision.is_possible(&item.token, end);
        radio.set_checked(item.decision == Some(decision));
        radio.set_disabled(is_locked || is_impossible);
        let why = if is_impossible {
            impossible(decision)
        } else {
            ""
        };
        // At the radio for assistive technology, and around it for the pointer: not every engine shows the
        // title of a control that is off.
        let label = radio.parent_element();
        let label = label.and_then(|label| label.dyn_into::<HtmlElement>().ok());
        for element in label.iter().chain([&*radio]) {
            if element.title() != why {
                element.set_title(why);
            }
        }
    }
    let note = choice.last_element_child();
    if let Some(note) = note.and_then(|note| note.dyn_into::<HtmlInputElement>().ok()) {
        note.set_read_only(is_locked);
        // Not while somebody types it: the caret would move to the end.
        if note.value() != item.note {
            note.set_value(&item.note);
        }
    }
}

/// The radios of a token with what they decide.
fn radios(choice: &Element) -> impl Iterator<Item = (Decision, HtmlInputElement)> {
    let all = choice.query_selector_all("input").ok();
    Decision::ALL
        .into_iter()
        .zip(0..)
        .filter_map(move |(decision, place)| {
            let radio = all.as_ref()?.get(place)?;
            Some((decision, radio.dyn_into().ok()?))
        })
}

const fn impossible(decision: Decision) -> &'static str {
    match decision {
        Decision::Shorten => "It already expires earlier",
        Decision::Disable => "It is already disabled",
        Decision::Keep | Decision::Delete => "",
    }
}

fn result(item: &ReviewItem) -> Option<AnyView> {
    let (class, icon, text) = match item.result.as_ref()? {
        ItemResult::Applied(_) => {
            let done = item.decision.map(Decision::participle);
            ("bulk-done", Icon::CHECK, done.unwrap_or("Done").to_owned())
        }
        ItemResult::Gone => ("muted", Icon::INFO, "Deleted in the meantime".to_owned()),
        ItemResult::Unneeded => ("muted", Icon::INFO, "No longer needed".to_owned()),
        ItemResult::Failed(error) => {
            let text = error.sentence_for_change();
            ("bulk-failed", Icon::ALERT_CIRCLE, text)
        }
    };
    Some(view! { <p class=class><IconView icon /> {text}</p> }.into_any())
}

/// Moves the focus to the next token without a decision: behind this one, else to the first of all.
fn focus_next(fieldset: &Element) {
    let Some(list) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector_all(DECISIONS).ok())
    else {
        return;
    };
    let all: Vec<Element> = (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect();
    let here = all.iter().position(|one| one == fieldset).unwrap_or(0);
    let (before, behind) = all.split_at(here);
    let is_open = |one: &&Element| {
        one.query_selector(":checked")
            .is_ok_and(|checked| checked.is_none())
            && one
                .query_selector("input:enabled")
                .is_ok_and(|radio| radio.is_some())
    };
    let next = behind.iter().skip(1).chain(before).find(is_open);
    let radio = next.and_then(|next| next.query_selector("input:enabled").ok().flatten());
    if let Some(radio) = radio.and_then(|radio| radio.dyn_into::<HtmlElement>().ok()) {
        _ = focus::element(&radio);
    }
}
