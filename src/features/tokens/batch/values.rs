//! The one place of several values while they are shown.

use crate::app::config::api_origin;
use console_domain::secret::TokenSecret;
use console_domain::token::Token;
use console_domain::token_sheet::{Arranged, arrange, env_file, json_file};
use console_reactive::prelude::*;

/// The tokens that a form has created, and their values. Copies are the same.
#[derive(Clone, Copy)]
pub struct NewValues {
    /// The tokens, once they exist.
    pub tokens: RwSignal<Vec<Token>>,
    /// The names that no token came for.
    pub missing: RwSignal<Vec<String>>,
    values: StoredValue<Vec<(Token, TokenSecret)>>,
}

impl NewValues {
    /// None yet. They belong to the current owner: when that goes, the values are wiped.
    pub fn new() -> Self {
        Self {
            tokens: RwSignal::new(Vec::new()),
            missing: RwSignal::new(Vec::new()),
            values: StoredValue::new(Vec::new()),
        }
    }

    /// The tokens exist that were asked for by these names. Their values are wiped at once when the page is
    /// gone.
    pub fn put(self, names: &[String], made: Vec<(Token, TokenSecret)>) {
        let Arranged { rows, missing } = arrange(names, made);
        let tokens = rows.iter().map(|(token, _)| token.clone()).collect();
        if self.values.try_set_value(rows).is_none() {
            self.missing.try_set(missing);
            self.tokens.try_set(tokens);
        }
    }

    /// Lets `look` at one value, if it is there.
    pub fn with<R>(self, index: usize, look: impl FnOnce(&TokenSecret) -> R) -> Option<R> {
        self.values
            .try_with_value(|values| values.get(index).map(|(_, secret)| look(secret)))
            .flatten()
    }

    /// All values as a file of environment variables; "" when they are gone.
    pub fn as_env(self) -> String {
        self.with_all(|values| env_file(&api_origin(), pairs(values)))
    }

    /// All values as JSON; "" when they are gone.
    pub fn as_json(self) -> String {
        self.with_all(|values| json_file(pairs(values)))
    }

    fn with_all(self, make: impl FnOnce(&[(Token, TokenSecret)]) -> String) -> String {
        let text = self
            .values
            .try_with_value(|values| (!values.is_empty()).then(|| make(values)));
        text.flatten().unwrap_or_default()
    }

    /// Overwrites the values. They are gone for good.
    pub fn wipe(self) {
        self.values.try_set_value(Vec::new());
    }
}

fn pairs(values: &[(Token, TokenSecret)]) -> impl Iterator<Item = (&Token, &TokenSecret)> + Clone {
    values.iter().map(|(token, secret)| (token, secret))
}
