//! The signed-in user and what belongs to them.

use super::client::Client;
use super::documents;
use super::error::ApiError;
use super::token_node::{Edges, PageInfo, nodes_of};
use console_domain::id::{OrganizationId, UserId};
use console_domain::organization::Organization;
use console_domain::sorted::{SortedSet, in_order};
use console_json::{FromJson, object};
use console_platform::intl;

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The identifier.
    pub id: UserId,
    /// The name shown.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Address of a picture, if there is one.
    pub avatar_url: Option<String>,
}

/// The user with all organizations that the user can see, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who is signed in.
    pub user: User,
    /// Sorted by name without regard to case.
    pub organizations: Vec<Organization>,
}

impl Account {
    /// The organization with this identifier.
    pub fn organization(&self, id: &OrganizationId) -> Option<&Organization> {
        self.organizations
            .iter()
            .find(|organization| organization.id == *id)
    }

    /// The organizations that a personal access token can be made for.
    pub fn choosable(&self) -> Vec<OrganizationId> {
        let organizations = self.organizations.iter();
        organizations
            .filter(|organization| !organization.is_personal)
            .map(|organization| organization.id.clone())
            .collect()
    }

    /// The identifiers of all organizations.
    pub fn organization_ids(&self) -> SortedSet<OrganizationId> {
        self.organizations
            .iter()
            .map(|organization| organization.id.clone())
            .collect()
    }
}

/// The answer to the account document.
#[derive(FromJson)]
pub struct AccountData {
    #[json(name = "self")]
    user: UserNode,
    organizations: OrganizationPage,
}

/// A page of the organizations.
#[derive(FromJson)]
#[json(camel_case)]
struct OrganizationPage {
    edges: Edges<OrganizationNode>,
    page_info: PageInfo,
}

#[derive(FromJson)]
#[json(camel_case)]
struct UserNode {
    id: UserId,
    email: String,
    display_name: String,
    #[json(name = "avatarRemoteURL")]
    avatar_url: Option<String>,
}

#[derive(FromJson)]
#[json(camel_case)]
struct OrganizationNode {
    id: OrganizationId,
    name: String,
    display_name: String,
    personal_org: Option<bool>,
    #[json(name = "avatarRemoteURL")]
    avatar_url: Option<String>,
    setting: Option<SettingNode>,
}

#[derive(Default, FromJson)]
#[json(camel_case)]
struct SettingNode {
    identity_provider_login_enforced: bool,
    sso_exempt_domains: Option<Vec<String>>,
    payment_method_added: bool,
}

impl From<OrganizationNode> for Organization {
    fn from(node: OrganizationNode) -> Self {
        let setting = node.setting.unwrap_or_default();
        Self {
            id: node.id,
            name: shown_name(node.display_name, node.name),
            is_personal: node.personal_org.unwrap_or(false),
            avatar_url: node.avatar_url.filter(|url| !url.is_empty()),
            enforces_sso: setting.identity_provider_login_enforced,
            sso_exempt_domains: setting.sso_exempt_domains.unwrap_or_default(),
            has_payment_method: setting.payment_method_added,
        }
    }
}

/// The display name, or the name where an organization has none.
pub(super) fn shown_name(display_name: String, name: String) -> String {
    if display_name.trim().is_empty() {
        name
    } else {
        display_name
    }
}

/// How many pages of organizations are read at most: 5,000 organizations. A backend whose pages never end is
/// not asked for ever; more organizations than that are left out.
const MOST_PAGES: usize = 50;

/// The signed-in user and the organizations. The backend gives a hundred of them at once (contract 3.1);
/// whoever has more waits for the others, because a list that lacks some would be taken for all there are.
///
/// # Errors
/// See [`ApiError`].
pub async fn account(client: Client) -> Result<Account, ApiError> {
    let ask = |variables| client.graphql(documents::ACCOUNT, variables);
    let AccountData {
        user,
        organizations: mut page,
    } = ask(object! {}).await?;
    let mut found: Vec<OrganizationNode> = nodes_of(page.edges).collect();
    for _ in 1..MOST_PAGES {
        let Some(after) = page.page_info.next() else {
            break;
        };
        let data: AccountData = ask(object! { "after" => after }).await?;
        page = data.organizations;
        found.extend(nodes_of(page.edges));
    }
    let organizations = in_order(found.into_iter().map(Organization::from), |one, other| {
        intl::compare(&one.name, &other.name)
    });
    let name = if user.display_name.trim().is_empty() {
        user.email.clone()
    } else {
        user.display_name
    };
    let user = User {
        id: user.id,
        name,
        email: user.email,
        avatar_url: user.avatar_url,
    };
    Ok(Account {
        user,
        organizations,
    })
}
