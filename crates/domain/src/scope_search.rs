//! Finding scopes by what people type.

use super::scope::{ScopeSelection, Verb, Verbs};
use super::scope_catalogue::{CatalogueObject, OtherScope};

/// A search over objects and verbs: every word typed has to match an object's label, its name on
/// the wire, or the beginning of a verb that is offered for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeSearch {
    words: Vec<String>,
}

/// From this many letters on a word can mean a verb: "re" is more likely the start of "review".
const VERB_LETTERS: usize = 3;

impl ScopeSearch {
    /// Reads what was typed; letter case does not matter. A colon separates like white space, so
    /// that `evidence:read` finds what it names.
    pub fn new(typed: &str) -> Self {
        let words = typed
            .split(|c: char| c.is_whitespace() || c == ':')
            .filter(|word| !word.is_empty());
        Self {
            words: words.map(str::to_ascii_lowercase).collect(),
        }
    }

    /// Whether nothing was typed.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether `entry` is found.
    pub fn finds(&self, entry: &CatalogueObject) -> bool {
        let label = entry.label.to_ascii_lowercase();
        self.words.iter().all(|word| {
            let is_offered_verb = Self::verb(word).is_some_and(|verb| entry.offered.contains(verb));
            is_offered_verb || label.contains(word.as_str()) || entry.object.contains(word.as_str())
        })
    }

    /// Whether a right with another verb is found: each word is in its label or its name.
    pub fn finds_other(&self, other: &OtherScope) -> bool {
        let label = other.label.to_ascii_lowercase();
        let mut words = self.words.iter();
        words.all(|word| label.contains(word.as_str()) || other.scope.contains(word.as_str()))
    }

    /// Chooses what was found of `entry`, or clears it: the verbs that were typed, or all when none was.
    /// Nobody who looks for "read" means "delete".
    pub fn choose(&self, selection: &mut ScopeSelection, entry: &CatalogueObject, chosen: bool) {
        let typed = self.verbs();
        if typed == Verbs::NONE {
            let verbs = if chosen { entry.offered } else { Verbs::NONE };
            selection.assign(&entry.object, verbs, entry.offered);
            return;
        }
        for verb in typed.intersection(entry.offered).iter() {
            selection.choose(&entry.object, verb, chosen, entry.offered);
        }
    }

    /// The verbs that were typed.
    pub fn verbs(&self) -> Verbs {
        self.words
            .iter()
            .filter_map(|word| Self::verb(word))
            .collect()
    }

    /// What to mark in labels: the words that are not verbs.
    pub fn object_words(&self) -> impl Iterator<Item = &str> {
        let words = self.words.iter().map(String::as_str);
        words.filter(|word| Self::verb(word).is_none())
    }

    fn verb(word: &str) -> Option<Verb> {
        (word.len() >= VERB_LETTERS).then(|| {
            Verb::ALL
                .into_iter()
                .find(|verb| verb.as_str().starts_with(word))
        })?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope_catalogue::tests::sample;

    fn found(typed: &str) -> Vec<String> {
        let search = ScopeSearch::new(typed);
        sample()
            .objects()
            .filter(|entry| search.finds(entry))
            .map(|entry| entry.object.clone())
            .collect()
    }

    #[test]
    fn objects_are_found_by_label_name_and_verb() {
        assert_eq!(found("EVI"), ["evidence"]);
        assert_eq!(found("api tok"), ["api_token"]);
        assert_eq!(found("api_token"), ["api_token"]);
        assert_eq!(found("evidence:read"), ["evidence"]);
        assert_eq!(found("del").len(), 6);
        assert_eq!(found("no such thing"), [""; 0]);
        assert_eq!(found("").len(), 6);
    }

    #[test]
    fn choosing_what_was_found_grants_no_verb_that_was_not_looked_for() {
        let chosen = |typed: &str, mut selection: ScopeSelection, on: bool| {
            let search = ScopeSearch::new(typed);
            let catalogue = sample();
            for entry in catalogue.objects().filter(|entry| search.finds(entry)) {
                search.choose(&mut selection, entry, on);
            }
            selection.to_wire()
        };
        let none = ScopeSelection::default;
        assert_eq!(chosen("evidence:read", none(), true), ["evidence:read"]);
        assert_eq!(
            chosen("write evi", none(), true),
            ["evidence:read", "evidence:write"]
        );
        assert_eq!(chosen("evidence", none(), true).len(), 3);
        let readable = chosen("read", none(), true);
        assert!(
            readable.iter().all(|scope| scope.ends_with(":read")),
            "{readable:?}"
        );
        // What was chosen before stays.
        let all =
            || ScopeSelection::from_wire(["evidence:read", "evidence:write", "evidence:delete"]);
        assert_eq!(chosen("evidence:read", all(), true).len(), 3);
        assert_eq!(
            chosen("evidence delete", all(), false),
            ["evidence:read", "evidence:write"]
        );
        assert_eq!(chosen("evidence", all(), false), [""; 0]);
    }

    #[test]
    fn verbs_are_told_from_objects() {
        let search = ScopeSearch::new("risk write");
        assert_eq!(search.verbs().iter().collect::<Vec<_>>(), [Verb::Write]);
        assert_eq!(search.object_words().collect::<Vec<_>>(), ["risk"]);
    }
}
