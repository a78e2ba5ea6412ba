//! A component of Leptos.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeElement};
use syn::spanned::Spanned as _;
use syn::{Error, Result};

use crate::attribute;
use crate::nodes;

/// An expression for what the component shows.
pub(crate) fn node(element: &NodeElement<Infallible>) -> Result<TokenStream> {
    let mut properties = Vec::new();
    let mut item = None;
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(keyed) = attribute else {
            return Err(Error::new(attribute.span(), "a property has a name"));
        };
        if let Some(pattern) = bound(keyed) {
            item = Some(pattern);
            continue;
        }
        let span = keyed.key.span();
        let name = attribute::name(keyed);
        if name.contains([':', '-']) {
            return Err(Error::new(span, "a component has properties only"));
        }
        let ident = attribute::ident(&name, span);
        let value = keyed
            .value()
            .map_or_else(|| quote!(#ident), |value| quote!(#value));
        properties.push(quote_spanned!(span=> .#ident(#[allow(unused_braces)] { #value })));
    }
    let children = children(&element.children, item.as_ref())?;
    let name = element.name();
    Ok(quote! {{
        let properties = ::leptos::component::component_props_builder(&#name)
            #(#properties)*
            #children
            .build();
        ::console_view::render_component(move || {
            ::leptos::component::component_view(&#name, properties)
        })
    }})
}

fn children(children: &[Node], item: Option<&TokenStream>) -> Result<TokenStream> {
    if children.is_empty() {
        return Ok(TokenStream::new());
    }
    let node = nodes::one(children.to_vec())?;
    Ok(match item {
        Some(item) => quote!(.children(move |#item| #node)),
        None => {
            quote!(.children(::console_view::ToChildren::to_children(move || #node)))
        }
    })
}

/// What `let(pattern)` or `let:name` binds.
fn bound(keyed: &KeyedAttribute) -> Option<TokenStream> {
    if let KeyedAttributeValue::Binding(binding) = &keyed.possible_value {
        let inputs = &binding.inputs;
        return Some(quote!(#inputs));
    }
    let name = attribute::name(keyed);
    let item = attribute::ident(name.strip_prefix("let:")?, keyed.key.span());
    Some(quote!(#item))
}
