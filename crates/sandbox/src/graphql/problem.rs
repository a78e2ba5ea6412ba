//! Errors of GraphQL operations: messages and codes of contract 3.4.

use async_graphql::{Error, ErrorExtensions};

/// Marks errors that are answered with 422, as validation is (contract 3.2).
pub(crate) const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";

/// Extension that carries the path of a failed field from the executor to the answer.
pub(crate) const PATH: &str = "path";

/// What the payment rule says.
pub(crate) const PAYMENT: &str = "A valid payment method is required to create tokens. Contact your organization admin to add one in billing.";

/// What is answered where the backend itself stumbles (contract 12).
pub(crate) const SYSTEM: &str = "internal system error";

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Unknown, foreign or deleted.
    NotFound(&'static str),
    /// The caller may look, but not change.
    Unauthorized,
    /// A field does not hold what it must.
    Name(&'static str),
    /// The rows contradict each other: the whole message.
    Conflict(String),
    /// The payment rule.
    Payment,
    /// An API token without the scope.
    Scopes,
    /// A page of negative length.
    Pagination(&'static str),
    /// A value that its scalar does not read, and the way to it below the field: answered with 200 (contract 3.4).
    Scalar(Vec<String>, String),
    /// A predicate that the schema does not have.
    Invalid(String),
    /// The authorization server refused a request; why is for the log of the backend only (contract 5).
    Refused(String),
    /// The backend's own fault: what is answered when a resolver panics.
    System,
    /// A message without a code.
    Plain(String),
    /// Answer the whole request with this status instead (failures on demand).
    Status(u16),
    /// Something is wrong with the sandbox.
    Internal(String),
}

impl Problem {
    /// A message without a code.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// A value that its scalar does not read.
    pub(crate) fn scalar(at: &[&str], text: impl Into<String>) -> Self {
        Self::Scalar(
            at.iter().map(|step| (*step).to_owned()).collect(),
            text.into(),
        )
    }

    /// The same in the input of this place in a list of inputs.
    pub(crate) fn in_list(self, place: usize) -> Self {
        match self {
            Self::Scalar(mut at, text) => {
                at.insert(1.min(at.len()), place.to_string());
                Self::Scalar(at, text)
            }
            other => other,
        }
    }

    /// A row that something refers to is not there, found by the database while it did this: `create` or `update`.
    pub(crate) fn constraint(work: &str) -> Self {
        Self::Conflict(format!("constraint failed, unable to complete the {work}"))
    }

    /// No organization is active.
    pub(crate) fn nobody() -> Self {
        Self::plain("could not identify authenticated user in request")
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::constraint("update"),
            _ => Self::Internal(error.to_string()),
        }
    }
}

fn coded(message: impl Into<String>, code: &str, explanation: impl Into<String>) -> Error {
    let explanation: String = explanation.into();
    Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        extensions.set("message", explanation);
    })
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::NotFound(noun) => {
                let text = format!("{noun} not found");
                coded(text.clone(), "NOT_FOUND", text)
            }
            Problem::Unauthorized => coded(
                "you are not authorized to perform this action",
                "UNAUTHORIZED",
                "you do not have permission to perform this action, please contact your organization owner",
            ),
            Problem::Name(entity) => {
                let text = format!(
                    "validator failed for field \"{entity}.name\": value is less than the required length"
                );
                coded(
                    text.clone(),
                    "VALIDATION_ERROR",
                    format!("invalid input provided for name: {text}"),
                )
                .extend_with(|_, extensions| extensions.set("fields", vec!["name"]))
            }
            Problem::Conflict(text) => coded(text.clone(), "CONFLICT", text),
            Problem::Payment => Error::new(PAYMENT),
            Problem::Scopes => {
                let text = "api token lacks the required scopes for this request";
                coded(text, "INSUFFICIENT_SCOPES", text)
            }
            Problem::Pagination(field) => {
                let text = format!("`{field}` on a connection cannot be less than zero.");
                coded(text.clone(), "INVALID_PAGINATION", text)
            }
            Problem::Invalid(text) => coded(text.clone(), INVALID, text),
            Problem::Plain(text) | Problem::Scalar(_, text) => Error::new(text),
            Problem::System => Error::new(SYSTEM),
            Problem::Status(status) => Error::new("answered with a status")
                .extend_with(|_, extensions| extensions.set("status", status)),
            Problem::Refused(_) => coded(
                "internal server error",
                "INTERNAL_SERVER_ERROR",
                "internal server error",
            ),
            Problem::Internal(text) => {
                eprintln!("sandbox: {text}");
                coded(
                    "internal server error",
                    "INTERNAL_SERVER_ERROR",
                    "internal server error",
                )
            }
        }
    }
}
