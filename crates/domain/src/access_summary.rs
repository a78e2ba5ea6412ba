//! What a choice of scopes amounts to, in words and as a risk: as granted, not as written (contract 5).

use super::granted::{BASICS, Granted, Missing, granted};
use super::object_label::{object_label, object_plural};
use super::scope::{BROAD_ACCESS_ABOVE, ScopeSelection, Verb, Verbs};
use super::scope_catalogue::{Preset, ScopeCatalogue};

/// How much harm a leaked token could do, in four steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing. No API token is as harmless: each can make a stronger one (contract 4).
    Low,
    /// Looking at things, or changing some of them.
    Moderate,
    /// Deleting, changing much, or touching who has access.
    High,
    /// Everything.
    Critical,
}

impl Risk {
    /// The word shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Moderate => "Moderate",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    /// How many of four segments of the meter are filled.
    pub const fn level(self) -> u8 {
        match self {
            Self::Low => 1,
            Self::Moderate => 2,
            Self::High => 3,
            Self::Critical => 4,
        }
    }
}

/// Objects that decide who has access: changing them can lead to more rights than were given. Not API tokens:
/// every token can change those, whatever its scopes.
const ACCESS_OBJECTS: [&str; 8] = [
    "group",
    "group_membership",
    "group_setting",
    "invite",
    "job_runner_token",
    "org_membership",
    "organization",
    "organization_setting",
];

/// The most object names that a sentence lists.
const NAMED_OBJECTS: usize = 4;

/// The risk of a choice, with the reason as a sentence part: "writes 1 of 77 objects". More rights are never
/// less risk.
pub fn risk(selection: &ScopeSelection, catalogue: &ScopeCatalogue) -> (Risk, String) {
    let granted = granted(selection);
    let total = catalogue.objects().count();
    let count = |verb: Verb| {
        let offered = granted.beyond_basics().filter(|(object, verbs)| {
            verbs.contains(verb) && !catalogue.offered(object).is_empty()
        });
        offered.count()
    };
    let (reads, writes, deletes) = (count(Verb::Read), count(Verb::Write), count(Verb::Delete));
    let of = |n: usize| format!("{n} of {total} objects");
    if granted.beyond_basics().next().is_none() && granted.others().is_empty() {
        return (Risk::Moderate, "can make a stronger token".into());
    }
    if catalogue.is_full(selection) {
        let (held, all) = catalogue.share(selection);
        return (Risk::Critical, format!("has {held} of {all} rights"));
    }
    if granted.changes_roles() {
        return (
            Risk::High,
            "changes people's roles, up to super admin".into(),
        );
    }
    if granted.invites() {
        return (Risk::High, "invites people with any role".into());
    }
    let access = granted
        .objects()
        .find(|(object, verbs)| ACCESS_OBJECTS.contains(object) && verbs.contains(Verb::Write));
    if let Some((object, _)) = access {
        return (
            Risk::High,
            format!(
                "changes {}, which decide who has access",
                object_plural(object)
            ),
        );
    }
    if deletes > 0 {
        return (Risk::High, format!("deletes {}", of(deletes)));
    }
    if granted.changing() > BROAD_ACCESS_ABOVE {
        return (Risk::High, format!("writes {}", of(writes)));
    }
    if writes > 0 {
        return (Risk::Moderate, format!("writes {}", of(writes)));
    }
    let reason = if reads > 0 {
        format!("reads {}", of(reads))
    } else {
        "what its scopes allow is not known".into()
    };
    (Risk::Moderate, reason)
}

/// What a choice allows, as a sentence: "Read and write evidence; read files". What every API token can do is
/// told by [`notes`], or here when it is all.
pub fn can_do(selection: &ScopeSelection, catalogue: &ScopeCatalogue) -> String {
    let granted = granted(selection);
    if granted.is_empty() {
        return format!("Authenticate, {BASICS}");
    }
    match catalogue.matching_preset(selection) {
        Some(Preset::ReadOnly) => return "Read everything".into(),
        Some(Preset::ReadWrite) => return "Read and write everything".into(),
        Some(Preset::FullAccess) if catalogue.others().is_empty() => {
            return "Read, write and delete everything".into();
        }
        Some(Preset::FullAccess | Preset::None) | None => {}
    }
    let mut parts: Vec<String> = Vec::new();
    for bits in [
        Verbs::ALL,
        Verbs::from_iter([Verb::Read, Verb::Write]),
        Verbs::from_iter([Verb::Read]),
    ] {
        let objects: Vec<&str> = granted
            .objects()
            .filter(|(object, verbs)| *verbs == bits && !catalogue.offered(object).is_empty())
            .map(|(object, _)| object)
            .collect();
        if !objects.is_empty() {
            let verbs: Vec<String> = bits.iter().map(|verb| verb.as_str().to_owned()).collect();
            parts.push(format!("{} {}", and_list(&verbs), named(&objects)));
        }
    }
    let mut others = catalogue.others().iter();
    let others: Vec<String> = others
        .by_ref()
        .filter(|other| selection.contains(&other.scope))
        .map(|other| other.label.clone())
        .collect();
    if !others.is_empty() {
        parts.push(format!("use {}", and_list(&others)));
    }
    if parts.is_empty() {
        return format!("Authenticate, {BASICS}");
    }
    capitalized(&parts.join("; "))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        [first.to_ascii_uppercase()]
            .into_iter()
            .chain(letters)
            .collect()
    })
}

/// What has to be known besides about a choice, a sentence each: what its scopes include, whom they give
/// power over, what they do not reach, what the backend does not know, and what every API token can do.
pub fn notes(selection: &ScopeSelection, catalogue: &ScopeCatalogue) -> Vec<String> {
    let granted = granted(selection);
    let mut notes = Vec::new();
    let more = granted.beyond(selection).len();
    if more > 0 {
        let (scopes, rights) = (plural(selection.len(), "scope"), plural(more, "more right"));
        let verb = if selection.len() == 1 {
            "includes"
        } else {
            "include"
        };
        notes.push(format!("Its {scopes} {verb} {rights}."));
    }
    notes.extend(powers(&granted).map(|power| format!("It can {power}.")));
    notes.extend(shortfalls(&granted));
    let unknown = catalogue.unknown(selection).to_wire();
    if !unknown.is_empty() {
        let (scopes, are_they) = match unknown.len() {
            1 => (
                "1 scope".to_owned(),
                "is no longer offered, and what it allows",
            ),
            count => (
                format!("{count} scopes"),
                "are no longer offered, and what they allow",
            ),
        };
        let texts = and_list(&unknown);
        notes.push(format!("{scopes} {are_they} is not known: {texts}."));
    }
    if can_do(selection, catalogue) != can_do(&ScopeSelection::default(), catalogue) {
        notes.push(format!("Like every API token it can {BASICS}."));
    }
    notes
}

/// What a choice allows to do to people, as sentence parts that follow "can".
pub fn powers(granted: &Granted) -> impl Iterator<Item = &'static str> {
    let roles = granted
        .changes_roles()
        .then_some("change people's roles, up to super admin");
    let invites = granted
        .invites()
        .then_some("invite people with any role, super admin included");
    roles.into_iter().chain(invites)
}

/// What the scopes do not reach although their names say so, a sentence each.
pub fn shortfalls(granted: &Granted) -> Vec<String> {
    let listed = |is_in: &dyn Fn(&str) -> bool| -> Vec<String> {
        let objects = granted.objects().filter(|(object, _)| is_in(object));
        objects.map(|(object, _)| object_label(object)).collect()
    };
    let missing = |needed: Missing| listed(&|object| granted.missing(object) == Some(needed));
    let mut sentences = Vec::new();
    let unread = missing(Missing::OrganizationWrite);
    if !unread.is_empty() {
        let needed = Missing::OrganizationWrite.label();
        sentences.push(format!(
            "Without {needed} it cannot read {}.",
            and_list(&unread)
        ));
    }
    let unchanged = missing(Missing::TrustCenterWrite);
    if !unchanged.is_empty() {
        let needed = Missing::TrustCenterWrite.label();
        sentences.push(format!(
            "Without {needed} it cannot change {}.",
            and_list(&unchanged)
        ));
    }
    let uncreated = listed(&|object| granted.changes_without_creating(object));
    if !uncreated.is_empty() {
        let objects = and_list(&uncreated);
        sentences.push(format!("No scope lets it create {objects}."));
    }
    sentences
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn named(objects: &[&str]) -> String {
    if objects.len() > NAMED_OBJECTS {
        return format!("{} objects", objects.len());
    }
    and_list(
        &objects
            .iter()
            .map(|object| object_plural(object))
            .collect::<Vec<_>>(),
    )
}

/// "a", "a and b", "a, b and c".
pub fn and_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope_catalogue::tests::sample;
    use proptest::prelude::*;

    fn words(scopes: &[&str]) -> String {
        can_do(&ScopeSelection::from_wire(scopes), &sample())
    }

    #[test]
    fn a_choice_reads_as_a_sentence() {
        assert_eq!(
            words(&["evidence:read", "evidence:write", "risk:read", "file:read"]),
            "Read and write evidence; read files and risks"
        );
        assert_eq!(
            words(&[]),
            "Authenticate, read the organization and manage its API tokens, including making a stronger one"
        );
        let preset = |preset| can_do(&sample().preset(preset), &sample());
        assert_eq!(preset(Preset::ReadWrite), "Read and write everything");
        assert_eq!(
            preset(Preset::FullAccess),
            "Read, write and delete everything"
        );
    }

    #[test]
    fn a_choice_is_told_as_granted() {
        assert_eq!(
            words(&["evidence:delete"]),
            "Read, write and delete evidence"
        );
        let objects = [
            "organization",
            "org_membership",
            "organization_setting",
            "invite",
        ];
        let offered = objects.map(|object| (object.to_owned(), vec!["read", "write", "delete"]));
        let catalogue = ScopeCatalogue::new(&offered.into());
        let selection = ScopeSelection::from_wire(["can_delete_organization", "invite:write"]);
        let all = notes(&selection, &catalogue);
        assert_eq!(
            all[..3],
            [
                "Its 2 scopes include 9 more rights.",
                "It can change people's roles, up to super admin.",
                "It can invite people with any role, super admin included.",
            ]
        );
        assert!(all[3].starts_with("Like every API token"));
        assert!(
            notes(&ScopeSelection::default(), &sample()).is_empty(),
            "the sentence says it all"
        );
    }

    #[test]
    fn what_a_name_promises_and_a_token_cannot_do_is_told() {
        let told = |scopes: &[&str]| shortfalls(&granted(&ScopeSelection::from_wire(scopes)));
        assert_eq!(
            told(&["hush:read"]),
            ["Without Organization: Write it cannot read Hush."]
        );
        assert_eq!(
            told(&[
                "trust_center_doc:write",
                "trust_center_faq:delete",
                "trust_center_faq:read"
            ]),
            ["Without Trust Center: Write it cannot change Trust Center Doc and Trust Center FAQ."]
        );
        assert_eq!(
            told(&["trust_center:write", "trust_center_doc:write"]),
            ["No scope lets it create Trust Center."]
        );
        assert!(told(&["evidence:write", "organization:write", "hush:read"]).is_empty());
    }

    #[test]
    fn everything_is_not_said_when_something_is_unknown_or_left_out() {
        let mut selection = sample().preset(Preset::FullAccess);
        selection.insert("gone:read");
        assert_eq!(
            can_do(&selection, &sample()),
            "Read, write and delete 6 objects"
        );
        let told = notes(&selection, &sample()).join(" ");
        assert!(
            told.contains("1 scope is no longer offered") && told.contains("gone:read"),
            "{told}"
        );
        assert_eq!(risk(&selection, &sample()).0, Risk::Critical);
        let offered = [("evidence".to_owned(), vec!["read", "write", "approve"])];
        let catalogue = ScopeCatalogue::new(&offered.into());
        let full = catalogue.preset(Preset::FullAccess);
        assert_eq!(
            can_do(&full, &catalogue),
            "Read and write evidence; use Evidence: Approve"
        );
        let only_unknown = ScopeSelection::from_wire(["gone:read"]);
        assert!(can_do(&only_unknown, &sample()).starts_with("Authenticate"));
    }

    #[test]
    fn risk_follows_the_worst_that_could_be_done() {
        let level = |scopes: &[&str]| risk(&ScopeSelection::from_wire(scopes), &sample()).0;
        assert_eq!(level(&[]), Risk::Moderate);
        assert_eq!(level(&["evidence:read"]), Risk::Moderate);
        assert_eq!(level(&["evidence:read", "evidence:write"]), Risk::Moderate);
        assert_eq!(level(&["evidence:delete"]), Risk::High);
        assert_eq!(level(&["group:write"]), Risk::High);
        assert_eq!(level(&["organization:write"]), Risk::High);
        assert_eq!(level(&["gone:approve"]), Risk::Moderate);
        let preset = |preset| risk(&sample().preset(preset), &sample()).0;
        assert_eq!(preset(Preset::ReadOnly), Risk::Moderate);
        assert_eq!(preset(Preset::FullAccess), Risk::Critical);
        // Every API token can do that.
        for verb in ["read", "write", "delete"] {
            let scope = format!("api_token:{verb}");
            let own = risk(&ScopeSelection::from_wire([scope]), &sample());
            assert_eq!(own, risk(&ScopeSelection::default(), &sample()), "{verb}");
        }
    }

    proptest! {
        #[test]
        fn more_scopes_are_never_less_risk(
            texts in prop::collection::vec(
                "(evidence|control|group|invite|risk|gone|api_token):(read|write|delete)",
                1..8,
            ),
        ) {
            let level = |texts: &[String]| risk(&ScopeSelection::from_wire(texts), &sample()).0;
            prop_assert!(level(&texts[1..]) <= level(&texts));
            prop_assert!(level(&[]) <= level(&texts));
        }
    }
}
