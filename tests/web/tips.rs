//! The exact time beside a point in time.

use super::stage::{Stage, document, frame, press, until};
use chrono::{DateTime, TimeZone, Utc};
use console_ui::{DateTimeText, Dialog, TIP_REST};
use console_view::prelude::*;
use leptos::prelude::set_timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, MouseEvent, MouseEventInit};

fn noon(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, 12, 0, 0).unwrap()
}

fn moves(target: &Element, event: &str, to: Option<&Element>) {
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_related_target(to.map(AsRef::as_ref));
    let event = MouseEvent::new_with_mouse_event_init_dict(event, &init).unwrap();
    target.dispatch_event(&event).unwrap();
}

/// What the button is described by; it has to be in the top layer.
fn tip(stage: &Stage) -> Option<String> {
    let id = stage.find("button").get_attribute("aria-describedby")?;
    let tip = document().get_element_by_id(&id)?;
    assert!(tip.matches(":popover-open").unwrap());
    tip.text_content()
}

fn says(stage: &Stage, words: &str) -> bool {
    tip(stage).is_some_and(|text| text.contains(words))
}

/// Waits until the pointer has rested where it is: a timer that is as long as that of a tip, and begun later,
/// ends later.
async fn rested() {
    let mut done = None;
    let promise = js_sys::Promise::new(&mut |resolve, _| done = Some(resolve));
    let done = done.unwrap();
    set_timeout(move || _ = done.call0(&JsValue::NULL), TIP_REST);
    JsFuture::from(promise).await.unwrap();
}

fn shown(value: Signal<DateTime<Utc>>) -> Stage {
    Stage::show(move || view! { <DateTimeText value with_date=true /> })
}

#[wasm_bindgen_test]
async fn a_tip_is_there_while_the_pointer_is_on_its_time_or_on_itself() {
    let stage = shown(Signal::stored(noon(7)));
    frame().await;
    assert_eq!(tip(&stage), None);
    let (time, date) = (stage.find("time"), stage.find(".time-date"));
    moves(&time, "pointerover", None);
    until("the pointer has rested", || says(&stage, "March 7, 2026")).await;
    assert!(says(&stage, "UTC"));
    moves(&time, "pointerout", Some(&date));
    assert!(says(&stage, "UTC"), "within the same time");
    moves(&date, "pointerout", Some(&stage.find("[role=tooltip]")));
    assert!(says(&stage, "UTC"), "onto the tip");
    moves(
        &stage.find("[role=tooltip]"),
        "pointerout",
        Some(&document().body().unwrap()),
    );
    assert_eq!(tip(&stage), None);
    assert!(
        stage
            .root
            .query_selector("[role=tooltip]")
            .unwrap()
            .is_none()
    );
}

#[wasm_bindgen_test]
async fn a_pointer_that_passes_by_brings_no_tip() {
    let stage = shown(Signal::stored(noon(7)));
    frame().await;
    let time = stage.find("time");
    moves(&time, "pointerover", None);
    moves(&time, "pointerout", document().body().as_deref());
    rested().await;
    assert_eq!(tip(&stage), None, "it has left");
    moves(&time, "pointerover", None);
    press(&time, "Escape");
    rested().await;
    assert_eq!(tip(&stage), None, "it was dismissed before it was there");
    moves(&time, "pointerout", document().body().as_deref());
    moves(&time, "pointerover", None);
    rested().await;
    assert!(says(&stage, "March 7"), "it has rested");
}

#[wasm_bindgen_test]
async fn one_tip_at_a_time_and_none_is_left_behind() {
    let (first, second) = (
        shown(Signal::stored(noon(7))),
        shown(Signal::stored(noon(8))),
    );
    frame().await;
    moves(&first.find("time"), "pointerover", None);
    until("the first has its tip", || says(&first, "March 7")).await;
    moves(&second.find("time"), "pointerover", None);
    until("the second has its tip", || says(&second, "March 8")).await;
    assert_eq!(tip(&first), None);
    drop(second);
    frame().await;
    moves(&first.find("time"), "pointerover", None);
    until("the first has its tip", || says(&first, "March 7")).await;
    assert_eq!(
        document()
            .query_selector_all("[role=tooltip]")
            .unwrap()
            .length(),
        1
    );
    drop(first);
}

#[wasm_bindgen_test]
async fn escape_dismisses_a_tip_and_not_the_dialog_around_it() {
    let open = RwSignal::new(true);
    let stage = Stage::show(move || {
        view! {
            <Dialog open heading="Last used"><DateTimeText value=Signal::stored(noon(7)) /></Dialog>
        }
    });
    let button = || -> HtmlElement { stage.find(".time-button").unchecked_into() };
    until("the dialog is open", || {
        stage
            .root
            .query_selector("dialog[open] .time-button")
            .unwrap()
            .is_some()
    })
    .await;
    button().focus().unwrap();
    let is_described = || button().has_attribute("aria-describedby");
    assert!(is_described());
    press(&button(), "Escape");
    frame().await;
    assert!(!is_described());
    assert!(open.get_untracked());
    button().click();
    assert!(is_described(), "a tap shows it again");
    button().blur().unwrap();
    assert!(!is_described());
}

#[wasm_bindgen_test]
async fn a_dismissed_tip_comes_back_with_the_pointer_and_not_before() {
    let stage = shown(Signal::stored(noon(7)));
    frame().await;
    let (time, date) = (stage.find("time"), stage.find(".time-date"));
    moves(&time, "pointerover", document().body().as_deref());
    until("the tip is there", || says(&stage, "March 7")).await;
    press(&time, "Escape");
    assert_eq!(tip(&stage), None);
    moves(&date, "pointerover", Some(&time));
    rested().await;
    assert_eq!(tip(&stage), None, "the pointer has not left the time");
    moves(&date, "pointerout", document().body().as_deref());
    moves(&date, "pointerover", document().body().as_deref());
    until("the tip is there again", || says(&stage, "March 7")).await;
}

#[wasm_bindgen_test]
async fn a_tip_follows_its_time() {
    let value = RwSignal::new(noon(7));
    let stage = shown(value.into());
    frame().await;
    moves(&stage.find("time"), "pointerover", None);
    until("the tip is there", || says(&stage, "March 7")).await;
    value.set(noon(9));
    until("it tells the new time", || says(&stage, "March 9")).await;
}
