//! Giving the old token its end.

use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::rotation::{Promise, effective_end, is_over, retire};
use console_domain::token::Token;
use console_platform::intl;

/// What became of the old token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retired {
    /// It ends as promised, or earlier by itself.
    Ends(Promise),
    /// It was refused already.
    WasOver,
    /// It does not exist any more.
    Gone,
}

/// Reads the old token anew, then sends what keeps the promise. Trying again does no harm.
///
/// # Errors
/// What kept it from being read or changed.
pub async fn retire_old(
    client: Client,
    kind: TokenKind,
    old: &TokenId,
    new: &TokenId,
    promise: Promise,
) -> Result<Retired, ApiError> {
    let old = match tokens::one(client, kind, old).await {
        Err(ApiError::NotFound) => return Ok(Retired::Gone),
        other => other?,
    };
    let now = client.backend_now();
    let update = retire(&old, new, promise, now);
    let outcome = if is_over(&old, now) {
        Retired::WasOver
    } else {
        Retired::Ends(effective_end(&old, promise))
    };
    if !update.is_empty() {
        match tokens::update(client, kind, &old.id, &update).await {
            Err(ApiError::NotFound) => return Ok(Retired::Gone),
            other => other?,
        };
    }
    Ok(outcome)
}

/// What became of it, as a sentence.
pub fn sentence(old: &Token, retired: Retired) -> String {
    let name = old.isolated_name();
    match retired {
        Retired::Ends(Promise::AtOnce) => format!(
            "The old token {name} is disabled: Openlane refuses it from now on. If \
             something still needs it, you can enable it again until you delete it."
        ),
        Retired::Ends(Promise::By(end)) => format!(
            "The old token {name} works until {}. Put the new value everywhere before then.",
            intl::date_time_both(end)
        ),
        Retired::WasOver => {
            format!("The old token {name} was already refused and stays as it is.")
        }
        Retired::Gone => format!("The old token {name} has been deleted in the meantime."),
    }
}
