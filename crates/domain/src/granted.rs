//! What a token can do: what is chosen, what that includes, and what every API token can do.
//!
//! The authorization model grants more than what is written in a token's scopes (contract 5, "Implied
//! rights"). Everything that tells people what a token can do reads it from here.

use crate::scope::{BROAD_ACCESS_ABOVE, Scope, ScopeSelection, Verb, Verbs};
use crate::sorted::SortedMap;

/// A right on the first object is the same right on the others.
const INCLUDES: [(&str, &[&str]); 4] = [
    (
        "control",
        &["control_implementation", "control_objective", "subcontrol"],
    ),
    ("group", &["group_membership", "group_setting"]),
    ("organization", &["org_membership", "organization_setting"]),
    ("program", &["program_membership"]),
];

/// Writing and deleting include creating, but no scope creates these.
const NEVER_CREATED: [&str; 2] = ["trust_center", "trust_center_watermark_config"];

/// What every API token can do, whatever its scopes (contract 4). Anything the scopes add to it changes
/// nothing.
const EVERY_API_TOKEN: [(&str, Verbs); 2] = [
    ("api_token", Verbs::ALL),
    ("organization", Verbs::NONE.with(Verb::Read)),
];

/// A token cannot read these without writing the organization, whatever its scopes for them (contract 5).
const READ_WITH_ORGANIZATION: [&str; 2] = ["hush", "workflow_definition"];

/// Like every API token: for sentences about one.
pub const BASICS: &str =
    "read the organization and manage its API tokens, including making a stronger one";

/// Something a scope does not reach although its name says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Changing the parts of a trust center needs `trust_center:write`.
    TrustCenterWrite,
    /// Reading secrets and workflow definitions needs `organization:write`.
    OrganizationWrite,
}

impl Missing {
    /// What is needed besides.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TrustCenterWrite => "Trust Center: Write",
            Self::OrganizationWrite => "Organization: Write",
        }
    }
}

/// Where a right that is not chosen comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Every API token has it.
    EveryToken,
    /// This scope includes it.
    Scope(Scope),
}

/// What a token with certain scopes can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    by_scopes: SortedMap<String, Verbs>,
    others: Vec<String>,
}

/// What an API token with these scopes can do.
pub fn granted(selection: &ScopeSelection) -> Granted {
    let mut by_scopes: SortedMap<String, Verbs> = selection
        .objects()
        .map(|(object, verbs)| (object.to_owned(), closed(verbs)))
        .collect();
    for (object, included) in INCLUDES {
        let verbs = by_scopes.get(object).copied().unwrap_or_default();
        if verbs.is_empty() {
            continue;
        }
        for other in included {
            let held = by_scopes.or_insert_with((*other).to_owned(), Verbs::default);
            *held = held.union(verbs);
        }
    }
    Granted {
        by_scopes,
        others: selection.others().map(str::to_owned).collect(),
    }
}

/// Delete includes write, and write includes read.
fn closed(verbs: Verbs) -> Verbs {
    verbs.iter().fold(Verbs::NONE, Verbs::granted)
}

/// The scopes that each give a token the right of `wanted`: the scope itself, those for more on the same
/// object, and those on an object whose rights include it (contract 5).
pub fn granting(wanted: &Scope) -> Vec<Scope> {
    let mut all = Vec::new();
    add_from(wanted.verb, &wanted.object, &mut all);
    for (includer, included) in INCLUDES {
        if included.contains(&wanted.object.as_str()) {
            add_from(wanted.verb, includer, &mut all);
        }
    }
    all
}

/// Adds the scopes for this verb and for those that include it.
fn add_from(least: Verb, object: &str, all: &mut Vec<Scope>) {
    for verb in Verb::ALL {
        if verb >= least {
            all.push(Scope {
                object: object.to_owned(),
                verb,
            });
        }
    }
}

/// Whether more than [`BROAD_ACCESS_ABOVE`] rights to write and delete come from the scopes. What every API
/// token can do is left out: it would count for each of them.
pub fn is_broad(selection: &ScopeSelection) -> bool {
    granted(selection).changing() > BROAD_ACCESS_ABOVE
}

/// Where the right comes from if it is granted without being chosen.
pub fn source(selection: &ScopeSelection, object: &str, verb: Verb) -> Option<Source> {
    if selection.verbs(object).contains(verb) {
        return None;
    }
    let includer = INCLUDES
        .iter()
        .find(|(_, included)| included.contains(&object))
        .map(|(includer, _)| *includer);
    let strong = |object: &str| {
        let verbs = selection.verbs(object);
        let verb = Verb::ALL
            .into_iter()
            .find(|own| *own >= verb && verbs.contains(*own))?;
        Some(Source::Scope(Scope {
            object: object.to_owned(),
            verb,
        }))
    };
    strong(object)
        .or_else(|| strong(includer?))
        .or_else(|| basics(object).contains(verb).then_some(Source::EveryToken))
}

fn basics(object: &str) -> Verbs {
    EVERY_API_TOKEN
        .iter()
        .find(|(every, _)| *every == object)
        .map_or(Verbs::NONE, |(_, verbs)| *verbs)
}

impl Source {
    /// In words, for the box of a right that is not chosen.
    pub fn label(&self) -> String {
        match self {
            Self::EveryToken => "Every API token can do this".to_owned(),
            Self::Scope(scope) => format!("Included by {}", scope.label()),
        }
    }
}

impl Granted {
    /// What the scopes grant, by object; what every API token can do is not counted.
    pub fn objects(&self) -> impl Iterator<Item = (&str, Verbs)> {
        let objects = self.by_scopes.iter();
        objects.map(|(object, verbs)| (object.as_str(), *verbs))
    }

    /// What the scopes add to what every API token can do, by object.
    pub fn beyond_basics(&self) -> impl Iterator<Item = (&str, Verbs)> {
        self.objects()
            .map(|(object, verbs)| (object, verbs.without(basics(object))))
            .filter(|(_, verbs)| !verbs.is_empty())
    }

    /// What can be done with `object`, by the scopes or by every API token.
    pub fn verbs(&self, object: &str) -> Verbs {
        self.by_scopes(object).union(basics(object))
    }

    /// What the scopes allow to do with `object`.
    pub fn by_scopes(&self, object: &str) -> Verbs {
        self.by_scopes.get(object).copied().unwrap_or_default()
    }

    /// Rights with other verbs than read, write and delete.
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// Whether the scopes allow nothing at all.
    pub fn is_empty(&self) -> bool {
        self.by_scopes.is_empty() && self.others.is_empty()
    }

    /// How many rights there are by the scopes.
    pub fn len(&self) -> usize {
        let on_objects = self.objects().map(|(_, verbs)| verbs.len());
        on_objects.sum::<usize>() + self.others.len()
    }

    /// How many of the rights by the scopes write or delete.
    pub fn changing(&self) -> usize {
        let reads = Verbs::NONE.with(Verb::Read);
        let changes = self.objects().map(|(_, verbs)| verbs.without(reads).len());
        changes.sum()
    }

    /// The rights that are not chosen in `selection`, by object.
    pub fn beyond(&self, selection: &ScopeSelection) -> ScopeSelection {
        let mut beyond = ScopeSelection::default();
        for (object, verbs) in self.objects() {
            beyond.set(object, verbs.without(selection.verbs(object)));
        }
        beyond
    }

    /// What can be done now and could not `before`, basics left out.
    pub fn gained_since(&self, before: &Self) -> ScopeSelection {
        let mut gained = ScopeSelection::from_wire(&self.others);
        gained = gained.gained_since(&ScopeSelection::from_wire(&before.others));
        for (object, verbs) in self.objects() {
            gained.set(object, verbs.without(before.verbs(object)));
        }
        gained
    }

    /// Whether it changes people's roles, up to super admin: the right to write memberships, which comes with
    /// the right to write the organization.
    pub fn changes_roles(&self) -> bool {
        self.by_scopes("org_membership").contains(Verb::Write)
    }

    /// Whether it invites people with any role, super admin included.
    pub fn invites(&self) -> bool {
        self.by_scopes("invite").contains(Verb::Write)
    }

    /// Whether it changes `object`, and no scope would let it create one.
    pub fn changes_without_creating(&self, object: &str) -> bool {
        NEVER_CREATED.contains(&object) && self.by_scopes(object).contains(Verb::Write)
    }

    /// What is missing for the scopes on `object` to do what their names say.
    pub fn missing(&self, object: &str) -> Option<Missing> {
        let verbs = self.by_scopes(object);
        let has = |object: &str| self.by_scopes(object).contains(Verb::Write);
        if READ_WITH_ORGANIZATION.contains(&object) {
            return (!verbs.is_empty() && !has("organization"))
                .then_some(Missing::OrganizationWrite);
        }
        let is_part = object.starts_with("trust_center_");
        (is_part && verbs.contains(Verb::Write) && !has("trust_center"))
            .then_some(Missing::TrustCenterWrite)
    }

    /// What to say beside the scopes of `object`.
    pub fn note(&self, object: &str) -> Option<&'static str> {
        match self.missing(object) {
            Some(Missing::OrganizationWrite) => {
                return Some("Not readable without Organization: Write");
            }
            Some(Missing::TrustCenterWrite) => {
                return Some("Not changed without Trust Center: Write");
            }
            None => {}
        }
        if self.changes_without_creating(object) {
            return Some("Changed, not created: no scope creates it");
        }
        match object {
            "api_token" => Some("Every API token can do this, whatever its scopes"),
            "invite" if self.invites() => Some("Invites with any role, super admin included"),
            "organization" | "org_membership" if self.by_scopes(object).contains(Verb::Write) => {
                Some("Changes people's roles, up to super admin")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
