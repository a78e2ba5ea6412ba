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
    let now = clock::ticking_now();
    (move || date_time(value.get(), now, style, with_date)).into_any()
}

/// What [`DateTimeText`] shows, for a part of a page that follows signals anyway; tracked. `now` is the time
/// that [`clock::ticking_now`] tells.
pub fn date_time(
    at: DateTime<Utc>,
    now: Signal<DateTime<Utc>>,
    style: TimeStyle,
    with_date: bool,
) -> AnyView {
    time_tip::watch();
    time_tip::changed();
    let text = match style {
        TimeStyle::Relative => intl::relative(at, now.get()),
        TimeStyle::Date => intl::date_medium(at),
        TimeStyle::DateTime => intl::date_time_medium(at),
    };
    let written = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let date = with_date.then(|| intl::date_medium(at));
    view! {
        <span class="time">
            <button type="button" class="time-button">
                <time datetime=written>{text}</time>
            </button>
            {date.map(|date| view! { <span class="time-date">{date}</span> })}
        </span>
    }
    .into_any()
}
