//! How to use a token, beside both lists.

use crate::config::config;
use crate::domain::kind::TokenKind;
use crate::ui::{Icon, IconView};
use leptos::prelude::*;

/// What each refusal of a token means (contract 1.10).
const REFUSALS: [(&str, &str); 5] = [
    (
        "no authorization header in request",
        "The header is missing. Send Authorization: Bearer and the token.",
    ),
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
        "The value is unknown or the token was deleted. Personal access tokens get this answer for every refusal, so look at the token's state here.",
    ),
];

/// Help for people who are about to use a token; folded until somebody opens it.
#[component]
pub fn UsingTokens(
    /// Which kind.
    kind: TokenKind,
) -> impl IntoView {
    let docs = config().docs_url;
    let several = (kind == TokenKind::Personal).then(|| {
        view! {
            <div>
                <h3>"Several organizations"</h3>
                <p>
                    "When the token reaches more than one organization, say which one you mean: send the header "
                    <code>"X-Organization-ID"</code> " with the id of the organization, or set " <code>"ownerID"</code>
                    " in the input of a mutation. Lists stay empty or fail without it."
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
                        <h3>"Send it"</h3>
                        <p>"Add the header " <code>"Authorization: Bearer <token>"</code> " to each request. No cookie and no CSRF token is needed."</p>
                    </div>
                    <div>
                        <h3>"Keep it"</h3>
                        <p>"Store the value in a secret manager or in the encrypted secrets of your pipeline. Never put it into code, a URL or a chat."</p>
                    </div>
                    {several}
                </div>
                <h3>"When it is refused"</h3>
                <dl class="details">
                    {REFUSALS
                        .map(|(answer, meaning)| {
                            view! {
                                <div class="details-row">
                                    <dt><code>{answer}</code></dt>
                                    <dd>{meaning}</dd>
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
