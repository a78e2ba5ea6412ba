//! How to use a token, beside both lists.

use crate::app::config::config;
use console_domain::kind::TokenKind;
use console_ui::{Icon, IconView};
use console_view::prelude::*;

/// What a refusal says, and what it means (contract 1.10, 1.12).
type Refusal = (&'static str, &'static str);

const NO_HEADER: Refusal = (
    "no authorization header in request",
    "The header is missing. Send Authorization: Bearer and the token.",
);

const API_REFUSALS: [Refusal; 5] = [
    NO_HEADER,
    (
        "the provided credentials have expired",
        "The token has ended. Create or rotate to a new one.",
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

const PERSONAL_REFUSALS: [Refusal; 4] = [
    NO_HEADER,
    (
        "generated: api_token not found",
        "Every other refusal of a personal access token says this: unknown, deleted, expired, disabled, without an organization, or waiting for single sign-on. The state in this list says which.",
    ),
    (
        "could not identify authenticated user in request",
        "The request names no organization. Send X-Organization-ID.",
    ),
    (
        "owner_id is required",
        "The token has several organizations and the request does not say which one it means.",
    ),
];

/// Help for people who are about to use a token; folded until somebody opens it.
#[component(transparent)]
pub fn UsingTokens(
    /// Which kind.
    kind: TokenKind,
) -> impl IntoView {
    let docs = config().docs_url;
    let refusals: &[Refusal] = match kind {
        TokenKind::Api => &API_REFUSALS,
        TokenKind::Personal => &PERSONAL_REFUSALS,
    };
    let several = (kind == TokenKind::Personal).then(|| {
        view! {
            <div>
                <h2>"Name the organization"</h2>
                <p>
                    "Say which organization a request is about: send the header " <code>"X-Organization-ID"</code>
                    " with its id. To create something, " <code>"owner_id"</code>
                    " in the input does as well. Without either, most lists are refused."
                </p>
            </div>
        }
    });
    view! {
        <details class="help">
            <summary><IconView icon=Icon::Terminal />{format!("Using a {}", kind.noun()).replace("a API", "an API")}</summary>
            <div class="help-body">
                <div class="help-grid">
                    <div>
                        <h2>"Send it"</h2>
                        <p>"Add the header " <code>"Authorization: Bearer <token>"</code> " to each request. No cookie and no CSRF token is needed."</p>
                    </div>
                    <div>
                        <h2>"Keep it"</h2>
                        <p>"Store the value in a secret manager or in the encrypted secrets of your pipeline. Never put it into code, a URL or a chat."</p>
                    </div>
                    {several}
                </div>
                <h2>"When it is refused"</h2>
                <dl class="details">
                    {refusals
                        .iter()
                        .map(|(answer, meaning)| {
                            view! {
                                <div class="details-row">
                                    <dt><code>{*answer}</code></dt>
                                    <dd>{*meaning}</dd>
                                </div>
                            }
                        })
                        .collect_view()}
                </dl>
                {(!docs.is_empty())
                    .then(|| {
                        view! {
                            <p>
                                <a class="link" href=docs target="_blank" rel="noopener noreferrer">
                                    "Openlane documentation"
                                    <span class="visually-hidden">" (opens in a new tab)"</span>
                                </a>
                            </p>
                        }
                    })}
            </div>
        </details>
    }
}
