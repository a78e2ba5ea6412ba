//! What describes a control: label, marks, hint and error.

use crate::icon::{Icon, IconView};
use crate::sentence::with_names;
use console_view::prelude::*;

/// What describes a control.
#[derive(Clone)]
pub(super) struct FieldDescription {
    pub(super) id: String,
    pub(super) mark: Option<&'static str>,
    pub(super) prefilled: Signal<bool>,
    pub(super) hint: Signal<Option<String>>,
    pub(super) error: Signal<Option<String>>,
}

impl FieldDescription {
    /// The ids of everything that describes the control now.
    pub(super) fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
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

    pub(super) fn invalid(
        &self,
    ) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }

    pub(super) fn marks(&self) -> AnyView {
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
                        .then(|| view! {
                            <span class="field-prefilled"><IconView icon=Icon::LINK />"from the link"</span>
                        })
                }}
            </span>
        }
        .into_any()
    }

    pub(super) fn below(&self) -> AnyView {
        let Self {
            id, hint, error, ..
        } = self.clone();
        let (error_id, hint_id) = (format!("{id}-error"), format!("{id}-hint"));
        // The hint keeps its place when there is an error.
        view! {
            {move || {
                let text = with_names(move || hint.get().unwrap_or_default());
                hint.with(Option::is_some)
                    .then(|| view! { <p class="field-hint" id=hint_id.clone()>{text}</p> })
            }}
            {move || {
                error.get().map(|text| {
                    view! {
                        <p class="field-error" id=error_id.clone()>
                            <IconView icon=Icon::ALERT_CIRCLE />
                            <span>{text}</span>
                        </p>
                    }
                })
            }}
        }
        .into_any()
    }

    pub(super) fn around(&self, label: Signal<String>, control: AnyView) -> AnyView {
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
