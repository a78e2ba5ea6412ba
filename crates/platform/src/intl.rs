//! Dates, numbers and lists as the person's locale writes them.
//!
//! Everything comes from the browser's own `Intl`: no locale data in the bundle. Dates and numbers follow the
//! person's locale; lists and plurals follow English, because they join English words. Formatters are slow to
//! construct and quick to use, so each is constructed once. Where the browser refuses, a plain ISO form is
//! returned instead of nothing.

use std::cell::RefCell;
use std::cmp::Ordering;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
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

type Options = &'static [(&'static str, &'static str)];

impl Formatter {
    /// The class under `Intl`, the locale if it is not the person's, and the options.
    const fn recipe(self) -> (&'static str, Option<&'static str>, Options) {
        const DATES: &str = "DateTimeFormat";
        match self {
            Self::DateMedium => (DATES, None, &[("dateStyle", "medium")]),
            Self::DateLong => (DATES, None, &[("dateStyle", "long")]),
            Self::DateTimeMedium => (
                DATES,
                None,
                &[("dateStyle", "medium"), ("timeStyle", "short")],
            ),
            Self::DateTimeLong => (
                DATES,
                None,
                &[
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
            Self::ListAnd => ("ListFormat", Some("en"), &[("type", "conjunction")]),
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
            .unwrap_or_else(|| at.to_rfc3339_opts(SecondsFormat::Secs, true))
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

/// The whole number and the unit that tell how far away something is.
///
/// Truncated, never rounded: a token that ends at the end of the 90th day has "90 days", in the morning as in
/// the evening.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of minutes to years are small"
)]
fn relative_parts(seconds: i64) -> (f64, &'static str) {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let (size, unit) = match seconds.abs() {
        0..MINUTE => return (0.0, "second"),
        MINUTE..HOUR => (MINUTE, "minute"),
        HOUR..DAY => (HOUR, "hour"),
        distance if distance < 400 * DAY => (DAY, "day"),
        distance if distance < 730 * DAY => (30 * DAY, "month"),
        _ => (365 * DAY, "year"),
    };
    ((seconds / size) as f64, unit)
}

/// `in 3 days`, `2 hours ago`, `now`.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (count, unit) = relative_parts((at - now).num_seconds());
    let formatter = if count == 0.0 {
        Formatter::RelativeAuto
    } else {
        Formatter::Relative
    };
    formatter
        .call("format", &[&count.into(), &unit.into()])
        .unwrap_or_else(|| date_medium(at))
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

/// `A`, `A and B`, `A, B, and C`.
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

    #[test]
    fn distances_are_cut_off_not_rounded() {
        let day = 86_400;
        assert_eq!(relative_parts(59), (0.0, "second"));
        assert_eq!(relative_parts(-60), (-1.0, "minute"));
        assert_eq!(relative_parts(day - 1), (23.0, "hour"));
        assert_eq!(relative_parts(90 * day + day - 1), (90.0, "day"));
        assert_eq!(relative_parts(-41 * day - 5), (-41.0, "day"));
        assert_eq!(relative_parts(365 * day), (365.0, "day"));
        assert_eq!(relative_parts(450 * day), (15.0, "month"));
        assert_eq!(relative_parts(-1100 * day), (-3.0, "year"));
    }
}
