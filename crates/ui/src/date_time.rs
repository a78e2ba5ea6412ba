//! Points in time.

use chrono::{DateTime, SecondsFormat, Utc};
use console_view::prelude::*;
use leptos::html;

use super::id::unique;
use super::popover::show_beside;
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
    let text = move || {
        let value = value.get();
        match style {
            TimeStyle::Relative => intl::relative(value, now.get()),
            TimeStyle::Date => intl::date_medium(value),
            TimeStyle::DateTime => intl::date_time_medium(value),
        }
    };
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let tip_id = unique("time");
    let tip = {
        let tip_id = tip_id.clone();
        move || {
            let tip = NodeRef::<html::Span>::new();
            Effect::new(move |_| {
                if let (Some(tip), Some(button)) = (tip.get(), button.get_untracked()) {
                    show_beside(&tip, &button);
                }
            });
            let value = value.get();
            view! {
                <span node_ref=tip id=tip_id.clone() class="tip" popover="manual" role="tooltip">
                    <span class="tip-line">{intl::date_time_long(value)}</span>
                    <span class="tip-line tip-muted">{intl::date_time_utc(value)}</span>
                </span>
            }
        }
    };
    view! {
        <span
            class="time"
            on:pointerenter=move |_| open.set(true)
            on:pointerleave=move |_| _ = open.try_set(false)
        >
            <button
                node_ref=button
                type="button"
                class="time-button"
                aria-describedby=move || open.get().then(|| tip_id.clone())
                on:focus=move |_| open.set(true)
                on:blur=move |_| _ = open.try_set(false)
                on:click=move |_| open.set(true)
                on:keydown=move |event| {
                    if event.key() == "Escape" && open.get_untracked() {
                        event.prevent_default();
                        event.stop_propagation();
                        open.set(false);
                    }
                }
            >
                <time datetime=move || value.get().to_rfc3339_opts(SecondsFormat::Secs, true)>{text}</time>
            </button>
            {with_date.then(|| view! {
                <span class="time-date">{move || intl::date_medium(value.get())}</span>
            })}
            <Show when=move || open.get()>{tip.clone()()}</Show>
        </span>
    }
}
