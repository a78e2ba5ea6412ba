//! Roles, relations and scopes (contract 5 and 6).
//!
//! The lists under `data/` were written for the sandbox from the backend's model: one name a line.

use std::fmt;

use crate::config::Catalogue;

/// Stored in place of a role where a member has no relation to the organization, not even to view it.
pub(crate) const NO_ROLE: &str = "NONE";

/// Role of a user in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Owns the organization; exempt from SSO.
    Owner,
    /// May do what an owner may, except give the organization away.
    SuperAdmin,
    /// Manages.
    Admin,
    /// Works.
    Member,
    /// Looks.
    Auditor,
}

impl Role {
    /// Reads the stored name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [
            Self::Owner,
            Self::SuperAdmin,
            Self::Admin,
            Self::Member,
            Self::Auditor,
        ]
        .into_iter()
        .find(|role| role.to_string() == name)
    }

    /// Relations to the organization, as `/v1/account/roles/organization` lists them.
    pub(crate) fn relations(self) -> impl Iterator<Item = &'static str> {
        let list = match self {
            Self::Owner => include_str!("../../data/role_owner.txt"),
            Self::SuperAdmin => include_str!("../../data/role_super_admin.txt"),
            Self::Admin => include_str!("../../data/role_admin.txt"),
            Self::Member => include_str!("../../data/role_member.txt"),
            Self::Auditor => include_str!("../../data/role_auditor.txt"),
        };
        list.lines()
    }

    /// May create, change and delete API tokens.
    pub(crate) fn can_edit(self) -> bool {
        matches!(self, Self::Owner | Self::SuperAdmin | Self::Admin)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner => "OWNER",
            Self::SuperAdmin => "SUPER_ADMIN",
            Self::Admin => "ADMIN",
            Self::Member => "MEMBER",
            Self::Auditor => "AUDITOR",
        })
    }
}

/// Objects that upstream's next version takes out of the catalogue (contract 5).
const LEAVING: [&str; 6] = [
    "job_runner",
    "job_runner_registration_token",
    "job_runner_token",
    "job_template",
    "scheduled_job",
    "scheduled_job_run",
];

/// The objects that scopes speak of, sorted.
pub(crate) fn objects(catalogue: Catalogue) -> impl Iterator<Item = &'static str> {
    include_str!("../../data/objects.txt")
        .lines()
        .filter(move |object| catalogue == Catalogue::Current || !LEAVING.contains(object))
}

/// What the backend makes of a scope (contract 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Empty: ignored.
    Nothing,
    /// A relation that a token can be given.
    Assignable(String),
    /// A relation whose name passes, but that cannot be given directly.
    Indirect,
    /// Unknown; the normalised form.
    Unknown(String),
}

/// `Evidence:READ` → `can_view_evidence`; other verbs go before the object unchanged.
pub(crate) fn normalise(scope: &str) -> String {
    let scope = scope.trim().to_lowercase();
    let alias = |verb: &str| match verb {
        "read" => "can_view".to_owned(),
        "write" => "can_edit".to_owned(),
        "delete" => "can_delete".to_owned(),
        other => other.to_owned(),
    };
    match scope.split_once(':') {
        Some((object, verb)) => format!("{}_{object}", alias(verb)),
        None => alias(&scope),
    }
}

/// Judges one scope.
pub(crate) fn judge(catalogue: Catalogue, scope: &str) -> Scope {
    let relation = normalise(scope);
    if relation.is_empty() {
        return Scope::Nothing;
    }
    let object = ["can_view_", "can_edit_", "can_delete_"]
        .iter()
        .find_map(|verb| relation.strip_prefix(verb));
    if object.is_some_and(|object| objects(catalogue).any(|known| known == object)) {
        return Scope::Assignable(relation);
    }
    if relation.starts_with("can_create_") && Role::Owner.relations().any(|known| known == relation)
    {
        return Scope::Indirect;
    }
    Scope::Unknown(relation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_have_the_sizes_of_the_contract() {
        let sizes = [
            Role::Owner,
            Role::SuperAdmin,
            Role::Admin,
            Role::Member,
            Role::Auditor,
        ]
        .map(|role| role.relations().count());
        assert_eq!(sizes, [322, 319, 115, 4, 26]);
        assert_eq!(objects(Catalogue::Current).count(), 77);
        assert_eq!(objects(Catalogue::Next).count(), 71);
        assert!(objects(Catalogue::Current).is_sorted());
    }

    #[test]
    fn scopes_are_judged_like_the_table_of_contract_5() {
        let judge = |scope: &str| judge(Catalogue::Current, scope);
        let given = |relation: &str| Scope::Assignable(relation.to_owned());
        let unknown = |relation: &str| Scope::Unknown(relation.to_owned());
        assert_eq!(judge("evidence:read"), given("can_view_evidence"));
        assert_eq!(judge("can_view_evidence"), given("can_view_evidence"));
        assert_eq!(judge(" Evidence:READ "), given("can_view_evidence"));
        assert_eq!(judge("read:evidence"), unknown("evidence_read"));
        assert_eq!(judge("read"), unknown("can_view"));
        assert_eq!(judge("evidence:create"), unknown("create_evidence"));
        assert_eq!(judge("foo:bar"), unknown("bar_foo"));
        assert_eq!(judge("can_create_evidence"), Scope::Indirect);
        assert_eq!(judge("  "), Scope::Nothing);
    }
}
