//! Whether an operation asks the schema to describe itself.

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};

/// The key, in the answer, of the first field at the root that does.
pub(super) fn asked(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Option<String> {
    within(document, &operation.selection_set.node, 0)
}

/// Fragments nest no deeper than the document is long, and those of a refused document may go in circles.
const DEEPEST: usize = 60;

fn within(document: &ExecutableDocument, set: &SelectionSet, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    set.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) => {
            let field = &field.node;
            matches!(field.name.node.as_str(), "__schema" | "__type")
                .then(|| field.response_key().node.to_string())
        }
        Selection::InlineFragment(fragment) => {
            within(document, &fragment.node.selection_set.node, depth + 1)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
            within(document, &fragment.node.selection_set.node, depth + 1)
        }
    })
}
