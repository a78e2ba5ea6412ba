//! A program without the places in its source that a panic would name.
//!
//! Rust writes file, line and column beside every call that can panic. The console shows none of them (`src/failure.rs`), and
//! a first visit should not download them.

use std::ops::Range;

use anyhow::{Context as _, Result};
use wasmparser::{DataKind, Operator, Parser, Payload};

/// The size of a `core::panic::Location`: where its file name stands and how long it is, line, column.
const LOCATION: usize = 16;
/// What is left of each: an empty name, which stands somewhere, and no line.
const NOWHERE: [u8; LOCATION] = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const LONGEST_NAME: usize = 200;
const MOST_LINES: usize = 100_000;
const MOST_COLUMNS: usize = 1_000;

/// A piece of the memory that the program begins with.
struct Segment {
    /// Its address.
    address: usize,
    /// Where it stands in the program.
    bytes: Range<usize>,
}

/// The program with all places in its source forgotten, and the names of the files too.
pub(crate) fn forgotten(mut program: Vec<u8>) -> Result<Vec<u8>> {
    let segments = segments(&program)?;
    let mut names = Vec::new();
    for segment in &segments {
        let unaligned = segment.address.wrapping_neg() % 4;
        for at in segment.bytes.clone().skip(unaligned).step_by(4) {
            if let Some(name) = name_of_location(&program, &segments, at) {
                program[at..at + LOCATION].copy_from_slice(&NOWHERE);
                names.push(name);
            }
        }
    }
    for name in names {
        program[name].fill(0);
    }
    Ok(program)
}

fn segments(program: &[u8]) -> Result<Vec<Segment>> {
    let mut segments = Vec::new();
    for payload in Parser::new(0).parse_all(program) {
        if let Payload::DataSection(section) = payload.context("the program cannot be read")? {
            for data in section {
                let data = data.context("the data of the program cannot be read")?;
                let DataKind::Active { offset_expr, .. } = data.kind else {
                    continue;
                };
                if let Ok(Operator::I32Const { value }) = offset_expr.get_operators_reader().read()
                {
                    let end = usize::try_from(data.range.end)?;
                    segments.push(Segment {
                        address: usize::try_from(value)?,
                        bytes: end - data.data.len()..end,
                    });
                }
            }
        }
    }
    Ok(segments)
}

/// Where the name of the file stands, if this is a location: a line and a column behind what points at a name of a Rust file,
/// in its whole length.
fn name_of_location(program: &[u8], segments: &[Segment], at: usize) -> Option<Range<usize>> {
    let number = |place: usize| {
        let bytes = program.get(at + 4 * place..)?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    };
    let (address, length) = (number(0)?, number(1)?);
    let is_place = (1..MOST_LINES).contains(&number(2)?) && (1..MOST_COLUMNS).contains(&number(3)?);
    if !is_place || length > LONGEST_NAME {
        return None;
    }
    let named = segments.iter().find_map(|segment| {
        let from = segment.bytes.start + address.checked_sub(segment.address)?;
        let name = from..from + length;
        (name.end <= segment.bytes.end).then_some(name)
    })?;
    let is_letter = |byte: &u8| byte.is_ascii_graphic();
    let name = program.get(named.clone())?;
    (name.ends_with(b".rs") && name.iter().all(is_letter)).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, DataSection, MemorySection, MemoryType, Module};

    const ADDRESS: u32 = 1 << 20;

    fn program(data: &[u8]) -> Vec<u8> {
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 17,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut section = DataSection::new();
        section.active(0, &ConstExpr::i32_const(1 << 20), data.iter().copied());
        let mut module = Module::new();
        module.section(&memories).section(&section);
        module.finish()
    }

    fn record(numbers: [u32; 4]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect()
    }

    #[test]
    fn locations_are_forgotten_and_nothing_else() {
        let name = b"src/app.rs\0\0";
        let words = b"See src/app.rs";
        let before: Vec<u8> = [
            &name[..],
            &record([ADDRESS, 10, 12, 34]),
            // A text and two numbers that cannot be a place.
            &record([ADDRESS, 10, 0, 34]),
            // A part of the name.
            &record([ADDRESS, 9, 12, 34]),
            &words[..],
        ]
        .concat();
        let after: Vec<u8> = [
            &[0; 12][..],
            &NOWHERE,
            &record([ADDRESS, 10, 0, 34]),
            &record([ADDRESS, 9, 12, 34]),
            &words[..],
        ]
        .concat();
        assert_eq!(
            forgotten(program(&before)).expect("a program"),
            program(&after)
        );
    }
}
