//! `view!` for the console: what Leptos's macro of the same name reads, and much less code for the browser.
//!
//! Leptos gives every element, attribute and closure a type of its own and lets the compiler make code for each. This one
//! describes them all by the same few types of `console_view`, which has one piece of code for all of them.

mod attribute;
mod component;
mod element;
mod nodes;

use proc_macro::TokenStream;
use quote::quote;

/// Describes a part of a page, as a `Node`.
///
/// Elements take plain attributes, `class:name`, `prop:name`, `on:event` and `node_ref`; values may be constants, values,
/// signals or closures without arguments. Names that begin with a capital letter are components.
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    match rstml::parse2(tokens.into()).and_then(nodes::one) {
        Ok(node) => node.into(),
        Err(error) => {
            let error = error.to_compile_error();
            quote!({ #error }).into()
        }
    }
}
