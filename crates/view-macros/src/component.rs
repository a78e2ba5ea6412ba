//! Components of Leptos.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeElement};
use syn::spanned::Spanned as _;

use crate::attribute;
use crate::errors::Errors;
use crate::nodes;

/// An expression for the view of a component.
pub(crate) fn node(element: &NodeElement<Infallible>, errors: &mut Errors) -> TokenStream {
    let mut properties = Vec::new();
    let mut item = None;
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(keyed) = attribute else {
            let message = "a component takes properties, each with a name";
            errors.add(attribute.span(), message);
            continue;
        };
        if let Some(pattern) = binding(keyed) {
            item = Some(pattern);
            continue;
        }
        let span = keyed.key.span();
        let name = attribute::name(keyed);
        if name.contains([':', '-']) {
            errors.add(
                span,
                format!("`{name}` is for elements: a component takes properties only"),
            );
            continue;
        }
        let ident = attribute::ident(&name, span);
        let value = attribute::property_value(keyed, &ident);
        properties.push(quote_spanned!(span=> .#ident(#[allow(unused_braces)] { #value })));
    }
    if !element.open_tag.generics.args.is_empty() {
        let message =
            "components take no type arguments here: their properties must decide the types";
        errors.add(element.open_tag.generics.span(), message);
    }
    let children = children(&element.children, item.as_ref(), errors);
    let name = element.name();
    quote! {{
        let properties = ::leptos::component::component_props_builder(&#name)
            #(#properties)*
            #children
            .build();
        ::console_view::render_component(move || {
            ::leptos::component::component_view(&#name, properties)
        })
    }}
}

fn children(children: &[Node], item: Option<&TokenStream>, errors: &mut Errors) -> TokenStream {
    if children.is_empty() {
        return TokenStream::new();
    }
    let node = nodes::one(children, errors);
    if let Some(item) = item {
        quote!(.children(move |#item| #node))
    } else {
        quote!(.children(::console_view::ToChildren::to_children(move || #node)))
    }
}

/// What `let(pattern)` or `let:name` binds.
fn binding(keyed: &KeyedAttribute) -> Option<TokenStream> {
    if let KeyedAttributeValue::Binding(binding) = &keyed.possible_value {
        let inputs = &binding.inputs;
        return Some(quote!(#inputs));
    }
    let name = attribute::name(keyed);
    let item = attribute::ident(name.strip_prefix("let:")?, keyed.key.span());
    Some(quote!(#item))
}
