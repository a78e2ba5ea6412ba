//! Components, attributes and signals: what changes, and above all what stays.

use super::stage::{Stage, effects, focused};
use console_view::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn texts_attributes_classes_and_properties_follow_their_signals() {
    let (name, busy) = (RwSignal::new("a<b".to_owned()), RwSignal::new(false));
    let stage = Stage::show(move || {
        view! {
            <p
                id="x"
                class="part"
                class:is-busy=busy
                aria-busy=move || busy.get().then_some("true")
                hidden=busy
            >
                "Name: " {name}
            </p>
            <input prop:value=name />
        }
    });
    effects().await;
    assert_eq!(
        stage.all("p")[0].outer_html().replace("<!---->", ""),
        r#"<p id="x" class="part">Name: a&lt;b</p>"#
    );
    name.set("c".to_owned());
    busy.set(true);
    effects().await;
    let text = stage.one("p");
    assert_eq!(text.text_content().as_deref(), Some("Name: c"));
    assert_eq!(text.class_name(), "part is-busy");
    assert_eq!(text.get_attribute("aria-busy").as_deref(), Some("true"));
    assert!(text.hidden());
    let input: web_sys::HtmlInputElement = stage.one("input").unchecked_into();
    assert_eq!(input.value(), "c");
    busy.set(false);
    effects().await;
    assert!(!text.has_attribute("aria-busy") && !text.hidden());
    assert_eq!(text.class_name(), "part");
}

#[wasm_bindgen_test]
async fn an_element_that_is_described_alike_stays() {
    let count = RwSignal::new(1);
    let stage = Stage::show(move || {
        move || {
            let count = count.get();
            view! { <div><input title=format!("{count}") />{move || format!("now {count}")}</div> }
        }
    });
    effects().await;
    let input = stage.one("input");
    input.focus().unwrap();
    count.set(2);
    effects().await;
    assert_eq!(stage.one("input"), input);
    assert_eq!(input.title(), "2");
    assert_eq!(focused().as_ref(), Some(input.as_ref()));
    assert_eq!(stage.root.text_content().as_deref(), Some("now 2"));
}

#[wasm_bindgen_test]
async fn what_is_shown_under_a_condition_ends_with_it() {
    struct Told(Rc<Cell<u32>>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let (open, ends) = (RwSignal::new(true), Rc::new(Cell::new(0)));
    let (shown, listened) = (RwSignal::new(0), RwSignal::new(0));
    let told = StoredValue::new(ends.clone());
    let stage = Stage::show(move || {
        view! {
            "before "
            <Show when=move || open.get() fallback=|| "closed">
                {
                    StoredValue::new(Told(told.get_value()));
                    Effect::new(move |_| {
                        listened.track();
                        shown.update(|shown| *shown += 1);
                    });
                    view! { <b>"open"</b> }
                }
            </Show>
            " after"
        }
    });
    effects().await;
    assert_eq!(stage.html(), "before <b>open</b> after");
    open.set(false);
    effects().await;
    assert_eq!(stage.html(), "before closed after");
    assert_eq!(ends.get(), 1);
    let ran = shown.get_untracked();
    listened.set(1);
    effects().await;
    assert_eq!(
        shown.get_untracked(),
        ran,
        "an effect of what is gone has run"
    );
    open.set(true);
    effects().await;
    assert_eq!(stage.html(), "before <b>open</b> after");
    drop(stage);
    effects().await;
    assert_eq!(ends.get(), 2);
}

#[wasm_bindgen_test]
async fn a_listener_is_the_one_that_was_described_last() {
    let (times, heard) = (RwSignal::new(1), RwSignal::new(0));
    let stage = Stage::show(move || {
        move || {
            let times = times.get();
            view! { <button on:click=move |_| heard.update(|heard| *heard += times)>"Press"</button> }
        }
    });
    effects().await;
    let button = stage.one("button");
    button.click();
    times.set(10);
    effects().await;
    assert_eq!(stage.one("button"), button);
    button.click();
    assert_eq!(heard.get_untracked(), 11);
}

#[wasm_bindgen_test]
async fn a_memo_tells_only_news_and_knows_what_it_was() {
    let number = RwSignal::new(1);
    let owner = Owner::new();
    let (memo, runs) = owner.with(|| {
        let memo =
            Memo::new(move |before: Option<&u32>| number.get() / 10 + before.map_or(0, |_| 0));
        let runs = RwSignal::new(0);
        Effect::new(move |_| {
            memo.get();
            runs.update(|runs| *runs += 1);
        });
        (memo, runs)
    });
    effects().await;
    for (next, value, expected) in [(2, 0, 1), (9, 0, 1), (10, 1, 2), (11, 1, 2), (30, 3, 3)] {
        number.set(next);
        effects().await;
        assert_eq!(
            (memo.get_untracked(), runs.get_untracked()),
            (value, expected)
        );
    }
    drop(owner);
    assert_eq!(memo.try_get_untracked(), None);
    assert_eq!(number.try_set(1), None);
}

#[wasm_bindgen_test]
async fn what_is_gone_with_its_owner_gives_back_what_it_is_given() {
    let owner = Owner::new();
    let (signal, stored) = owner.with(|| (RwSignal::new(1), StoredValue::new(1)));
    owner.cleanup();
    drop(owner);
    assert!(signal.is_disposed());
    assert_eq!(signal.try_set(2), Some(2));
    assert_eq!(signal.try_update(|value| *value), None);
    assert_eq!(stored.try_set_value(2), Some(2));
    signal.update(|_| unreachable!());
    stored.update_value(|_| unreachable!());
}

#[wasm_bindgen_test]
async fn work_begun_by_a_listener_ends_with_what_the_listener_is_in() {
    let (open, told) = (RwSignal::new(true), RwSignal::new(Vec::new()));
    let stage = Stage::show(move || {
        let scope = Scope::current();
        view! {
            <Show when=move || open.get()>
                {
                    let own = RwSignal::new("own");
                    let tell = move |who: &'static str| async move {
                        effects().await;
                        told.update(|told| told.push((who, own.try_get_untracked())));
                    };
                    view! {
                        <button on:click=move |_| {
                            spawn_scoped(tell("block"));
                            scope.spawn(tell("component"));
                        }>"Work"</button>
                    }
                }
            </Show>
        }
    });
    effects().await;
    stage.one("button").click();
    effects().await;
    effects().await;
    assert_eq!(
        told.get_untracked(),
        [("block", Some("own")), ("component", Some("own"))]
    );
    told.set(vec![]);
    stage.one("button").click();
    open.set(false);
    effects().await;
    effects().await;
    assert_eq!(told.get_untracked(), [("component", None)]);
}
