//! Fields to type in, and the one for a day.

use super::description::FieldDescription;
use crate::id::unique;
use console_view::prelude::*;
use leptos::html;

/// A line of text.
///
/// `<TextField label="Name" value=name error=name_error required=true maxlength=120/>`
#[component(transparent)]
pub fn TextField(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
    /// The element's id, for the error summary.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to know before typing.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Whether the value came with the address.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// `text`, `email`, `password` …
    #[prop(default = Signal::stored("text"), into)]
    r#type: Signal<&'static str>,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// The name under which password managers keep it.
    #[prop(optional)]
    name: Option<&'static str>,
    /// The longest value that can be typed.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Whether spelling is checked and letters are proportional: not for ids and codes.
    #[prop(optional)]
    code: bool,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let description = FieldDescription {
        id: id.clone(),
        mark: None,
        prefilled,
        hint,
        error,
    };
    let control = view! {
        <input
            node_ref=node_ref
            id=id
            class=if code { "input input-code" } else { "input" }
            type=r#type
            name=name
            dir="auto"
            autocomplete=autocomplete.unwrap_or("off")
            autocapitalize=code.then_some("off")
            spellcheck=if code { "false" } else { "true" }
            inputmode=inputmode
            maxlength=maxlength.map(|length| length.to_string())
            aria-required=required.then_some("true")
            aria-invalid=description.invalid()
            aria-describedby=description.described_by()
            autofocus=autofocus
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        />
    };
    description.around(label, control.into_any())
}

/// Some lines of text; grows with them.
///
/// `<TextArea label="Description" value=description mark="optional"/>`
#[component(transparent)]
pub fn TextArea(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
    /// The element's id, for the error summary.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to know before typing.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// A word beside the label, such as `optional`.
    #[prop(optional)]
    mark: Option<&'static str>,
    /// Whether the value came with the address.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// The longest value that can be typed.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Whether it holds ids and codes: spelling is not checked, which some browsers do on servers of their
    /// makers, and a translator leaves it alone.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let description = FieldDescription {
        id: id.clone(),
        mark,
        prefilled,
        hint,
        error,
    };
    let control = view! {
        <textarea
            id=id
            class="input textarea"
            dir="auto"
            rows=2
            autocomplete="off"
            spellcheck=code.then_some("false")
            translate=code.then_some("no")
            maxlength=maxlength.map(|length| length.to_string())
            aria-invalid=description.invalid()
            aria-describedby=description.described_by()
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        ></textarea>
    };
    description.around(label, control.into_any())
}

/// A day, with the browser's own picker. The value is `2027-02-07` or empty.
///
/// `<DateField label="Expiration date" value=date min="2026-11-24"/>`
#[component(transparent)]
pub fn DateField(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The day, as `YYYY-MM-DD`.
    value: RwSignal<String>,
    /// The first day that can be chosen.
    #[prop(optional, into)]
    min: Signal<Option<String>>,
    /// The last day that can be chosen.
    #[prop(optional, into)]
    max: Signal<Option<String>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let id = unique("field");
    let field = NodeRef::<html::Input>::new();
    // What the field says itself is never written back: half a day, which it says as an empty text, would
    // empty it while somebody is typing the rest.
    let said = StoredValue::new(String::new());
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(field) = field.get()
            && said.with_value(|said| *said != wanted)
        {
            field.set_value(&wanted);
            said.set_value(wanted);
        }
    });
    let description = FieldDescription {
        id: id.clone(),
        mark: None,
        prefilled: false.into(),
        hint: Signal::stored(None),
        error: Signal::stored(None),
    };
    let control = view! {
        <input
            node_ref=field
            id=id
            class="input input-date"
            type="date"
            min=min
            max=max
            aria-required=required.then_some("true")
            aria-invalid=description.invalid()
            aria-describedby=description.described_by()
            on:input:target=move |event| {
                let now = event.target().value();
                said.set_value(now.clone());
                value.set(now);
            }
        />
    };
    description.around(label, control.into_any())
}
