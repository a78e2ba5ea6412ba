//! Choosing scopes.

use super::stage::{Stage, frame, press, until};
use console_domain::scope::ScopeSelection;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedMap;
use console_view::prelude::*;
use developer_console::features::tokens::ScopePicker;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

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
    let stage = Stage::show(move || {
        view! {
            <ScopePicker
                catalogue=catalogue()
                selection
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
