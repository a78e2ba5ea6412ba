//! What is done with a token, and what came of it.

use console_domain::id::TokenId;
use console_domain::token::Token;

/// What can be done with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Switch it off.
    Disable,
    /// Switch it on again.
    Enable,
    /// Switch it off and say why.
    Revoke,
    /// Delete it for good.
    Delete,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The token is like this now.
    Changed(Box<Token>),
    /// The token is gone, through this dialog or before it.
    Gone(TokenId),
}
