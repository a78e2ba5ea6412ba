//! The `view!` of `console_view`: the syntax of `leptos::view!`, compiled to data.
//!
//! Leptos gives every element, attribute and closure a type of its own, for which the compiler makes code.
//! This macro writes calls that describe them by the few types of `console_view`, which one piece of code
//! renders.
//!
//! It refuses what no browser knows: elements, attributes and events with unknown names, children of elements
//! that cannot have any, attributes that are set twice. Where something is wrong, the rest of the view is
//! expanded besides the errors, so that editors can complete and check it while it is being typed.

mod attribute;
mod component;
mod element;
mod errors;
mod known;
mod nodes;
mod suggest;
#[cfg(test)]
mod tests;

use errors::Errors;
use proc_macro2::TokenStream;

/// Describes a part of a page, as a `console_view::Node`.
///
/// Elements take attributes, `class:name`, `prop:name`, `on:event`, `on:event:target` and `node_ref`; values
/// may be constants, values, signals or closures without arguments. Names that begin with a capital letter
/// are components, which take properties and children; `let(pattern)` names what a component passes to its
/// children.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(tokens.into()).into()
}

fn expand(tokens: TokenStream) -> TokenStream {
    let config = rstml::ParserConfig::default().recover_block(true);
    let (nodes, found) = rstml::Parser::new(config)
        .parse_recoverable(tokens)
        .split_vec();
    let mut errors = Errors::default();
    errors.extend(found.into_iter().map(syn::Error::from));
    let view = nodes::one(&nodes, &mut errors);
    errors.before(view)
}
