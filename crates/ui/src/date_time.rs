//! Points in time.

use chrono::{DateTime, SecondsFormat, Utc};
use console_view::prelude::*;

use super::time_tip;
use console_platform::{clock, intl};

/// How a point in time is written; the exact one is always a focus or a hover away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeStyle {
    /// `in 3 days`, following the clock.
    #[default]
    Relative,
    /// `Feb 7, 2027`.
    Date,
    /// `Feb 7, 2027, 11:59 PM`.
    DateTime,
}

/// A point in time. Hover, focus or a tap shows it in local time with the zone, and in UTC.
///
/// `<DateTimeText value=token.expires_at with_date=true/>`
#[component(transparent)]
pub fn DateTimeText(
    /// When.
    #[prop(into)]
    value: Signal<DateTime<Utc>>,
    /// How it is written.
    #[prop(optional)]
    style: TimeStyle,
    /// Adds the date in small letters below.
    #[prop(optional)]
    with_date: bool,
) -> impl IntoView {
    time_tip::watch();
    let now = clock::ticking_now();
    let text = move || {
        let value = value.get();
        match style {
            TimeStyle::Relative => intl::relative(value, now.get()),
            TimeStyle::Date => intl::date_medium(value),
            TimeStyle::DateTime => intl::date_time_medium(value),
        }
    };
    let written = move || {
        time_tip::changed();
        value.get().to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    view! {
        <span class="time">
            <button type="button" class="time-button">
                <time datetime=written>{text}</time>
            </button>
            {with_date.then(|| view! {
                <span class="time-date">{move || intl::date_medium(value.get())}</span>
            })}
        </span>
    }
}
