//! A program that does not describe its slips.
//!
//! When a text is cut in the middle of a letter, Rust writes a sentence about it and repeats the text, and what that takes,
//! down to a table of the letters that cannot be seen alone, is in every program. The console shows no such sentence
//! (`src/failure.rs`): a slip ends it like any other, with the page that says so.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::{CodeSection, Function, Instruction, Module, RawSection};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Writes the sentence; its last parameter is the place in the source.
const TALKATIVE: &str = "::str::slice_error_fail_rt";
/// Ends the program with a sentence that is always the same; takes the place and nothing else.
const BRIEF: &str = "::option::unwrap_failed";

/// Makes the program in `file` end without that sentence.
pub(crate) fn quieten(file: &Path) -> Result<()> {
    let program = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    fs::write(file, quiet(&program)?).with_context(|| format!("cannot write {}", file.display()))
}

fn quiet(program: &[u8]) -> Result<Vec<u8>> {
    let functions = Functions::read(program)?;
    let (Some(&talkative), Some(&brief)) = (
        functions.by_name.get(TALKATIVE),
        functions.by_name.get(BRIEF),
    ) else {
        // Nothing that is cut, or nothing that is unwrapped.
        return Ok(program.to_vec());
    };
    ensure!(
        functions.parameters(brief) == Some(1),
        "{BRIEF} takes something else than a place"
    );
    let place = functions
        .parameters(talkative)
        .and_then(|count| count.checked_sub(1))
        .with_context(|| format!("{TALKATIVE} takes no place"))?;
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut index = functions.imported;
    for payload in Parser::new(0).parse_all(program) {
        match payload.context("the program cannot be read")? {
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                if index == talkative {
                    let mut ending = Function::new([]);
                    ending.instruction(&Instruction::LocalGet(place));
                    ending.instruction(&Instruction::Call(brief));
                    ending.instruction(&Instruction::Unreachable);
                    ending.instruction(&Instruction::End);
                    code.function(&ending);
                } else {
                    code.raw(body.as_bytes());
                }
                index += 1;
                if index == functions.imported + functions.count() {
                    module.section(&code);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = &program[range];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

/// What has to be known about the functions of a program.
#[derive(Default)]
struct Functions {
    /// How many parameters each type has.
    types: Vec<u32>,
    /// How many functions come from outside.
    imported: u32,
    /// The type of each function, those from outside first.
    of: Vec<u32>,
    /// The two functions, by the ends of their names.
    by_name: HashMap<&'static str, u32>,
}

impl Functions {
    fn read(program: &[u8]) -> Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(program) {
            match payload.context("the program cannot be read")? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        let ty = ty.context("a type cannot be read")?;
                        functions.types.push(u32::try_from(ty.params().len())?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        if let TypeRef::Func(ty) = import.context("an import cannot be read")?.ty {
                            functions.imported += 1;
                            functions.of.push(ty);
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        functions.of.push(ty.context("a function cannot be read")?);
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        functions.note(names);
                    }
                }
                _ => {}
            }
        }
        Ok(functions)
    }

    /// Notes where the two functions are. What cannot be read has no name.
    fn note(&mut self, names: wasmparser::NameSectionReader<'_>) {
        for names in names.into_iter().flatten() {
            if let Name::Function(names) = names {
                for naming in names.into_iter().flatten() {
                    // `core[0123456789abcdef]::option::…`, sometimes with `::h0123456789abcdef` behind it.
                    let name = naming.name.split("::h").next().unwrap_or_default();
                    for wanted in [TALKATIVE, BRIEF] {
                        if name.starts_with("core") && name.ends_with(wanted) {
                            self.by_name.insert(wanted, naming.index);
                        }
                    }
                }
            }
        }
    }

    fn parameters(&self, function: u32) -> Option<u32> {
        let ty = self.of.get(usize::try_from(function).ok()?)?;
        self.types.get(usize::try_from(*ty).ok()?).copied()
    }

    /// How many functions the program has of its own.
    fn count(&self) -> u32 {
        u32::try_from(self.of.len()).unwrap_or(u32::MAX) - self.imported
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{FunctionSection, NameMap, NameSection, TypeSection, ValType};
    use wasmparser::Operator;

    fn program(names: [&str; 2]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        types.ty().function([ValType::I32; 3], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for ty in [0, 1] {
            functions.function(ty);
            let mut body = Function::new([]);
            body.instruction(&Instruction::Nop);
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut map = NameMap::new();
        for (index, name) in (0..).zip(names) {
            map.append(index, name);
        }
        let mut names = NameSection::new();
        names.functions(&map);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&code)
            .section(&names);
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
                code.push(text.collect());
            }
        }
        code
    }

    #[test]
    fn the_sentence_is_not_written_and_the_place_is_handed_on() {
        let names = [
            "core[1f]::option::unwrap_failed",
            "core[1f]::str::slice_error_fail_rt::h12",
        ];
        let after = quiet(&program(names)).expect("a program");
        let expected = [
            vec!["Nop", "End"],
            vec!["get 2", "call 0", "Unreachable", "End"],
        ];
        assert_eq!(code(&after), expected);
    }

    #[test]
    fn a_program_that_cuts_nothing_stays_as_it_is() {
        let before = program([
            "core[1f]::option::unwrap_failed",
            "app::slice_error_fail_rt",
        ]);
        assert_eq!(quiet(&before).expect("a program"), before);
    }
}
