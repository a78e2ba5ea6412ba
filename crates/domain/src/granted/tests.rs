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
        note(&["workflow_definition:read"], "workflow_definition").contains("Organization: Write")
    );
    assert!(note(&["trust_center_doc:write"], "trust_center_doc").contains("Trust Center: Write"));
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
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let path = format!("{folder}/../../../shared/contract/implies.json");
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
        for object in [
            "control", "subcontrol", "control_objective",
            "organization", "org_membership", "risk", "api_token",
        ] {
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

#[test]
fn a_right_is_given_by_its_own_scope_and_by_those_that_include_it() {
    let texts = |wanted: &str| -> Vec<String> {
        let wanted = Scope::parse(wanted).expect("a scope");
        granting(&wanted).iter().map(Scope::to_string).collect()
    };
    assert_eq!(
        texts("evidence:read"),
        ["evidence:read", "evidence:write", "evidence:delete"]
    );
    assert_eq!(
        texts("org_membership:write"),
        [
            "org_membership:write",
            "org_membership:delete",
            "organization:write",
            "organization:delete",
        ]
    );
    assert_eq!(texts("task:delete"), ["task:delete"]);
}

#[test]
fn a_scope_is_given_by_exactly_those_that_grant_it() {
    let objects = INCLUDES
        .iter()
        .flat_map(|(from, to)| to.iter().chain([from]));
    let all: Vec<Scope> = objects
        .flat_map(|object| {
            Verb::ALL.map(|verb| Scope {
                object: (*object).to_owned(),
                verb,
            })
        })
        .collect();
    for wanted in &all {
        for one in &all {
            let selection = ScopeSelection::from_wire([one.to_string()]);
            let grants = granted(&selection)
                .by_scopes(&wanted.object)
                .contains(wanted.verb);
            assert_eq!(granting(wanted).contains(one), grants, "{one} for {wanted}");
        }
    }
}
