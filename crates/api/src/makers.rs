//! Who made or changed a token: the people and the API tokens behind `createdBy`, `updatedBy` and
//! `revokedBy`.
//!
//! The backend names the members of the active organization only; whoever is not among them has left
//! (contract 6).

use super::client::Client;
use super::documents;
use super::error::ApiError;
use super::token_node::{Edges, PageInfo, nodes_of};
use console_domain::id::{OrganizationId, UserId};
use console_domain::sorted::{SortedMap, SortedSet, in_order};
use console_json::{FromJson, Json, object};
use console_platform::intl;

/// Somebody or something that made or changed a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Maker {
    /// A member of the organization, with the name.
    Member(String),
    /// An API token of the organization, with its name.
    ApiToken(String),
    /// Neither a member nor an API token of the organization, not any more.
    Left,
}

/// The answer to the makers document.
#[derive(FromJson)]
pub struct MakersData {
    people: Part,
    tokens: Part,
}

/// The first page of a connection, and whether there is another.
#[derive(FromJson)]
#[json(camel_case)]
struct Part {
    edges: Edges<MakerNode>,
    page_info: PageInfo,
}

/// Who or what it is. The document gives a person and a token the same names, so that one piece of code reads
/// both.
struct MakerNode {
    /// The same sort of identifier: what made something is a user or a token.
    id: UserId,
    maker: Maker,
}

#[derive(FromJson)]
struct NamedUser {
    name: String,
}

impl FromJson for MakerNode {
    fn from_json(json: Json) -> Option<Self> {
        let mut object = json.into_object()?;
        let id = object.take("id")?;
        let user: Option<NamedUser> = object.take("user")?;
        let maker = match user {
            Some(user) => Maker::Member(user.name),
            None => Maker::ApiToken(object.take("name")?),
        };
        Some(Self { id, maker })
    }
}

impl MakersData {
    /// What is known of those who were `asked` about. That somebody has left is concluded only from an
    /// answer that is whole: one page holds it all, and the caller, who certainly has not left, is in it.
    fn known(self, asked: &SortedSet<UserId>, caller: Option<&UserId>) -> SortedMap<UserId, Maker> {
        let is_cut = self.people.page_info.has_next_page || self.tokens.page_info.has_next_page;
        let nodes = [self.people.edges, self.tokens.edges].into_iter();
        let mut known: SortedMap<_, _> = nodes
            .flat_map(nodes_of)
            .map(|node| (node.id, node.maker))
            .collect();
        let is_whole = !is_cut && caller.is_some_and(|caller| known.contains_key(caller));
        if is_whole {
            for one in asked {
                known.or_insert_with(one.clone(), || Maker::Left);
            }
        }
        known
    }
}

/// Who those `asked` about are, as far as that can be told: whoever is absent from the answer is not known
/// yet.
///
/// # Errors
/// See [`ApiError`].
pub async fn makers(
    client: Client,
    asked: &SortedSet<UserId>,
) -> Result<SortedMap<UserId, Maker>, ApiError> {
    let session = client.session();
    let caller = session.as_ref().and_then(|session| session.user());
    let mut ids = asked.clone();
    ids.extend(caller.cloned());
    let variables = object! { "ids" => Json::list(ids.iter()) };
    let data: MakersData = client.graphql(documents::MAKERS, variables).await?;
    Ok(data.known(asked, caller))
}

/// The answer to the members document.
#[derive(FromJson)]
pub struct MembersData {
    people: Part,
}

impl MembersData {
    /// Adds the names of this page to those `found`, and answers where the next page begins.
    fn add_to(self, found: &mut SortedMap<UserId, String>) -> Option<String> {
        let named = |node: MakerNode| match node.maker {
            Maker::Member(name) => Some((node.id, name)),
            Maker::ApiToken(_) | Maker::Left => None,
        };
        // Members of parent organizations are among them: the same person may come more than once.
        found.extend(nodes_of(self.people.edges).filter_map(named));
        self.people.page_info.next()
    }
}

/// How many pages of members are read at most: 2,000 members. A backend whose pages never end is not asked
/// for ever.
const MOST_PAGES: usize = 20;

/// Members of the active organization by name, and whether there are more. The backend gives a hundred of
/// them at once (contract 3.1).
///
/// # Errors
/// See [`ApiError`].
pub async fn members(client: Client) -> Result<(Vec<(UserId, String)>, bool), ApiError> {
    let mut found = SortedMap::new();
    let mut next = None;
    for _ in 0..MOST_PAGES {
        let variables = match &next {
            Some(after) => object! { "after" => after },
            None => object! {},
        };
        let data: MembersData = client.graphql(documents::MEMBERS, variables).await?;
        next = data.add_to(&mut found);
        if next.is_none() {
            break;
        }
    }
    let by_name = in_order(found, |(_, one), (_, other)| intl::compare(one, other));
    Ok((by_name, next.is_some()))
}

/// The answer to the membership document.
#[derive(FromJson)]
#[json(camel_case)]
pub struct MembershipData {
    org_memberships: Memberships,
}

#[derive(FromJson)]
struct Memberships {
    edges: Edges<MembershipNode>,
}

#[derive(FromJson)]
#[json(camel_case)]
struct MembershipNode {
    #[json(name = "userID")]
    user: UserId,
    #[json(name = "organizationID")]
    organization: OrganizationId,
    sso_exempt: Option<bool>,
}

impl MembershipData {
    /// Whether `user` is exempt from the single sign-on of `organization`; `None` when that membership is
    /// not among those answered, which may also be of parent organizations.
    fn exemption(self, user: &UserId, organization: &OrganizationId) -> Option<bool> {
        nodes_of(self.org_memberships.edges)
            .find(|node| node.user == *user && node.organization == *organization)
            .map(|node| node.sso_exempt.unwrap_or(false))
    }
}

/// Whether the caller's membership in the active organization is marked as exempt from single sign-on
/// (contract 7.6).
///
/// # Errors
/// [`ApiError::CallerNotFound`] when the membership is not in the answer; see [`ApiError`].
pub async fn is_exempt_member(client: Client) -> Result<bool, ApiError> {
    let session = client.session().ok_or(ApiError::SessionEnded)?;
    let (Some(user), Some(organization)) = (session.user(), session.organization()) else {
        return Err(ApiError::NoActiveOrganization);
    };
    let variables = object! { "ids" => Json::list([user]) };
    let data: MembershipData = client.graphql(documents::MEMBERSHIP, variables).await?;
    data.exemption(user, organization)
        .ok_or(ApiError::CallerNotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> UserId {
        UserId::new(name)
    }

    fn known(people: &str, tokens: &str, more: bool, caller: Option<&str>) -> Vec<(String, Maker)> {
        let body = format!(
            r#"{{"people":{{"edges":[{people}],"pageInfo":{{"hasNextPage":{more}}}}},
                "tokens":{{"edges":[{tokens}],"pageInfo":{{"hasNextPage":false}}}}}}"#
        );
        let data = Json::parse(&body).and_then(MakersData::from_json).unwrap();
        let asked = ["adam", "ci", "gone"].map(id).into();
        let caller = caller.map(id);
        data.known(&asked, caller.as_ref())
            .into_iter()
            .map(|(id, maker)| (id.to_string(), maker))
            .collect()
    }

    const ADAM: &str = r#"{"node":{"id":"adam","user":{"name":"Adam Admin"}}}"#;
    const OLIVIA: &str = r#"{"node":{"id":"olivia","user":{"name":"Olivia Owner"}}}"#;
    const CI: &str = r#"{"node":{"id":"ci","name":"CI"}}"#;

    #[test]
    fn members_and_tokens_have_names_and_the_others_have_left() {
        let found = known(&format!("{ADAM},{OLIVIA}"), CI, false, Some("olivia"));
        let expected = [
            ("adam", Maker::Member("Adam Admin".into())),
            ("ci", Maker::ApiToken("CI".into())),
            ("gone", Maker::Left),
            ("olivia", Maker::Member("Olivia Owner".into())),
        ];
        assert_eq!(found, expected.map(|(id, maker)| (id.to_owned(), maker)));
    }

    #[test]
    fn nobody_is_said_to_have_left_by_an_answer_that_is_not_whole() {
        let both = format!("{ADAM},{OLIVIA}");
        for found in [
            // The caller is missing: a check failed, as with the hiccup of contract 6.
            known(ADAM, CI, false, Some("olivia")),
            known("", "", false, Some("olivia")),
            // There are more.
            known(&both, CI, true, Some("olivia")),
            // Nobody knows who asks.
            known(&both, CI, false, None),
        ] {
            assert!(
                found.iter().all(|(_, maker)| *maker != Maker::Left),
                "{found:?}"
            );
        }
    }

    #[test]
    fn each_page_of_members_adds_names_and_says_where_the_next_begins() {
        let mut found = SortedMap::new();
        let mut page = |people: &str, more: bool| {
            let body = format!(
                r#"{{"people":{{"edges":[{people}],"pageInfo":{{"hasNextPage":{more},"endCursor":"c"}}}}}}"#
            );
            let data = Json::parse(&body).and_then(MembersData::from_json).unwrap();
            let next = data.add_to(&mut found);
            (found.values().cloned().collect::<Vec<_>>(), next)
        };
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            page(OLIVIA, true),
            (names(&["Olivia Owner"]), Some("c".to_owned()))
        );
        let both = names(&["Adam Admin", "Olivia Owner"]);
        assert_eq!(page(&format!("{ADAM},{OLIVIA}"), false), (both, None));
    }

    #[test]
    fn an_exemption_is_read_from_the_membership_in_the_active_organization() {
        let exempt = |organization: &str| {
            let body = r#"{"orgMemberships":{"edges":[
                {"node":{"userID":"mia","organizationID":"parent","ssoExempt":true}},
                {"node":{"userID":"mia","organizationID":"acme","ssoExempt":null}},
                {"node":{"userID":"adam","organizationID":"globex","ssoExempt":true}}]}}"#;
            let data = Json::parse(body).and_then(MembershipData::from_json);
            data.unwrap()
                .exemption(&id("mia"), &OrganizationId::new(organization))
        };
        assert_eq!(exempt("parent"), Some(true));
        assert_eq!(exempt("acme"), Some(false));
        assert_eq!(exempt("globex"), None);
    }
}
