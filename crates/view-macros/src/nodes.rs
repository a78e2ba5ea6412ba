//! Nodes in a row.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{Node, NodeElement};
use syn::spanned::Spanned as _;
use syn::{Error, LitStr, Result};

use crate::component;
use crate::element;

/// What stands in a row, as one `Node`.
pub(crate) fn one(nodes: Vec<Node>) -> Result<TokenStream> {
    let mut made = nodes
        .iter()
        .filter_map(|node| single(node).transpose())
        .collect::<Result<Vec<_>>>()?;
    Ok(match made.len() {
        0 => quote!(::console_view::Node::Empty),
        1 => made.remove(0),
        _ => quote!(::console_view::Node::Fragment(::std::vec![#(#made),*])),
    })
}

/// One of them, as a `Node`; nothing for a comment.
fn single(node: &Node) -> Result<Option<TokenStream>> {
    Ok(Some(match node {
        Node::Comment(_) => return Ok(None),
        Node::Text(text) => {
            let text = &text.value;
            quote!(::console_view::Node::from(#text))
        }
        Node::RawText(text) => {
            let text = LitStr::new(&text.to_string_best(), text.span());
            quote!(::console_view::Node::from(#text))
        }
        Node::Block(block) => {
            quote_spanned!(block.span()=> ::console_view::IntoView::into_node(#[allow(unused_braces)] #block))
        }
        Node::Element(element) if is_component(element) => component::node(element)?,
        Node::Element(element) => {
            let element = element::element(element)?;
            quote!(::console_view::Node::Element(#element))
        }
        other => return Err(Error::new(other.span(), "view! does not know this")),
    }))
}

/// The same as a call on the element that it is in.
pub(crate) fn child(node: &Node) -> Result<TokenStream> {
    Ok(match node {
        Node::Comment(_) => TokenStream::new(),
        Node::Text(text) => {
            let text = &text.value;
            quote!(.text(#text))
        }
        Node::RawText(text) => {
            let text = LitStr::new(&text.to_string_best(), text.span());
            quote!(.text(#text))
        }
        Node::Element(inner) if !is_component(inner) => {
            let inner = element::element(inner)?;
            quote!(.child(#inner))
        }
        other => {
            let node = single(other)?;
            quote!(.node(#node))
        }
    })
}

/// Components are called in capitals.
fn is_component(element: &NodeElement<Infallible>) -> bool {
    let name = element.name().to_string();
    name.rsplit("::")
        .next()
        .is_some_and(|last| last.starts_with(char::is_uppercase))
}
