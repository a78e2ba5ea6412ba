//! What a token can do: what is chosen, what that includes, and what every API token can do.
//!
//! The authorization model grants more than what is written in a token's scopes (contract 5, "Implied rights"). Everything
//! that tells people what a token can do reads it from here.

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

/// What every API token can do, whatever its scopes (contract 4). Anything the scopes add to it changes nothing.
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

/// Whether more than [`BROAD_ACCESS_ABOVE`] rights to write and delete come from the scopes. What every API token can do
/// is left out: it would count for each of them.
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

    /// Whether it changes people's roles, up to super admin: the right to write memberships, which comes with the right
    /// to write the organization.
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
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    fn of(scopes: &[&str]) -> Granted {
        granted(&ScopeSelection::from_wire(scopes))
    }

    fn wire(granted: &Granted) -> Vec<String> {
        granted.beyond(&ScopeSelection::default()).to_wire()
    }

    #[test]
    fn a_lone_delete_of_the_organization_writes_reads_and_changes_roles() {
        let granted = of(&["organization:delete"]);
        assert_eq!(granted.len(), 9);
        assert_eq!(granted.changing(), 6);
        assert!(granted.changes_roles() && !granted.invites());
        for object in ["organization", "org_membership", "organization_setting"] {
            assert_eq!(granted.verbs(object), Verbs::ALL);
        }
        assert!(of(&["can_edit_org_membership"]).changes_roles());
        assert!(of(&["invite:delete"]).invites());
        assert!(!of(&["organization:read", "invite:read"]).changes_roles());
    }

    #[test]
    fn every_api_token_reads_the_organization_and_manages_api_tokens() {
        let nothing = of(&[]);
        assert!(nothing.is_empty());
        assert_eq!(nothing.verbs("api_token"), Verbs::ALL);
        assert_eq!(nothing.verbs("organization"), Verbs::NONE.with(Verb::Read));
        let none = ScopeSelection::default();
        assert_eq!(
            source(&none, "api_token", Verb::Delete),
            Some(Source::EveryToken)
        );
        assert_eq!(source(&none, "organization", Verb::Write), None);
        // Scopes for API tokens change nothing.
        assert!(of(&["api_token:delete"]).gained_since(&nothing).is_empty());
    }

    #[test]
    fn what_is_included_says_by_what() {
        let selection = ScopeSelection::from_wire(["control:write", "risk:delete", "risk:read"]);
        let by = |object, verb| match source(&selection, object, verb) {
            Some(Source::Scope(scope)) => scope.to_string(),
            Some(Source::EveryToken) => "every".to_owned(),
            None => String::new(),
        };
        assert_eq!(by("control", Verb::Write), "");
        assert_eq!(by("control", Verb::Read), "control:write");
        assert_eq!(by("control_objective", Verb::Read), "control:write");
        assert_eq!(by("control_objective", Verb::Delete), "");
        assert_eq!(by("risk", Verb::Write), "risk:delete");
        assert_eq!(by("risk", Verb::Read), "");
    }

    #[test]
    fn what_a_scope_does_not_reach_is_told() {
        assert_eq!(
            of(&["hush:read"]).missing("hush"),
            Some(Missing::OrganizationWrite)
        );
        assert_eq!(
            of(&["hush:read", "organization:delete"]).missing("hush"),
            None
        );
        let part = "trust_center_doc";
        assert_eq!(of(&["trust_center_doc:read"]).missing(part), None);
        assert_eq!(
            of(&["trust_center_doc:write"]).missing(part),
            Some(Missing::TrustCenterWrite)
        );
        assert_eq!(
            of(&["trust_center_doc:write", "trust_center:write"]).missing(part),
            None
        );
        assert_eq!(of(&["trust_center:write"]).missing("trust_center"), None);
        assert!(of(&["trust_center:write"]).changes_without_creating("trust_center"));
        assert!(!of(&["risk:write"]).changes_without_creating("risk"));
    }

    #[test]
    fn rows_say_what_their_scopes_do_beyond_their_names() {
        let note = |scopes: &[&str], object| of(scopes).note(object).unwrap_or_default();
        assert_eq!(
            note(&[], "api_token"),
            "Every API token can do this, whatever its scopes"
        );
        assert_eq!(note(&[], "organization"), "");
        // The membership's row says it as well: the right comes with the organization's.
        assert!(note(&["organization:write"], "org_membership").contains("roles"));
        assert!(!note(&["org_membership:write"], "organization").contains("roles"));
        assert!(note(&["invite:write"], "invite").contains("any role"));
        assert!(
            note(&["workflow_definition:read"], "workflow_definition")
                .contains("Organization: Write")
        );
        assert!(
            note(&["trust_center_doc:write"], "trust_center_doc").contains("Trust Center: Write")
        );
        assert!(note(&["trust_center:write"], "trust_center").contains("no scope creates"));
        assert_eq!(note(&["evidence:write"], "evidence"), "");
    }

    #[test]
    fn broad_access_counts_what_is_granted() {
        let deletes = |n: usize| {
            (0..n)
                .map(|n| format!("object{n}:delete"))
                .collect::<Vec<_>>()
        };
        assert!(!is_broad(&ScopeSelection::from_wire(deletes(10))));
        assert!(is_broad(&ScopeSelection::from_wire(deletes(11))));
    }

    /// The machine-readable table of the contract, where it lies beside the repository.
    #[test]
    fn the_table_is_that_of_the_contract() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/contract/implies.json"
        );
        let Ok(text) = std::fs::read_to_string(path) else {
            return;
        };
        let facts: Value = serde_json::from_str(&text).unwrap();
        let words = |value: &Value| -> BTreeSet<String> {
            let all = value.as_array().unwrap().iter();
            all.map(|word| word.as_str().unwrap().to_owned()).collect()
        };
        let table: BTreeMap<_, _> = facts["same_verb_other_objects"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(object, others)| (object.clone(), words(others)))
            .collect();
        let own: BTreeMap<_, BTreeSet<_>> = INCLUDES
            .iter()
            .map(|(object, others)| {
                let others = others.iter().map(|other| (*other).to_owned());
                ((*object).to_owned(), others.collect())
            })
            .collect();
        assert_eq!(table, own);
        for verb in Verb::ALL {
            let implied = words(
                &facts["same_object"][verb.as_str()]
                    .as_array()
                    .map_or(Value::Array(vec![]), |all| Value::Array(all.clone())),
            );
            let closed = closed(Verbs::NONE.with(verb)).iter();
            let own = closed.filter(|other| *other != verb);
            assert_eq!(
                implied,
                own.map(|other| other.as_str().to_owned()).collect()
            );
        }
        let never = words(&facts["create"]["never_by_scope"]);
        assert_eq!(never, NEVER_CREATED.map(str::to_owned).into());
        let besides = facts["besides"].as_object().unwrap();
        for object in ["organization", "org_membership", "invite", "group"] {
            for verb in [Verb::Write, Verb::Delete] {
                let told: String = besides
                    .iter()
                    .filter(|(scope, _)| {
                        // Delete includes write.
                        let scope = Scope::parse(scope).unwrap();
                        scope.object == object && scope.verb <= verb
                    })
                    .map(|(_, what)| what.to_string())
                    .collect();
                let granted = of(&[&format!("{object}:{}", verb.as_str())]);
                assert_eq!(
                    granted.changes_roles(),
                    told.contains("roles of people"),
                    "{object}"
                );
                assert_eq!(
                    granted.invites(),
                    told.contains("invite people"),
                    "{object}"
                );
            }
        }
        let every = facts["every_api_token"].to_string();
        assert!(every.contains("api_token: read, write, delete, create"));
        assert!(every.contains("organization: read"));
        assert_eq!(
            words(&facts["every_api_token"]).len(),
            EVERY_API_TOKEN.len()
        );
    }

    fn selection() -> impl Strategy<Value = ScopeSelection> {
        let objects = vec![
            "control",
            "subcontrol",
            "organization",
            "invite",
            "risk",
            "api_token",
        ];
        let scope = (prop::sample::select(objects), 0_usize..3);
        let scopes = prop::collection::vec(scope, 0..8);
        scopes.prop_map(|scopes| {
            let texts = scopes
                .iter()
                .map(|(object, verb)| format!("{object}:{}", Verb::ALL[*verb].as_str()));
            ScopeSelection::from_wire(texts)
        })
    }

    proptest! {
        /// A right is granted exactly if it is chosen, included by what is chosen, or everybody's.
        #[test]
        fn each_right_has_a_source(selection in selection()) {
            let granted = granted(&selection);
            for object in ["control", "subcontrol", "control_objective", "organization", "org_membership", "risk", "api_token"] {
                for verb in Verb::ALL {
                    let is_chosen = selection.verbs(object).contains(verb);
                    let source = source(&selection, object, verb);
                    prop_assert_eq!(granted.verbs(object).contains(verb), is_chosen || source.is_some());
                    prop_assert!(!is_chosen || source.is_none());
                    if let Some(Source::Scope(scope)) = source {
                        prop_assert!(selection.contains(&scope.to_string()));
                    }
                }
            }
            // Nothing more follows from what is granted.
            let all = granted.beyond(&ScopeSelection::default());
            prop_assert_eq!(wire(&super::granted(&all)), wire(&granted));
        }
    }
}
