//! Nodes that stand side by side.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{Node, NodeElement};
use syn::LitStr;
use syn::spanned::Spanned as _;

use crate::component;
use crate::element;
use crate::errors::Errors;

/// Siblings as one `Node`.
pub(crate) fn one(nodes: &[Node], errors: &mut Errors) -> TokenStream {
    let mut nodes: Vec<_> = nodes
        .iter()
        .filter_map(|node| single(node, errors))
        .collect();
    match nodes.len() {
        0 => quote!(::console_view::Node::Empty),
        1 => nodes.remove(0),
        _ => quote!(::console_view::Node::Fragment(::std::vec![#(#nodes),*])),
    }
}

/// One of them, as a `Node`; none for a comment, and for what is refused.
fn single(node: &Node, errors: &mut Errors) -> Option<TokenStream> {
    Some(match node {
        Node::Comment(_) => return None,
        Node::Text(text) => {
            let text = &text.value;
            quote!(::console_view::Node::from(#text))
        }
        Node::RawText(text) => {
            let text = LitStr::new(&text.to_string_best(), text.span());
            quote!(::console_view::Node::from(#text))
        }
        Node::Block(block) => {
            // One that is not valid is written as it was typed, for the editor.
            let block = block.to_token_stream();
            quote_spanned! {block.span()=>
                ::console_view::IntoView::into_node(#[allow(unused_braces)] #block)
            }
        }
        Node::Fragment(fragment) => one(&fragment.children, errors),
        Node::Element(element) if is_component(element) => component::node(element, errors),
        Node::Element(element) => {
            let element = element::element(element, errors);
            quote!(::console_view::Node::Element(#element))
        }
        Node::Doctype(doctype) => {
            errors.add(doctype.span(), "a view has no doctype");
            return None;
        }
        Node::Custom(other) => {
            errors.add(other.span(), "a view has no such node");
            return None;
        }
    })
}

/// The same as a method call on the element that it is in.
pub(crate) fn child(node: &Node, errors: &mut Errors) -> TokenStream {
    match node {
        Node::Text(text) => {
            let text = &text.value;
            quote!(.text(#text))
        }
        Node::RawText(text) => {
            let text = LitStr::new(&text.to_string_best(), text.span());
            quote!(.text(#text))
        }
        Node::Element(inner) if !is_component(inner) => {
            let inner = element::element(inner, errors);
            quote!(.child(#inner))
        }
        other => match single(other, errors) {
            Some(node) => quote!(.node(#node)),
            None => TokenStream::new(),
        },
    }
}

/// The names of components begin with a capital letter.
fn is_component(element: &NodeElement<Infallible>) -> bool {
    let name = element.name().to_string();
    name.rsplit("::")
        .next()
        .is_some_and(|last| last.starts_with(char::is_uppercase))
}
