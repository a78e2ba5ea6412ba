//! The seeded API tokens: every state and flag, both spellings of scopes; long, right-to-left, emoji names.

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{fixed, organizations, people};
use crate::{
    auth::{
        bearer::API_PREFIX,
        roles::{self, Scope},
    },
    config::Catalogue,
    store::tuples::{self, Change},
    time::{self, DAY, HOUR, MINUTE, Micros},
};

/// Which scopes a seeded token has.
#[derive(Clone, Copy)]
enum Scopes {
    Unset,
    List(&'static [&'static str]),
    ReadAll,
    ReadWriteAll,
    All,
}

struct Token {
    organization: &'static str,
    name: &'static str,
    description: Option<&'static str>,
    creator: &'static str,
    scopes: Scopes,
    /// Days until the end; negative when past.
    expires: Option<i64>,
    /// Microseconds since the last use.
    used: Option<Micros>,
    /// Days since creation.
    age: i64,
    disabled: bool,
    /// Days since revocation, and the reason.
    revoked: Option<(i64, &'static str)>,
    authorized: bool,
    tags: &'static str,
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

const TOKENS: [Token; 33] = [
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
        expires: Some(14),
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

/// The secret of a seeded token: fixed by its id, so that a test can use it.
pub(super) fn secret(prefix: &str, id: &str) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let halves = [
        Sha256::digest(format!("{id}/1")),
        Sha256::digest(format!("{id}/2")),
    ];
    let text: String = halves
        .iter()
        .flatten()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect();
    format!("{prefix}{text}")
}

fn scopes(kind: Scopes) -> Option<Vec<String>> {
    let all = |verbs: &[&str]| {
        let pairs = roles::objects(Catalogue::Current)
            .flat_map(|object| verbs.iter().map(move |verb| format!("{object}:{verb}")));
        Some(pairs.collect())
    };
    match kind {
        Scopes::Unset => None,
        Scopes::List(list) => Some(list.iter().map(|scope| (*scope).to_owned()).collect()),
        Scopes::ReadAll => all(&["read"]),
        Scopes::ReadWriteAll => all(&["read", "write"]),
        Scopes::All => all(&["read", "write", "delete"]),
    }
}

/// Tells the authorization server of the scopes of a seeded token; what it would refuse is left out.
pub(super) fn grant(connection: &Connection, id: &str, scopes: &[String]) -> rusqlite::Result<()> {
    for scope in scopes {
        if let Scope::Assignable(relation) = roles::judge(Catalogue::Current, scope) {
            let change = Change {
                token: id.to_owned(),
                relation,
                written: true,
                at: 0,
            };
            tuples::apply(connection, &change, 0)?;
        }
    }
    Ok(())
}

pub(super) const INSERT: &str = "INSERT INTO api_tokens (id, created_at, updated_at, created_by, \
     updated_by, tags, owner_id, name, token, expires_at, description, scopes, last_used_at, \
     is_active, revoked_reason, revoked_by, revoked_at, sso_authorizations) \
     VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

pub(super) fn plant(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    for (place, token) in TOKENS.iter().enumerate() {
        let id = fixed("AT", place + 1);
        let organization = organizations::id(token.organization);
        let creator = people::id(token.creator);
        let created =
            now - token.age * DAY - i64::try_from(place).unwrap_or_default() * 97 * MINUTE;
        let authorized = token.authorized.then(|| {
            serde_json::json!({ organization.as_str(): time::format(created + HOUR) }).to_string()
        });
        let scopes = scopes(token.scopes);
        grant(connection, &id, scopes.as_deref().unwrap_or_default())?;
        connection.prepare_cached(INSERT)?.execute(params![
            id,
            created,
            token.used.map_or(created, |ago| now - ago),
            creator,
            token.tags,
            organization,
            token.name,
            secret(API_PREFIX, &id),
            token.expires.map(|days| now + days * DAY),
            token.description,
            scopes.map(|list| serde_json::Value::from(list).to_string()),
            token.used.map(|ago| now - ago),
            !token.disabled,
            token
                .revoked
                .map(|(_, reason)| reason)
                .filter(|reason| !reason.is_empty()),
            token.revoked.map(|_| people::id("olivia")),
            token.revoked.map(|(days, _)| now - days * DAY),
            authorized,
        ])?;
    }
    Ok(())
}

/// 5,000 more tokens in Acme Security, spread over two years.
pub(super) fn plant_many(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    const PURPOSES: [&str; 8] = [
        "deploy", "export", "import", "sync", "scan", "report", "backup", "webhook",
    ];
    const TEAMS: [&str; 7] = [
        "payments", "identity", "platform", "data", "mobile", "support", "research",
    ];
    let organization = organizations::id("acme");
    for number in 0_usize..5000 {
        let id = fixed("AT", 1000 + number);
        // Steps that share no factor with the lengths, so that neighbours differ.
        let spread = i64::try_from(number * 7919 % 5000).unwrap_or_default();
        let created = now - spread * 210 * MINUTE - 2 * HOUR;
        let name = format!(
            "{}-{}-{number:04}",
            TEAMS[number % TEAMS.len()],
            PURPOSES[number % PURPOSES.len()]
        );
        let used = (number % 5 != 0).then(|| (now - (spread % 150) * 17 * HOUR).max(created));
        let scopes: &[&str] = if number % 3 == 0 {
            &["evidence:read", "evidence:write"]
        } else {
            &["control:read"]
        };
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        grant(connection, &id, &scopes)?;
        connection.prepare_cached(INSERT)?.execute(params![
            id,
            created,
            used.unwrap_or(created),
            people::id(if number % 2 == 0 { "adam" } else { "olivia" }),
            "[]",
            organization,
            name,
            secret(API_PREFIX, &id),
            (number % 4 != 0).then(|| now + (spread % 400 - 40) * DAY),
            (number % 6 == 0).then_some("Made for measurements"),
            serde_json::Value::from(scopes).to_string(),
            used,
            number % 11 != 0,
            None::<&str>,
            None::<&str>,
            None::<i64>,
            None::<&str>,
        ])?;
    }
    Ok(())
}
