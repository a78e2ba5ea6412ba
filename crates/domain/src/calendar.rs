//! The ends of tokens as a calendar: iCalendar (RFC 5545), which calendar programs import.

use crate::kind::TokenKind;
use crate::token::{Reach, Token};
use crate::visible_name::{is_hidden, visible_name};
use chrono::{DateTime, Datelike, Timelike, Utc};

/// The longest line, in octets without its CRLF (RFC 5545, 3.1).
const LINE_MAX: usize = 75;

/// From here the sequence numbers count seconds: 2020-01-01T00:00:00Z, as a Unix time. They have 31 bits.
const SEQUENCE_START: i64 = 1_577_836_800;

/// When the alarms go off before the end, as a duration (RFC 5545, 3.3.6) and in words.
const ALARMS: [(&str, &str); 2] = [("-P14D", "in 14 days"), ("-P1D", "in 1 day")];

/// A token whose end goes into a calendar.
#[derive(Clone, Debug)]
pub struct CalendarEntry<'a> {
    /// The token.
    pub token: &'a Token,
    /// The address of its page in the console, as it is written in a URI.
    pub url: Option<String>,
}

/// Whether a calendar has an entry for the token: it has an end, of which the year can be written with four
/// digits.
pub fn has_entry(token: &Token) -> bool {
    token.expires_at.is_some_and(is_writable)
}

/// The ends of the tokens as the text of an iCalendar file (RFC 5545), in UTF-8. Tokens for which
/// [`has_entry`] does not hold are left out; RFC 5545 wants at least one entry in a file.
///
/// An event is a moment in UTC, to the second, with alarms 14 days and 1 day before it; that of a revoked
/// token is cancelled and has none. A token has the same UID in every file, and a later change of it the
/// higher SEQUENCE, so that importing again updates the events. `now` is the time of the export.
pub fn calendar(entries: &[CalendarEntry<'_>], now: DateTime<Utc>) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Openlane Developer Console//Tokens//EN");
    lines.put("CALSCALE", "GREGORIAN");
    for entry in entries {
        if let Some(end) = entry.token.expires_at.filter(|end| is_writable(*end)) {
            write_event(&mut lines, entry, end, now);
        }
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

fn write_event(
    lines: &mut Lines,
    entry: &CalendarEntry<'_>,
    end: DateTime<Utc>,
    now: DateTime<Utc>,
) {
    let token = entry.token;
    let name = visible_name(&token.name);
    let is_revoked = token.revocation.is_some();
    lines.put("BEGIN", "VEVENT");
    lines.put_text("UID", &uid(token));
    lines.put("DTSTAMP", &date_time(now));
    lines.put("DTSTART", &date_time(end));
    if let Some(changed) = token.updated_at.filter(|changed| is_writable(*changed)) {
        lines.put("LAST-MODIFIED", &date_time(changed));
    }
    lines.put("SEQUENCE", &sequence(token).to_string());
    lines.put_text("SUMMARY", &format!("Token expires: {name}"));
    lines.put_text("DESCRIPTION", &description(token));
    if let Some(url) = &entry.url {
        // A URI is not escaped. It holds neither white space nor control characters (RFC 3986).
        let is_allowed = |letter: &char| !letter.is_whitespace() && !is_hidden(*letter);
        let url: String = url.chars().filter(is_allowed).collect();
        lines.put("URL", &url);
    }
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("STATUS", if is_revoked { "CANCELLED" } else { "CONFIRMED" });
    if !is_revoked {
        for (trigger, when) in ALARMS {
            lines.put("BEGIN", "VALARM");
            lines.put("ACTION", "DISPLAY");
            lines.put("TRIGGER", trigger);
            lines.put_text("DESCRIPTION", &format!("Token expires {when}: {name}"));
            lines.put("END", "VALARM");
        }
    }
    lines.put("END", "VEVENT");
}

fn uid(token: &Token) -> String {
    let kind = match token.kind() {
        TokenKind::Api => "api-token",
        TokenKind::Personal => "personal-access-token",
    };
    format!("{}@{kind}.openlane", token.id)
}

/// The seconds until the last change of the token, so that a program takes the newer of two events.
fn sequence(token: &Token) -> i64 {
    let changed = token.updated_at.or(token.created_at);
    let seconds = changed.map_or(0, |changed| changed.timestamp() - SEQUENCE_START);
    seconds.clamp(0, i32::MAX.into())
}

fn description(token: &Token) -> String {
    let mut lines = vec![
        format!("Kind: {}", token.kind().noun()),
        format!("ID: {}", visible_name(token.id.as_str())),
    ];
    match &token.reach {
        Reach::Scopes { owner, .. } => lines.extend(
            owner
                .as_ref()
                .map(|owner| format!("Organization: {}", visible_name(owner.as_str()))),
        ),
        Reach::Organizations(organizations) if organizations.is_empty() => {}
        Reach::Organizations(organizations) => {
            let names: Vec<_> = organizations
                .iter()
                .map(|organization| visible_name(&organization.name))
                .collect();
            lines.push(format!("Organizations: {}", names.join(", ")));
        }
    }
    let advice = if token.revocation.is_some() {
        "It is revoked."
    } else {
        "Rotate it before then."
    };
    lines.push(advice.to_owned());
    lines.join("\n")
}

/// Whether the year of a time has four digits, which is all that RFC 5545 (3.3.4) can write.
fn is_writable(at: DateTime<Utc>) -> bool {
    (0..=9999).contains(&at.year())
}

/// A time in UTC by RFC 5545, 3.3.5: `20261129T120000Z`, without fractions of the second.
fn date_time(at: DateTime<Utc>) -> String {
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// The content lines of a file (RFC 5545, 3.1).
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a line with a value that may be any text.
    fn put_text(&mut self, name: &str, text: &str) {
        self.put(name, &escaped(text));
    }

    /// Adds a line with a value that is already in its form, folded to [`LINE_MAX`] octets between
    /// characters.
    fn put(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if length + letter.len_utf8() > LINE_MAX {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as RFC 5545, 3.3.11 writes it. It has no form for control characters other than line breaks: these
/// and what else cannot be seen are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            _ if is_hidden(letter) => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
