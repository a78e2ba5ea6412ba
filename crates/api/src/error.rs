//! Every way in which the backend says no, as one enum.

mod classify;

pub(crate) use classify::CRASHED;

pub use classify::{GraphqlError, graphql_error, rest_error, unreadable};

use console_domain::id::OrganizationId;
use console_domain::new_token::Field;

/// What went wrong with a call. The `Display` text is a sentence for people that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The browser is offline; nothing was sent.
    #[error("You are offline. Check your connection and try again.")]
    Offline,
    /// The request was sent and no answer came: it may or may not have taken effect.
    #[error("Openlane did not answer. Check your connection and try again.")]
    NoAnswer,
    /// The request was sent and no answer came in time: it may or may not have taken effect.
    #[error("Openlane did not answer in time. Try again in a moment.")]
    TimedOut,
    /// The person stopped waiting for the answer: the request may or may not have taken effect.
    #[error("You stopped waiting for Openlane's answer. Try again when you like.")]
    Canceled,
    /// The session is over and could not be renewed.
    #[error("Your session has ended. Sign in again to continue.")]
    SessionEnded,
    /// The organization demands a sign-in through its identity provider.
    #[error("This organization requires single sign-on. Sign in through its identity provider.")]
    SsoRequired(Option<OrganizationId>),
    /// The API does not accept requests from the address of this console (contract 2.2).
    #[error(
        "The API does not accept requests from this address. Ask the operator to allow this console's origin."
    )]
    OriginRefused,
    /// The double-submit token was missing or wrong twice in a row (contract 2.1).
    #[error(
        "The request was refused because its CSRF token was not accepted. Reload the page and try again."
    )]
    CsrfRefused,
    /// The browser keeps no cookie for this page, so that the backend knows neither session nor flow.
    #[error(
        "Your browser blocks cookies for this page, and Openlane \
         keeps a session in one. Allow cookies, then reload the page."
    )]
    CookiesBlocked,
    /// The caller's role does not allow it.
    #[error("Your role does not allow this. Ask an owner or admin of the organization.")]
    NotAllowed,
    /// The organization has no payment method on file (contract 4).
    #[error(
        "This organization needs a payment method on file before tokens can be created or changed. \
         Ask an owner to add one in billing."
    )]
    PaymentRequired,
    /// There is no such thing, or it is not this caller's to see.
    #[error("It no longer exists, or it belongs to somebody else.")]
    NotFound,
    /// The backend did not find the caller or the active organization. Both exist, or there would be no
    /// session: a check that failed reads as "not found", and the same question is answered a few seconds
    /// later (contract 6).
    #[error(
        "Openlane is busy and did not find your account just now. Wait a few seconds and try again."
    )]
    CallerNotFound,
    /// It collides with something that exists, or refers to something that does not, as an organization that
    /// was deleted (contract 3.4). Names need not be unique (contract 4).
    #[error(
        "This conflicts with something that already exists, or that was changed or removed meanwhile. Look \
         at it again, then try once more."
    )]
    Conflict,
    /// The backend does not offer this scope; spelled as it was sent.
    #[error("The scope “{0}” cannot be given to a token. Remove it and try again.")]
    ScopeRefused(String),
    /// The end of the new token is over already.
    #[error("The expiration date is in the past. Choose a later day.")]
    ExpiryPast,
    /// A field was refused: its name on the wire, and why.
    #[error("{message}")]
    FieldRefused {
        /// The field as the wire names it.
        field: String,
        /// What the backend says about it.
        message: String,
    },
    /// A value in the request was none of its sort, such as a cursor out of a mistyped link.
    #[error("Openlane could not do this: {message}")]
    Malformed {
        /// What the backend said.
        message: String,
        /// `X-Request-ID`, where it could be read.
        request_id: Option<String>,
    },
    /// The call needs an active organization and has none (contract 1.12).
    #[error("No organization is active. Choose one and try again.")]
    NoActiveOrganization,
    /// Too many requests.
    #[error(
        "Too many requests. Wait {} and try again.",
        retry_after.map_or_else(|| "a moment".to_owned(), |seconds| format!("{seconds} seconds"))
    )]
    RateLimited {
        /// For how long to wait, in seconds, where the answer could be read.
        retry_after: Option<u32>,
    },
    /// Wrong e-mail address or password, or a user who may not sign in.
    #[error("The e-mail address or the password is wrong.")]
    BadCredentials,
    /// The password was right, but the e-mail address is not verified.
    #[error(
        "Your e-mail address is not verified yet. Follow the link \
         in the e-mail that Openlane sent you, then sign in."
    )]
    EmailNotVerified,
    /// The code of the second factor was wrong.
    #[error("The code is wrong or has expired. Enter a new one.")]
    WrongCode,
    /// The identity provider's answer does not belong to a flow of this browser.
    #[error("This sign-in did not start in this browser, or it took too long. Start it again.")]
    SsoStateLost,
    /// The cookie that ties the provider's confirmation to this browser is gone.
    #[error(
        "The cookie that ties this sign-in to your browser is gone: it lives \
         for an hour, and only if cookies are allowed. Start it again."
    )]
    SsoNonceLost,
    /// The browser opened no new tab for the identity provider.
    #[error("Your browser did not open a new tab. Allow pop-ups for this page and try again.")]
    SsoTabBlocked,
    /// The identity provider refused to confirm the sign-in.
    #[error("The identity provider did not confirm the sign-in. Start it again.")]
    SsoNotConfirmed,
    /// Signed in at the provider, but not a member of the organization.
    #[error(
        "You signed in, but you are not a member of this organization. Ask an owner or admin to invite you."
    )]
    NotMember,
    /// The organization's identity provider is not set up.
    #[error(
        "Single sign-on of this organization is not set up completely. Ask an owner or admin of it."
    )]
    SsoNotConfigured,
    /// Already the active organization.
    #[error("This organization is already active.")]
    AlreadyActive,
    /// The answer is not Openlane's, or another version's: that of a gateway, or of whatever else answers at
    /// the address.
    #[error("{}", unreadable_in_words(*status))]
    Unreadable {
        /// HTTP status.
        status: u16,
        /// `X-Request-ID`, where it could be read.
        request_id: Option<String>,
    },
    /// Anything else.
    #[error("Openlane could not do this: {message}")]
    Unexpected {
        /// HTTP status.
        status: u16,
        /// What the backend said.
        message: String,
        /// `X-Request-ID`, where it could be read.
        request_id: Option<String>,
    },
}

impl ApiError {
    /// The field of a token form that was refused, where it is one of the form's (contract 3.4).
    pub fn field(&self) -> Option<Field> {
        Some(match self {
            Self::ExpiryPast => Field::Expiry,
            Self::ScopeRefused(_) => Field::Scopes,
            Self::FieldRefused { field, .. } => match field.as_str() {
                "name" => Field::Name,
                "description" => Field::Description,
                "expiresAt" | "expires_at" => Field::Expiry,
                "scopes" => Field::Scopes,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What to quote when asking for help: only errors that nobody expected have one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Unreadable { request_id, .. }
            | Self::Unexpected { request_id, .. }
            | Self::Malformed { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether the call may have taken effect: it was sent, and no answer of Openlane's came. One
    /// that is not Openlane's, HTML or JSON, comes from a proxy or a gateway.
    pub const fn outcome_unknown(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer | Self::TimedOut | Self::Canceled | Self::Unreadable { .. }
        )
    }

    /// The sentence for a change that ended so. Where the change may have been made all the same, it says
    /// that.
    pub fn sentence_for_change(&self) -> String {
        if self.outcome_unknown() {
            format!("It is not known whether this was done. {self}")
        } else {
            self.to_string()
        }
    }

    /// Whether the backend refused the session: with a 401, or by sending the browser to single sign-on
    /// (contract 1.10). Signing in again removes it.
    pub const fn ends_session(&self) -> bool {
        matches!(self, Self::SessionEnded | Self::SsoRequired(_))
    }

    /// Whether the same call may succeed a moment later.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::NoAnswer | Self::TimedOut | Self::RateLimited { .. } | Self::CallerNotFound => {
                true
            }
            Self::Unexpected { status, .. } | Self::Unreadable { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

/// What an answer that is not Openlane's says by its status. From 500 on a server has failed, and it may have
/// been the gateway before it; else the address is most likely wrong, unless something refuses on purpose.
fn unreadable_in_words(status: u16) -> String {
    let words = match status {
        500.. => "The server failed. Try again in a moment",
        401 | 403 => "A proxy or firewall before Openlane refused this",
        _ => return "The answer could not be understood. Is the API address right?".to_owned(),
    };
    format!("{words} (status {status}).")
}
