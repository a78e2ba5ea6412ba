//! What people who use a token are told about it, beside the lists.

use super::kind::TokenKind;

/// What a refusal says, and what it means (contract 1.10, 1.12, 3.4).
pub type Refusal = (&'static str, &'static str);

const NO_HEADER: Refusal = (
    "no authorization header in request",
    "The header is missing. Send Authorization: Bearer and the token.",
);

const MALFORMED: Refusal = (
    "token is malformed: …",
    "The value is not a token: it was cut off, is in quotes, or comes from a variable that was not set.",
);

const API_REFUSALS: [Refusal; 7] = [
    (
        "INSUFFICIENT_SCOPES",
        "Status 200 with this code in errors, the refusal met most: the token lacks a scope that the request \
         needs. Edit its scopes.",
    ),
    NO_HEADER,
    MALFORMED,
    (
        "the provided credentials have expired",
        "The token has expired. Create a new one, or rotate it.",
    ),
    (
        "token has been revoked",
        "The token is disabled or revoked. Enable it, or create a new one.",
    ),
    (
        "token requires SSO authorization",
        "Its organization enforces single sign-on. Authorize the token for it.",
    ),
    (
        "generated: api_token not found",
        "The value is unknown, or the token was deleted.",
    ),
];

const PERSONAL_REFUSALS: [Refusal; 5] = [
    NO_HEADER,
    MALFORMED,
    (
        "generated: api_token not found",
        "Every other refusal of a personal access token says this: unknown, deleted, expired, disabled, \
         without an organization, or waiting for single sign-on. The state in this list says which.",
    ),
    (
        "could not identify authenticated user in request",
        "The request names no organization. Send X-Organization-ID.",
    ),
    (
        "owner_id is required",
        "The token has several organizations and the request does not say which one it means. Send \
         X-Organization-ID, or ownerID in the input.",
    ),
];

/// The refusals that a token of this kind meets, with what they mean.
pub const fn refusals(kind: TokenKind) -> &'static [Refusal] {
    match kind {
        TokenKind::Api => &API_REFUSALS,
        TokenKind::Personal => &PERSONAL_REFUSALS,
    }
}

/// What becomes of a token of this kind when somebody leaves the organization (contract 4).
pub const fn leaving(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => {
            "API tokens stay active when the person who created them leaves the organization. Look through \
             them then, and delete those that nobody needs."
        }
        TokenKind::Personal => {
            "Before people leave an organization they have to delete their personal access tokens for it."
        }
    }
}

/// Where the command-line client comes from, without a package manager.
pub const CLI_RELEASES: &str = "https://github.com/theopenlane/core/releases";

/// How to install it with Homebrew.
pub const CLI_INSTALL: &str = "brew install --cask theopenlane/tap/openlane";

/// What it and its action read, and what it does not do.
pub const fn cli(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => {
            "It reads CORE_HOST and CORE_TOKEN from the environment. An error about dbus-launch or a keyring \
             means that the variable is not set, or not exported. Always give openlane token create its \
             scopes: v0.8.5 asks for read and write otherwise, which Openlane refuses. In GitHub Actions, \
             theopenlane/setup-openlane installs it (inputs version and token)."
        }
        TokenKind::Personal => {
            "It reads CORE_HOST and CORE_PAT from the environment; an exported CORE_TOKEN wins over \
             CORE_PAT and over --pat. An error about dbus-launch or a keyring means that the variable is not \
             set, or not exported. Where single sign-on is enforced openlane login does not work; a token \
             does. In GitHub Actions, theopenlane/setup-openlane installs it (input \
             version; its input token is for API tokens)."
        }
    }
}

/// The fault of the published clients, with the version (contract 3.5: `ssoAuthorizations` is an object).
pub const CLIENT_FAULT: &str = "Openlane CLI and Go client v0.8.5 cannot read tokens that are authorized for \
    single sign-on: a list of tokens stops at the first of them, and the command ends as if that were all.";
