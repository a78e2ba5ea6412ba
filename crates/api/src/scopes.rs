//! What can be given to a token (contract 5).

use super::client::Client;
use super::error::ApiError;
use super::transport::Call;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedMap;
use console_json::FromJson;

/// The scopes that an API token can have.
///
/// # Errors
/// See [`ApiError`].
pub async fn catalogue(client: Client) -> Result<ScopeCatalogue, ApiError> {
    #[derive(FromJson)]
    struct Reply {
        scopes: SortedMap<String, Vec<String>>,
    }
    let reply: Reply = client.rest(Call::get("/v1/scopes")).await?;
    Ok(ScopeCatalogue::new(&reply.scopes))
}
