//! What `/v1/scopes` offers, grouped for people.

use super::object_label::object_label;
use super::scope::{ScopeSelection, Verb, Verbs};
use crate::sorted::SortedMap;

/// Objects by the area of work that they belong to, in the order shown. An object that is in none
/// is listed under [`OTHER_AREA`].
const AREAS: [(&str, &[&str]); 9] = [
    (
        "Compliance",
        &[
            "assessment",
            "check_result",
            "control",
            "control_implementation",
            "control_objective",
            "evidence",
            "finding",
            "finding_control",
            "mapped_control",
            "program",
            "program_membership",
            "remediation",
            "review",
            "standard",
            "subcontrol",
        ],
    ),
    (
        "Policies and documents",
        &[
            "action_plan",
            "discussion",
            "document_data",
            "file",
            "internal_policy",
            "narrative",
            "note",
            "procedure",
            "template",
        ],
    ),
    ("Risk", &["risk", "scan", "sla_definition", "vulnerability"]),
    (
        "Vendors and assets",
        &[
            "asset",
            "contact",
            "entity",
            "entity_type",
            "platform",
            "subprocessor",
            "system_detail",
            "vendor_risk_score",
            "vendor_scoring_config",
        ],
    ),
    (
        "Trust center",
        &[
            "trust_center",
            "trust_center_compliance",
            "trust_center_doc",
            "trust_center_entity",
            "trust_center_faq",
            "trust_center_nda_request",
            "trust_center_setting",
            "trust_center_subprocessor",
            "trust_center_watermark_config",
        ],
    ),
    (
        "Directory",
        &[
            "directory_account",
            "directory_group",
            "directory_membership",
            "directory_sync_run",
            "identity_holder",
        ],
    ),
    (
        "Work and automation",
        &[
            "job_runner",
            "job_runner_registration_token",
            "job_runner_token",
            "job_template",
            "scheduled_job",
            "scheduled_job_run",
            "task",
            "workflow_definition",
        ],
    ),
    (
        "Messages",
        &[
            "campaign",
            "campaign_target",
            "email_template",
            "notification_template",
            "subscriber",
        ],
    ),
    (
        "Organization",
        &[
            "api_token",
            "custom_domain",
            "custom_type_enum",
            "group",
            "group_membership",
            "group_setting",
            "hush",
            "invite",
            "org_membership",
            "org_subscription",
            "organization",
            "organization_setting",
            "tag_definition",
        ],
    ),
];

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
    /// Groups the answer of `/v1/scopes`: object → verbs. Verbs that are not read, write or delete
    /// cannot be offered and are left out, as are objects with no other.
    pub fn new<S: AsRef<str>>(offered: &SortedMap<String, Vec<S>>) -> Self {
        let mut rest: SortedMap<&str, CatalogueObject> = offered
            .iter()
            .filter_map(|(object, verbs)| {
                let offered: Verbs = Verb::ALL
                    .into_iter()
                    .filter(|verb| verbs.iter().any(|word| word.as_ref() == verb.as_str()))
                    .collect();
                let entry = CatalogueObject {
                    object: object.clone(),
                    label: object_label(object),
                    offered,
                };
                (!offered.is_empty()).then_some((object.as_str(), entry))
            })
            .collect();
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
        Self { areas }
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

    /// The selection that a preset stands for.
    pub fn preset(&self, preset: Preset) -> ScopeSelection {
        let mut selection = ScopeSelection::default();
        for entry in self.objects() {
            selection.set(&entry.object, preset.verbs().intersection(entry.offered));
        }
        selection
    }

    /// The preset that equals `selection` exactly, if one does.
    pub fn matching_preset(&self, selection: &ScopeSelection) -> Option<Preset> {
        Preset::ALL
            .into_iter()
            .find(|preset| self.preset(*preset) == *selection)
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
    fn no_object_stands_in_two_areas() {
        let mut seen = crate::sorted::SortedSet::new();
        for object in AREAS.iter().flat_map(|(_, objects)| *objects) {
            assert!(seen.insert(object), "{object}");
        }
    }

    proptest! {
        #[test]
        fn a_preset_is_active_exactly_when_the_sets_are_equal(clicks in prop::collection::vec((0usize..6, 0usize..3, any::<bool>()), 0..40)) {
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
