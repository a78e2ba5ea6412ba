//! What a choice of scopes amounts to, in words and as a risk.

use super::object_label::object_plural;
use super::scope::{BROAD_ACCESS_ABOVE, ScopeSelection, Verb, Verbs};
use super::scope_catalogue::{Preset, ScopeCatalogue};

/// How much harm a leaked token could do, in four steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing, or looking at a few things.
    Low,
    /// Looking at much, or changing some of it.
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

/// Objects that decide who has access: changing them can lead to more rights than were given.
const ACCESS_OBJECTS: [&str; 9] = [
    "api_token",
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

/// The risk of a choice, with the reason as a sentence part: "writes 1 of 77 objects".
pub fn risk(selection: &ScopeSelection, catalogue: &ScopeCatalogue) -> (Risk, String) {
    let total = catalogue.objects().count();
    let count = |verb: Verb| {
        selection
            .objects()
            .filter(|(_, verbs)| verbs.contains(verb))
            .count()
    };
    let (reads, writes, deletes) = (count(Verb::Read), count(Verb::Write), count(Verb::Delete));
    let of = |n: usize| format!("{n} of {total} objects");
    if selection.is_empty() {
        return (Risk::Low, "can only authenticate".into());
    }
    if catalogue.matching_preset(selection) == Some(Preset::FullAccess) {
        return (
            Risk::Critical,
            format!("reads, writes and deletes all {total} objects"),
        );
    }
    let access = selection.objects().find(|(object, verbs)| {
        ACCESS_OBJECTS.contains(object)
            && (verbs.contains(Verb::Write) || verbs.contains(Verb::Delete))
    });
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
    if selection.changing() > BROAD_ACCESS_ABOVE {
        return (Risk::High, format!("writes {}", of(writes)));
    }
    if writes > 0 {
        return (Risk::Moderate, format!("writes {}", of(writes)));
    }
    let risk = if reads * 2 > total {
        Risk::Moderate
    } else {
        Risk::Low
    };
    (risk, format!("reads {}", of(reads)))
}

/// What a choice allows, as a sentence part: "Read and write evidence; read controls and files".
pub fn can_do(selection: &ScopeSelection, catalogue: &ScopeCatalogue) -> String {
    if selection.is_empty() {
        return "Nothing but authenticate".into();
    }
    match catalogue.matching_preset(selection) {
        Some(Preset::ReadOnly) => return "Read everything, change nothing".into(),
        Some(Preset::ReadWrite) => return "Read and write everything, delete nothing".into(),
        Some(Preset::FullAccess) => return "Read, write and delete everything".into(),
        Some(Preset::None) | None => {}
    }
    let mut parts: Vec<String> = Vec::new();
    for bits in [
        Verbs::ALL,
        Verbs::from_iter([Verb::Write, Verb::Delete]),
        Verbs::from_iter([Verb::Read, Verb::Delete]),
        Verbs::from_iter([Verb::Delete]),
        Verbs::from_iter([Verb::Read, Verb::Write]),
        Verbs::from_iter([Verb::Write]),
        Verbs::from_iter([Verb::Read]),
    ] {
        let objects: Vec<&str> = selection
            .objects()
            .filter(|(_, verbs)| *verbs == bits)
            .map(|(object, _)| object)
            .collect();
        if !objects.is_empty() {
            let verbs: Vec<String> = bits.iter().map(|verb| verb.as_str().to_owned()).collect();
            parts.push(format!("{} {}", and_list(&verbs), named(&objects)));
        }
    }
    let unreadable: Vec<String> = selection.unreadable().map(str::to_owned).collect();
    if !unreadable.is_empty() {
        parts.push(format!("use {}", and_list(&unreadable)));
    }
    let text = parts.join("; ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        [first.to_ascii_uppercase()]
            .into_iter()
            .chain(letters)
            .collect()
    })
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

    fn words(scopes: &[&str]) -> String {
        can_do(&ScopeSelection::from_wire(scopes), &sample())
    }

    #[test]
    fn a_choice_reads_as_a_sentence() {
        assert_eq!(
            words(&[
                "evidence:read",
                "evidence:write",
                "control:read",
                "file:read"
            ]),
            "Read and write evidence; read controls and files"
        );
        assert_eq!(words(&[]), "Nothing but authenticate");
        assert_eq!(
            can_do(&sample().preset(Preset::ReadWrite), &sample()),
            "Read and write everything, delete nothing"
        );
    }

    #[test]
    fn risk_follows_the_worst_that_could_be_done() {
        let level = |scopes: &[&str]| risk(&ScopeSelection::from_wire(scopes), &sample()).0;
        assert_eq!(level(&[]), Risk::Low);
        assert_eq!(level(&["evidence:read"]), Risk::Low);
        assert_eq!(level(&["evidence:read", "evidence:write"]), Risk::Moderate);
        assert_eq!(
            level(&["evidence:read", "evidence:write", "evidence:delete"]),
            Risk::High
        );
        assert_eq!(level(&["api_token:read", "api_token:write"]), Risk::High);
        assert_eq!(
            risk(&sample().preset(Preset::ReadOnly), &sample()).0,
            Risk::Moderate
        );
        assert_eq!(
            risk(&sample().preset(Preset::FullAccess), &sample()).0,
            Risk::Critical
        );
    }
}
