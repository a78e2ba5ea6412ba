//! What can be given to a token (contract 5).

use super::client::{Client, read};
use super::error::ApiError;
use super::transport::{Answer, Call};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedMap;
use console_json::FromJson;
use futures::channel::oneshot::{self, Receiver};
use leptos::task::spawn_local;

/// A question for the scopes whose answer is read later, by code that need not be there yet.
pub struct AskedScopes(Receiver<Result<Answer, ApiError>>);

impl AskedScopes {
    /// Asks now.
    pub fn new(client: Client) -> Self {
        let (sender, receiver) = oneshot::channel();
        spawn_local(async move {
            // Nobody may be waiting any more.
            let _ = sender.send(ask(client).await);
        });
        Self(receiver)
    }
}

async fn ask(client: Client) -> Result<Answer, ApiError> {
    client.answer(&Call::get("/v1/scopes")).await
}

/// The scopes that an API token can have: those that were `asked` for, or else asked for now.
///
/// # Errors
/// See [`ApiError`].
pub async fn catalogue(
    client: Client,
    asked: Option<AskedScopes>,
) -> Result<ScopeCatalogue, ApiError> {
    #[derive(FromJson)]
    struct Reply {
        scopes: SortedMap<String, Vec<String>>,
    }
    let asked = match asked {
        Some(AskedScopes(answer)) => answer.await.ok(),
        None => None,
    };
    let answer = match asked {
        Some(Ok(answer)) => answer,
        // What failed before anybody waited for it may work now.
        _ => ask(client).await?,
    };
    let reply: Reply = read(&answer)?;
    Ok(ScopeCatalogue::new(&reply.scopes))
}
