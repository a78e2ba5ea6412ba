//! Form fields: label, control, hint and error, tied together.
//!
//! The label holds the field's name and nothing else, so that it can be found by it; marks such as *optional* are part of the
//! description. An error is shown below its field, in words that say what to do.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Icon, IconView};
use super::id::unique;
use crate::platform::focus;

/// The words around a control.
#[derive(Clone)]
struct Words {
    id: String,
    mark: Option<&'static str>,
    prefilled: Signal<bool>,
    hint: Signal<Option<String>>,
    error: Signal<Option<String>>,
}

impl Words {
    /// The ids of everything that describes the control now.
    fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
        let Self {
            id,
            mark,
            prefilled,
            hint,
            error,
        } = self.clone();
        move || {
            let mut ids = Vec::new();
            if error.with(Option::is_some) {
                ids.push(format!("{id}-error"));
            }
            if mark.is_some() || prefilled.get() {
                ids.push(format!("{id}-mark"));
            }
            if hint.with(Option::is_some) {
                ids.push(format!("{id}-hint"));
            }
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }

    fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }

    fn marks(&self) -> AnyView {
        let Self {
            id,
            mark,
            prefilled,
            ..
        } = self.clone();
        view! {
            <span class="field-marks" id=format!("{id}-mark")>
                {mark.map(|mark| view! { <span class="field-mark">{mark}</span> })}
                {move || {
                    prefilled
                        .get()
                        .then(|| view! { <span class="field-prefilled"><IconView icon=Icon::Link />"from the link"</span> })
                }}
            </span>
        }
        .into_any()
    }

    fn below(&self) -> AnyView {
        let Self {
            id, hint, error, ..
        } = self.clone();
        let (error_id, hint_id) = (format!("{id}-error"), format!("{id}-hint"));
        view! {
            {move || {
                error.get().map(|text| {
                    view! {
                        <p class="field-error" id=error_id.clone()>
                            <IconView icon=Icon::AlertCircle />
                            <span>{text}</span>
                        </p>
                    }
                })
            }}
            {move || hint.get().map(|text| view! { <p class="field-hint" id=hint_id.clone()>{text}</p> })}
        }
        .into_any()
    }

    fn around(&self, label: Signal<String>, control: AnyView) -> AnyView {
        let error = self.error;
        view! {
            <div class="field" class:field-invalid=move || error.with(Option::is_some)>
                <div class="field-head">
                    <label for=self.id.clone()>{label}</label>
                    {self.marks()}
                </div>
                {control}
                {self.below()}
            </div>
        }
        .into_any()
    }
}

/// A line of text.
///
/// `<TextField label="Name" value=name error=name_error required=true maxlength=120/>`
#[component]
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
    /// A word beside the label, such as `optional`.
    #[prop(optional)]
    mark: Option<&'static str>,
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
    /// Whether it can only be read.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
    /// Left it.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Typed something.
    #[prop(optional, into)]
    on_input: Option<Callback<()>>,
    /// Pressed Enter, where no form around it submits.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let words = Words {
        id: id.clone(),
        mark,
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
            aria-invalid=words.invalid()
            aria-describedby=words.described_by()
            autofocus=autofocus
            readonly=readonly
            prop:value=value
            on:input:target=move |event| {
                value.set(event.target().value());
                if let Some(on_input) = on_input {
                    on_input.run(());
                }
            }
            on:keydown=move |event| {
                if let (Some(on_enter), "Enter") = (on_enter, event.key().as_str()) {
                    event.prevent_default();
                    on_enter.run(());
                }
            }
            on:blur=move |_| {
                if let Some(on_blur) = on_blur {
                    on_blur.run(());
                }
            }
        />
    };
    words.around(label, control.into_any())
}

/// Some lines of text; grows with them.
///
/// `<TextArea label="Description" value=description mark="optional"/>`
#[component]
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
    /// How many lines it shows at first.
    #[prop(default = 2)]
    rows: u32,
    /// The longest value that can be typed.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let words = Words {
        id: id.clone(),
        mark,
        prefilled,
        hint,
        error,
    };
    let control = view! {
        <textarea
            node_ref=node_ref
            id=id
            class="input textarea"
            dir="auto"
            rows=rows
            autocomplete="off"
            maxlength=maxlength.map(|length| length.to_string())
            aria-required=required.then_some("true")
            aria-invalid=words.invalid()
            aria-describedby=words.described_by()
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        ></textarea>
    };
    words.around(label, control.into_any())
}

/// A day, with the browser's own picker. The value is `2027-02-07` or empty.
///
/// `<DateField label="Expiration date" value=date min="2026-11-24"/>`
#[component]
pub fn DateField(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The day, as `YYYY-MM-DD`.
    value: RwSignal<String>,
    /// The element's id, for the error summary.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to know before choosing.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// The first day that can be chosen.
    #[prop(optional, into)]
    min: Signal<Option<String>>,
    /// The last day that can be chosen.
    #[prop(optional, into)]
    max: Signal<Option<String>>,
    /// Whether the value came with the address.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let words = Words {
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
            class="input input-date"
            type="date"
            min=min
            max=max
            aria-required=required.then_some("true")
            aria-invalid=words.invalid()
            aria-describedby=words.described_by()
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        />
    };
    words.around(label, control.into_any())
}

/// A box to tick.
///
/// The box always shows `checked`: when `on_change` does not change it, the tick goes back.
///
/// `<Checkbox checked=stored on_change=move |on| stored.set(on)>"I have stored this token"</Checkbox>`
#[component]
pub fn Checkbox(
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// It was pressed; the argument is what it would become.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether some but not all of what it stands for is ticked.
    #[prop(optional, into)]
    indeterminate: Signal<bool>,
    /// The accessible name, when there are no children.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The element's id.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// More about it, in small letters.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
    /// Its name.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("check"));
    let words = Words {
        id: id.clone(),
        mark: None,
        prefilled: false.into(),
        hint,
        error,
    };
    let control = view! {
        <input
            node_ref=node_ref
            id=id.clone()
            class="check"
            type="checkbox"
            aria-label=move || label.map(|label| label.get())
            aria-invalid=words.invalid()
            aria-describedby=words.described_by()
            disabled=disabled
            prop:checked=checked
            prop:indeterminate=indeterminate
            on:change:target=move |event| {
                let input: web_sys::HtmlInputElement = event.target();
                on_change.run(input.checked());
                // A tick that was not taken, and a partly ticked box, must show what holds.
                // Unless the change took this box away.
                if let (Some(checked), Some(partly)) =
                    (checked.try_get_untracked(), indeterminate.try_get_untracked())
                {
                    input.set_checked(checked);
                    input.set_indeterminate(partly);
                }
            }
        />
    };
    match children {
        None => control.into_any(),
        Some(children) => view! {
            <div class="check-row">
                {control}
                <div class="check-text">
                    <label for=id>{children()}</label>
                    {words.below()}
                </div>
            </div>
        }
        .into_any(),
    }
}

/// A group of fields under one name.
///
/// `<FieldGroup legend="Scopes" note=count error=scope_error>…</FieldGroup>`
#[component]
pub fn FieldGroup(
    /// Its name.
    #[prop(into)]
    legend: Signal<String>,
    /// The element's id, for the error summary; it can take the focus.
    #[prop(optional, into)]
    id: Option<String>,
    /// A word beside the name, such as `optional`.
    #[prop(optional)]
    mark: Option<&'static str>,
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
    let words = Words {
        id,
        mark,
        prefilled,
        hint,
        error,
    };
    group(&words, legend, note, children().into_any())
}

fn group(
    words: &Words,
    legend: Signal<String>,
    note: Signal<Option<String>>,
    body: AnyView,
) -> AnyView {
    let (id, error) = (words.id.clone(), words.error);
    // A legend cannot share a line with anything else, so the visible name is beside it and the legend only names the group.
    view! {
        <fieldset
            class="field field-group"
            class:field-invalid=move || error.with(Option::is_some)
            id=id
            tabindex="-1"
            aria-describedby=words.described_by()
        >
            <legend class="visually-hidden">{legend}</legend>
            <div class="field-head">
                <span class="field-legend" aria-hidden="true">{legend}</span>
                {words.marks()}
                {move || note.get().map(|note| view! { <span class="field-note">{note}</span> })}
            </div>
            {body}
            {words.below()}
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
#[component]
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
    /// A word beside the name.
    #[prop(optional)]
    mark: Option<&'static str>,
    /// Whether the value came with the address.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What the choice means.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Another one was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
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
                    on:change=move |_| {
                        value.set(chosen.clone());
                        if let Some(on_change) = on_change {
                            on_change.run(());
                        }
                    }
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
    let words = Words {
        id: id.unwrap_or_else(|| unique("group")),
        mark,
        prefilled,
        hint,
        error,
    };
    let body = view! {
        <div class=list_class>{options}</div>
        {children.map(|children| children())}
    };
    group(&words, legend, Signal::stored(None), body.into_any())
}

/// One of many, with the browser's own list.
///
/// `<Select label="Sort" value=sort options=vec![("created".into(), "Newest first".into())] hide_label=true/>`
#[component]
pub fn Select(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The value of the chosen one.
    value: RwSignal<String>,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Whether the name is for screen readers only.
    #[prop(optional)]
    hide_label: bool,
    /// No border until it is pointed at.
    #[prop(optional)]
    quiet: bool,
    /// The element's id, for the error summary.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to know before choosing.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Another one was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let words = Words {
        id: id.clone(),
        mark: None,
        prefilled: false.into(),
        hint,
        error,
    };
    let control = view! {
        <span class=if quiet { "select select-quiet" } else { "select" }>
            <select
                id=id
                aria-label=move || hide_label.then(|| label.get())
                aria-invalid=words.invalid()
                aria-describedby=words.described_by()
                prop:value=value
                on:change:target=move |event| {
                    let select: web_sys::HtmlSelectElement = event.target();
                    value.set(select.value());
                    if let Some(on_change) = on_change {
                        on_change.run(());
                    }
                }
            >
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(own, words)| {
                            let selected = own.clone();
                            view! { <option value=own selected=move || value.with(|value| *value == selected)>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
            <IconView icon=Icon::ChevronDown />
        </span>
    };
    if hide_label {
        control.into_any()
    } else {
        words.around(label, control.into_any())
    }
}

/// A field to search in what is shown.
///
/// `<SearchField label="Search tokens" value=query/>`
#[component]
pub fn SearchField(
    /// Its accessible name, shown as long as it is empty.
    #[prop(into)]
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
    /// The element's id.
    #[prop(optional, into)]
    id: Option<String>,
    /// What Enter does.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <div class="search" role="presentation">
            <IconView icon=Icon::Search />
            <input
                node_ref=node_ref
                id=id.unwrap_or_else(|| unique("search"))
                class="input"
                type="search"
                dir="auto"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                autofocus=autofocus
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:keydown=move |event| {
                    match event.key().as_str() {
                        // Not the submit of a form around it.
                        "Enter" => {
                            event.prevent_default();
                            if let Some(on_enter) = on_enter {
                                on_enter.run(());
                            }
                        }
                        // The first Escape clears; the next one may close the dialog around it.
                        "Escape" if value.with_untracked(|value| !value.is_empty()) => {
                            event.prevent_default();
                            event.stop_propagation();
                            value.set(String::new());
                        }
                        _ => (),
                    }
                }
            />
            <Show when=move || value.with(|value| !value.is_empty())>
                <button
                    type="button"
                    class="search-clear"
                    aria-label="Clear search"
                    on:click=move |event| {
                        value.set(String::new());
                        // This button goes away with the text.
                        let field = event
                            .current_target()
                            .and_then(|target| target.unchecked_into::<web_sys::Element>().closest(".search").ok().flatten())
                            .and_then(|search| search.query_selector("input").ok().flatten());
                        if let Some(field) = field {
                            _ = focus::element(&field);
                        }
                    }
                >
                    <IconView icon=Icon::X />
                </button>
            </Show>
        </div>
    }
}
