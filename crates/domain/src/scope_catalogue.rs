//! What `/v1/scopes` offers, grouped for people.

mod areas;

use self::areas::AREAS;
use super::granted::granted;
use super::object_label::object_label;
use super::scope::{Scope, ScopeSelection, Verb, Verbs, relation_of};
use crate::sorted::SortedMap;

/// The heading for objects that no area names.
pub const OTHER_AREA: &str = "Other";

/// One object and what can be allowed on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueObject {
    /// The object in `snake_case`.
    pub object: String,
    /// The object in words.
    pub label: String,
    /// The verbs that the backend offers for it.
    pub offered: Verbs,
}

/// A right with another verb than read, write and delete, offered as the backend names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherScope {
    /// `object:verb`, as it is sent.
    pub scope: String,
    /// In words: `Evidence: Approve`.
    pub label: String,
}

/// The objects of one area, by label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The heading.
    pub name: &'static str,
    /// At least one object.
    pub objects: Vec<CatalogueObject>,
}

/// Everything that can be chosen. Never has an empty area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeCatalogue {
    areas: Vec<Area>,
    others: Vec<OtherScope>,
}

/// A ready-made choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Nothing.
    None,
    /// Every read.
    ReadOnly,
    /// Every read and write.
    ReadWrite,
    /// Everything, deletion included.
    FullAccess,
}

impl Preset {
    /// All presets in the order of their buttons.
    pub const ALL: [Self; 4] = [
        Self::None,
        Self::ReadOnly,
        Self::ReadWrite,
        Self::FullAccess,
    ];

    /// The name of its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::ReadOnly => "Read only",
            Self::ReadWrite => "Read & write",
            Self::FullAccess => "Full access",
        }
    }

    /// Its name in a link to the form.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ReadOnly => "read_only",
            Self::ReadWrite => "read_write",
            Self::FullAccess => "full_access",
        }
    }

    /// The preset with this name in a link.
    pub fn from_parameter(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.parameter() == name)
    }

    fn verbs(self) -> Verbs {
        match self {
            Self::None => Verbs::NONE,
            Self::ReadOnly => Verbs::from_iter([Verb::Read]),
            Self::ReadWrite => Verbs::from_iter([Verb::Read, Verb::Write]),
            Self::FullAccess => Verbs::ALL,
        }
    }
}

impl ScopeCatalogue {
    /// Groups the answer of `/v1/scopes`: object → verbs. Objects with read, write or delete have a row
    /// each; other verbs are listed one by one.
    pub fn new<S: AsRef<str>>(offered: &SortedMap<String, Vec<S>>) -> Self {
        let mut others = Vec::new();
        let mut rest: SortedMap<&str, CatalogueObject> = SortedMap::new();
        for (object, verbs) in offered.iter() {
            let label = object_label(object);
            let mut boxes = Verbs::NONE;
            for word in verbs.iter().map(AsRef::as_ref) {
                let verb = Verb::ALL.into_iter().find(|verb| verb.as_str() == word);
                if let Some(verb) = verb {
                    boxes = boxes.with(verb);
                } else {
                    others.push(OtherScope {
                        scope: format!("{object}:{word}"),
                        label: format!("{label}: {}", object_label(word)),
                    });
                }
            }
            if !boxes.is_empty() {
                let entry = CatalogueObject {
                    object: object.clone(),
                    label,
                    offered: boxes,
                };
                rest.insert(object, entry);
            }
        }
        let mut areas: Vec<Area> = AREAS
            .iter()
            .map(|(name, objects)| Area {
                name,
                objects: objects
                    .iter()
                    .filter_map(|object| rest.remove(object))
                    .collect(),
            })
            .collect();
        areas.push(Area {
            name: OTHER_AREA,
            objects: rest.into_values().collect(),
        });
        areas.retain(|area| !area.objects.is_empty());
        Self { areas, others }
    }

    /// The areas in the order shown.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Every object, in the order shown.
    pub fn objects(&self) -> impl Iterator<Item = &CatalogueObject> {
        self.areas.iter().flat_map(|area| &area.objects)
    }

    /// What `object` offers; nothing when it is unknown.
    pub fn offered(&self, object: &str) -> Verbs {
        self.objects()
            .find(|entry| entry.object == object)
            .map_or(Verbs::NONE, |entry| entry.offered)
    }

    /// The rights with other verbs than read, write and delete, by object.
    pub fn others(&self) -> &[OtherScope] {
        &self.others
    }

    /// Whether the backend offers this right, in any spelling.
    pub fn offers(&self, text: &str) -> bool {
        if let Some(scope) = Scope::parse(text) {
            return self.offered(&scope.object).contains(scope.verb);
        }
        let relation = relation_of(text);
        let mut others = self.others.iter();
        others.any(|other| relation_of(&other.scope) == relation)
    }

    /// What of `selection` the backend does not offer (any more). It can neither be given nor taken away
    /// (contract 5).
    pub fn unknown(&self, selection: &ScopeSelection) -> ScopeSelection {
        self.part(selection, false)
    }

    /// What of `selection` the backend offers.
    pub fn known(&self, selection: &ScopeSelection) -> ScopeSelection {
        self.part(selection, true)
    }

    fn part(&self, selection: &ScopeSelection, is_offered: bool) -> ScopeSelection {
        let scopes = selection.to_wire();
        ScopeSelection::from_wire(scopes.iter().filter(|text| self.offers(text) == is_offered))
    }

    /// What a token that has `stored` can be changed to when `wanted` is meant: what is not offered stays as
    /// it is stored.
    pub fn keep_unknown(&self, wanted: &ScopeSelection, stored: &ScopeSelection) -> ScopeSelection {
        let mut kept = self.known(wanted);
        for text in self.unknown(stored).to_wire() {
            kept.insert(&text);
        }
        kept
    }

    /// The selection that a preset stands for.
    pub fn preset(&self, preset: Preset) -> ScopeSelection {
        let mut selection = ScopeSelection::default();
        for entry in self.objects() {
            selection.set(&entry.object, preset.verbs().intersection(entry.offered));
        }
        if preset == Preset::FullAccess {
            for other in &self.others {
                selection.insert(&other.scope);
            }
        }
        selection
    }

    /// The preset that equals `selection` exactly, if one does.
    pub fn matching_preset(&self, selection: &ScopeSelection) -> Option<Preset> {
        Preset::ALL
            .into_iter()
            .find(|preset| self.preset(*preset) == *selection)
    }

    /// How many of the rights to read, write and delete come with `selection`, as granted, and how many are
    /// offered.
    pub fn share(&self, selection: &ScopeSelection) -> (usize, usize) {
        let granted = granted(selection);
        self.objects().fold((0, 0), |(held, all), entry| {
            let verbs = granted.verbs(&entry.object).intersection(entry.offered);
            (held + verbs.len(), all + entry.offered.len())
        })
    }

    /// Whether `selection` is as good as full access: it comes with nine tenths of what is offered.
    pub fn is_full(&self, selection: &ScopeSelection) -> bool {
        let (held, all) = self.share(selection);
        held > 0 && held * 10 >= all * 9
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A catalogue of a few known objects and one that no area names.
    pub(crate) fn sample() -> ScopeCatalogue {
        let offered = [
            "evidence",
            "control",
            "file",
            "risk",
            "api_token",
            "quantum_ledger",
        ]
        .into_iter()
        .map(|object| (object.to_owned(), vec!["delete", "read", "write"]))
        .collect();
        ScopeCatalogue::new(&offered)
    }

    #[test]
    fn unknown_objects_are_listed_under_other_and_nothing_is_lost() {
        let catalogue = sample();
        assert_eq!(catalogue.objects().count(), 6);
        let last = catalogue.areas().last().unwrap();
        assert_eq!(
            (last.name, last.objects[0].label.as_str()),
            (OTHER_AREA, "Quantum Ledger")
        );
    }

    #[test]
    fn every_preset_is_recognised_and_nothing_else() {
        let catalogue = sample();
        for preset in Preset::ALL {
            assert_eq!(
                catalogue.matching_preset(&catalogue.preset(preset)),
                Some(preset)
            );
            assert_eq!(Preset::from_parameter(preset.parameter()), Some(preset));
        }
        let mut nearly = catalogue.preset(Preset::ReadOnly);
        nearly.choose("risk", Verb::Write, true, Verbs::ALL);
        assert_eq!(catalogue.matching_preset(&nearly), None);
        let foreign = ScopeSelection::from_wire(["gone_object:read"]);
        assert_eq!(catalogue.matching_preset(&foreign), None);
    }

    #[test]
    fn other_verbs_are_offered_as_they_are_named() {
        let offered = SortedMap::from([
            ("evidence".to_owned(), vec!["approve", "read", "write"]),
            ("future_verb".to_owned(), vec!["sign_off"]),
        ]);
        let catalogue = ScopeCatalogue::new(&offered);
        assert_eq!(catalogue.objects().count(), 1);
        let others: Vec<_> = catalogue
            .others()
            .iter()
            .map(|other| other.label.as_str())
            .collect();
        assert_eq!(others, ["Evidence: Approve", "Future Verb: Sign Off"]);
        assert!(catalogue.offers("approve_evidence") && !catalogue.offers("evidence:delete"));
        let full = catalogue.preset(Preset::FullAccess);
        assert_eq!(
            full.to_wire(),
            [
                "evidence:read",
                "evidence:write",
                "evidence:approve",
                "future_verb:sign_off"
            ]
        );
        assert_eq!(catalogue.matching_preset(&full), Some(Preset::FullAccess));
        let spelled = ScopeSelection::from_wire([
            "evidence:read",
            "evidence:write",
            "approve_evidence",
            "sign_off_future_verb",
        ]);
        assert_eq!(
            catalogue.matching_preset(&spelled),
            Some(Preset::FullAccess)
        );
        let without = ScopeSelection::from_wire(["evidence:read", "evidence:write"]);
        assert_eq!(catalogue.matching_preset(&without), Some(Preset::ReadWrite));
        assert!(catalogue.is_full(&without), "all that can be written");
    }

    #[test]
    fn what_is_not_offered_is_neither_given_nor_taken_away() {
        let catalogue = sample();
        let stored = ScopeSelection::from_wire(["gone:read", "risk:approve", "can_view_risk"]);
        assert_eq!(
            catalogue.unknown(&stored).to_wire(),
            ["gone:read", "risk:approve"]
        );
        assert_eq!(catalogue.known(&stored).to_wire(), ["risk:read"]);
        let wanted = ScopeSelection::from_wire(["evidence:read", "elsewhere:read"]);
        assert_eq!(
            catalogue.keep_unknown(&wanted, &stored).to_wire(),
            ["evidence:read", "gone:read", "risk:approve"]
        );
    }

    #[test]
    fn everything_counts_as_full_access_however_it_is_written() {
        let catalogue = sample();
        let deletes = catalogue
            .objects()
            .map(|entry| format!("{}:delete", entry.object));
        let mut selection = ScopeSelection::from_wire(deletes);
        assert!(catalogue.is_full(&selection));
        assert_eq!(catalogue.matching_preset(&selection), None);
        selection.insert("gone:read");
        assert!(catalogue.is_full(&selection));
        assert!(!catalogue.is_full(&catalogue.preset(Preset::ReadWrite)));
        assert!(!ScopeCatalogue::default().is_full(&ScopeSelection::default()));
    }

    /// The backend may list any number of objects.
    #[test]
    fn nothing_depends_on_how_many_objects_there_are() {
        for count in [1, 71, 77, 200] {
            let offered: SortedMap<_, _> = (0..count)
                .map(|n| (format!("object{n}"), vec!["delete", "read", "write"]))
                .collect();
            let catalogue = ScopeCatalogue::new(&offered);
            assert_eq!(catalogue.objects().count(), count);
            let full = catalogue.preset(Preset::FullAccess);
            assert_eq!(full.len(), count * 3);
            assert_eq!(catalogue.matching_preset(&full), Some(Preset::FullAccess));
        }
    }

    #[test]
    fn no_object_stands_in_two_areas() {
        let mut seen = crate::sorted::SortedSet::new();
        for object in AREAS.iter().flat_map(|(_, objects)| *objects) {
            assert!(seen.insert(object), "{object}");
        }
    }

    proptest! {
        #[test]
        fn a_preset_is_active_exactly_when_the_sets_are_equal(
            clicks in prop::collection::vec((0usize..6, 0usize..3, any::<bool>()), 0..40),
        ) {
            let catalogue = sample();
            let objects: Vec<String> = catalogue.objects().map(|entry| entry.object.clone()).collect();
            let mut selection = ScopeSelection::default();
            for (object, verb, chosen) in clicks {
                selection.choose(&objects[object], Verb::ALL[verb], chosen, Verbs::ALL);
                let matching = catalogue.matching_preset(&selection);
                for preset in Preset::ALL {
                    prop_assert_eq!(matching == Some(preset), catalogue.preset(preset) == selection);
                }
            }
        }
    }
}
