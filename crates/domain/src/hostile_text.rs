//! Texts that are hard to write into a file, for the tests.

use proptest::prelude::*;

/// Parts with a meaning in CSV, iCalendar, JSON or a spreadsheet program, and parts that cannot be seen.
const PARTS: [&str; 34] = [
    "",
    " ",
    ",",
    ";",
    "\"",
    "'",
    "\\",
    "\\n",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\r\n ",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{200b}",
    "\u{200d}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "👩\u{200d}💻❤\u{fe0f}",
    "é漢字",
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
    "a name of more letters than fit into one line of a calendar, which has to be folded",
];

/// Up to eight parts after each other, some of them any text.
pub fn hostile_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(&PARTS).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}
