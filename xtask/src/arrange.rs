//! The functions of a program in the order in which they compress best.
//!
//! Brotli writes what it has seen before as a reference, and the nearer the shorter. The compiler puts functions in the order
//! of its own work; beside their likes they take four percent less, and nothing else about the program changes.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module, RawSection};
use wasmparser::{FunctionBody, Parser, Payload};

/// How many bytes are compared as one.
const GRAM: usize = 4;
/// Bytes that more functions have in common say nothing about any of them.
const COMMON: usize = 400;
/// How much a function counts that stands one place farther ahead.
const FADING: f64 = 0.6;

/// The program with its functions in that order.
pub(crate) fn arranged(program: &[u8]) -> Result<Vec<u8>> {
    let parts = Parts::read(program)?;
    let code: Vec<&[u8]> = parts.bodies.iter().map(FunctionBody::as_bytes).collect();
    let order = order(&code);
    let mut places = Places::new(parts.imported, &order);
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload.context("the program cannot be read")?;
        match payload {
            Payload::FunctionSection(_) => {
                let mut functions = FunctionSection::new();
                for &old in &order {
                    functions.function(parts.types[old]);
                }
                module.section(&functions);
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = CodeSection::new();
                for &old in &order {
                    let body = parts.bodies[old].clone();
                    places
                        .parse_function_body(&mut section, body)
                        .map_err(unreadable)?;
                }
                module.section(&section);
            }
            Payload::ExportSection(section) => {
                let mut exports = wasm_encoder::ExportSection::new();
                places
                    .parse_export_section(&mut exports, section)
                    .map_err(unreadable)?;
                module.section(&exports);
            }
            Payload::ElementSection(section) => {
                let mut elements = wasm_encoder::ElementSection::new();
                places
                    .parse_element_section(&mut elements, section)
                    .map_err(unreadable)?;
                module.section(&elements);
            }
            Payload::GlobalSection(section) => {
                let mut globals = wasm_encoder::GlobalSection::new();
                places
                    .parse_global_section(&mut globals, section)
                    .map_err(unreadable)?;
                module.section(&globals);
            }
            Payload::StartSection { func, .. } => {
                let function_index = places.function_index(func).map_err(unreadable)?;
                module.section(&wasm_encoder::StartSection { function_index });
            }
            // Names go by the old numbers, and nobody reads them in a build for shipping.
            Payload::CustomSection(section) if section.name() == "name" => {}
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

fn unreadable(error: Error<Infallible>) -> anyhow::Error {
    anyhow::anyhow!("the program cannot be put in order: {error:?}")
}

/// What the order is about.
struct Parts<'a> {
    /// How many functions come from outside; they keep their numbers.
    imported: u32,
    /// The type of each function of its own.
    types: Vec<u32>,
    /// The code of each.
    bodies: Vec<FunctionBody<'a>>,
}

impl<'a> Parts<'a> {
    fn read(program: &'a [u8]) -> Result<Self> {
        let mut parts = Self {
            imported: 0,
            types: Vec::new(),
            bodies: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(program) {
            match payload.context("the program cannot be read")? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let ty = import.context("an import cannot be read")?.ty;
                        if matches!(ty, wasmparser::TypeRef::Func(_)) {
                            parts.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        parts.types.push(ty.context("a function cannot be read")?);
                    }
                }
                Payload::CodeSectionEntry(body) => parts.bodies.push(body),
                _ => {}
            }
        }
        ensure!(
            parts.types.len() == parts.bodies.len(),
            "the program has functions without code"
        );
        Ok(parts)
    }
}

/// Where each function goes.
struct Places {
    imported: u32,
    /// The new place of each function of the program's own.
    new: Vec<u32>,
}

impl Places {
    fn new(imported: u32, order: &[usize]) -> Self {
        let mut new = vec![0; order.len()];
        for (place, &old) in (0..).zip(order) {
            new[old] = place;
        }
        Self { imported, new }
    }
}

impl Reencode for Places {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = function
            .checked_sub(self.imported)
            .and_then(|own| self.new.get(usize::try_from(own).ok()?));
        Ok(own.map_or(function, |place| self.imported + place))
    }
}

/// Numbers of these functions, each beside those that have the most bytes in common with it.
fn order(functions: &[&[u8]]) -> Vec<usize> {
    let grams: Vec<Vec<u32>> = functions.iter().map(|code| grams(code)).collect();
    let mut owners: HashMap<u32, Vec<usize>> = HashMap::new();
    for (function, grams) in grams.iter().enumerate() {
        for &gram in grams {
            owners.entry(gram).or_default().push(function);
        }
    }
    owners.retain(|_, functions| functions.len() <= COMMON);
    let length = |code: &&[u8]| f64::from(u32::try_from(code.len()).unwrap_or(u32::MAX).max(1));
    let lengths: Vec<f64> = functions.iter().map(length).collect();
    let mut likeness = vec![0.0_f64; functions.len()];
    let mut is_left = vec![true; functions.len()];
    let mut order = Vec::with_capacity(functions.len());
    let mut next = (0..functions.len()).max_by_key(|&function| functions[function].len());
    while let Some(current) = next {
        order.push(current);
        is_left[current] = false;
        for likeness in &mut likeness {
            *likeness *= FADING;
        }
        for &function in grams[current]
            .iter()
            .filter_map(|gram| owners.get(gram))
            .flatten()
        {
            likeness[function] += 1.0;
        }
        // A long function has something in common with everything.
        let share = |function: usize| likeness[function] / lengths[function];
        next = (0..functions.len())
            .filter(|&function| is_left[function])
            .max_by(|&one, &other| share(one).total_cmp(&share(other)).then(other.cmp(&one)));
    }
    order
}

/// What stands in the code, each once.
fn grams(code: &[u8]) -> Vec<u32> {
    let mut grams: Vec<u32> = code
        .windows(GRAM)
        .map(|bytes| {
            bytes
                .iter()
                .fold(0, |gram, &byte| (gram << 8) | u32::from(byte))
        })
        .collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
        ImportSection, Instruction, RefType, TableSection, TableType, TypeSection,
    };

    #[test]
    fn likes_stand_together() {
        let functions: [&[u8]; 5] = [
            b"aaaabbbb..",
            b"12345678",
            b"aaaabbbbcccc",
            b"1234567",
            b"zzzz",
        ];
        let order = order(&functions);
        let place = |function: usize| {
            order
                .iter()
                .position(|&one| one == function)
                .expect("there")
        };
        assert_eq!(place(2), 0);
        assert_eq!(place(0), 1);
        assert_eq!(place(1).abs_diff(place(3)), 1);
    }

    /// Functions that answer with a number of their own, called by name, by table and by each other.
    fn program() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [wasm_encoder::ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("from", "outside", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for number in 0..4 {
            functions.function(0);
            let mut body = Function::new([]);
            for _ in 0..=number {
                body.instruction(&Instruction::Call(number));
                body.instruction(&Instruction::Drop);
            }
            body.instruction(&Instruction::I32Const(
                i32::try_from(number).expect("small"),
            ));
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 4,
            maximum: None,
            shared: false,
        });
        let mut exports = ExportSection::new();
        for number in 0..4 {
            exports.export(&format!("f{number}"), ExportKind::Func, number + 1);
        }
        let mut elements = ElementSection::new();
        elements.active(
            None,
            &ConstExpr::i32_const(0),
            Elements::Functions([1, 2, 3, 4][..].into()),
        );
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&tables);
        module.section(&exports).section(&elements).section(&code);
        module.finish()
    }

    /// For each exported name the code behind it, with the names of what it calls in place of their numbers.
    fn meaning(program: &[u8]) -> Vec<(String, String)> {
        let parts = Parts::read(program).expect("a program");
        let mut names = HashMap::from([(0, "outside".to_owned())]);
        for payload in Parser::new(0).parse_all(program) {
            if let Payload::ExportSection(section) = payload.expect("a program") {
                for export in section {
                    let export = export.expect("an export");
                    names.insert(export.index, export.name.to_owned());
                }
            }
        }
        let mut meaning: Vec<(String, String)> = (0..)
            .zip(&parts.bodies)
            .map(|(place, body)| {
                let mut text = String::new();
                let mut operators = body.get_operators_reader().expect("code");
                while !operators.eof() {
                    match operators.read().expect("an instruction") {
                        wasmparser::Operator::Call { function_index } => {
                            text.push_str(&names[&function_index]);
                        }
                        other => text.extend(format!("{other:?}").chars()),
                    }
                }
                (names[&(parts.imported + place)].clone(), text)
            })
            .collect();
        meaning.sort();
        meaning
    }

    #[test]
    fn every_name_still_means_the_same_code() {
        let before = program();
        let after = arranged(&before).expect("arranged");
        assert_ne!(before, after);
        assert_eq!(meaning(&before), meaning(&after));
        assert_eq!(
            arranged(&after)
                .map(|again| meaning(&again))
                .expect("again"),
            meaning(&before)
        );
    }
}
