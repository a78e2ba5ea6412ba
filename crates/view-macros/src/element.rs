//! Elements of HTML and SVG.

use proc_macro2::TokenStream;
use quote::quote;
use rstml::Infallible;
use rstml::node::{Node, NodeAttribute, NodeElement};
use syn::spanned::Spanned as _;

use crate::attribute::{self, Attribute};
use crate::errors::Errors;
use crate::known;
use crate::nodes;
use crate::suggest;

/// An expression for the element.
pub(crate) fn element(element: &NodeElement<Infallible>, errors: &mut Errors) -> TokenStream {
    let tag = element.name().to_string();
    check(&tag, element, errors);
    let create = if known::is_svg(&tag) {
        quote!(svg_element)
    } else {
        quote!(element)
    };
    let mut names: Vec<String> = Vec::new();
    let mut constants = Vec::new();
    let mut calls = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(keyed) = attribute else {
            let message = "an attribute has a name: spreading is not supported";
            errors.add(attribute.span(), message);
            continue;
        };
        let name = attribute::name(keyed);
        // An event may have several listeners.
        if names.contains(&name) && !name.starts_with("on:") {
            errors.add(keyed.key.span(), format!("`{name}` is set twice"));
        }
        match attribute::of_element(&tag, keyed, errors) {
            Some(Attribute::Static(name, value)) => constants.push(quote!((#name, #value))),
            Some(Attribute::Call(call)) => calls.push(call),
            None => {}
        }
        names.push(name);
    }
    let children = element
        .children
        .iter()
        .map(|child| nodes::child(child, errors));
    let children: TokenStream = children.collect();
    quote! {
        ::console_view::#create(#tag, &[#(#constants),*])
            #(#calls)*
            #children
    }
}

/// Refuses elements that do not exist, and children where there can be none.
fn check(tag: &str, element: &NodeElement<Infallible>, errors: &mut Errors) {
    let span = element.name().span();
    if !known::is_element(tag) {
        errors.add(span, suggest::unknown("element", tag, known::elements()));
    }
    let child = element
        .children
        .iter()
        .find(|child| !matches!(child, Node::Comment(_)));
    if known::is_void(tag)
        && let Some(child) = child
    {
        errors.add(child.span(), format!("`<{tag}>` cannot have children"));
    }
}
