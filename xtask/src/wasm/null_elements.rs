//! Element segments that change nothing.
//!
//! A table begins with nulls. `wasm-split-cli` has one segment for each group of functions that a chunk
//! brings, which writes nulls in their places once more, and segments without any element.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ElementSection, Module, RawSection};
use wasmparser::{
    ConstExpr, Element, ElementItems, ElementKind, Operator, Parser, Payload, SectionLimited,
    TableInit, TypeRef,
};

/// The module without active element segments that only write null where a table has null already.
///
/// # Errors
/// If the module cannot be parsed.
pub(crate) fn drop_null_elements(module: &[u8]) -> Result<Vec<u8>> {
    let null_tables = null_tables(module)?;
    let mut smaller = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be parsed")?;
        match payload {
            Payload::ElementSection(section) => {
                let kept = kept_elements(section, &null_tables)?;
                if !kept.is_empty() {
                    smaller.section(&kept);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = &module[range];
                    smaller.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(smaller.finish())
}

/// The tables that begin with nulls: those that the module defines without saying otherwise.
fn null_tables(module: &[u8]) -> Result<HashSet<u32>> {
    let mut tables = HashSet::new();
    let mut index = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the module cannot be parsed")? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.context("an import cannot be parsed")?;
                    index += u32::from(matches!(import.ty, TypeRef::Table(_)));
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    if let TableInit::RefNull = table.context("a table cannot be parsed")?.init {
                        tables.insert(index);
                    }
                    index += 1;
                }
            }
            _ => {}
        }
    }
    Ok(tables)
}

fn kept_elements(
    section: SectionLimited<'_, Element<'_>>,
    null_tables: &HashSet<u32>,
) -> Result<ElementSection> {
    let elements: Vec<Element<'_>> = section
        .into_iter()
        .collect::<Result<_, _>>()
        .context("an element segment cannot be parsed")?;
    // Code names segments that are not active by their numbers, which change with each one that goes.
    let all_active = elements
        .iter()
        .all(|element| matches!(element.kind, ElementKind::Active { .. }));
    let mut written: Vec<Written> = Vec::new();
    let mut kept = ElementSection::new();
    for element in elements {
        let place = place(&element)?;
        let changes_nothing = place.as_ref().is_some_and(|place| {
            null_tables.contains(&place.table)
                && written.iter().all(|before| !before.may_overlap(place))
        });
        if all_active && changes_nothing && is_all_null(&element)? {
            continue;
        }
        written.push(place.unwrap_or(Written::ANYWHERE));
        RoundtripReencoder
            .parse_element(&mut kept, element)
            .map_err(|error| anyhow::anyhow!("an element segment cannot be written: {error:?}"))?;
    }
    Ok(kept)
}

/// Where in a table a segment writes.
struct Written {
    table: u32,
    /// Nothing if it is not known before the module runs.
    entries: Option<Range<u64>>,
}

impl Written {
    const ANYWHERE: Self = Self {
        table: 0,
        entries: None,
    };

    fn may_overlap(&self, other: &Self) -> bool {
        match (&self.entries, &other.entries) {
            (Some(one), Some(two)) => {
                self.table == other.table && one.start < two.end && two.start < one.end
            }
            _ => true,
        }
    }
}

/// Where the segment writes, if it does so by itself at a place that is known.
fn place(element: &Element<'_>) -> Result<Option<Written>> {
    let ElementKind::Active {
        table_index,
        offset_expr,
    } = &element.kind
    else {
        return Ok(None);
    };
    let count = match &element.items {
        ElementItems::Functions(functions) => functions.count(),
        ElementItems::Expressions(_, expressions) => expressions.count(),
    };
    Ok(constant(offset_expr)?.map(|start| Written {
        table: table_index.unwrap_or(0),
        entries: Some(start..start + u64::from(count)),
    }))
}

/// The number that an expression consists of, if it does.
fn constant(expression: &ConstExpr<'_>) -> Result<Option<u64>> {
    let mut operators = expression.get_operators_reader();
    let first = operators.read().context("an offset cannot be parsed")?;
    let second = operators.read().context("an offset cannot be parsed")?;
    Ok(match (first, second) {
        // An offset is unsigned.
        (Operator::I32Const { value }, Operator::End) => Some(u64::from(value.cast_unsigned())),
        _ => None,
    })
}

fn is_all_null(element: &Element<'_>) -> Result<bool> {
    match &element.items {
        ElementItems::Functions(functions) => Ok(functions.count() == 0),
        ElementItems::Expressions(_, expressions) => {
            for expression in expressions.clone() {
                let expression = expression.context("an element cannot be parsed")?;
                let mut operators = expression.get_operators_reader();
                let first = operators.read().context("an element cannot be parsed")?;
                if !matches!(first, Operator::RefNull { .. }) {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, HeapType, ImportSection, RefType, TableSection, TableType,
    };

    const TABLE: TableType = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 8,
        maximum: None,
        shared: false,
    };

    /// A segment at an offset: null, or the function of a number.
    type Segment<'a> = (i32, &'a [Option<u32>]);

    fn elements(segments: &[Segment<'_>]) -> ElementSection {
        let mut section = ElementSection::new();
        for (offset, items) in segments {
            let items: Vec<ConstExpr> = items
                .iter()
                .map(|item| match item {
                    Some(function) => ConstExpr::ref_func(*function),
                    None => ConstExpr::ref_null(HeapType::FUNC),
                })
                .collect();
            section.active(
                None,
                &ConstExpr::i32_const(*offset),
                Elements::Expressions(RefType::FUNCREF, items.into()),
            );
        }
        section
    }

    fn module(segments: &ElementSection) -> Vec<u8> {
        let mut tables = TableSection::new();
        tables.table(TABLE);
        let mut module = Module::new();
        module.section(&tables).section(segments);
        module.finish()
    }

    fn left(segments: &ElementSection) -> Vec<u8> {
        drop_null_elements(&module(segments)).expect("smaller")
    }

    #[test]
    fn segments_that_only_write_null_go() {
        let before = elements(&[(0, &[Some(3), None]), (4, &[None, None]), (6, &[])]);
        assert_eq!(left(&before), module(&elements(&[(0, &[Some(3), None])])));
    }

    #[test]
    fn a_null_that_replaces_a_function_stays() {
        let before = elements(&[(0, &[Some(3), Some(4)]), (1, &[None]), (2, &[None])]);
        let after = elements(&[(0, &[Some(3), Some(4)]), (1, &[None])]);
        assert_eq!(left(&before), module(&after));
    }

    #[test]
    fn after_a_segment_at_an_unknown_place_all_stay() {
        let mut before = ElementSection::new();
        before.active(
            None,
            &ConstExpr::global_get(0),
            Elements::Functions([3][..].into()),
        );
        before.active(
            None,
            &ConstExpr::i32_const(4),
            Elements::Expressions(
                RefType::FUNCREF,
                [ConstExpr::ref_null(HeapType::FUNC)][..].into(),
            ),
        );
        assert_eq!(left(&before), module(&before));
    }

    #[test]
    fn numbers_of_segments_that_code_may_name_stay() {
        let mut before = elements(&[(4, &[None])]);
        before.passive(Elements::Functions([3][..].into()));
        assert_eq!(left(&before), module(&before));
    }

    #[test]
    fn nothing_is_known_of_an_imported_table() {
        let mut imports = ImportSection::new();
        imports.import("from", "outside", EntityType::Table(TABLE));
        let mut module = Module::new();
        module.section(&imports).section(&elements(&[(4, &[None])]));
        let module = module.finish();
        assert_eq!(drop_null_elements(&module).expect("the same"), module);
    }
}
