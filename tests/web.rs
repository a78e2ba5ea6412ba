//! Components and browser wrappers in a real browser: what a host test cannot see and what an
//! end-to-end test would only meet by accident.

#![cfg(target_arch = "wasm32")]

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use console_domain::scope::ScopeSelection;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::secret::TokenSecret;
use console_domain::sorted::SortedMap;
use console_platform::{clock, focus, intl, storage};
use console_ui::{Button, Dialog, MenuButton, MenuItem, TextField};
use console_view::prelude::*;
use developer_console::app::load::{Load, Loader};
use developer_console::features::tokens::{ScopePicker, SecretHolder};
use leptos::mount::{UnmountHandle, mount_to};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A place of its own in the page; gone with everything in it when it is dropped.
struct Stage {
    root: HtmlElement,
    _handle: Box<dyn std::any::Any>,
}

impl Stage {
    fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let handle: UnmountHandle<_> = mount_to(root.clone(), move || Page::of(view));
        Self {
            root,
            _handle: Box::new(handle),
        }
    }

    fn find(&self, selector: &str) -> Element {
        self.root
            .query_selector(selector)
            .unwrap()
            .unwrap_or_else(|| panic!("nothing matches {selector}"))
    }

    fn named(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("input[aria-label='{name}']"))
            .unchecked_into()
    }

    fn button(&self, words: &str) -> HtmlElement {
        let all = self.root.query_selector_all("button").unwrap();
        (0..all.length())
            .map(|index| all.item(index).unwrap().unchecked_into::<HtmlElement>())
            .find(|button| button.text_content().unwrap_or_default().trim() == words)
            .unwrap_or_else(|| panic!("no button {words}"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Lets the page draw once.
async fn frame() {
    for _ in 0..2 {
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            web_sys::window()
                .unwrap()
                .request_animation_frame(&resolve)
                .unwrap();
        });
        JsFuture::from(promise).await.unwrap();
    }
}

/// Waits for a condition, for a bounded number of frames.
async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..120 {
        if holds() {
            return;
        }
        frame().await;
    }
    panic!("it never came to be that {what}");
}

fn press(target: &Element, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap();
}

fn catalogue() -> Arc<ScopeCatalogue> {
    let offered: SortedMap<String, Vec<&str>> = ["evidence", "risk", "api_token"]
        .into_iter()
        .map(|object| (object.to_owned(), vec!["delete", "read", "write"]))
        .collect();
    Arc::new(ScopeCatalogue::new(&offered))
}

struct Picker {
    stage: Stage,
    selection: RwSignal<ScopeSelection>,
}

fn picker() -> Picker {
    let selection = RwSignal::new(ScopeSelection::default());
    let (none, full) = (RwSignal::new(false), RwSignal::new(false));
    let stage = Stage::show(move || {
        view! {
            <ScopePicker
                catalogue=catalogue()
                selection
                none_is_meant=none
                full_is_meant=full
                id="scopes"
                error=Signal::stored(None::<String>)
            />
        }
    });
    Picker { stage, selection }
}

#[wasm_bindgen_test]
async fn choosing_delete_ticks_what_it_implies_and_clearing_read_clears_all() {
    let picker = picker();
    frame().await;
    picker.stage.named("Evidence: Delete").click();
    until("read and write are ticked", || {
        picker.stage.named("Evidence: Read").checked()
            && picker.stage.named("Evidence: Write").checked()
    })
    .await;
    assert_eq!(
        picker.selection.get_untracked().to_wire(),
        ["evidence:read", "evidence:write", "evidence:delete"]
    );
    picker.stage.named("Evidence: Read").click();
    until("nothing is ticked", || {
        !picker.stage.named("Evidence: Delete").checked()
    })
    .await;
    assert!(picker.selection.get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn a_preset_is_pressed_exactly_while_it_holds() {
    let picker = picker();
    frame().await;
    let read_only = picker.stage.button("Read only");
    read_only.click();
    until("the preset is pressed", || {
        read_only.get_attribute("aria-pressed").as_deref() == Some("true")
    })
    .await;
    picker.stage.named("Risk: Write").click();
    until("it is not pressed any more", || {
        read_only.get_attribute("aria-pressed").as_deref() == Some("false")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_search_hides_rows_and_select_all_touches_only_what_is_shown() {
    let picker = picker();
    frame().await;
    let search: HtmlInputElement = picker.stage.find("input[type=search]").unchecked_into();
    search.set_value("risk");
    search
        .dispatch_event(&web_sys::Event::new("input").unwrap())
        .unwrap();
    until("the other rows are hidden", || {
        picker
            .stage
            .named("Evidence: Read")
            .closest("tr[hidden]")
            .unwrap()
            .is_some()
    })
    .await;
    picker.stage.button("Select all shown").click();
    assert_eq!(
        picker.selection.get_untracked().to_wire(),
        ["risk:read", "risk:write", "risk:delete"]
    );
}

#[wasm_bindgen_test]
async fn arrows_move_in_the_grid_and_it_is_one_tab_stop() {
    let picker = picker();
    until("there is a tab stop", || {
        picker
            .stage
            .root
            .query_selector("input[tabindex='0']")
            .unwrap()
            .is_some()
    })
    .await;
    let table = picker.stage.find("table");
    assert_eq!(
        table
            .query_selector_all("input[tabindex='0']")
            .unwrap()
            .length(),
        1
    );
    let first = picker.stage.named("Evidence: Read");
    first.focus().unwrap();
    press(&first, "ArrowRight");
    let second = picker.stage.named("Evidence: Write");
    assert_eq!(document().active_element().as_ref(), Some(second.as_ref()));
    press(&second, "ArrowDown");
    let below = document()
        .active_element()
        .unwrap()
        .get_attribute("aria-label")
        .unwrap();
    assert_eq!(below, "Risk: Write");
    assert_eq!(
        table
            .query_selector_all("input[tabindex='0']")
            .unwrap()
            .length(),
        1
    );
}

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
            static now() { return RealDate.now() + 5000; } }",
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
