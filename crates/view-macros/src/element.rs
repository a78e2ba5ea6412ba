//! An element of the page.

use proc_macro2::TokenStream;
use quote::quote;
use rstml::Infallible;
use rstml::node::{NodeAttribute, NodeElement};
use syn::spanned::Spanned as _;
use syn::{Error, Result};

use crate::attribute::{self, Attribute};
use crate::nodes;

/// Elements that are drawn, and live in another namespace.
const SVG: [&str; 8] = [
    "svg", "path", "circle", "rect", "line", "g", "polyline", "polygon",
];

/// An expression for the element.
pub(crate) fn element(element: &NodeElement<Infallible>) -> Result<TokenStream> {
    let tag = element.name().to_string();
    let make = if SVG.contains(&tag.as_str()) {
        quote!(svg_element)
    } else {
        quote!(element)
    };
    let mut fixed = Vec::new();
    let mut calls = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(keyed) = attribute else {
            return Err(Error::new(attribute.span(), "an attribute has a name"));
        };
        match attribute::of_element(&tag, keyed)? {
            Attribute::Fixed(name, value) => fixed.push(quote!((#name, #value))),
            Attribute::Call(call) => calls.push(call),
        }
    }
    let children = element
        .children
        .iter()
        .map(nodes::child)
        .collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        ::console_view::#make(#tag, &[#(#fixed),*])
            #(#calls)*
            #(#children)*
    })
}
