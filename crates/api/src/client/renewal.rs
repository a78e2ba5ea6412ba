//! Renewing a session, once for all tabs.

use super::{Client, SessionEvent, read};
use crate::error::{ApiError, unreadable};
use crate::session_tokens::SessionTokens;
use crate::transport::{Call, pause};
use console_json::{FromJson, object};
use console_platform::locks;

/// The name of the lock under which one tab at a time renews the session.
const RENEWAL_LOCK: &str = "openlane-session-refresh";

/// How often a tab that is about to renew looks whether another one has done so, and how long it
/// waits each time, in milliseconds.
const LOOKS_AT_OTHERS: u32 = 5;
const PAUSE_BETWEEN_LOOKS_MS: u32 = 30;

/// Why a session was not renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRenewed {
    /// The backend said no. It will say so again.
    Refused,
    /// Nobody knows: the answer did not come, or made no sense.
    Failed(ApiError),
}

impl Client {
    /// Renews the session, one tab at a time. When another tab was faster, its tokens are taken and
    /// nothing is sent. `used` are the tokens that were not good enough.
    ///
    /// # Errors
    /// See [`NotRenewed`].
    pub async fn renew(self, used: &SessionTokens) -> Result<SessionTokens, NotRenewed> {
        let newer = || self.session().filter(|tokens| tokens != used);
        locks::exclusive(RENEWAL_LOCK, async move {
            if let Some(tokens) = newer() {
                return Ok(tokens);
            }
            // The lock may be free because another tab has just renewed, and its message may still
            // be on its way; nothing orders the two. So the others are asked first.
            self.tell(SessionEvent::Renewing);
            for _ in 0..LOOKS_AT_OTHERS {
                pause(PAUSE_BETWEEN_LOOKS_MS).await;
                if let Some(tokens) = newer() {
                    return Ok(tokens);
                }
            }
            if self.session().is_none() {
                return Err(NotRenewed::Refused);
            }
            match self.refresh(used.refresh_token()).await {
                Ok(renewed) => {
                    self.tell(SessionEvent::Renewed(renewed.clone()));
                    Ok(renewed)
                }
                // 400 when it is too early or too late, 404 when the user is gone (contract 1.3).
                Err(
                    ApiError::Unexpected {
                        status: 400..=404, ..
                    }
                    | ApiError::NotFound
                    | ApiError::SessionEnded,
                ) => Err(NotRenewed::Refused),
                Err(error) => Err(NotRenewed::Failed(error)),
            }
        })
        .await
    }

    async fn refresh(self, refresh_token: &str) -> Result<SessionTokens, ApiError> {
        #[derive(FromJson)]
        struct Reply {
            access_token: String,
            refresh_token: String,
        }
        let body = object! { "refresh_token" => refresh_token }.to_string();
        let answer = self
            .checked(&Call::post("/v1/refresh", body), true, None)
            .await?;
        let reply: Reply = read(&answer)?;
        SessionTokens::received(reply.access_token, reply.refresh_token)
            .ok_or_else(|| unreadable(&answer))
    }
}
