//! Comma-separated values (CSV) by RFC 4180, safe to open in a spreadsheet program.
//!
//! A spreadsheet program runs a cell that begins like a formula, whether it is quoted or not ("CSV
//! injection", OWASP). Such cells are written as text: see [`neutralized`]. What this cannot prevent: a
//! program that is set to another separator than the comma, as Excel is in some countries, splits cells
//! where it finds that separator and may see a formula behind it.

use crate::visible_name::shows;
use std::borrow::Cow;

/// Excel reads a CSV file as UTF-8 only with this at its beginning.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What a formula begins with, in both widths: East Asian versions of Excel accept the full-width forms.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What comes before a cell so that a spreadsheet program takes it for text.
const TEXT_MARK: char = '\'';

/// A table as the text of a CSV file in UTF-8.
///
/// It begins with a byte order mark (U+FEFF), which Excel needs. The first record is `header`; each record
/// ends with CRLF. Cells are [`neutralized`]. They are quoted only where that is needed: around commas,
/// quotes, line breaks, white space at either end, and the separators semicolon and tab, at which some
/// programs split as well.
pub fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut file = String::from(BYTE_ORDER_MARK);
    write_record(&mut file, header);
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        write_record(&mut file, &cells);
    }
    file
}

/// The cell as a spreadsheet program shows it without running it as a formula: with an apostrophe before it
/// where the first character that can be seen begins a formula (`=`, `+`, `-`, `@` or their full-width
/// forms), or where the cell begins with a tab or a line break.
///
/// A cell that begins with an apostrophe gets another. So the original is what is left when one leading
/// apostrophe, if there is one, is taken away.
pub fn neutralized(cell: &str) -> Cow<'_, str> {
    let is_formula = || {
        let first = cell.chars().find(|letter| shows(*letter));
        first.is_some_and(|first| FORMULA.contains(&first))
    };
    if cell.starts_with([TEXT_MARK, '\t', '\r', '\n']) || is_formula() {
        Cow::Owned(format!("{TEXT_MARK}{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn write_record(file: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        let cell = neutralized(cell);
        // A record of one empty cell would otherwise be an empty line, which many programs skip.
        if needs_quotes(&cell) || (cell.is_empty() && cells.len() == 1) {
            file.push('"');
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        } else {
            file.push_str(&cell);
        }
    }
    file.push_str("\r\n");
}

fn needs_quotes(cell: &str) -> bool {
    cell.contains([',', '"', '\r', '\n', ';', '\t'])
        || cell.starts_with(char::is_whitespace)
        || cell.ends_with(char::is_whitespace)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::hostile_text::hostile_text;
    use proptest::prelude::*;

    /// The records of a file as another program reads them, header included.
    pub(crate) fn read(file: &str) -> Vec<Vec<String>> {
        let file = file
            .strip_prefix(BYTE_ORDER_MARK)
            .expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(file.as_bytes());
        let records = reader.records().map(|record| record.expect("a record"));
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    }

    /// The cell that was written.
    pub(crate) fn original(cell: &str) -> &str {
        cell.strip_prefix(TEXT_MARK).unwrap_or(cell)
    }

    /// Whether a spreadsheet program would run the cell, which may ignore what cannot be seen before it.
    pub(crate) fn is_run(cell: &str) -> bool {
        let seen = cell.trim_start_matches(|letter| !shows(letter));
        seen.starts_with(FORMULA) || cell.starts_with(['\t', '\r', '\n'])
    }

    #[test]
    fn records_are_written_by_rfc_4180_and_quoted_only_where_needed() {
        let rows = [
            ["plain", "two words", ""],
            ["a,b", "say \"hi\"", "line\r\nbreak"],
            [" before", "after ", "a;b"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let file = csv(&["id", "name", "x"], rows);
        let expected = "\u{feff}id,name,x\r\nplain,two words,\r\n\
            \"a,b\",\"say \"\"hi\"\"\",\"line\r\nbreak\"\r\n\" before\",\"after \",\"a;b\"\r\n";
        assert_eq!(file, expected);
        assert_eq!(
            csv(&["id"], [vec![String::new()]]),
            "\u{feff}id\r\n\"\"\r\n"
        );
        assert_eq!(csv(&["id"], []), "\u{feff}id\r\n");
    }

    #[test]
    fn what_looks_like_a_formula_becomes_text() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("-", "'-"),
            ("＠A", "'＠A"),
            (" \u{200b}\u{200d}+1", "' \u{200b}\u{200d}+1"),
            ("\tx", "'\tx"),
            ("\r", "'\r"),
            ("'quoted", "''quoted"),
            ("'=1", "''=1"),
            ("a=1", "a=1"),
            ("2026-11-29", "2026-11-29"),
            (" 'x", " 'x"),
            ("", ""),
        ] {
            assert_eq!(neutralized(cell), written);
        }
    }

    proptest! {
        #[test]
        fn another_program_reads_the_cells_and_runs_none(
            rows in (1..5_usize).prop_flat_map(|width| {
                let row = prop::collection::vec(hostile_text(), width);
                prop::collection::vec(row, 1..6)
            }),
        ) {
            let header = vec!["column"; rows[0].len()];
            let read = read(&csv(&header, rows.clone()));
            prop_assert!(read[1..].iter().flatten().all(|cell| !is_run(cell)));
            let originals: Vec<Vec<&str>> = read[1..]
                .iter()
                .map(|row| row.iter().map(|cell| original(cell)).collect())
                .collect();
            prop_assert_eq!(originals, rows);
        }
    }
}
