//! The seeded API tokens: every state and flag, both spellings of scopes; long, right-to-left, emoji names.

use crate::time::{DAY, HOUR, MINUTE, Micros};

/// Which scopes a seeded token has.
#[derive(Clone, Copy)]
pub(super) enum Scopes {
    Unset,
    List(&'static [&'static str]),
    ReadAll,
    ReadWriteAll,
    All,
}

/// A seeded API token.
pub(super) struct Token {
    pub(super) organization: &'static str,
    pub(super) name: &'static str,
    pub(super) description: Option<&'static str>,
    pub(super) creator: &'static str,
    pub(super) scopes: Scopes,
    /// Days until the end; negative when past.
    pub(super) expires: Option<i64>,
    /// Microseconds since the last use.
    pub(super) used: Option<Micros>,
    /// Days since creation.
    pub(super) age: i64,
    pub(super) disabled: bool,
    /// Days since revocation, and the reason.
    pub(super) revoked: Option<(i64, &'static str)>,
    pub(super) authorized: bool,
    pub(super) tags: &'static str,
}

const T: Token = Token {
    organization: "acme",
    name: "",
    description: None,
    creator: "olivia",
    scopes: Scopes::Unset,
    expires: None,
    used: None,
    age: 1,
    disabled: false,
    revoked: None,
    authorized: false,
    tags: "[]",
};

const EVIDENCE: Scopes = Scopes::List(&["evidence:read", "evidence:write"]);
const CONTROLS: Scopes = Scopes::List(&[
    "control:read",
    "control_objective:read",
    "control_implementation:read",
]);
const LEGACY: Scopes =
    Scopes::List(&["can_view_evidence", "can_edit_evidence", "can_view_control"]);
const MIXED: Scopes = Scopes::List(&[
    "can_view_risk",
    "risk:write",
    "task:read",
    "can_delete_task",
]);
const ASSETS: Scopes = Scopes::List(&[
    "asset:read",
    "asset:write",
    "vulnerability:read",
    "vulnerability:write",
    "scan:read",
]);

/// The tokens, in the order of their ids.
pub(super) const TOKENS: [Token; 33] = [
    Token {
        name: "GitHub Actions deploy",
        description: Some("Uploads build evidence after each release"),
        scopes: EVIDENCE,
        expires: Some(75),
        used: Some(4 * MINUTE),
        age: 15,
        tags: "[\"ci\",\"github\"]",
        ..T
    },
    Token {
        name: "Evidence upload",
        description: Some("Nightly job of the platform team"),
        creator: "adam",
        scopes: EVIDENCE,
        expires: Some(210),
        used: Some(7 * HOUR),
        age: 155,
        tags: "[\"nightly\"]",
        ..T
    },
    Token {
        name: "Vulnerability scanner",
        description: Some("Pushes findings from the container registry scan"),
        creator: "adam",
        scopes: ASSETS,
        expires: Some(9),
        used: Some(35 * MINUTE),
        age: 81,
        tags: "[\"security\"]",
        ..T
    },
    Token {
        name: "Jira bridge",
        description: Some("Mirrors remediation tasks"),
        scopes: Scopes::List(&["task:read", "task:write", "remediation:read"]),
        expires: Some(3),
        used: Some(2 * HOUR),
        age: 87,
        ..T
    },
    Token {
        name: "SIEM export",
        description: Some("Read-only feed for the SOC"),
        scopes: Scopes::ReadAll,
        expires: Some(120),
        used: Some(50 * MINUTE),
        age: 60,
        tags: "[\"security\",\"feed\"]",
        ..T
    },
    Token {
        name: "Terraform state",
        description: Some("Controls as code"),
        creator: "adam",
        scopes: Scopes::ReadWriteAll,
        expires: Some(45),
        used: Some(DAY),
        age: 44,
        tags: "[\"terraform\"]",
        ..T
    },
    Token {
        name: "Break-glass automation",
        description: Some("Full access, kept in the safe of the security lead"),
        scopes: Scopes::All,
        used: Some(130 * DAY),
        age: 380,
        tags: "[\"emergency\"]",
        ..T
    },
    Token {
        name: "HR onboarding",
        description: Some("Creates identities of new colleagues"),
        scopes: Scopes::List(&[
            "identity_holder:read",
            "identity_holder:write",
            "group_membership:write",
            "group_membership:read",
        ]),
        expires: Some(30),
        used: Some(3 * DAY),
        age: 59,
        ..T
    },
    Token {
        name: "Trust center publisher",
        creator: "adam",
        scopes: Scopes::List(&[
            "trust_center:read",
            "trust_center:write",
            "trust_center_doc:read",
            "trust_center_doc:write",
        ]),
        expires: Some(88),
        age: 2,
        ..T
    },
    Token {
        name: "Policy importer",
        description: Some("One-off import, keep until the audit is over"),
        scopes: Scopes::List(&[
            "internal_policy:read",
            "internal_policy:write",
            "procedure:read",
            "procedure:write",
        ]),
        expires: Some(13),
        used: Some(20 * DAY),
        age: 76,
        ..T
    },
    Token {
        name: "legacy-webhook",
        description: Some("Scopes in the old spelling"),
        scopes: LEGACY,
        used: Some(41 * DAY),
        age: 300,
        ..T
    },
    Token {
        name: "risk-register-sync",
        description: Some("Both spellings, as it grew over time"),
        creator: "adam",
        scopes: MIXED,
        expires: Some(160),
        used: Some(5 * DAY),
        age: 205,
        ..T
    },
    Token {
        name: "Metrics exporter",
        scopes: CONTROLS,
        expires: Some(365),
        used: Some(6 * MINUTE),
        age: 1,
        tags: "[\"monitoring\"]",
        ..T
    },
    Token {
        name: "Audit 2025 data room",
        description: Some("For the external auditors"),
        scopes: Scopes::List(&["evidence:read", "program:read", "control:read"]),
        expires: Some(-12),
        used: Some(13 * DAY),
        age: 100,
        ..T
    },
    Token {
        name: "Penetration test",
        scopes: Scopes::List(&["finding:read", "finding:write"]),
        expires: Some(-90),
        used: Some(91 * DAY),
        age: 150,
        creator: "adam",
        ..T
    },
    Token {
        name: "Proof of concept",
        description: Some("Never used, ended"),
        expires: Some(-200),
        age: 230,
        ..T
    },
    Token {
        name: "Staging importer",
        description: Some("Switched off while staging is rebuilt"),
        scopes: EVIDENCE,
        expires: Some(90),
        used: Some(16 * DAY),
        age: 90,
        disabled: true,
        ..T
    },
    Token {
        name: "Slack digest",
        creator: "adam",
        scopes: Scopes::List(&["task:read"]),
        used: Some(100 * DAY),
        age: 250,
        disabled: true,
        ..T
    },
    Token {
        name: "Contractor laptop",
        description: Some("Found in a public repository"),
        scopes: EVIDENCE,
        expires: Some(60),
        used: Some(8 * DAY),
        age: 40,
        disabled: true,
        revoked: Some((8, "Secret was committed to a public repository")),
        ..T
    },
    Token {
        name: "Former MSP",
        scopes: Scopes::ReadAll,
        used: Some(70 * DAY),
        age: 320,
        disabled: true,
        revoked: Some((64, "Contract ended")),
        creator: "adam",
        ..T
    },
    Token {
        name: "Revoked without a reason",
        scopes: CONTROLS,
        expires: Some(20),
        age: 33,
        revoked: Some((2, "")),
        ..T
    },
    Token {
        name: "Quarterly report",
        description: Some("Sleeps between quarters"),
        scopes: Scopes::List(&["program:read", "control:read", "risk:read"]),
        expires: Some(280),
        used: Some(92 * DAY),
        age: 190,
        ..T
    },
    Token {
        name: "Data warehouse",
        description: Some("Fivetran connector"),
        scopes: Scopes::ReadAll,
        used: Some(26 * HOUR),
        age: 270,
        tags: "[\"bi\"]",
        creator: "adam",
        ..T
    },
    Token {
        name: "Authentication probe",
        description: Some("No scopes: only proves that tokens are accepted"),
        scopes: Scopes::List(&[]),
        expires: Some(50),
        used: Some(15 * MINUTE),
        age: 40,
        tags: "[\"monitoring\"]",
        ..T
    },
    Token {
        name: "Vendor risk questionnaire service for subsidiaries in EMEA, APAC and the Americas \
             including acquisitions",
        description: Some(
            "Long names and descriptions happen. This one goes on for a while, to see what a \
             table, a card and a dialog do with text that does not fit into a line and cannot be \
             shortened without losing its sense.",
        ),
        scopes: Scopes::List(&[
            "vendor_risk_score:read",
            "vendor_scoring_config:read",
            "assessment:read",
            "assessment:write",
        ]),
        expires: Some(110),
        used: Some(4 * DAY),
        age: 12,
        ..T
    },
    Token {
        name: "תקן אבטחת מידע – ייצוא",
        description: Some("ייצוא ראיות לצוות בתל אביב"),
        scopes: EVIDENCE,
        expires: Some(66),
        used: Some(2 * DAY),
        age: 24,
        creator: "adam",
        ..T
    },
    Token {
        name: "🚀 Release train 🚂",
        description: Some("Marks releases as evidence ✅"),
        scopes: EVIDENCE,
        expires: Some(31),
        used: Some(90 * MINUTE),
        age: 58,
        tags: "[\"ci\"]",
        ..T
    },
    Token {
        name: "日次バックアップ",
        description: Some("夜間に証跡をエクスポートします"),
        scopes: Scopes::ReadAll,
        expires: Some(180),
        used: Some(11 * HOUR),
        age: 182,
        ..T
    },
    Token {
        name: "<b>Not bold</b> & \"quoted\"",
        description: Some("Markup in a name is text"),
        scopes: CONTROLS,
        expires: Some(17),
        age: 6,
        ..T
    },
    Token {
        name: "!denied legacy-webhook",
        description: Some(
            "Nobody manages to change or delete this one, so that a bulk action fails for a part",
        ),
        scopes: LEGACY,
        expires: Some(400),
        used: Some(60 * DAY),
        age: 310,
        ..T
    },
    Token {
        name: "!conflict replica sync",
        description: Some("Always being changed elsewhere when you try"),
        scopes: CONTROLS,
        expires: Some(33),
        used: Some(6 * HOUR),
        age: 90,
        creator: "adam",
        ..T
    },
    Token {
        organization: "globex",
        name: "Attestation archive",
        description: Some("Authorized for SSO"),
        scopes: EVIDENCE,
        expires: Some(140),
        used: Some(2 * HOUR),
        age: 50,
        authorized: true,
        ..T
    },
    Token {
        organization: "globex",
        name: "Assessment intake",
        description: Some("Refused until it is authorized for SSO"),
        scopes: Scopes::List(&["assessment:read", "assessment:write"]),
        expires: Some(60),
        age: 5,
        ..T
    },
];
