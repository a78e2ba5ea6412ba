//! Why somebody who came back from an identity provider cannot simply go on, in words.

use console_api::error::ApiError;
use console_domain::sso_flow::{SsoFlow, host};
use console_domain::visible_name::isolated;
use console_ui::Tone;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// No flow left from this tab: it was closed, or the link is forged.
    NoFlow,
    /// A flow left, and this address was opened without its answer.
    Unfinished,
    /// A flow left, and what came is not its answer: anybody can make such a link.
    Foreign,
    /// The answer says that it is of this other provider.
    OtherIssuer(String),
    /// The person, or the provider on their behalf, said no.
    Denied,
    /// The provider could not do it; what it says.
    Provider(String),
    /// The exchange failed, and the error says why.
    Failed(ApiError),
    /// The backend refused a plain sign-in without saying why: an authorization that was begun
    /// before and not finished stands in the way (contract 7.3).
    Blocked(ApiError),
    /// The backend refused to authorize the token without saying why, and the session of this tab can
    /// still read it.
    Refused(ApiError),
    /// The same, and the session of this tab is over.
    SessionLost,
    /// Somebody else has signed in than was here before. Whether the token was authorized is read
    /// from its data.
    OtherUser {
        /// Whether it was.
        worked: bool,
    },
    /// Signed in, but the token's data shows no new authorization.
    NotAuthorized,
    /// Signed in, but the token could not be read.
    NotRead(ApiError),
}

/// The names that the words are about.
pub(super) struct Names {
    /// The organization of the flow.
    pub organization: String,
    /// The e-mail address of whoever is signed in now.
    pub now: Option<String>,
}

/// Somebody's name for a sentence, or the words in its place.
fn named(name: Option<&str>, unknown: &str) -> String {
    name.map_or_else(|| unknown.to_owned(), isolated)
}

/// A heading and what to do.
pub(super) struct Explanation {
    pub title: String,
    pub text: String,
    pub tone: Tone,
}

impl Problem {
    /// What to quote when asking for help.
    pub(super) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Blocked(error)
            | Self::Failed(error)
            | Self::NotRead(error)
            | Self::Refused(error) => error.request_id(),
            _ => None,
        }
    }

    /// Whether the same flow can be started again with some hope.
    pub(super) const fn can_retry(&self) -> bool {
        !matches!(
            self,
            Self::NoFlow
                | Self::SessionLost
                | Self::OtherUser { .. }
                | Self::Failed(ApiError::SsoNotConfigured | ApiError::NotFound)
        )
    }

    /// The problem in words.
    pub(super) fn explain(&self, flow: Option<&SsoFlow>, names: &Names) -> Explanation {
        let organization = isolated(&names.organization);
        let is_authorization = flow.is_some_and(|flow| flow.authorization.is_some());
        let unchanged = if is_authorization {
            "The token is not authorized; nothing has changed."
        } else {
            "You are not signed in by it; nothing has changed."
        };
        let (title, text, tone) = match self {
            Self::NoFlow => (
                "Nothing to finish here".to_owned(),
                "No sign-in that began in this tab is waiting for an answer. It may \
                 have begun in a tab that was closed, it may be finished already, \
                 or the link was not made by this console. Nothing has changed."
                    .to_owned(),
                Tone::Warning,
            ),
            Self::Unfinished => (
                "Not finished".to_owned(),
                format!(
                    "You came back without an answer of the identity \
                     provider of {organization}. {unchanged}"
                ),
                Tone::Warning,
            ),
            Self::Foreign => (
                "This is not the answer to your sign-in".to_owned(),
                format!(
                    "The link that led here does not belong to the sign-in at {organization} that \
                     began in this tab. It was ignored. Your sign-in is still open: go \
                     back to the identity provider, or start again."
                ),
                Tone::Warning,
            ),
            Self::OtherIssuer(issuer) => (
                "This answer comes from another identity provider".to_owned(),
                format!(
                    "It comes from {} and not from the identity provider of {organization}, so \
                     nothing of it was sent on. {unchanged}",
                    host(issuer)
                ),
                Tone::Danger,
            ),
            Self::Denied => (
                "Denied at the identity provider".to_owned(),
                format!(
                    "The identity provider of {organization} reports \
                     that the request was denied. {unchanged}"
                ),
                Tone::Warning,
            ),
            Self::Provider(reason) => (
                "The identity provider reported an error".to_owned(),
                format!(
                    "The identity provider of {organization} says: “{}”. {unchanged}",
                    reason.trim_end_matches('.')
                ),
                Tone::Danger,
            ),
            Self::Failed(ApiError::NotMember) => (
                format!("Not a member of {organization}"),
                format!(
                    "You signed in at the identity provider, but the account that you used there is not \
                     a member of {organization}. Ask an owner or admin to invite you, or sign in there \
                     as somebody else. {unchanged}"
                ),
                Tone::Warning,
            ),
            Self::Failed(ApiError::SsoNotConfigured) => (
                "Single sign-on is not set up".to_owned(),
                format!(
                    "The identity provider of {organization} is not set \
                     up completely. Ask an owner or admin of the organization. {unchanged}"
                ),
                Tone::Warning,
            ),
            Self::Failed(ApiError::SsoStateLost) => (
                "This answer does not belong to this browser".to_owned(),
                format!(
                    "The answer of the identity provider does not fit a sign-in that \
                     began in this browser within the last hour. Another sign-in may \
                     have begun meanwhile, in this tab or another. {unchanged}"
                ),
                Tone::Danger,
            ),
            Self::Failed(ApiError::SsoNonceLost) => (
                "The sign-in took too long".to_owned(),
                format!(
                    "The cookie that ties the answer to this browser is gone: it \
                     lives for an hour, and only if cookies are allowed. {unchanged}"
                ),
                Tone::Danger,
            ),
            Self::Failed(ApiError::SsoNotConfirmed) => (
                "The identity provider did not confirm the sign-in".to_owned(),
                format!(
                    "The answer of the identity provider was not accepted. Each \
                     one works only once and for a short time. {unchanged}"
                ),
                Tone::Danger,
            ),
            Self::Failed(error) if error.outcome_unknown() => (
                "It is not known whether the sign-in was finished".to_owned(),
                if is_authorization {
                    format!(
                        "No answer of Openlane came back from the exchange with the \
                         identity provider of {organization}. The token shows \
                         whether it was authorized all the same; if not, try again."
                    )
                } else {
                    format!(
                        "No answer of Openlane came back from the exchange with \
                         the identity provider of {organization}. Try again."
                    )
                },
                Tone::Danger,
            ),
            Self::Failed(error) => (
                "The sign-in could not be finished".to_owned(),
                error.to_string(),
                Tone::Danger,
            ),
            Self::Blocked(_) => (
                "An unfinished authorization is in the way".to_owned(),
                "Openlane refused to finish this sign-in. The usual reason: in this browser \
                 the authorization of a token was begun and not finished. For up to an hour \
                 Openlane tries to finish it with every sign-in, and refuses the sign-in where \
                 it cannot: because the token is somebody else's, or another organization's. \
                 Finish that authorization, sign in from a private window, or wait an hour."
                    .to_owned(),
                Tone::Warning,
            ),
            Self::Refused(_) => (
                "The token was not authorized".to_owned(),
                format!(
                    "Openlane refused to authorize the token for {organization}. That happens \
                     when you sign in at the identity provider as somebody other than the user here: {}.",
                    named(names.now.as_deref(), "the owner of the token")
                ),
                Tone::Danger,
            ),
            Self::SessionLost => (
                "Your session has ended".to_owned(),
                format!(
                    "Your session here ended before the answer of the identity provider of \
                     {organization} could be used, so the token was not authorized. Sign in \
                     again, then authorize it."
                ),
                Tone::Danger,
            ),
            Self::OtherUser { worked } => {
                let who = named(names.now.as_deref(), "somebody else");
                let not = flow.and_then(|flow| flow.typed.as_deref());
                let not = named(not, "the person who was signed in here");
                let what = match (is_authorization, worked) {
                    (false, _) => {
                        "That is who this console works for now. To \
                         change back, sign out and sign in again."
                    }
                    (true, true) => {
                        "The token was authorized all the same; this console works for \
                         that person now. To change back, sign out and sign in again."
                    }
                    (true, false) => {
                        "The token was not authorized; this console works for that person now. To \
                         change back, sign out, sign in again, and authorize the token as yourself."
                    }
                };
                (
                    format!("You are {who} now"),
                    format!(
                        "At the identity provider of {organization} you signed in \
                         as {who}, not as {not}. {what}"
                    ),
                    Tone::Warning,
                )
            }
            Self::NotAuthorized => (
                "The token is not authorized yet".to_owned(),
                format!(
                    "You signed in at {organization}, but the \
                     token shows no new authorization. Try again."
                ),
                Tone::Warning,
            ),
            Self::NotRead(error) => (
                "Signed in, but the token could not be loaded".to_owned(),
                format!("Whether the token is authorized is not known. {error}"),
                Tone::Warning,
            ),
        };
        Explanation { title, text, tone }
    }
}
