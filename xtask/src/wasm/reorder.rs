//! Puts the functions of a module into the order in which they compress best.
//!
//! Brotli writes bytes that it has seen before as a reference, which is shorter the nearer they are. The
//! compiler's order follows its own work; this order puts each function beside those that share most bytes
//! with it. Only the numbers of functions change, and every use of a number with them: in code, exports,
//! tables, globals and the start function.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module, RawSection};
use wasmparser::{FunctionBody, Parser, Payload};

use crate::dist;

/// Functions are compared by the sequences of this many bytes that they contain.
const GRAM_LENGTH: usize = 4;
/// Sequences that more functions than this contain say nothing about any of them.
const MAX_OWNERS: usize = 3000;
/// What a sequence counts, from the number of functions that contain it: to this power. The more contain it,
/// the nearer one of them is anyway.
const RARITY: f64 = -0.25;
/// What two functions share counts by the length of the one to be placed, to this power.
const LENGTH: f64 = 0.75;
/// With each function that is placed, the similarity to those placed before counts this much less. Which of
/// these is best depends on the module by some hundred bytes, so each is tried.
const DECAYS: [f64; 3] = [0.5, 0.6, 0.7];
/// How often a module is put into order. Code that calls a function contains its number, so an order changes
/// what is compared: the second time it is nearly what will be compressed.
const PASSES: usize = 2;

/// The module with its functions in that order, and without custom sections: no browser reads them, and the
/// numbers in the one with names are the old ones.
///
/// # Errors
/// If the module cannot be parsed.
pub(crate) fn reorder_functions(module: &[u8]) -> Result<Vec<u8>> {
    let mut best: Option<(usize, Vec<u8>)> = None;
    for decay in DECAYS {
        let mut last = module.to_vec();
        for _ in 0..PASSES {
            last = reordered(&last, decay)?;
            let size = dist::brotli(&last)?.len();
            if best.as_ref().is_none_or(|(smallest, _)| size < *smallest) {
                best = Some((size, last.clone()));
            }
        }
    }
    let (_, module) = best.context("nothing was tried")?;
    Ok(module)
}

fn reordered(module: &[u8], decay: f64) -> Result<Vec<u8>> {
    let functions = Functions::read(module)?;
    let code: Vec<&[u8]> = functions
        .bodies
        .iter()
        .map(FunctionBody::as_bytes)
        .collect();
    let order = order_by_similarity(&code, decay);
    let mut renumber = Renumber::new(functions.imported, &order);
    let mut reordered = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be parsed")?;
        match payload {
            Payload::FunctionSection(_) => {
                let mut section = FunctionSection::new();
                for &old in &order {
                    section.function(functions.types[old]);
                }
                reordered.section(&section);
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = CodeSection::new();
                for &old in &order {
                    let body = functions.bodies[old].clone();
                    renumber
                        .parse_function_body(&mut section, body)
                        .map_err(not_renumbered)?;
                }
                reordered.section(&section);
            }
            Payload::ExportSection(section) => {
                let mut exports = wasm_encoder::ExportSection::new();
                renumber
                    .parse_export_section(&mut exports, section)
                    .map_err(not_renumbered)?;
                reordered.section(&exports);
            }
            Payload::ElementSection(section) => {
                let mut elements = wasm_encoder::ElementSection::new();
                renumber
                    .parse_element_section(&mut elements, section)
                    .map_err(not_renumbered)?;
                reordered.section(&elements);
            }
            Payload::GlobalSection(section) => {
                let mut globals = wasm_encoder::GlobalSection::new();
                renumber
                    .parse_global_section(&mut globals, section)
                    .map_err(not_renumbered)?;
                reordered.section(&globals);
            }
            Payload::StartSection { func, .. } => {
                let function_index = renumber.function_index(func).map_err(not_renumbered)?;
                reordered.section(&wasm_encoder::StartSection { function_index });
            }
            // Names of functions, of tools, and of what the compiler was allowed to use: no browser reads
            // them.
            Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = &module[range];
                    reordered.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(reordered.finish())
}

fn not_renumbered(error: Error<Infallible>) -> anyhow::Error {
    anyhow::anyhow!("the functions cannot be renumbered: {error:?}")
}

/// The functions of a module.
struct Functions<'a> {
    /// How many are imported. They come first and keep their numbers.
    imported: u32,
    /// The type of each function that is defined here.
    types: Vec<u32>,
    /// The code of each of them.
    bodies: Vec<FunctionBody<'a>>,
}

impl<'a> Functions<'a> {
    fn read(module: &'a [u8]) -> Result<Self> {
        let mut functions = Self {
            imported: 0,
            types: Vec::new(),
            bodies: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("the module cannot be parsed")? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let ty = import.context("an import cannot be parsed")?.ty;
                        if matches!(ty, wasmparser::TypeRef::Func(_)) {
                            functions.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        functions
                            .types
                            .push(ty.context("a function cannot be parsed")?);
                    }
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body),
                _ => {}
            }
        }
        ensure!(
            functions.types.len() == functions.bodies.len(),
            "the module declares functions without code"
        );
        Ok(functions)
    }
}

/// Gives functions their new numbers.
struct Renumber {
    imported: u32,
    /// The new number of each function that is defined here, counted without the imported ones.
    new: Vec<u32>,
}

impl Renumber {
    fn new(imported: u32, order: &[usize]) -> Self {
        let mut new = vec![0; order.len()];
        for (place, &old) in (0..).zip(order) {
            new[old] = place;
        }
        Self { imported, new }
    }
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let defined = function
            .checked_sub(self.imported)
            .and_then(|defined| self.new.get(usize::try_from(defined).ok()?));
        Ok(defined.map_or(function, |new| self.imported + new))
    }
}

/// Indices of these functions. The longest comes first, then always the one that is most similar to the
/// last ones.
fn order_by_similarity(functions: &[&[u8]], decay: f64) -> Vec<usize> {
    let grams: Vec<Vec<u32>> = functions.iter().map(|code| grams(code)).collect();
    let mut owners: HashMap<u32, Vec<usize>> = HashMap::new();
    for (function, grams) in grams.iter().enumerate() {
        for &gram in grams {
            owners.entry(gram).or_default().push(function);
        }
    }
    owners.retain(|_, functions| functions.len() <= MAX_OWNERS);
    let weight = |count: usize, power| {
        f64::from(u32::try_from(count).unwrap_or(u32::MAX).max(1)).powf(power)
    };
    let lengths: Vec<f64> = functions
        .iter()
        .map(|code| weight(code.len(), LENGTH))
        .collect();
    let mut similarity = vec![0.0_f64; functions.len()];
    let mut is_left = vec![true; functions.len()];
    let mut order = Vec::with_capacity(functions.len());
    let mut next = (0..functions.len()).max_by_key(|&function| functions[function].len());
    while let Some(current) = next {
        order.push(current);
        is_left[current] = false;
        for similarity in &mut similarity {
            *similarity *= decay;
        }
        for owners in grams[current].iter().filter_map(|gram| owners.get(gram)) {
            let worth = weight(owners.len(), RARITY);
            for &function in owners {
                similarity[function] += worth;
            }
        }
        // Per byte, because a long function shares something with every other.
        let share = |function: usize| similarity[function] / lengths[function];
        next = (0..functions.len())
            .filter(|&function| is_left[function])
            .max_by(|&one, &other| share(one).total_cmp(&share(other)).then(other.cmp(&one)));
    }
    order
}

/// The sequences of bytes that the code contains, each once.
fn grams(code: &[u8]) -> Vec<u32> {
    let mut grams: Vec<u32> = code
        .windows(GRAM_LENGTH)
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
    fn similar_functions_become_neighbours() {
        let functions: [&[u8]; 5] = [
            b"aaaabbbb..",
            b"12345678",
            b"aaaabbbbcccc",
            b"1234567",
            b"zzzz",
        ];
        let order = order_by_similarity(&functions, 0.6);
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

    /// Four functions that return different numbers and are called by name, through a table and by each
    /// other.
    fn module() -> Vec<u8> {
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

    /// For each exported name its code, with names in place of the numbers of what it calls.
    fn calls(module: &[u8]) -> Vec<(String, String)> {
        let functions = Functions::read(module).expect("a module");
        let mut names = HashMap::from([(0, "outside".to_owned())]);
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::ExportSection(section) = payload.expect("a module") {
                for export in section {
                    let export = export.expect("an export");
                    names.insert(export.index, export.name.to_owned());
                }
            }
        }
        let mut calls: Vec<(String, String)> = (0..)
            .zip(&functions.bodies)
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
                (names[&(functions.imported + place)].clone(), text)
            })
            .collect();
        calls.sort();
        calls
    }

    #[test]
    fn every_export_still_has_the_same_code() {
        let before = module();
        let after = reorder_functions(&before).expect("reordered");
        assert_ne!(before, after);
        assert_eq!(calls(&before), calls(&after));
        assert_eq!(
            reorder_functions(&after)
                .map(|again| calls(&again))
                .expect("again"),
            calls(&before)
        );
    }
}
