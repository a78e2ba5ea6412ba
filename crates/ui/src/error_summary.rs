//! What is wrong with a form, in one place.

use console_view::prelude::*;
use leptos::html;

use super::icon::{Icon, IconView};
use super::id::unique;
use console_platform::focus;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The id of the field that it belongs to, or empty when it belongs to none.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

impl FieldProblem {
    /// A problem of the field with this id.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// A list of what is wrong, each line leading to its field. Put it above the fields.
///
/// It takes the focus each time `attempt` changes while there are problems: increment it with every refused
/// submit.
///
/// `<ErrorSummary problems attempt/>`
#[component(transparent)]
pub fn ErrorSummary(
    /// What is wrong; empty hides it.
    #[prop(into)]
    problems: Signal<Vec<FieldProblem>>,
    /// How often a submit was refused.
    #[prop(into)]
    attempt: Signal<u32>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |focused: Option<u32>| {
        let (attempt, focused) = (attempt.get(), focused.unwrap_or(0));
        // The node is tracked too, because it may be rendered only after this attempt. It is focused once per
        // attempt: when the summary is rendered again because of a key pressed in a field, the focus stays in
        // that field.
        match node.get() {
            Some(node) if attempt != focused => {
                _ = focus::element(&node);
                attempt
            }
            _ => focused,
        }
    });
    let title_id = unique("errors");
    let line = |FieldProblem { field, message }: FieldProblem| {
        if field.is_empty() {
            return view! { <li>{message}</li> }.into_any();
        }
        let href = format!("#{field}");
        let to_field = move |event: web_sys::MouseEvent| {
            // A fragment would become part of the address.
            event.prevent_default();
            _ = focus::id(&field);
        };
        view! { <li><a href=href on:click=to_field>{message}</a></li> }.into_any()
    };
    view! {
        <Show when=move || problems.with(|problems| !problems.is_empty())>
            <div
                node_ref=node
                class="callout tone-danger error-summary"
                role="group"
                aria-labelledby=title_id.clone()
                tabindex="-1"
            >
                <IconView icon=Icon::ALERT_CIRCLE />
                <div class="callout-body">
                    <h2 class="callout-title" id=title_id.clone()>"Check these fields"</h2>
                    <ul class="error-list">{move || problems.get().into_iter().map(line).collect_view()}</ul>
                </div>
            </div>
        </Show>
    }
}
