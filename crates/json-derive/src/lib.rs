//! `derive(FromJson)`: a structure from the fields of a JSON object.
//!
//! It is used through `console_json`, which names the trait and re-exports the derive.

mod from_json;

use proc_macro::TokenStream;

/// Reads a structure from the fields of a JSON object; see `console_json::FromJson`.
///
/// On the structure `#[json(camel_case)]` looks for `createdAt` where the field is `created_at`. On a field
/// `#[json(name = "…")]` looks for that name, and `#[json(or_default)]` takes null and a missing field for
/// the type's default.
#[proc_macro_derive(FromJson, attributes(json))]
pub fn derive_from_json(tokens: TokenStream) -> TokenStream {
    let read = syn::parse(tokens).and_then(from_json::from_json);
    read.unwrap_or_else(syn::Error::into_compile_error).into()
}
