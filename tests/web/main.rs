//! Components and browser wrappers in a real browser: what a host test cannot see and what an
//! end-to-end test would only meet by accident.

#![cfg(target_arch = "wasm32")]

mod scopes;
mod stage;
mod tips;
mod toasts;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use console_domain::secret::TokenSecret;
use console_platform::{clock, focus, intl, storage};
use console_ui::{Button, Dialog, MenuButton, MenuItem, TextField};
use console_view::prelude::*;
use developer_console::app::load::{Load, Loader};
use developer_console::features::tokens::SecretHolder;
use stage::{Stage, document, frame, press, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_dialog_takes_the_focus_and_gives_it_back() {
    let open = RwSignal::new(false);
    let stage = Stage::show(move || {
        view! {
            <Button on_press=move || open.set(true)>"Open"</Button>
            <Dialog open heading="A question">"An answer"</Dialog>
        }
    });
    frame().await;
    let opener = stage.button("Open");
    opener.focus().unwrap();
    opener.click();
    until("the dialog has the focus", || {
        document()
            .active_element()
            .is_some_and(|element| element.closest("dialog").unwrap().is_some())
    })
    .await;
    open.set(false);
    until("the focus is back", || {
        document().active_element().as_ref() == Some(opener.as_ref())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_menu_opens_on_its_first_line_and_escape_returns_to_its_button() {
    let stage = Stage::show(|| {
        let items = || {
            vec![
                MenuItem::action("One", || {}),
                MenuItem::action("Two", || {}),
            ]
        };
        view! { <MenuButton label="Actions" items /> }
    });
    frame().await;
    let button: HtmlElement = stage.find("button[aria-label='Actions']").unchecked_into();
    button.focus().unwrap();
    button.click();
    until("the first line has the focus", || {
        document()
            .active_element()
            .and_then(|element| element.text_content())
            .is_some_and(|text| text.trim() == "One")
    })
    .await;
    press(&document().active_element().unwrap(), "ArrowDown");
    assert_eq!(
        document()
            .active_element()
            .unwrap()
            .text_content()
            .unwrap()
            .trim(),
        "Two"
    );
    press(&document().active_element().unwrap(), "Escape");
    until("the button has the focus", || {
        document().active_element().as_ref() == Some(button.as_ref())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_menu_that_was_just_closed_opens_again() {
    let stage = Stage::show(|| {
        view! { <MenuButton label="Actions" items=|| vec![MenuItem::action("One", || {})] /> }
    });
    frame().await;
    let button: HtmlElement = stage.find("button[aria-label='Actions']").unchecked_into();
    let is_open = || {
        document()
            .active_element()
            .is_some_and(|element| element.matches(":popover-open [role=menuitem]").unwrap())
    };
    button.click();
    until("the menu is open", is_open).await;
    press(&document().active_element().unwrap(), "Escape");
    // The browser tells of the closed menu in a task of its own, later than this.
    leptos::task::tick().await;
    button.click();
    until("the menu is open again", is_open).await;
}

#[wasm_bindgen_test]
async fn a_field_names_its_error_and_its_hint() {
    let error = RwSignal::new(None::<String>);
    let stage = Stage::show(move || {
        view! {
            <TextField
                label="Name"
                value=RwSignal::new(String::new())
                error=error
                hint=Some("A hint".to_owned())
            />
        }
    });
    frame().await;
    let input = stage.find("input");
    assert_ne!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    error.set(Some("Too short".to_owned()));
    until("it is invalid", || {
        input.get_attribute("aria-invalid").as_deref() == Some("true")
    })
    .await;
    let described: String = input
        .get_attribute("aria-describedby")
        .unwrap()
        .split_whitespace()
        .filter_map(|id| document().get_element_by_id(id)?.text_content())
        .collect();
    assert!(
        described.contains("Too short") && described.contains("A hint"),
        "{described}"
    );
}

#[wasm_bindgen_test]
fn a_day_ends_one_second_before_the_next_begins() {
    for day in [
        "2026-03-08",
        "2026-03-29",
        "2026-10-25",
        "2026-11-01",
        "2028-02-29",
        "2026-12-31",
    ] {
        let day: NaiveDate = day.parse().unwrap();
        let end = intl::local_day_end(day).unwrap();
        assert_eq!(intl::local_date(end), day);
        assert_eq!(
            intl::local_date(end + TimeDelta::seconds(1)),
            day.succ_opt().unwrap()
        );
    }
}

#[wasm_bindgen_test]
fn relative_times_are_words() {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    assert_eq!(intl::relative(now + TimeDelta::days(3), now), "in 3 days");
    assert_eq!(
        intl::relative(now - TimeDelta::hours(2), now),
        "2 hours ago"
    );
    assert_eq!(now.year(), 2026);
}

#[wasm_bindgen_test]
fn session_storage_keeps_and_forgets() {
    storage::set(storage::Area::Session, "test-key", "value");
    assert_eq!(
        storage::get(storage::Area::Session, "test-key").as_deref(),
        Some("value")
    );
    storage::remove(storage::Area::Session, "test-key");
    assert_eq!(storage::get(storage::Area::Session, "test-key"), None);
}

#[wasm_bindgen_test]
fn a_secret_is_gone_when_it_is_wiped_and_when_its_page_goes() {
    let owner = Owner::new();
    let holder = owner.with(SecretHolder::new);
    assert!(holder.put(TokenSecret::new("tola_value".to_owned())));
    assert_eq!(holder.with(|secret| secret.expose().len()), Some(10));
    holder.wipe();
    assert_eq!(holder.with(|_| ()), None);
    assert!(holder.put(TokenSecret::new("tola_other".to_owned())));
    owner.cleanup();
    assert_eq!(holder.with(|_| ()), None);
    assert!(!holder.put(TokenSecret::new("tola_late".to_owned())));
}

#[wasm_bindgen_test]
async fn only_the_newest_answer_is_shown() {
    // Mounting anything starts what runs the answers.
    let _stage = Stage::show(|| "");
    let owner = Owner::new();
    let (count, loader) = owner.with(|| {
        let count = StoredValue::new(0_u32);
        let loader = Loader::new(move || {
            count.update_value(|count| *count += 1);
            let mine = count.get_value();
            async move {
                // The first question is answered last.
                for _ in 0..(4 - mine.min(3)) * 2 {
                    frame().await;
                }
                Ok(mine)
            }
        });
        (count, loader)
    });
    loader.load();
    loader.load();
    until("an answer is there", || loader.ready_untracked().is_some()).await;
    for _ in 0..8 {
        frame().await;
    }
    assert_eq!(
        (count.get_value(), loader.signal().get_untracked()),
        (2, Load::Ready(2))
    );
}

#[wasm_bindgen_test]
fn focusing_what_is_not_there_says_so() {
    assert!(!focus::id("no-such-element"));
}

/// A list asks three times for each row, and each move of the clock runs all that was shown again.
#[wasm_bindgen_test]
async fn a_hundred_that_ask_for_the_time_move_it_once() {
    // Mounting anything starts what runs the effects.
    let _stage = Stage::show(|| "");
    let owner = Owner::new();
    let signal = owner.with(clock::last_tick);
    let runs = owner.with(|| StoredValue::new(0_u32));
    owner.with(|| {
        Effect::new(move |_| {
            signal.track();
            runs.update_value(|runs| *runs += 1);
        });
    });
    until("the effect has run", || runs.get_value() > 0).await;
    let before = runs.get_value();
    js_sys::eval(
        "globalThis.RealDate ??= Date; globalThis.Date = class Date extends RealDate { \
            constructor(...parts) { if (parts.length) super(...parts); else super(Date.now()); } \
            static now() { return RealDate.now() + 60000; } }",
    )
    .unwrap();
    for _ in 0..100 {
        clock::ticking_now();
    }
    until("the clock has moved", || runs.get_value() > before).await;
    for _ in 0..8 {
        frame().await;
    }
    js_sys::eval("globalThis.Date = RealDate").unwrap();
    assert_eq!(runs.get_value(), before + 1);
}
