//! Attributes, properties, classes and events of elements.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::node::KeyedAttribute;
use syn::spanned::Spanned as _;
use syn::{Error, Expr, Ident, Lit, LitStr, Result};

/// What an attribute becomes.
pub(crate) enum Attribute {
    /// A constant: name and value.
    Fixed(LitStr, LitStr),
    /// A call on the element.
    Call(TokenStream),
}

/// How `key=value` is written on an element.
pub(crate) fn of_element(tag: &str, attribute: &KeyedAttribute) -> Result<Attribute> {
    let name = name(attribute);
    let span = attribute.key.span();
    let value = attribute.value();
    if let Some(Expr::Lit(literal)) = value
        && !name.contains(':')
    {
        let text = match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            _ => None,
        };
        if let Some(text) = text {
            return Ok(Attribute::Fixed(
                LitStr::new(&name, span),
                LitStr::new(&text, literal.span()),
            ));
        }
    }
    let value = value.map_or_else(|| quote!(true), |value| quote!(#value));
    let (kind, rest) = name.split_once(':').unwrap_or(("", &name));
    let rest_name = LitStr::new(rest, span);
    Ok(Attribute::Call(match kind {
        "" if rest == "node_ref" => quote_spanned!(span=> .node_ref(#value)),
        "" => quote_spanned!(span=> .attribute(#rest_name, #value)),
        "class" => quote_spanned!(span=> .class(#rest_name, #value)),
        "prop" => quote_spanned!(span=> .property(#rest_name, #value)),
        "on" => match rest.split_once(':') {
            Some((event, "target")) => {
                let (event, kind) = (Ident::new(event, span), kind_of(tag));
                quote_spanned!(span=> .on_target::<_, ::leptos::html::#kind>(::leptos::ev::#event, #value))
            }
            _ if UNTYPED.contains(&rest) => {
                quote_spanned!(span=> .on(::leptos::ev::Custom::<::web_sys::Event>::new(#rest_name), #value))
            }
            _ => {
                let event = Ident::new(rest, span);
                quote_spanned!(span=> .on(::leptos::ev::#event, #value))
            }
        },
        _ => return Err(Error::new(span, "view! knows class:, prop: and on:")),
    }))
}

/// Events that Leptos has no type for.
const UNTYPED: [&str; 1] = ["cancel"];

/// What Leptos calls the type of an element.
fn kind_of(tag: &str) -> Ident {
    let (first, rest) = tag.split_at(1);
    Ident::new(&(first.to_uppercase() + rest), Span::call_site())
}

/// The name as it was written, without the `r#` of a keyword.
pub(crate) fn name(attribute: &KeyedAttribute) -> String {
    let name = attribute.key.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

/// The name as that of a Rust function.
pub(crate) fn ident(name: &str, span: Span) -> Ident {
    syn::parse_str::<Ident>(name).map_or_else(
        |_| Ident::new_raw(name, span),
        |mut ident| {
            ident.set_span(span);
            ident
        },
    )
}
