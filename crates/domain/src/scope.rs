//! Scopes: what an API token may do, and what choosing one implies.

use crate::sorted::{SortedMap, SortedSet};
use std::fmt;

/// What a scope allows on an object, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Look at it (`can_view`).
    Read,
    /// Create and change it (`can_edit`).
    Write,
    /// Remove it (`can_delete`).
    Delete,
}

impl Verb {
    /// All verbs, weakest first: the order of the columns.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Delete];

    /// The verb as the wire spells it after the colon (contract 5).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }

    /// The verb as a column heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Delete => "Delete",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == word)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::Delete => 4,
        }
    }
}

/// A set of verbs on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Verbs(u8);

impl Verbs {
    /// No verb.
    pub const NONE: Self = Self(0);
    /// Every verb.
    pub const ALL: Self = Self(7);

    /// Whether the set has no verb.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `verb` is in the set.
    pub const fn contains(self, verb: Verb) -> bool {
        self.0 & verb.bit() != 0
    }

    /// The set with `verb` added and nothing else changed.
    pub const fn with(self, verb: Verb) -> Self {
        Self(self.0 | verb.bit())
    }

    /// The set after a person chose `verb`: with everything that it implies. Write implies read;
    /// delete implies both.
    pub const fn granted(self, verb: Verb) -> Self {
        let implied = match verb {
            Verb::Read => 1,
            Verb::Write => 3,
            Verb::Delete => 7,
        };
        Self(self.0 | implied)
    }

    /// The set after a person took `verb` away: without everything that needs it. Without read
    /// there is nothing; without write there is no delete.
    pub const fn withdrawn(self, verb: Verb) -> Self {
        let kept = match verb {
            Verb::Read => 0,
            Verb::Write => 1,
            Verb::Delete => 3,
        };
        Self(self.0 & kept)
    }

    /// What both sets have.
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The verbs of the set, weakest first.
    pub fn iter(self) -> impl Iterator<Item = Verb> {
        Verb::ALL
            .into_iter()
            .filter(move |verb| self.contains(*verb))
    }

    /// How many verbs the set has.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }
}

impl FromIterator<Verb> for Verbs {
    fn from_iter<I: IntoIterator<Item = Verb>>(verbs: I) -> Self {
        verbs.into_iter().fold(Self::NONE, Self::with)
    }
}

/// One scope in the canonical form of the console: `object:verb`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// The object in `snake_case`, as `/v1/scopes` names it.
    pub object: String,
    /// What is allowed on it.
    pub verb: Verb,
}

impl Scope {
    /// Reads either spelling that tokens are stored with, `evidence:read` or `can_view_evidence`,
    /// in any case and with white space around it (contract 5). `None` for everything that is not
    /// read, write or delete on an object.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let (object, verb) = match text.split_once(':') {
            Some((object, word)) => (object, Verb::parse(word).or_else(|| relation_verb(word))?),
            None => [Verb::Read, Verb::Write, Verb::Delete]
                .into_iter()
                .find_map(|verb| {
                    let object = text.strip_prefix(relation(verb))?.strip_prefix('_')?;
                    Some((object, verb))
                })?,
        };
        let named = !object.is_empty()
            && object
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        named.then(|| Self {
            object: object.to_owned(),
            verb,
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.object, self.verb.as_str())
    }
}

const fn relation(verb: Verb) -> &'static str {
    match verb {
        Verb::Read => "can_view",
        Verb::Write => "can_edit",
        Verb::Delete => "can_delete",
    }
}

fn relation_verb(word: &str) -> Option<Verb> {
    Verb::ALL.into_iter().find(|verb| relation(*verb) == word)
}

/// A selection of scopes. Scopes that the console cannot read are kept to the letter, so that
/// editing a token never drops what somebody else gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ScopeSelection {
    by_object: SortedMap<String, Verbs>,
    unreadable: SortedSet<String>,
}

impl ScopeSelection {
    /// Reads the scopes of a token as they are stored: either spelling, verbatim, without adding
    /// what a choice would imply. Empty strings are dropped like the backend drops them.
    pub fn from_wire<S: AsRef<str>>(scopes: impl IntoIterator<Item = S>) -> Self {
        let mut selection = Self::default();
        for text in scopes {
            let text = text.as_ref();
            if let Some(scope) = Scope::parse(text) {
                let verbs = selection
                    .by_object
                    .or_insert_with(scope.object, Verbs::default);
                *verbs = verbs.with(scope.verb);
            } else if !text.trim().is_empty() {
                selection.unreadable.insert(text.to_owned());
            }
        }
        selection
    }

    /// The scopes as they are sent: `object:verb`, sorted by object and verb, then what could not
    /// be read, to the letter.
    pub fn to_wire(&self) -> Vec<String> {
        self.scopes()
            .map(|scope| scope.to_string())
            .chain(self.unreadable.iter().cloned())
            .collect()
    }

    /// Every readable scope, sorted by object, weakest verb first.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.by_object.iter().flat_map(|(object, verbs)| {
            verbs.iter().map(move |verb| Scope {
                object: object.clone(),
                verb,
            })
        })
    }

    /// The objects with at least one verb, sorted by name, each with its verbs.
    pub fn objects(&self) -> impl Iterator<Item = (&str, Verbs)> {
        self.by_object
            .iter()
            .map(|(object, verbs)| (object.as_str(), *verbs))
    }

    /// Scopes in a form that the console cannot read, to the letter.
    pub fn unreadable(&self) -> impl Iterator<Item = &str> {
        self.unreadable.iter().map(String::as_str)
    }

    /// What is chosen on `object`.
    pub fn verbs(&self, object: &str) -> Verbs {
        self.by_object.get(object).copied().unwrap_or_default()
    }

    /// Replaces what is chosen on `object`.
    pub fn set(&mut self, object: &str, verbs: Verbs) {
        if verbs.is_empty() {
            self.by_object.remove(object);
        } else {
            self.by_object.insert(object.to_owned(), verbs);
        }
    }

    /// A person ticks or clears one box: with what that implies, limited to `offered`.
    pub fn choose(&mut self, object: &str, verb: Verb, chosen: bool, offered: Verbs) {
        let now = self.verbs(object);
        let next = if chosen {
            let added = Verbs::NONE.granted(verb).intersection(offered);
            added.iter().fold(now, Verbs::with)
        } else {
            now.withdrawn(verb)
        };
        self.set(object, next);
    }

    /// How many scopes are chosen, unreadable ones included.
    pub fn len(&self) -> usize {
        self.by_object
            .values()
            .map(|verbs| verbs.len())
            .sum::<usize>()
            + self.unreadable.len()
    }

    /// Whether no scope is chosen.
    pub fn is_empty(&self) -> bool {
        self.by_object.is_empty() && self.unreadable.is_empty()
    }

    /// How many of the scopes change or delete something.
    pub fn changing(&self) -> usize {
        self.scopes()
            .filter(|scope| scope.verb != Verb::Read)
            .count()
    }

    /// What `self` has and `before` has not, as sent on the wire: what somebody would gain.
    pub fn gained_since(&self, before: &Self) -> Vec<String> {
        let before: SortedSet<String> = before.to_wire().into_iter().collect();
        self.to_wire()
            .into_iter()
            .filter(|scope| !before.contains(scope))
            .collect()
    }
}

/// More write and delete scopes than this and a token counts as having broad access.
pub const BROAD_ACCESS_ABOVE: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_spellings_name_the_same_scope() {
        let scope = Scope::parse("evidence:read").unwrap();
        assert_eq!(Some(&scope), Scope::parse("can_view_evidence").as_ref());
        assert_eq!(Some(&scope), Scope::parse(" Evidence:READ ").as_ref());
        assert_eq!(Some(&scope), Scope::parse("evidence:can_view").as_ref());
        assert_eq!(scope.to_string(), "evidence:read");
        assert_eq!(
            Scope::parse("can_edit_api_token").unwrap().to_string(),
            "api_token:write"
        );
    }

    #[test]
    fn what_is_no_scope_is_refused() {
        for text in [
            "",
            "read",
            "evidence:",
            ":read",
            "evidence:create",
            "can_create_risk",
            "read:evidence",
            "a b:read",
            "can_view_",
        ] {
            assert_eq!(Scope::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unreadable_scopes_are_kept_to_the_letter() {
        let selection = ScopeSelection::from_wire(["can_view_evidence", "Wild:Card", ""]);
        assert_eq!(selection.to_wire(), ["evidence:read", "Wild:Card"]);
        assert_eq!(selection.len(), 2);
    }

    #[test]
    fn only_what_is_new_counts_as_gained() {
        let before = ScopeSelection::from_wire(["can_view_evidence", "risk:write"]);
        let after = ScopeSelection::from_wire(["evidence:read", "evidence:write"]);
        assert_eq!(after.gained_since(&before), ["evidence:write"]);
        assert!(before.gained_since(&before).is_empty());
    }

    fn object() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["evidence", "risk", "api_token", "x9"]).prop_map(str::to_owned)
    }

    fn verb() -> impl Strategy<Value = Verb> {
        prop::sample::select(Verb::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn implications_hold_after_any_clicks(clicks in prop::collection::vec((object(), verb(), any::<bool>()), 0..60)) {
            let mut selection = ScopeSelection::default();
            for (object, verb, chosen) in clicks {
                selection.choose(&object, verb, chosen, Verbs::ALL);
                prop_assert_eq!(selection.verbs(&object).contains(verb), chosen);
                for (_, verbs) in selection.objects() {
                    prop_assert!(!verbs.is_empty());
                    prop_assert!(!verbs.contains(Verb::Write) || verbs.contains(Verb::Read));
                    prop_assert!(!verbs.contains(Verb::Delete) || verbs.contains(Verb::Write));
                }
            }
        }

        #[test]
        fn the_wire_form_survives_a_round_trip(scopes in prop::collection::vec("[a-z]{1,6}:(read|write|delete|create)|can_(view|edit|delete)_[a-z]{1,5}|\\PC{0,8}", 0..12)) {
            let once = ScopeSelection::from_wire(&scopes);
            let twice = ScopeSelection::from_wire(once.to_wire());
            prop_assert_eq!(&once, &twice);
            prop_assert_eq!(once.len(), once.to_wire().len());
        }
    }
}
