//! Attributes, properties, classes and events of elements.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use rstml::node::{KVAttributeValue, KeyedAttribute, KeyedAttributeValue};
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, Lit, LitStr};

use crate::errors::Errors;
use crate::known;
use crate::suggest;

/// What an attribute becomes.
pub(crate) enum Attribute {
    /// A constant: name and value.
    Static(LitStr, LitStr),
    /// A method call on the element.
    Call(TokenStream),
}

/// How an attribute is set on an element; none if it is refused.
pub(crate) fn of_element(
    tag: &str,
    attribute: &KeyedAttribute,
    errors: &mut Errors,
) -> Option<Attribute> {
    let name = name(attribute);
    let span = attribute.key.span();
    if let KeyedAttributeValue::Binding(binding) = &attribute.possible_value {
        let message =
            format!("`{name}(…)` is for components: an element's attribute is `{name}=…`");
        errors.add(binding.inputs.span(), message);
        return None;
    }
    if let Some((kind, rest)) = name.split_once(':') {
        let value = value(attribute);
        return directive(tag, kind, rest, span, value, errors).map(Attribute::Call);
    }
    if name == "node_ref" {
        let value = value(attribute);
        return Some(Attribute::Call(quote_spanned!(span=> .node_ref(#value))));
    }
    // It is set all the same, so that its value is still compiled.
    check_name(&name, span, errors);
    let name = LitStr::new(&name, span);
    if let Some(text) = constant(attribute) {
        return Some(Attribute::Static(name, text));
    }
    let value = value(attribute);
    Some(Attribute::Call(
        quote_spanned!(span=> .attribute(#name, #value)),
    ))
}

/// `class:`, `prop:` and `on:`.
fn directive(
    tag: &str,
    kind: &str,
    rest: &str,
    span: Span,
    value: TokenStream,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let name = LitStr::new(rest, span);
    if rest.is_empty() {
        errors.add(span, format!("`{kind}:` needs a name"));
        return None;
    }
    match kind {
        "class" => Some(quote_spanned!(span=> .class(#name, #value))),
        "prop" => Some(quote_spanned!(span=> .property(#name, #value))),
        "on" => listener(tag, rest, span, value, errors),
        "style" => {
            let message = "`style:` is not supported: set the attribute `style`, or a class";
            errors.add(span, message);
            None
        }
        other => {
            let message = suggest::unknown("prefix", other, ["class", "prop", "on"]);
            errors.add(
                span,
                format!("{message}; there are `class:`, `prop:` and `on:`"),
            );
            None
        }
    }
}

fn listener(
    tag: &str,
    event: &str,
    span: Span,
    value: TokenStream,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let (event, modifier) = match event.split_once(':') {
        Some((event, modifier)) => (event, Some(modifier)),
        None => (event, None),
    };
    if !known::events().any(|known| known == event) {
        errors.add(span, suggest::unknown("event", event, known::events()));
        return None;
    }
    match modifier {
        None if known::UNTYPED_EVENTS.contains(&event) => {
            let event = LitStr::new(event, span);
            Some(quote_spanned! {span=>
                .on(::leptos::ev::Custom::<::web_sys::Event>::new(#event), #value)
            })
        }
        None => {
            let event = Ident::new(event, span);
            Some(quote_spanned!(span=> .on(::leptos::ev::#event, #value)))
        }
        Some("target") => {
            let (event, element) = (Ident::new(event, span), element_type(tag));
            Some(quote_spanned! {span=>
                .on_target::<_, ::leptos::html::#element>(::leptos::ev::#event, #value)
            })
        }
        Some(other) => {
            let message =
                format!("unknown modifier `{other}` of an event: there is only `:target`");
            errors.add(span, message);
            None
        }
    }
}

/// Refuses an attribute that no element has.
fn check_name(name: &str, span: Span, errors: &mut Errors) {
    if let Some(data) = name.strip_prefix("data-") {
        let is_plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if data.is_empty() || !data.chars().all(is_plain) {
            let message = "what follows `data-` is lower-case letters, digits and dashes";
            errors.add(span, message);
        }
        return;
    }
    if known::attributes().any(|known| known == name) {
        return;
    }
    let event = name.strip_prefix("on_").or(name.strip_prefix("on"));
    let lower = event
        .unwrap_or_default()
        .trim_start_matches('-')
        .to_lowercase();
    let message = if known::events().any(|known| known == lower) {
        format!("unknown attribute `{name}`: did you mean `on:{lower}`?")
    } else if matches!(name, "className" | "class_name") {
        format!("unknown attribute `{name}`: did you mean `class`?")
    } else {
        suggest::unknown("attribute", name, known::attributes())
    };
    errors.add(span, message);
}

/// The value as a string, if it is a literal.
fn constant(attribute: &KeyedAttribute) -> Option<LitStr> {
    let Some(Expr::Lit(literal)) = attribute.value() else {
        return None;
    };
    let text = match &literal.lit {
        Lit::Str(text) => text.value(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        _ => return None,
    };
    Some(LitStr::new(&text, literal.span()))
}

/// The value as an expression: `true` where there is none, and what was typed where it is not valid, for the
/// editor.
fn value(attribute: &KeyedAttribute) -> TokenStream {
    match attribute.possible_value.to_value() {
        None => quote!(true),
        Some(value) => match &value.value {
            KVAttributeValue::Expr(value) => value.to_token_stream(),
            KVAttributeValue::InvalidBraced(block) => block.to_token_stream(),
        },
    }
}

/// What Leptos calls the type of an element.
fn element_type(tag: &str) -> Ident {
    let mut letters = tag.chars();
    let first = letters.next().unwrap_or_default().to_ascii_uppercase();
    Ident::new(&format!("{first}{}", letters.as_str()), Span::call_site())
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

/// The value of a component's property; a variable of the property's name where there is none.
pub(crate) fn property_value(attribute: &KeyedAttribute, name: &Ident) -> TokenStream {
    if attribute.possible_value.to_value().is_some() {
        value(attribute)
    } else {
        quote!(#name)
    }
}
