//! `derive(FromJson)`: a structure from the fields of a JSON object.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Fields, LitStr, Result, parse_quote};

/// What the `json` attributes of a structure or a field ask for.
#[derive(Default)]
struct Asked {
    camel_case: bool,
    or_default: bool,
    name: Option<String>,
}

/// The implementation of `FromJson`.
pub(crate) fn from_json(mut input: DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(
            &input,
            "only a structure is read from JSON",
        ));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(
            &input,
            "only fields with names are read from JSON",
        ));
    };
    let camel_case = asked(&input.attrs)?.camel_case;
    let mut reads = Vec::new();
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let asked = asked(&field.attrs)?;
        let written = ident.to_string();
        let name = asked
            .name
            .unwrap_or_else(|| if camel_case { camel(&written) } else { written });
        let take = quote!(object.take(#name)?);
        let ty = &field.ty;
        reads.push(if asked.or_default {
            quote!(#ident: { let value: Option<#ty> = #take; value.unwrap_or_default() })
        } else {
            quote!(#ident: #take)
        });
    }
    for parameter in input.generics.type_params_mut() {
        parameter
            .bounds
            .push(parse_quote!(::console_json::FromJson));
    }
    let name = &input.ident;
    let (generics, arguments, conditions) = input.generics.split_for_impl();
    Ok(quote! {
        impl #generics ::console_json::FromJson for #name #arguments #conditions {
            fn from_json(json: ::console_json::Json) -> ::core::option::Option<Self> {
                let mut object = json.into_object()?;
                ::core::option::Option::Some(Self { #(#reads),* })
            }
        }
    })
}

fn asked(attributes: &[Attribute]) -> Result<Asked> {
    let mut asked = Asked::default();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("json"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("camel_case") {
                asked.camel_case = true;
            } else if meta.path.is_ident("or_default") {
                asked.or_default = true;
            } else if meta.path.is_ident("name") {
                asked.name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else {
                return Err(meta.error("`json` takes camel_case, name = \"…\" and or_default"));
            }
            Ok(())
        })?;
    }
    Ok(asked)
}

/// `created_at` becomes `createdAt`.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut words = name.split('_');
    camel.push_str(words.next().unwrap_or_default());
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
