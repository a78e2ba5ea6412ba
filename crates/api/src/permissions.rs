//! What the caller may do, and which organizations the caller owns: asked by name, in one request (contract 6).
//!
//! The long list of all relations is never asked for: it takes seconds, lacks relations whose check failed, and is
//! refused for any organization but the active one.

use super::client::Client;
use super::error::ApiError;
use super::transport::Call;
use console_domain::id::OrganizationId;
use console_domain::sorted::{SortedMap, SortedSet};
use console_json::{FromJson, Json, object};

/// May create, change and delete API tokens.
const CAN_EDIT: &str = "can_edit";
/// Owns the organization.
const OWNER: &str = "owner";

/// The caller's part in the organizations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// May create, change and delete API tokens of the active organization.
    pub can_edit: bool,
    /// For each organization that was asked about whether the caller owns it.
    owned: SortedMap<OrganizationId, bool>,
}

/// The relations held, by organization.
type Held = SortedMap<OrganizationId, Vec<String>>;

impl Permissions {
    /// Whether the caller owns `organization`; `None` when that was not asked. Owners are exempt from its single sign-on
    /// (contract 7.6).
    pub fn owns(&self, organization: &OrganizationId) -> Option<bool> {
        self.owned.get(organization).copied()
    }

    /// Reads an answer. A relation that was asked for by name and is not there is not held; an organization that is not
    /// there was not answered for, and then nothing is known.
    fn read(
        active: &OrganizationId,
        asked: &SortedSet<OrganizationId>,
        held: &Held,
    ) -> Option<Self> {
        let holds = |organization: &OrganizationId, relation: &str| {
            let relations = held.get(organization)?;
            Some(relations.iter().any(|one| one == relation))
        };
        let owned = asked
            .iter()
            .map(|organization| Some((organization.clone(), holds(organization, OWNER)?)));
        Some(Self {
            can_edit: holds(active, CAN_EDIT)?,
            owned: owned.collect::<Option<_>>()?,
        })
    }
}

/// The answer of `POST /v1/account/roles`. Its `roles` is there only when one organization was asked about.
#[derive(FromJson)]
struct Reply {
    object_roles: Held,
}

/// What the caller may do in `active`, and which of that and `organizations` the caller owns.
///
/// # Errors
/// See [`ApiError`]: then nothing is known, which is no refusal.
pub async fn permissions(
    client: Client,
    active: Option<OrganizationId>,
    organizations: SortedSet<OrganizationId>,
) -> Result<Permissions, ApiError> {
    let active = active.ok_or(ApiError::NoActiveOrganization)?;
    let mut asked = organizations;
    asked.insert(active.clone());
    let body = object! {
        "object_ids" => Json::list(asked.iter()),
        "object_type" => "organization",
        "relations" => Json::list([CAN_EDIT, OWNER]),
    };
    let call = Call::post("/v1/account/roles", body.to_string());
    let reply: Reply = client.rest_question(call).await?;
    Permissions::read(&active, &asked, &reply.object_roles).ok_or(ApiError::Unreadable {
        status: 200,
        request_id: None,
    })
}

/// Asks the backend something small, so that it says whether the session is over.
///
/// # Errors
/// See [`ApiError`].
pub async fn check_session(client: Client) -> Result<(), ApiError> {
    let session = client.session().ok_or(ApiError::SessionEnded)?;
    let active = session.organization().cloned();
    permissions(client, active, SortedSet::new())
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> OrganizationId {
        OrganizationId::new(name)
    }

    fn read(active: &str, asked: &[&str], body: &str) -> Option<Permissions> {
        let reply = Json::parse(body).and_then(Reply::from_json)?;
        let asked = asked.iter().map(|name| id(name)).collect();
        Permissions::read(&id(active), &asked, &reply.object_roles)
    }

    #[test]
    fn several_organizations_are_read_from_one_answer() {
        let body = r#"{"success":true,"roles":null,"object_roles":
            {"acme":["owner","can_edit"],"globex":[],"initech":["can_edit"]}}"#;
        let all = ["acme", "globex", "initech"];
        let permissions = read("acme", &all, body).unwrap();
        assert!(permissions.can_edit);
        assert_eq!(permissions.owns(&id("acme")), Some(true));
        assert_eq!(permissions.owns(&id("globex")), Some(false));
        assert_eq!(permissions.owns(&id("initech")), Some(false));
        assert_eq!(permissions.owns(&id("umbrella")), None);
        assert!(!read("globex", &all, body).unwrap().can_edit);
        assert!(read("initech", &all, body).unwrap().can_edit);
    }

    #[test]
    fn one_organization_is_read_from_the_same_field() {
        let body = r#"{"success":true,"roles":["can_edit"],"object_roles":{"acme":["can_edit"]}}"#;
        let permissions = read("acme", &["acme"], body).unwrap();
        assert!(permissions.can_edit);
        assert_eq!(permissions.owns(&id("acme")), Some(false));
    }

    #[test]
    fn an_answer_that_leaves_an_organization_out_says_nothing() {
        for body in [
            r#"{"success":true,"object_roles":{"acme":["can_edit"]}}"#,
            r#"{"success":true,"object_roles":{"globex":["owner"]}}"#,
            r#"{"success":true,"object_roles":{"acme":["can_edit"],"globex":null}}"#,
            r#"{"success":true,"roles":["can_edit"]}"#,
        ] {
            assert_eq!(read("acme", &["acme", "globex"], body), None, "{body}");
        }
    }
}
