//! What can be given to a token, and what the caller may do (contract 5 and 6).

use super::client::Client;
use super::error::ApiError;
use super::transport::Call;
use console_domain::id::OrganizationId;
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

/// The caller's part in an organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// May create, change and delete API tokens (contract 6: `roles` contains `can_edit`).
    pub can_edit: bool,
    /// Owns the organization, and is exempt from its single sign-on (contract 7.6).
    pub is_owner: bool,
}

/// The caller's part in `organization`, or in the active one.
///
/// # Errors
/// See [`ApiError`].
pub async fn permissions(
    client: Client,
    organization: Option<&OrganizationId>,
) -> Result<Permissions, ApiError> {
    #[derive(FromJson)]
    struct Reply {
        #[json(or_default)]
        roles: Vec<String>,
    }
    let mut path = String::from("/v1/account/roles/organization");
    if let Some(id) = organization {
        path.push('/');
        path.push_str(id.as_str());
    }
    let reply: Reply = client.rest(Call::get(path)).await?;
    let has = |relation: &str| reply.roles.iter().any(|role| role == relation);
    Ok(Permissions {
        can_edit: has("can_edit"),
        is_owner: has("owner"),
    })
}
