//! The complexity of an operation: every selected field costs 1 (contract 3.1).

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned,
    parser::types::{
        ExecutableDocument, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
    },
};

/// Most that an operation may cost.
const LIMIT: usize = 100;
/// Most that the introspection of tools may cost.
const INTROSPECTION_LIMIT: usize = 200;
/// Deepest nesting of brackets that is read at all; the parser would overflow its stack on much more.
const DEEPEST: usize = 60;

/// Refuses an operation that costs too much.
///
/// # Errors
/// The text of contract 3.1.
pub(crate) fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    name: Option<&str>,
) -> Result<(), String> {
    let mut costs = Costs {
        fragments: &document.fragments,
        known: HashMap::new(),
    };
    let cost = costs.of(&operation.selection_set.node);
    let limit = if name == Some("IntrospectionQuery") {
        INTROSPECTION_LIMIT
    } else {
        LIMIT
    };
    if cost > limit {
        return Err(format!(
            "operation has complexity {cost}, which exceeds the limit of {limit}"
        ));
    }
    Ok(())
}

struct Costs<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    known: HashMap<&'a str, usize>,
}

impl<'a> Costs<'a> {
    fn of(&mut self, set: &'a SelectionSet) -> usize {
        let mut sum = 0_usize;
        for item in &set.items {
            let cost = match &item.node {
                Selection::Field(field) => {
                    self.of(&field.node.selection_set.node).saturating_add(1)
                }
                Selection::InlineFragment(fragment) => self.of(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str())
                }
            };
            sum = sum.saturating_add(cost);
        }
        sum
    }

    fn fragment(&mut self, name: &str) -> usize {
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            return 0;
        };
        if let Some(cost) = self.known.get(name.as_str()) {
            return *cost;
        }
        // A fragment that spreads itself is refused by validation later; here it must only end.
        self.known.insert(name.as_str(), 0);
        let cost = self.of(&fragment.node.selection_set.node);
        self.known.insert(name.as_str(), cost);
        cost
    }
}

/// Whether brackets nest deeper than is read.
pub(crate) fn too_deep(document: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in document.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn cost(text: &str) -> Result<(), String> {
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        check(&document, &operation.node, None)
    }

    #[test]
    fn each_field_costs_one_also_through_fragments() {
        let fields: Vec<String> = (0..99).map(|n| format!("f{n}")).collect();
        let fields = fields.join(" ");
        assert_eq!(cost(&format!("{{ a {{ {fields} }} }}")), Ok(()));
        let over = Err("operation has complexity 101, which exceeds the limit of 100".to_owned());
        assert_eq!(cost(&format!("{{ a {{ b {fields} }} }}")), over);
        assert_eq!(
            cost(&format!(
                "{{ a {{ b ...F }} }} fragment F on T {{ {fields} }}"
            )),
            over
        );
    }

    #[test]
    fn fragments_that_multiply_do_not_take_for_ever() {
        let mut text = "{ ...F0 }".to_owned();
        for n in 0..50 {
            let next = n + 1;
            text = format!("{text} fragment F{n} on T {{ a ...F{next} ...F{next} }}");
        }
        assert!(cost(&text).is_err());
    }

    #[test]
    fn brackets_in_text_do_not_nest() {
        assert!(too_deep(&"[".repeat(61)));
        assert!(!too_deep(&format!("\"{}\"", "[".repeat(100))));
        assert!(!too_deep(&"[]".repeat(1000)));
    }
}
