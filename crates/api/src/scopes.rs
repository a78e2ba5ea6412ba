//! What can be given to a token (contract 5).

use super::client::Client;
use super::error::{ApiError, unreadable};
use super::transport::{Answer, Call};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedMap;
use console_json::{FromJson, Json};
use futures::channel::oneshot::{self, Receiver};
use leptos::task::spawn_local;

/// A question for the scopes whose answer is read later, by code that need not be there yet.
pub struct AskedScopes(Receiver<Asked>);

type Asked = Result<(Json, Answer), ApiError>;

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

    fn outcome(mut self) -> Outcome {
        match self.0.try_recv() {
            Ok(Some(answer)) => Outcome::Here(answer),
            Ok(None) | Err(_) => Outcome::OnItsWay(self.0),
        }
    }
}

/// What has become of a question.
#[allow(clippy::large_enum_variant, reason = "one at a time, for a moment")]
enum Outcome {
    /// It was answered before anybody waited for that.
    Here(Asked),
    /// The answer is yet to come.
    OnItsWay(Receiver<Asked>),
}

async fn ask(client: Client) -> Asked {
    client.rest_answer(&Call::get("/v1/scopes")).await
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
    let (json, answer) = match asked.map(AskedScopes::outcome) {
        Some(Outcome::Here(Ok(answer))) => answer,
        Some(Outcome::OnItsWay(answer)) => match answer.await {
            Ok(answer) => answer?,
            Err(_) => ask(client).await?,
        },
        // What failed before anybody waited for it may work now.
        Some(Outcome::Here(Err(_))) | None => ask(client).await?,
    };
    let reply = Reply::from_json(json).ok_or_else(|| unreadable(&answer))?;
    Ok(ScopeCatalogue::new(&reply.scopes))
}
