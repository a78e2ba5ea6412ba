//! Tokens that somebody else has told.

use super::Client;
use crate::retry::READ_LIMIT_MS;
use crate::session_tokens::SessionTokens;
use crate::transport::Call;
use console_json::Json;

impl Client {
    /// Whether the backend accepts `tokens`, which somebody else has told: claims in them are true then. Not
    /// when it does not answer.
    pub async fn accepts(self, tokens: &SessionTokens) -> bool {
        let checks = &self.inner().checks;
        checks.set(checks.get() + 1);
        let call = Call::get("/oauth/userinfo").within(READ_LIMIT_MS);
        let answer = self.rest_as::<Json>(tokens, call).await;
        checks.set(checks.get() - 1);
        answer.is_ok()
    }

    /// Whether such tokens are being checked.
    pub fn is_checking(self) -> bool {
        self.inner().checks.get() > 0
    }
}
