//! The label by which the tokens of one form are recognised when the answer with the value was lost.
//!
//! Nothing else tells them from a colleague's token, or from one that another tab is showing: names need not
//! be unique, two forms can ask for the same settings at the same moment, and a rotation proposes the same
//! name to everybody. So each form draws a label and sends it with every attempt. Labels (`tags`) are free
//! for use (contract 4) and can be searched for (contract 3.5).

use super::token::Token;

/// What all such labels begin with.
const PREFIX: &str = "console-request:";

/// The label of one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTag(String);

impl RequestTag {
    /// The label with this identifier, which no other form may have.
    pub fn new(unique: &str) -> Self {
        Self(format!("{PREFIX}{unique}"))
    }

    /// As it stands among the labels of a token.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `token` was asked for by this form.
    pub fn is_on(&self, token: &Token) -> bool {
        token.tags.contains(&self.0)
    }
}

/// Whether a label of a token is one that a form has drawn, and not one that a person gave.
pub fn is_request_tag(tag: &str) -> bool {
    tag.starts_with(PREFIX)
}
