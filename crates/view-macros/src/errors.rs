//! Errors, which are collected so that the rest of the view is still there for the editor.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Error;

/// What is wrong with a view.
#[derive(Default)]
pub(crate) struct Errors(Vec<Error>);

impl Errors {
    /// Adds one.
    pub(crate) fn add(&mut self, span: Span, message: impl Into<String>) {
        self.0.push(Error::new(span, message.into()));
    }

    /// Adds one that the parser has found.
    pub(crate) fn extend(&mut self, errors: impl Iterator<Item = Error>) {
        self.0.extend(errors);
    }

    /// `view`, with the errors as statements before it.
    pub(crate) fn before(&self, view: TokenStream) -> TokenStream {
        if self.0.is_empty() {
            return view;
        }
        let errors = self.0.iter().map(Error::to_compile_error);
        quote!({ #(#errors)* #view })
    }
}
