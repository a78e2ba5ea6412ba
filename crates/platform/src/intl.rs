//! Dates, numbers and lists as the person's locale writes them.
//!
//! Everything comes from the browser's own `Intl`: no locale data in the bundle. Dates and numbers follow the
//! person's locale; lists and plurals follow English, because they join English words. Formatters are slow to
//! construct and quick to use, so each is constructed once. Where the browser refuses, a plain ISO form is
//! returned instead of nothing.

use std::cell::RefCell;
use std::cmp::Ordering;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, Utc};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::events::{call, property};

#[derive(Clone, Copy)]
enum Formatter {
    DateMedium,
    DateLong,
    DateTimeMedium,
    DateTimeLong,
    DateTimeUtc,
    TimeUtc,
    Relative,
    RelativeAuto,
    Number,
    ListAnd,
    Plural,
    Collator,
}

const COUNT: usize = Formatter::Collator as usize + 1;

thread_local! {
    static CACHE: RefCell<[Option<JsValue>; COUNT]> = const { RefCell::new([const { None }; COUNT]) };
}

/// Of the year 2027 everywhere: date fields, files and the backend know no other calendar.
const CALENDAR: (&str, &str) = ("calendar", "gregory");

type Options = &'static [(&'static str, &'static str)];

impl Formatter {
    /// The class under `Intl`, the locale if it is not the person's, and the options.
    const fn recipe(self) -> (&'static str, Option<&'static str>, Options) {
        const DATES: &str = "DateTimeFormat";
        match self {
            Self::DateMedium => (DATES, None, &[CALENDAR, ("dateStyle", "medium")]),
            Self::DateLong => (DATES, None, &[CALENDAR, ("dateStyle", "long")]),
            Self::DateTimeMedium => (
                DATES,
                None,
                &[CALENDAR, ("dateStyle", "medium"), ("timeStyle", "short")],
            ),
            Self::DateTimeLong => (
                DATES,
                None,
                &[
                    CALENDAR,
                    ("weekday", "long"),
                    ("year", "numeric"),
                    ("month", "long"),
                    ("day", "numeric"),
                    ("hour", "numeric"),
                    ("minute", "2-digit"),
                    ("timeZoneName", "short"),
                ],
            ),
            Self::DateTimeUtc => (
                DATES,
                None,
                &[
                    CALENDAR,
                    ("year", "numeric"),
                    ("month", "short"),
                    ("day", "numeric"),
                    ("hour", "2-digit"),
                    ("minute", "2-digit"),
                    ("hourCycle", "h23"),
                    ("timeZone", "UTC"),
                    ("timeZoneName", "short"),
                ],
            ),
            Self::TimeUtc => (
                DATES,
                None,
                &[
                    ("hour", "2-digit"),
                    ("minute", "2-digit"),
                    ("hourCycle", "h23"),
                    ("timeZone", "UTC"),
                    ("timeZoneName", "short"),
                ],
            ),
            Self::Relative => ("RelativeTimeFormat", None, &[("numeric", "always")]),
            Self::RelativeAuto => ("RelativeTimeFormat", None, &[("numeric", "auto")]),
            Self::Number => ("NumberFormat", None, &[]),
            Self::ListAnd => ("ListFormat", Some("en-GB"), &[("type", "conjunction")]),
            Self::Plural => ("PluralRules", Some("en"), &[]),
            Self::Collator => (
                "Collator",
                None,
                &[("sensitivity", "base"), ("numeric", "true")],
            ),
        }
    }

    fn make(self) -> Option<JsValue> {
        let (class, locale, options) = self.recipe();
        let constructor: Function = property(&property(&js_sys::global(), "Intl")?, class)?
            .dyn_into()
            .ok()?;
        let bag = Object::new();
        for (name, value) in options {
            _ = Reflect::set(&bag, &(*name).into(), &(*value).into());
        }
        let locale = locale.map_or(JsValue::UNDEFINED, JsValue::from_str);
        Reflect::construct(&constructor, &Array::of2(&locale, &bag)).ok()
    }

    fn get(self) -> Option<JsValue> {
        let index = self as usize;
        if let Some(made) = CACHE.with_borrow(|cache| cache.get(index).cloned().flatten()) {
            return Some(made);
        }
        let made = self.make()?;
        CACHE.with_borrow_mut(|cache| {
            if let Some(slot) = cache.get_mut(index) {
                *slot = Some(made.clone());
            }
        });
        Some(made)
    }

    fn call(self, method: &str, arguments: &[&JsValue]) -> Option<String> {
        call(&self.get()?, method, arguments)?.as_string()
    }

    fn date(self, at: DateTime<Utc>) -> String {
        self.call("format", &[&js_date(at)])
            .map_or_else(|| at.to_rfc3339_opts(SecondsFormat::Secs, true), isolated)
    }
}

/// A text that stands in English sentences: what is written from right to left is isolated, so that it
/// neither mixes with the words around it nor falls apart among them (UAX #9, FSI and PDI).
fn isolated(text: String) -> String {
    let is_rtl = |letter: char| ('\u{590}'..='\u{8ff}').contains(&letter);
    if text.contains(is_rtl) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 fit a JavaScript number for any real date"
)]
fn millis(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64
}

fn js_date(at: DateTime<Utc>) -> JsValue {
    js_sys::Date::new(&JsValue::from_f64(millis(at))).into()
}

/// `Feb 7, 2027`, in local time.
pub fn date_medium(at: DateTime<Utc>) -> String {
    Formatter::DateMedium.date(at)
}

/// `February 7, 2027`, in local time.
pub fn date_long(at: DateTime<Utc>) -> String {
    Formatter::DateLong.date(at)
}

/// `Feb 7, 2027, 11:59 PM`, in local time.
pub fn date_time_medium(at: DateTime<Utc>) -> String {
    Formatter::DateTimeMedium.date(at)
}

/// `Sunday, February 7, 2027 at 11:59 PM GMT+1`: local time with the name of the zone.
pub fn date_time_long(at: DateTime<Utc>) -> String {
    Formatter::DateTimeLong.date(at)
}

/// `Feb 7, 2027, 22:59 UTC`.
pub fn date_time_utc(at: DateTime<Utc>) -> String {
    Formatter::DateTimeUtc.date(at)
}

/// `Sunday, February 7, 2027 at 11:59 PM GMT+1, 22:59 UTC`: local time and UTC. The UTC date is included
/// where it is another day, and where the local time zone is UTC the time is written once.
pub fn date_time_both(at: DateTime<Utc>) -> String {
    let local = date_time_long(at);
    if local.ends_with("UTC") {
        return local;
    }
    let utc = if local_date(at) == at.date_naive() {
        time_utc(at)
    } else {
        date_time_utc(at)
    };
    format!("{local}, {utc}")
}

/// `22:59 UTC`.
pub fn time_utc(at: DateTime<Utc>) -> String {
    Formatter::TimeUtc.date(at)
}

/// The whole number and the unit that tell how far `at` is from `now`, which are the same moments on the
/// clock of the wall in `local_at` and `local_now`.
///
/// Truncated, never rounded: a token that ends at the end of the 90th day has "90 days", in the morning as in
/// the evening, and whether or not a day in between has 23 or 25 hours.
fn relative_parts(
    (at, local_at): (DateTime<Utc>, NaiveDateTime),
    (now, local_now): (DateTime<Utc>, NaiveDateTime),
) -> (i64, &'static str) {
    let passed = at - now;
    let (days, minutes) = ((local_at - local_now).num_days(), passed.num_minutes());
    let months = months_between(local_now, local_at);
    if minutes == 0 {
        (0, "second")
    } else if passed.num_hours() == 0 {
        (minutes, "minute")
    } else if days == 0 {
        (passed.num_hours(), "hour")
    } else if days.abs() < 400 {
        (days, "day")
    } else if months.abs() < 24 {
        (months, "month")
    } else {
        (months / 12, "year")
    }
}

/// The whole months from one moment to another.
fn months_between(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let months = |at: NaiveDateTime| i64::from(at.year()) * 12 + i64::from(at.month0());
    let is_short = (to.day(), to.time()) < (from.day(), from.time());
    months(to) - months(from) - i64::from(is_short)
}

/// What the clock on the wall shows where the person is.
fn local_time(at: DateTime<Utc>) -> NaiveDateTime {
    let behind = js_sys::Date::new(&JsValue::from_f64(millis(at))).get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "at most a day in seconds")]
    let behind = TimeDelta::seconds((behind * 60.0) as i64);
    at.naive_utc()
        .checked_sub_signed(behind)
        .unwrap_or_else(|| at.naive_utc())
}

/// `in 3 days`, `2 hours ago`, `now`.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of minutes to years are small"
)]
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (count, unit) = relative_parts((at, local_time(at)), (now, local_time(now)));
    let formatter = if count == 0 {
        Formatter::RelativeAuto
    } else {
        Formatter::Relative
    };
    formatter
        .call("format", &[&(count as f64).into(), &unit.into()])
        .map_or_else(|| date_medium(at), isolated)
}

/// A number with the separators of the locale.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts shown to people are far below 2^53"
)]
pub fn number(count: u64) -> String {
    Formatter::Number
        .call("format", &[&(count as f64).into()])
        .unwrap_or_else(|| count.to_string())
}

/// `A`, `A and B`, `A, B and C`.
pub fn list_and<S: AsRef<str>>(items: &[S]) -> String {
    let list = Array::new();
    for item in items {
        list.push(&JsValue::from_str(item.as_ref()));
    }
    join_list(&list)
}

fn join_list(list: &Array) -> String {
    Formatter::ListAnd
        .call("format", &[list])
        .unwrap_or_else(|| list.join(", ").into())
}

/// Whether English says `one` for this count; the rules come from `Intl.PluralRules`.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts shown to people are far below 2^53"
)]
pub fn is_one(count: u64) -> bool {
    Formatter::Plural
        .call("select", &[&(count as f64).into()])
        .map_or(count == 1, |category| category == "one")
}

/// `1 token`, `1,204 tokens`.
pub fn count(count: u64, one: &str, other: &str) -> String {
    let noun = if is_one(count) { one } else { other };
    format!("{} {noun}", number(count))
}

/// Orders two names as a person would: case and accents aside, `2` before `10`.
pub fn compare(a: &str, b: &str) -> Ordering {
    let difference = Formatter::Collator
        .get()
        .and_then(|collator| call(&collator, "compare", &[&a.into(), &b.into()]))
        .and_then(|difference| difference.as_f64());
    match difference {
        Some(difference) => difference.total_cmp(&0.0),
        None => a.cmp(b),
    }
}

/// The text in lower case, for searching. The browser has the table of letters; Rust would bring its own into
/// the download.
pub fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// The locale that dates are written in, for the `lang` of an element that shows one.
pub fn locale() -> Option<String> {
    let options = call(&Formatter::DateMedium.get()?, "resolvedOptions", &[])?;
    property(&options, "locale")?.as_string()
}

/// The instant of 23:59:59 of that day where the person is.
///
/// JavaScript's own `Date` does the arithmetic, because it knows the rules of the time zone: a day may have
/// 23 or 25 hours.
pub fn local_day_end(day: NaiveDate) -> Option<DateTime<Utc>> {
    // Two-digit years mean 19xx to JavaScript; nothing here is older than the web.
    let year = u32::try_from(day.year())
        .ok()
        .filter(|year| (1970..=9999).contains(year))?;
    let (month, day) = (
        i32::try_from(day.month0()).ok()?,
        i32::try_from(day.day()).ok()?,
    );
    let date = js_sys::Date::new_with_year_month_day_hr_min_sec(year, month, day, 23, 59, 59);
    let millis = date.get_time();
    if !millis.is_finite() {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "finite and a whole number of milliseconds"
    )]
    DateTime::from_timestamp_millis(millis as i64)
}

/// The day that an instant falls on where the person is.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    let date = js_sys::Date::new(&JsValue::from_f64(millis(at)));
    i32::try_from(date.get_full_year())
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, date.get_month() + 1, date.get_date()))
        .unwrap_or_else(|| at.date_naive())
}

#[cfg(test)]
mod tests {
    use super::relative_parts;
    use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

    fn parts(seconds: i64) -> (i64, &'static str) {
        let now = "2026-11-23T12:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let at = now + TimeDelta::seconds(seconds);
        relative_parts((at, at.naive_utc()), (now, now.naive_utc()))
    }

    #[test]
    fn distances_are_cut_off_not_rounded() {
        let day = 86_400;
        assert_eq!(parts(59), (0, "second"));
        assert_eq!(parts(-60), (-1, "minute"));
        assert_eq!(parts(day - 1), (23, "hour"));
        assert_eq!(parts(90 * day + day - 1), (90, "day"));
        assert_eq!(parts(-41 * day - 5), (-41, "day"));
        assert_eq!(parts(365 * day), (365, "day"));
        assert_eq!(parts(450 * day), (14, "month"));
        assert_eq!(parts(-1100 * day), (-3, "year"));
    }

    #[test]
    fn days_are_those_of_the_calendar_when_the_clocks_change() {
        // In Santiago the clocks go forward on 6 September 2026: 30 days from half past eleven in the evening
        // are an hour short of 30 times 24 hours.
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let wall = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let now = (at("2026-08-21T03:30:00Z"), wall("2026-08-20T23:30:00"));
        let end = (at("2026-09-20T02:59:59Z"), wall("2026-09-19T23:59:59"));
        assert_eq!(relative_parts(end, now), (30, "day"));
        assert_eq!(relative_parts(now, end), (-30, "day"));
    }

    #[test]
    fn years_are_those_of_the_calendar() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let moment = |text| (at(text), at(text).naive_utc());
        let now = moment("2026-11-28T12:00:00Z");
        assert_eq!(
            relative_parts(moment("9999-12-31T23:59:59Z"), now),
            (7973, "year")
        );
        assert_eq!(
            relative_parts(moment("2029-11-28T11:00:00Z"), now),
            (2, "year")
        );
        assert_eq!(
            relative_parts(moment("1970-01-01T00:00:00Z"), now),
            (-56, "year")
        );
    }
}
