//! Tokens that somebody else has told.

use super::Client;
use crate::retry::{READ_LIMIT_MS, wait_before_retry};
use crate::session_tokens::SessionTokens;
use crate::transport::{Call, pause};
use console_json::Json;

impl Client {
    /// Whether the backend accepts `tokens`, which somebody else has told: claims in them are true then. Not
    /// when it does not answer, also after further attempts.
    pub async fn accepts(self, tokens: &SessionTokens) -> bool {
        let mut attempt = 1;
        loop {
            let call = Call::get("/oauth/userinfo").within(READ_LIMIT_MS);
            let Err(error) = self.rest_as::<Json>(tokens, call).await else {
                return true;
            };
            let Some(wait) = wait_before_retry(&error, attempt) else {
                return false;
            };
            pause(wait).await;
            attempt += 1;
        }
    }

    /// Tokens that another tab has told are about to be checked; see [`Self::end_check`].
    pub fn begin_check(self) {
        let checks = &self.inner().checks;
        checks.set(checks.get() + 1);
    }

    /// They were checked, or cannot be.
    pub fn end_check(self) {
        let checks = &self.inner().checks;
        checks.set(checks.get().saturating_sub(1));
    }

    /// Whether tokens are being checked.
    pub fn is_checking(self) -> bool {
        self.inner().checks.get() > 0
    }
}
