//! "Create like this": the form filled in like a token that exists.

use crate::app::load::Load;
use crate::features::tokens::shared::token_loader::{TokenLoader, use_token};
use console_api::error::ApiError;
use console_domain::create_like::LIKE;
use console_domain::id::{TokenId, is_ulid};
use console_domain::kind::TokenKind;
use console_domain::token::Token;
use console_platform::intl;
use console_ui::{Callout, Tone};
use console_view::prelude::*;

/// The token that an address names as the one to be like, on its way. `None` if it names none.
pub fn named_in(kind: TokenKind, parameters: &[(String, String)]) -> Option<TokenLoader> {
    let (_, id) = parameters.iter().find(|(name, _)| name == LIKE)?;
    let token = if is_ulid(id) {
        use_token(kind, TokenId::new(id))
    } else {
        // Whatever else stands there is no token.
        let none = TokenLoader::new(|| async { Ok(None) });
        none.set(None);
        none
    };
    Some(token)
}

/// Whether the form has to wait for it; tracked.
pub fn readiness(like: Option<TokenLoader>) -> Option<Result<(), ApiError>> {
    let Some(like) = like else {
        return Some(Ok(()));
    };
    like.signal().with(|state| match state {
        Load::Idle | Load::Loading => None,
        Load::Failed(error) => Some(Err(error.clone())),
        Load::Ready(_) => Some(Ok(())),
    })
}

/// Says which token the form was filled in like, and what was left out.
pub fn notice(token: &Token, left_out: &[String]) -> AnyView {
    let name = token.shown_name();
    let left_out = (!left_out.is_empty()).then(|| {
        let (count, all) = (left_out.len() as u64, left_out.join(", "));
        let (what, why) = match token.kind() {
            TokenKind::Api => (
                intl::count(count, "scope was", "scopes were"),
                " left out, because Openlane no longer offers such a scope: ",
            ),
            TokenKind::Personal => (
                intl::count(count, "organization was", "organizations were"),
                " left out, because no token can be created for it now: ",
            ),
        };
        view! { <p>{what} {why} <code dir="auto" translate="no">{all}</code></p> }
    });
    view! {
        <Callout tone=Tone::Info title="Filled in from another token">
            <p>
                "The settings are those of " <b dir="auto" translate="no">{name}</b>
                ". Its value, its tags and its authorizations for single sign-on are not copied. Give the \
                 new token a name, and check the rest."
            </p>
            {left_out}
        </Callout>
    }
    .into_any()
}

/// Says that there is no such token.
pub fn missing() -> AnyView {
    view! {
        <Callout tone=Tone::Warning title="The token to copy the settings from was not found">
            <p>
                "It may have been deleted, or it belongs to another organization or to somebody else. The \
                 form is empty instead."
            </p>
        </Callout>
    }
    .into_any()
}
