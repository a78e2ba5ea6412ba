//! The identity behind a request and the organization it acts in (contract 1.12).

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::roles::Role;
use crate::store::accounts;

/// How the caller identified itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A signed-in person.
    Jwt,
    /// A personal access token.
    Personal,
    /// An API token.
    Api,
}

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// How it identified itself.
    pub(crate) kind: Kind,
    /// What goes into `createdBy` and `updatedBy`: the user's id, or the API token's.
    pub(crate) subject: String,
    /// The user; an API token has none.
    pub(crate) user: Option<String>,
    /// Organizations it may act in: a personal token's own list, or the active one.
    pub(crate) organizations: Vec<String>,
    /// The organization it acts in.
    pub(crate) active: Option<String>,
    /// Relations to its organization that an API token has: those that it was given, and what they imply.
    pub(crate) granted: BTreeSet<String>,
    /// The credential itself, as sent.
    pub(crate) bearer: String,
    /// The id of the session whose cookie came with a JWT.
    pub(crate) session: Option<String>,
}

impl Caller {
    /// Its role in an organization; an API token has none.
    pub(crate) fn role(
        &self,
        connection: &Connection,
        organization: &str,
    ) -> rusqlite::Result<Option<Role>> {
        match &self.user {
            Some(user) => accounts::role(connection, user, organization),
            None => Ok(None),
        }
    }

    /// May it create, change and delete API tokens of the organization?
    ///
    /// An API token may, in its own organization, whatever its scopes (contract 4, (R)).
    pub(crate) fn can_edit(
        &self,
        connection: &Connection,
        organization: &str,
    ) -> rusqlite::Result<bool> {
        if self.kind == Kind::Api {
            return Ok(self.active.as_deref() == Some(organization));
        }
        Ok(self
            .role(connection, organization)?
            .is_some_and(Role::can_edit))
    }
}
