//! Signing in with a passkey (contract 1.14).

use super::client::Client;
use super::error::{ApiError, CRASHED};
use super::session_tokens::SessionTokens;
use super::transport::Call;
use chrono::TimeDelta;
use console_domain::id::OrganizationId;
use console_json::{FromJson, Json};

/// Why somebody was not signed in with a passkey. The `Display` text is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyProblem {
    /// The server has no passkeys.
    #[error("This Openlane server has no sign-in with passkeys. Sign in with your e-mail address.")]
    NotOffered,
    /// The server's passkeys belong to another address than that of this console.
    #[error(
        "The passkeys of this Openlane server are for another address than the one of this console, so \
         the browser does not use them here. Sign in with your e-mail address, and tell whoever runs this \
         console."
    )]
    WrongSite,
    /// The person closed the browser's question.
    #[error(
        "No passkey was chosen, and nothing has changed. If this device has none of yours, sign in with your \
         e-mail address."
    )]
    Dismissed,
    /// The browser answered at once, without asking anybody.
    #[error(
        "This browser found no passkey of yours for this console, or was not allowed to look for one. Use \
         the device that has it, or sign in with your e-mail address."
    )]
    NoneAtHand,
    /// Nobody answered the browser's question in time.
    #[error("The time to choose a passkey is over. Try again.")]
    TimedOut,
    /// The browser failed.
    #[error(
        "The browser could not use the passkey. Try again, or sign in with your e-mail address."
    )]
    BrowserFailed,
    /// The server does not take the passkey.
    #[error(
        "Openlane did not accept this passkey. Try once more; if that does not help, it was removed there, \
         or it belongs to another address: sign in with your e-mail address."
    )]
    Refused,
    /// The cookie of the challenge is that of another one by now.
    #[error("Another tab has asked for a passkey or a password since. Try again here.")]
    Outdated,
    /// The person's organization enforces single sign-on.
    #[error(
        "Your organization enforces single sign-on, so a passkey is not enough. Sign in through its identity \
         provider."
    )]
    NeedsSso(OrganizationId),
    /// The call failed.
    #[error(transparent)]
    Failed(#[from] ApiError),
}

/// A browser that shows a prompt takes longer than this.
const AT_ONCE: TimeDelta = TimeDelta::milliseconds(400);

impl PasskeyProblem {
    /// Classifies a `NotAllowedError` by how long the browser took: it is the same error when the person
    /// dismissed the prompt, when the prompt timed out, and when none was shown.
    pub fn not_allowed(took: TimeDelta, limit: Option<TimeDelta>) -> Self {
        if took < AT_ONCE {
            Self::NoneAtHand
        } else if limit.is_some_and(|limit| took >= limit) {
            Self::TimedOut
        } else {
            Self::Dismissed
        }
    }
}

/// What the browser is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRequest {
    /// A `PublicKeyCredentialRequestOptionsJSON` (W3C Web Authentication).
    pub options: String,
    /// How long the person has.
    pub limit: Option<TimeDelta>,
}

/// Begins a sign-in: the answer holds a challenge, and its session cookie stands for it. The cookie takes the
/// place of that of a session, so this is for people who are not signed in.
///
/// # Errors
/// [`PasskeyProblem::NotOffered`], and what any call can end in.
pub async fn begin(client: Client) -> Result<PasskeyRequest, PasskeyProblem> {
    #[derive(FromJson)]
    struct Reply {
        #[json(name = "publicKey")]
        public_key: Json,
    }
    let call = Call::post("/authentication/options", "{}".to_owned());
    let reply: Reply = match client.public(call, true).await {
        Ok(reply) => reply,
        Err(ApiError::Unexpected {
            status, message, ..
        }) if passkeys_unavailable(status, &message) => return Err(PasskeyProblem::NotOffered),
        Err(error) => return Err(error.into()),
    };
    let options = reply.public_key.to_string();
    let limit = reply
        .public_key
        .into_object()
        .and_then(|mut options| options.take::<i64>("timeout"))
        .and_then(TimeDelta::try_milliseconds);
    Ok(PasskeyRequest { options, limit })
}

/// Whether an answer says that the server has no passkeys. Without a passkey provider the backend answers
/// 500 with the text of a crash (contract 0.1, 1.14); older versions have no such route (404).
fn passkeys_unavailable(status: u16, message: &str) -> bool {
    status == 404 || (status == 500 && message == CRASHED)
}

/// Ends it with an `AuthenticationResponseJSON`, which the backend takes as it is. It asks for no second
/// factor.
///
/// # Errors
/// [`PasskeyProblem::Refused`], [`PasskeyProblem::NeedsSso`], and what any call can end in.
pub async fn finish(client: Client, assertion: String) -> Result<SessionTokens, PasskeyProblem> {
    #[derive(FromJson)]
    struct Reply {
        access_token: String,
        refresh_token: String,
    }
    let call = Call::post("/authentication/verification", assertion);
    match client.public::<Reply>(call, true).await {
        Ok(reply) => SessionTokens::received(reply.access_token, reply.refresh_token)
            .ok_or(PasskeyProblem::Refused),
        Err(ApiError::SsoRequired(Some(organization))) => {
            Err(PasskeyProblem::NeedsSso(organization))
        }
        Err(ApiError::BadCredentials) => Err(PasskeyProblem::Outdated),
        Err(ApiError::Unexpected { status: 400, .. }) => Err(PasskeyProblem::Refused),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_server_is_no_missing_provider() {
        assert!(passkeys_unavailable(500, CRASHED));
        assert!(passkeys_unavailable(404, "code=404, message=Not Found"));
        assert!(!passkeys_unavailable(
            500,
            "error processing request, please try again"
        ));
        assert!(!passkeys_unavailable(400, CRASHED));
    }

    #[test]
    fn one_refusal_of_the_browser_means_three_things() {
        let after = |milliseconds| {
            let limit = Some(TimeDelta::milliseconds(60_000));
            PasskeyProblem::not_allowed(TimeDelta::milliseconds(milliseconds), limit)
        };
        assert_eq!(after(12), PasskeyProblem::NoneAtHand);
        assert_eq!(after(2_500), PasskeyProblem::Dismissed);
        assert_eq!(after(60_001), PasskeyProblem::TimedOut);
        let unlimited = PasskeyProblem::not_allowed(TimeDelta::hours(1), None);
        assert_eq!(unlimited, PasskeyProblem::Dismissed);
    }
}
