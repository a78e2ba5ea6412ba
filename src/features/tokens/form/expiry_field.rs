//! The group "Expires At".

use super::confirm::{Confirm, Due};
use super::draft_state::{CUSTOM, DraftState, KEEP, NEVER, end_of, today};
use crate::app::config::config;
use crate::features::clock_notice::ClockNotice;
use console_domain::expiry::ExpiryChoice;
use console_domain::new_token::Field;
use console_platform::intl;
use console_ui::{Choice, DateField, RadioGroup};
use console_view::prelude::*;

/// The sentence about the end: local time with the zone, and UTC.
pub fn end_sentence(choice: ExpiryChoice) -> Option<String> {
    match end_of(choice) {
        Ok(Some(end)) => Some(format!("Ends {}.", intl::date_time_both(end))),
        Ok(None) => {
            Some("Never expires. Somebody has to remember to disable or delete it.".to_owned())
        }
        Err(_) => None,
    }
}

/// Choosing the end of a token.
#[component(transparent)]
pub fn ExpiryField(
    /// The form.
    state: DraftState,
    /// The id of the group, for the error summary.
    id: &'static str,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What has to be confirmed.
    due: Due,
    /// For a token that exists: the sentence about its present end, which can be kept.
    #[prop(optional_no_strip)]
    kept: Option<String>,
) -> impl IntoView {
    let mut choices = Vec::new();
    if kept.is_some() {
        choices.push(Choice::new(KEEP, "Keep current end"));
    }
    let limits = config().limits;
    choices.extend(
        limits
            .spans()
            .iter()
            .map(|days| Choice::new(days.to_string(), format!("{days} days"))),
    );
    choices.push(Choice::new(CUSTOM, "Custom date"));
    if limits.allows_never() {
        choices.push(Choice::new(NEVER, "Never"));
    }
    let limit = limits.longest.map(|days| {
        let days = intl::count(days.into(), "day", "days");
        format!("A token may last {days} at most here.")
    });
    let hint = Signal::derive(move || {
        let end = if state.keeps_end() {
            kept.clone()
        } else {
            end_sentence(state.expiry_choice())
        };
        let all: Vec<String> = end.into_iter().chain(limit.clone()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    });
    let is_custom = Memo::new(move |_| state.expiry.with(|choice| choice == CUSTOM));
    view! {
        <ClockNotice />
        <RadioGroup
            legend="Expires At"
            value=state.expiry
            choices
            id
            error
            hint
            prefilled=state.is_filled(Field::Expiry)
        >
            <Show when=move || is_custom.get()>
                <DateField
                    label="Expiration date"
                    value=state.date
                    min=Signal::derive(|| Some(today().to_string()))
                    max=Signal::derive(move || Some(limits.last_day(today())?.to_string()))
                    required=true
                />
            </Show>
            <Confirm state due field=Field::Expiry />
        </RadioGroup>
    }
}
