//! Fields under one name, and one choice of several.

use super::description::FieldDescription;
use crate::id::unique;
use console_view::prelude::*;

/// A group of fields under one name.
///
/// `<FieldGroup legend="Scopes" note=count error=scope_error>…</FieldGroup>`
#[component(transparent)]
pub fn FieldGroup(
    /// Its name.
    #[prop(into)]
    legend: Signal<String>,
    /// The element's id, for the error summary; it can take the focus.
    #[prop(optional, into)]
    id: Option<String>,
    /// A live word beside the name, such as `4 selected`.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
    /// Whether the value came with the address.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to know before choosing.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("group"));
    let description = FieldDescription {
        id,
        mark: None,
        prefilled,
        hint,
        error,
    };
    group(&description, legend, note, children().into_any())
}

fn group(
    description: &FieldDescription,
    legend: Signal<String>,
    note: Signal<Option<String>>,
    body: AnyView,
) -> AnyView {
    let (id, error) = (description.id.clone(), description.error);
    // A legend cannot share a line with anything else, so the visible name is beside it and the legend only
    // names the group.
    view! {
        <fieldset
            class="field field-group"
            class:field-invalid=move || error.with(Option::is_some)
            id=id
            tabindex="-1"
            aria-describedby=description.described_by()
        >
            <legend class="visually-hidden">{legend}</legend>
            <div class="field-head">
                <span class="field-legend" aria-hidden="true">{legend}</span>
                {description.marks()}
                {move || note.get().map(|note| view! { <span class="field-note">{note}</span> })}
            </div>
            {body}
            {description.below()}
        </fieldset>
    }
    .into_any()
}

/// One of the choices of a [`RadioGroup`].
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// More about it, for the listed form.
    pub hint: Option<String>,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    /// Adds a line of small letters.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One of several: native radio buttons, side by side as segments or listed below each other.
///
/// `<RadioGroup legend="Expires At" value choices=vec![Choice::new("90", "90 days")]/>`
#[component(transparent)]
pub fn RadioGroup(
    /// Its name.
    #[prop(into)]
    legend: Signal<String>,
    /// The value of the chosen one.
    value: RwSignal<String>,
    /// The choices.
    choices: Vec<Choice>,
    /// Below each other, with hints, instead of side by side.
    #[prop(optional)]
    listed: bool,
    /// The element's id, for the error summary.
    #[prop(optional, into)]
    id: Option<String>,
    /// Whether the value came with the address.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What the choice means.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What belongs to a choice: a date field, a tick.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let name = unique("radio");
    let option = move |Choice {
                           value: own,
                           label,
                           hint,
                       }: Choice| {
        let (checked, chosen) = (own.clone(), own.clone());
        let hint_id = unique("hint");
        let described_by = hint.is_some().then(|| hint_id.clone());
        view! {
            <label class="choice">
                <input
                    class="radio"
                    type="radio"
                    name=name.clone()
                    value=own
                    aria-describedby=described_by
                    prop:checked=move || value.with(|value| *value == checked)
                    on:change=move |_| value.set(chosen.clone())
                />
                <span class="choice-label">{label}</span>
            </label>
            {hint.map(|hint| view! { <p class="choice-hint" id=hint_id>{hint}</p> })}
        }
    };
    let options = choices.into_iter().map(option).collect_view();
    let list_class = if listed {
        "choices choices-listed"
    } else {
        "choices choices-segmented"
    };
    let description = FieldDescription {
        id: id.unwrap_or_else(|| unique("group")),
        mark: None,
        prefilled,
        hint,
        error,
    };
    let body = view! {
        <div class=list_class>{options}</div>
        {children.map(|children| children())}
    };
    group(&description, legend, Signal::stored(None), body.into_any())
}
