//! Notes on what was done.

use super::stage::{Stage, until};
use console_ui::{Toast, ToastRegion, still_waiting};
use console_view::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn is_said(stage: &Stage, words: &str) -> bool {
    let text = stage.root.text_content().unwrap_or_default();
    text.contains(words)
}

#[wasm_bindgen_test]
async fn that_an_answer_is_awaited_is_not_pushed_out_by_other_notes() {
    let stage = Stage::show(|| view! { <ToastRegion /> });
    still_waiting(Some(|| ()));
    for number in 1..=6 {
        Toast::success(format!("Note {number}")).show();
    }
    until("the last note is shown", || is_said(&stage, "Note 6")).await;
    assert!(is_said(&stage, "Still waiting"));
    assert!(!is_said(&stage, "Note 3"), "more than four are shown");
    stage.button("Stop waiting");
    still_waiting(None);
    until("it is taken away", || !is_said(&stage, "Still waiting")).await;
    assert!(is_said(&stage, "Note 6"));
}
