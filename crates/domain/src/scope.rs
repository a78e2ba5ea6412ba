//! Scopes: what an API token may do, and what choosing one implies.

use crate::object_label::object_label;
use crate::sorted::SortedMap;
use std::fmt;
use std::hash::{Hash, Hasher};

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

    /// The set without the verbs of `other`.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What one of the sets has, or both.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
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

    /// The texts by which tokens are stored with it: `evidence:read`, `can_view_evidence` and
    /// `evidence:can_view` (contract 5). Those with capitals or white space are left out.
    pub fn spellings(&self) -> [String; 3] {
        let (object, relation) = (self.object.as_str(), relation(self.verb));
        [
            [object, ":", self.verb.as_str()],
            [relation, "_", object],
            [object, ":", relation],
        ]
        .map(|parts| parts.concat())
    }

    /// The scope in words: `Control Objective: Read`.
    pub fn label(&self) -> String {
        format!("{}: {}", object_label(&self.object), self.verb.label())
    }
}

/// The relation that the backend makes of a scope in any spelling (contract 5): trimmed, in lower case,
/// `object:verb` turned around, and `read`, `write`, `delete` replaced by their relations. Two texts are the
/// same right exactly when their relations are equal.
pub fn relation_of(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let alias = |word: &str| {
        Verb::parse(word).map_or_else(|| word.to_owned(), |verb| relation(verb).to_owned())
    };
    match text.split_once(':') {
        Some((object, verb)) => format!("{}_{object}", alias(verb)),
        None => alias(&text),
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

/// A choice of rights, whichever way they are spelled. The spelling that a token is stored with is kept by
/// [`crate::stored_scopes::StoredScopes`].
#[derive(Clone, Debug, Default)]
pub struct ScopeSelection {
    by_object: SortedMap<String, Verbs>,
    /// Everything that is not read, write or delete on an object: its text by its relation.
    others: SortedMap<String, String>,
}

/// Spellings do not count.
impl PartialEq for ScopeSelection {
    fn eq(&self, other: &Self) -> bool {
        self.by_object == other.by_object && self.others.keys().eq(other.others.keys())
    }
}

impl Eq for ScopeSelection {}

impl Hash for ScopeSelection {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.by_object.hash(state);
        self.others.keys().for_each(|relation| relation.hash(state));
    }
}

impl ScopeSelection {
    /// Reads scopes in any spelling, without adding what a choice would imply. Empty strings are left out, as
    /// the backend leaves them out.
    pub fn from_wire<S: AsRef<str>>(scopes: impl IntoIterator<Item = S>) -> Self {
        let mut selection = Self::default();
        for text in scopes {
            selection.insert(text.as_ref());
        }
        selection
    }

    /// Adds one scope in any spelling, and nothing that it implies.
    pub fn insert(&mut self, text: &str) {
        if let Some(scope) = Scope::parse(text) {
            let verbs = self.by_object.or_insert_with(scope.object, Verbs::default);
            *verbs = verbs.with(scope.verb);
        } else if !text.trim().is_empty() {
            self.others
                .or_insert_with(relation_of(text), || text.trim().to_owned());
        }
    }

    /// The scopes as a new token gets them: `object:verb`, each once, sorted by object and verb; then those
    /// with other verbs.
    pub fn to_wire(&self) -> Vec<String> {
        self.scopes()
            .map(|scope| scope.to_string())
            .chain(self.others.values().cloned())
            .collect()
    }

    /// Every scope that reads, writes or deletes, sorted by object, weakest verb first.
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

    /// The scopes that are not read, write or delete on an object, as they are spelled.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        self.others.values().map(String::as_str)
    }

    /// Whether this right, in any spelling, is chosen.
    pub fn contains(&self, text: &str) -> bool {
        Scope::parse(text).map_or_else(
            || self.others.contains_key(&relation_of(text)),
            |scope| self.verbs(&scope.object).contains(scope.verb),
        )
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

    /// Replaces what is chosen of `offered` on `object`. What is not offered cannot be taken away (contract
    /// 5), so it stays.
    pub fn assign(&mut self, object: &str, verbs: Verbs, offered: Verbs) {
        let kept = self.verbs(object).without(offered);
        self.set(object, verbs.intersection(offered).union(kept));
    }

    /// A person ticks or clears one box: with what that implies, limited to `offered`.
    pub fn choose(&mut self, object: &str, verb: Verb, chosen: bool, offered: Verbs) {
        let now = self.verbs(object);
        let next = if chosen {
            now.granted(verb)
        } else {
            now.withdrawn(verb)
        };
        self.assign(object, next, offered);
    }

    /// A person ticks or clears a right with another verb than read, write and delete.
    pub fn choose_other(&mut self, text: &str, chosen: bool) {
        if chosen {
            self.insert(text);
        } else {
            self.others.remove(&relation_of(text));
        }
    }

    /// How many scopes are chosen, those with other verbs included.
    pub fn len(&self) -> usize {
        let on_objects = self.by_object.values().map(|verbs| verbs.len());
        on_objects.sum::<usize>() + self.others.len()
    }

    /// Whether no scope is chosen.
    pub fn is_empty(&self) -> bool {
        self.by_object.is_empty() && self.others.is_empty()
    }

    /// The scopes that `self` has and `before` has not.
    pub fn gained_since(&self, before: &Self) -> Self {
        let mut gained = Self::default();
        for (object, verbs) in self.objects() {
            gained.set(object, verbs.without(before.verbs(object)));
        }
        for (relation, text) in self.others.iter() {
            if !before.others.contains_key(relation) {
                gained.others.insert(relation.clone(), text.clone());
            }
        }
        gained
    }
}

/// More rights to write and delete than this and a token counts as having broad access.
pub const BROAD_ACCESS_ABOVE: usize = 20;

#[cfg(test)]
mod tests;
