//! The ends of tokens as a file for calendar programs.

use crate::app::config::own_origin;
use crate::app::route::Route;
use console_domain::calendar::{CalendarEntry, calendar};
use console_domain::token::Token;
use console_platform::{clock, download};

/// Offers the ends of `tokens` as an iCalendar file; `false` when the browser does not let us. One of them
/// has to have an end.
pub fn save_calendar(file_name: &str, tokens: &[Token]) -> bool {
    let entries: Vec<CalendarEntry<'_>> = tokens
        .iter()
        .map(|token| {
            let page = Route::Details(token.kind(), token.id.clone()).href();
            CalendarEntry {
                token,
                url: Some(format!("{}{page}", own_origin())),
            }
        })
        .collect();
    let text = calendar(&entries, clock::now());
    download::save_text(file_name, "text/calendar;charset=utf-8", &text)
}
