//! A program that does not describe its slips.
//!
//! When a text is cut in the middle of a letter, Rust writes a sentence about it and repeats the text, and what that takes,
//! down to a table of the letters that cannot be seen alone, is in every program. The console shows no such sentence
//! (`src/failure.rs`): a slip ends it like any other, with the page that says so. What writes them is overwritten while the
//! linker's notes are still there, so that all that only it needs goes as well.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::{CustomSection, Encode as _, Module, RawSection};
use wasmparser::{
    KnownCustom, Linking, Name, Parser, Payload, RelocAddendKind, RelocSectionReader,
    RelocationType, SymbolInfo, TypeRef,
};

/// What writes sentences, by the ends of the mangled names. The last parameter of each is the place in the source.
const TALKATIVE: [&str; 5] = [
    "4core3str19slice_error_fail_rt",
    "4core5slice5index16slice_index_fail",
    "4core5slice20copy_from_slice_impl17len_mismatch_fail",
    "4core9panicking18panic_bounds_check",
    "4core9panicking19assert_failed_inner",
];
/// Ends the program with a sentence that is always the same; takes the place and nothing else.
const BRIEF: &str = "4core6option13unwrap_failed";
/// The linker's notes about the code.
const NOTES: &str = "reloc.CODE";

const LOCAL_GET: u8 = 0x20;
const CALL: u8 = 0x10;
const UNREACHABLE: u8 = 0x00;
const END: u8 = 0x0b;

/// The program as the linker left it, without what writes such sentences.
pub(crate) fn quiet(program: &[u8]) -> Result<Vec<u8>> {
    let known = Known::read(program)?;
    let Some((brief, symbol)) = known.brief()? else {
        return Ok(program.to_vec());
    };
    let mut quiet = program.to_vec();
    let mut overwritten = Vec::new();
    for name in TALKATIVE {
        let Some(&talkative) = known.by_name.get(name) else {
            continue;
        };
        let place = known
            .parameters(talkative)
            .and_then(|count| count.checked_sub(1))
            .with_context(|| format!("{name} takes no place"))?;
        let body = known
            .bodies
            .get(&talkative)
            .with_context(|| format!("{name} has no code"))?;
        let call = overwrite(&mut quiet[body.clone()], place, brief)
            .with_context(|| format!("{name} is too short to be overwritten"))?;
        let from = |at: usize| at - known.code;
        overwritten.push((from(body.start)..from(body.end), from(body.start + call)));
    }
    rewrite_notes(&quiet, &overwritten, symbol)
}

/// Lets a function hand on its last parameter to `brief` and nothing else. Returns where in it the number of `brief` stands.
fn overwrite(body: &mut [u8], place: u32, brief: u32) -> Option<usize> {
    // No locals.
    let mut code = vec![0, LOCAL_GET];
    place.encode(&mut code);
    code.push(CALL);
    let call = code.len();
    // The linker writes numbers of functions in five bytes, whatever they are.
    code.extend((0..5).map(|byte| {
        let more = if byte < 4 { 0x80 } else { 0 };
        ((brief >> (7 * byte)) & 0x7f) as u8 | more
    }));
    let (last, rest) = body.split_last_mut()?;
    let (start, rest) = rest.split_at_mut_checked(code.len())?;
    start.copy_from_slice(&code);
    rest.fill(UNREACHABLE);
    *last = END;
    // The call does not come back, and the program has to be told.
    (!rest.is_empty()).then_some(call)
}

/// The program with notes that fit: those about what was overwritten go, and each call is noted.
fn rewrite_notes(
    program: &[u8],
    overwritten: &[(Range<usize>, usize)],
    symbol: u32,
) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload.context("the program cannot be read")?;
        if let Payload::CustomSection(section) = &payload
            && let KnownCustom::Reloc(notes) = section.as_known()
            && section.name() == NOTES
        {
            let data = notes_without(&notes, overwritten, symbol)?;
            module.section(&CustomSection {
                name: NOTES.into(),
                data: data.into(),
            });
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = &program[range];
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

fn notes_without(
    notes: &RelocSectionReader<'_>,
    overwritten: &[(Range<usize>, usize)],
    symbol: u32,
) -> Result<Vec<u8>> {
    let mut kept = Vec::new();
    for note in notes.entries() {
        let note = note.context("the linker's notes cannot be read")?;
        let at = usize::try_from(note.offset)?;
        if !overwritten.iter().any(|(body, _)| body.contains(&at)) {
            let has_addend = !matches!(note.ty.addend_kind(), RelocAddendKind::None);
            let addend = has_addend.then_some(note.addend);
            kept.push((note.offset, note.ty as u8, note.index, addend));
        }
    }
    for (_, call) in overwritten {
        let call = u32::try_from(*call)?;
        kept.push((call, RelocationType::FunctionIndexLeb as u8, symbol, None));
    }
    kept.sort_by_key(|note| note.0);
    let mut data = Vec::new();
    notes.section_index().encode(&mut data);
    u32::try_from(kept.len())?.encode(&mut data);
    for (offset, ty, index, addend) in kept {
        data.push(ty);
        offset.encode(&mut data);
        index.encode(&mut data);
        if let Some(addend) = addend {
            addend.encode(&mut data);
        }
    }
    Ok(data)
}

/// What has to be known about a program.
#[derive(Default)]
struct Known {
    /// How many parameters each type has.
    types: Vec<u32>,
    /// The type of each function, those from outside first.
    of: Vec<u32>,
    /// Where the code section begins.
    code: usize,
    /// Where the code of each function stands.
    bodies: HashMap<u32, Range<usize>>,
    /// The functions that matter here.
    by_name: HashMap<&'static str, u32>,
    /// The number by which the linker's notes call each function.
    symbols: HashMap<u32, u32>,
}

impl Known {
    fn read(program: &[u8]) -> Result<Self> {
        let mut known = Self::default();
        let mut imported = 0;
        for payload in Parser::new(0).parse_all(program) {
            match payload.context("the program cannot be read")? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        let ty = ty.context("a type cannot be read")?;
                        known.types.push(u32::try_from(ty.params().len())?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        if let TypeRef::Func(ty) = import.context("an import cannot be read")?.ty {
                            imported += 1;
                            known.of.push(ty);
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        known.of.push(ty.context("a function cannot be read")?);
                    }
                }
                Payload::CodeSectionStart { range, .. } => {
                    known.code = usize::try_from(range.start)?;
                }
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let index = imported + u32::try_from(known.bodies.len())?;
                    known.bodies.insert(index, range);
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Name(names) => known.note_names(names),
                    KnownCustom::Linking(linking) => known.note_symbols(&linking),
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(known)
    }

    /// Notes where the functions are. What cannot be read has no name.
    fn note_names(&mut self, names: wasmparser::NameSectionReader<'_>) {
        for names in names.into_iter().flatten() {
            if let Name::Function(names) = names {
                for naming in names.into_iter().flatten() {
                    let wanted = TALKATIVE.into_iter().chain([BRIEF]);
                    for wanted in wanted.filter(|wanted| naming.name.ends_with(wanted)) {
                        self.by_name.insert(wanted, naming.index);
                    }
                }
            }
        }
    }

    fn note_symbols(&mut self, linking: &wasmparser::LinkingSectionReader<'_>) {
        for part in linking.subsections().flatten() {
            if let Linking::SymbolTable(symbols) = part {
                for (number, symbol) in (0..).zip(symbols.into_iter().flatten()) {
                    if let SymbolInfo::Func { index, .. } = symbol {
                        self.symbols.entry(index).or_insert(number);
                    }
                }
            }
        }
    }

    fn parameters(&self, function: u32) -> Option<u32> {
        let ty = self.of.get(usize::try_from(function).ok()?)?;
        self.types.get(usize::try_from(*ty).ok()?).copied()
    }

    /// What ends briefly, and the linker's number for it; `None` in a program that has nothing like it.
    fn brief(&self) -> Result<Option<(u32, u32)>> {
        let Some(&brief) = self.by_name.get(BRIEF) else {
            return Ok(None);
        };
        ensure!(
            self.parameters(brief) == Some(1),
            "{BRIEF} takes something else than a place"
        );
        let symbol = self.symbols.get(&brief).copied();
        Ok(Some((
            brief,
            symbol.with_context(|| format!("the linker has no note about {BRIEF}"))?,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, Instruction, LinkingSection, NameMap, NameSection,
        SymbolTable, TypeSection, ValType,
    };
    use wasmparser::Operator;

    const BODY: usize = 20;

    /// Two functions of twenty bytes: what takes a place, and what takes two more things and calls it by the linker's notes.
    fn program(talkative: &str) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        types.ty().function([ValType::I32; 3], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for ty in [0, 1] {
            functions.function(ty);
            let mut body = Function::new([]);
            for _ in 0..BODY - 2 {
                body.instruction(&Instruction::Nop);
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut symbols = SymbolTable::new();
        symbols.function(0, 1, Some("talkative"));
        symbols.function(0, 0, Some("brief"));
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        // One about the first function, one about the second, which begins behind the count, a size, a body and a size.
        let notes = CustomSection {
            name: NOTES.into(),
            data: vec![2, 2, 0, 5, 0, 3, 25, 0, 3].into(),
        };
        let mut map = NameMap::new();
        map.append(0, &format!("_RNvNtCs1_{BRIEF}"));
        map.append(1, talkative);
        let mut names = NameSection::new();
        names.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.section(&linking).section(&notes).section(&names);
        module.finish()
    }

    fn code(program: &[u8]) -> Vec<Vec<String>> {
        let mut code = Vec::new();
        for payload in Parser::new(0).parse_all(program) {
            if let Payload::CodeSectionEntry(body) = payload.expect("a program") {
                let operators = body.get_operators_reader().expect("code");
                let text = operators
                    .into_iter()
                    .map(|one| match one.expect("an instruction") {
                        Operator::LocalGet { local_index } => format!("get {local_index}"),
                        Operator::Call { function_index } => format!("call {function_index}"),
                        other => format!("{other:?}"),
                    });
                let mut text: Vec<String> = text.collect();
                text.dedup();
                code.push(text);
            }
        }
        code
    }

    /// Where each note is about, and which symbol it names.
    fn notes(program: &[u8]) -> Vec<(u32, u32)> {
        let mut all = Vec::new();
        for payload in Parser::new(0).parse_all(program) {
            if let Payload::CustomSection(section) = payload.expect("a program")
                && let KnownCustom::Reloc(notes) = section.as_known()
            {
                for note in notes.entries() {
                    let note = note.expect("a note");
                    all.push((note.offset, note.index));
                }
            }
        }
        all
    }

    #[test]
    fn the_sentence_is_not_written_and_the_place_is_handed_on() {
        let before = program("_RNvNtCs1_4core3str19slice_error_fail_rt");
        assert_eq!(notes(&before), [(5, 0), (25, 0)]);
        let after = quiet(&before).expect("a program");
        let expected = [
            vec!["Nop", "End"],
            vec!["get 2", "call 0", "Unreachable", "End"],
        ];
        assert_eq!(code(&after), expected);
        // The call stands behind the count, a size, the first function, a size, no locals and two instructions.
        let call = u32::try_from(1 + 1 + BODY + 1 + 1 + 2 + 1).expect("small");
        assert_eq!(notes(&after), [(5, 0), (call, 1)]);
    }

    #[test]
    fn other_functions_stay_as_they_are() {
        let before = program("_RNvNtCs1_3app19slice_error_fail_rt");
        assert_eq!(quiet(&before).expect("a program"), before);
    }
}
