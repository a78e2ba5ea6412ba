//! The one place of a value while it is shown.

use console_domain::secret::TokenSecret;
use console_domain::token::Token;
use console_reactive::prelude::*;

/// Holds at most one value. Copies are the same place, not copies of the value.
#[derive(Clone, Copy)]
pub struct SecretHolder(StoredValue<Option<TokenSecret>>);

impl SecretHolder {
    /// Empty. It belongs to the current owner: when that goes, the value is wiped.
    #[expect(
        clippy::new_without_default,
        reason = "it has to be made inside a reactive owner"
    )]
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Takes a value; `false` when the page is gone, and with it the place.
    pub fn put(self, secret: TokenSecret) -> bool {
        self.0.try_set_value(Some(secret)).is_none()
    }

    /// Lets `look` at the value, if there is one.
    pub fn with<R>(self, look: impl FnOnce(&TokenSecret) -> R) -> Option<R> {
        self.0
            .try_with_value(|secret| secret.as_ref().map(look))
            .flatten()
    }

    /// Overwrites the value. It is gone for good.
    pub fn wipe(self) {
        self.0.try_set_value(None);
    }
}

/// A token that a form creates, and its value. Copies are the same.
#[derive(Clone, Copy)]
pub struct NewValue {
    /// The token, once it exists.
    pub token: RwSignal<Option<Token>>,
    /// Its value.
    pub secret: SecretHolder,
}

impl NewValue {
    /// None yet. It belongs to the current owner.
    pub fn new() -> Self {
        Self {
            token: RwSignal::new(None),
            secret: SecretHolder::new(),
        }
    }

    /// The token exists. Its value is wiped at once when the page is gone.
    pub fn put(self, token: Token, secret: TokenSecret) {
        if self.secret.put(secret) {
            self.token.try_set(Some(token));
        }
    }
}
