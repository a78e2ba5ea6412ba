//! How to use a token, beside both lists.

use crate::app::config::config;
use crate::app::lazy::{lazy, lazy_view};
use console_domain::kind::TokenKind;
use console_domain::token_help::{self, CLI_INSTALL, CLI_RELEASES, CLIENT_FAULT};
use console_ui::{Icon, IconView, SkeletonText};
use console_view::prelude::*;

lazy!(help: fn body(kind: TokenKind) => view! { <HelpBody kind /> });

/// Help for people who are about to use a token; folded until somebody opens it, and fetched then.
#[component(transparent)]
pub fn UsingTokens(
    /// Which kind.
    kind: TokenKind,
) -> impl IntoView {
    let was_opened = RwSignal::new(false);
    let title = match kind {
        TokenKind::Api => "Using an API token",
        TokenKind::Personal => "Using a personal access token",
    };
    view! {
        <details class="help" on:toggle=move |_| was_opened.set(true)>
            <summary><IconView icon=Icon::TERMINAL />{title}</summary>
            {move || {
                was_opened.get().then(|| {
                    lazy_view(move || Box::pin(body(kind)), waiting, |lost| lost)
                })
            }}
        </details>
    }
}

fn waiting() -> AnyView {
    view! { <SkeletonText lines=6 /> }.into_any()
}

#[component(transparent)]
fn HelpBody(kind: TokenKind) -> impl IntoView {
    let docs = config().docs_url;
    let several = (kind == TokenKind::Personal).then(|| {
        view! {
            <div>
                <h2>"Name the organization"</h2>
                <p>
                    "Say which organization a request is about: send the header "
                    <code translate="no">"X-Organization-ID"</code>
                    " with its id. To create something, " <code translate="no">"ownerID"</code>
                    " in the input of the GraphQL mutation does as well. Without either, most lists \
                     are refused."
                </p>
            </div>
        }
    });
    view! {
        <div class="help-body">
            <div class="help-grid">
                <div>
                    <h2>"Send it"</h2>
                    <p>
                        "Add the header " <code translate="no">"Authorization: Bearer <token>"</code>
                        " to each request. No cookie and no CSRF token is needed."
                    </p>
                </div>
                <div>
                    <h2>"Keep it"</h2>
                    <p>
                        "Store the value in a secret manager or in the encrypted secrets of your \
                         pipeline. Never put it into code, a URL or a chat."
                    </p>
                    <p>
                        "An environment file reaches other programs only when it is exported: "
                        <code translate="no">"set -a; . ./openlane.env; set +a"</code>
                    </p>
                </div>
                {several}
                <div>
                    <h2>"Openlane CLI"</h2>
                    <p>
                        "Install it with " <code translate="no">{CLI_INSTALL}</code> " or take it from "
                        <a class="link" href=CLI_RELEASES target="_blank" rel="noopener noreferrer">
                            "the releases"
                            <span class="visually-hidden">" (opens in a new tab)"</span>
                        </a>
                        ". "
                        {token_help::cli(kind)}
                    </p>
                    <p>{CLIENT_FAULT}</p>
                </div>
                <div>
                    <h2>"When somebody leaves"</h2>
                    <p>{token_help::leaving(kind)}</p>
                </div>
            </div>
            <h2>"When it is refused"</h2>
            <dl class="details">
                {token_help::refusals(kind)
                    .iter()
                    .map(|(answer, meaning)| {
                        view! {
                            <div class="details-row">
                                <dt><code translate="no">{*answer}</code></dt>
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
    }
}
