//! Properties of pages and scopes over random data.

mod support;

use proptest::prelude::*;
use sandbox::config::Seed;
use serde_json::{Value, json};
use support::{Browser, config, state};

/// Orders whose pages come to an end and hold every row. Orders by a nullable column do not
/// (`tests/null_order.rs`).
const FIELDS: [&str; 4] = ["created_at", "updated_at", "name", "is_active"];

/// A row as it is made: name, end, last use, whether it is active.
#[derive(Clone, Debug)]
struct Row {
    name: String,
    expires: Option<u8>,
    used: Option<u8>,
    active: bool,
}

/// A `where`, in the words of this test.
#[derive(Clone, Debug)]
enum Where {
    Name(&'static str, String),
    Day(&'static str, &'static str, u8),
    Null(&'static str, bool),
    Active(bool),
    Not(Box<Where>),
    And(Vec<Where>),
    Or(Vec<Where>),
}

impl Where {
    fn json(&self) -> Value {
        let list = |parts: &[Self]| parts.iter().map(Self::json).collect::<Vec<_>>();
        match self {
            Self::Name(operator, text) => json!({ format!("name{operator}"): text }),
            Self::Day(field, operator, number) => {
                json!({ format!("{field}{operator}"): day(*number) })
            }
            Self::Null(field, true) => json!({ format!("{field}IsNil"): true }),
            Self::Null(field, false) => json!({ format!("{field}NotNil"): true }),
            Self::Active(active) => json!({ "isActive": active }),
            Self::Not(part) => json!({ "not": part.json() }),
            Self::And(parts) => json!({ "and": list(parts) }),
            Self::Or(parts) => json!({ "or": list(parts) }),
        }
    }

    /// Whether a row matches. As in SQL, a comparison with null is neither true nor false, and neither is its
    /// negation.
    fn keeps(&self, row: &Row) -> Option<bool> {
        let date = |field: &str| {
            if field == "expiresAt" {
                row.expires
            } else {
                row.used
            }
        };
        match self {
            Self::Name(operator, text) => {
                let (name, low) = (&row.name, |text: &str| text.to_lowercase());
                Some(match *operator {
                    "NEQ" => name != text,
                    "GTE" => name >= text,
                    "LT" => name < text,
                    "HasPrefix" => name.starts_with(text),
                    "HasSuffix" => name.ends_with(text),
                    "ContainsFold" => low(name).contains(&low(text)),
                    "EqualFold" => low(name) == low(text),
                    _ => name == text,
                })
            }
            Self::Day(field, operator, number) => date(field).map(|day| match *operator {
                "NEQ" => day != *number,
                "GT" => day > *number,
                "LTE" => day <= *number,
                _ => day == *number,
            }),
            Self::Null(field, wanted) => Some(date(field).is_none() == *wanted),
            Self::Active(active) => Some(row.active == *active),
            Self::Not(part) => part.keeps(row).map(|kept| !kept),
            Self::And(parts) => joined(parts, row, false),
            Self::Or(parts) => joined(parts, row, true),
        }
    }
}

/// One part of this value decides, whatever the others are; one that is unknown leaves it unknown.
fn joined(parts: &[Where], row: &Row, decisive: bool) -> Option<bool> {
    let kept: Vec<_> = parts.iter().map(|part| part.keeps(row)).collect();
    if kept.contains(&Some(decisive)) {
        Some(decisive)
    } else if kept.contains(&None) {
        None
    } else {
        Some(!decisive)
    }
}

fn filter() -> impl Strategy<Value = Where> {
    let names = proptest::sample::select(&[
        "",
        "NEQ",
        "GTE",
        "LT",
        "HasPrefix",
        "HasSuffix",
        "ContainsFold",
        "EqualFold",
    ]);
    let dates = || proptest::sample::select(&["expiresAt", "lastUsedAt"]);
    let leaf = prop_oneof![
        (names, "[abAB]{1,2}").prop_map(|(operator, text)| Where::Name(operator, text)),
        (
            dates(),
            proptest::sample::select(&["", "NEQ", "GT", "LTE"]),
            0_u8..3
        )
            .prop_map(|(field, operator, number)| Where::Day(field, operator, number)),
        (dates(), any::<bool>()).prop_map(|(field, null)| Where::Null(field, null)),
        any::<bool>().prop_map(Where::Active),
    ];
    leaf.prop_recursive(3, 12, 3, |part| {
        prop_oneof![
            part.clone().prop_map(|part| Where::Not(Box::new(part))),
            proptest::collection::vec(part.clone(), 1..4).prop_map(Where::And),
            proptest::collection::vec(part, 1..4).prop_map(Where::Or),
        ]
    })
}

#[derive(Clone, Debug)]
struct Plan {
    rows: Vec<Row>,
    order: Vec<(usize, bool)>,
    page: i64,
    filter: Option<Where>,
}

impl Plan {
    fn keeps(&self, row: &Row) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.keeps(row) == Some(true))
    }
}

fn plan() -> impl Strategy<Value = Plan> {
    let row = (
        // Few letters and few dates, so that many rows are equal in what they are ordered by.
        "[abAB]{1,2}",
        proptest::option::of(0_u8..3),
        proptest::option::of(0_u8..3),
        any::<bool>(),
    )
        .prop_map(|(name, expires, used, active)| Row {
            name,
            expires,
            used,
            active,
        });
    (
        proptest::collection::vec(row, 0..24),
        proptest::collection::vec((0..FIELDS.len(), any::<bool>()), 0..3),
        1_i64..7,
        proptest::option::weighted(0.8, filter()),
    )
        .prop_map(|(rows, order, page, filter)| Plan {
            rows,
            order,
            page,
            filter,
        })
}

fn day(number: u8) -> String {
    format!("2090-01-0{}T00:00:00Z", number + 1)
}

/// A kind of token: its list, and its type.
#[derive(Clone, Copy, Debug)]
struct Kind {
    list: &'static str,
    name: &'static str,
    field: &'static str,
}

const API: Kind = Kind {
    list: "apiTokens",
    name: "APIToken",
    field: "apiToken",
};
const PERSONAL: Kind = Kind {
    list: "personalAccessTokens",
    name: "PersonalAccessToken",
    field: "personalAccessToken",
};

async fn walk(browser: &mut Browser, kind: Kind, plan: &Plan, forward: bool) -> Vec<String> {
    let Kind { list, name, .. } = kind;
    let order: Vec<Value> = plan
        .order
        .iter()
        .map(|(field, down)| {
            let direction = if *down { "DESC" } else { "ASC" };
            json!({ "field": FIELDS[*field], "direction": direction })
        })
        .collect();
    let filter = plan.filter.as_ref().map_or(json!({}), Where::json);
    let (length, position, more, next) = if forward {
        ("first", "after", "hasNextPage", "endCursor")
    } else {
        ("last", "before", "hasPreviousPage", "startCursor")
    };
    let query = format!(
        "query($n: Int, $c: Cursor, $o: [{name}Order!], $w: {name}WhereInput) {{ \
         {list}({length}: $n, {position}: $c, orderBy: $o, where: $w) {{ totalCount \
         pageInfo {{ {more} {next} }} edges {{ node {{ id }} }} }} }}"
    );
    let expected = plan.rows.iter().filter(|row| plan.keeps(row)).count();
    let mut ids = Vec::new();
    let mut cursor = Value::Null;
    // Every page but the last has rows, so this ends.
    for _ in 0..=plan.rows.len() {
        let variables = json!({ "n": plan.page, "c": cursor, "o": order, "w": filter });
        let answer = browser.query(&query, variables).await;
        let page: Vec<String> = answer
            .at(&format!("/data/{list}/edges"))
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.json))
            .iter()
            .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            answer.at(&format!("/data/{list}/totalCount")),
            json!(expected)
        );
        if forward {
            ids.extend(page);
        } else {
            ids.splice(0..0, page);
        }
        cursor = answer.at(&format!("/data/{list}/pageInfo/{next}"));
        if answer.at(&format!("/data/{list}/pageInfo/{more}")) != json!(true) {
            return ids;
        }
    }
    panic!("the pages do not end");
}

/// Makes the rows in one operation, and gives their ids.
async fn make(browser: &mut Browser, kind: Kind, rows: &[Row]) -> Vec<String> {
    let Kind { name, field, .. } = kind;
    let (mut heads, mut parts, mut variables) = (Vec::new(), Vec::new(), json!({}));
    for (place, row) in rows.iter().enumerate() {
        heads.push(format!("$i{place}: Create{name}Input!"));
        parts.push(format!(
            "m{place}: create{name}(input: $i{place}) {{ {field} {{ id }} }}"
        ));
        variables[format!("i{place}")] = json!({
            "name": row.name, "isActive": row.active,
            "expiresAt": row.expires.map(day), "lastUsedAt": row.used.map(day),
        });
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let query = format!("mutation({}) {{ {} }}", heads.join(", "), parts.join(" "));
    let made = browser.query(&query, variables).await;
    (0..rows.len())
        .map(|place| {
            let id = made.at(&format!("/data/m{place}/{field}/id"));
            id.as_str()
                .unwrap_or_else(|| panic!("{}", made.json))
                .to_owned()
        })
        .collect()
}

fn meets_every_row_once(kind: Kind, plan: &Plan) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let state = state(config(Seed::Empty));
        let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
        let made = make(&mut browser, kind, &plan.rows).await;
        let mut expected: Vec<String> = made
            .into_iter()
            .zip(&plan.rows)
            .filter(|(_, row)| plan.keeps(row))
            .map(|(id, _)| id)
            .collect();
        let forward = walk(&mut browser, kind, plan, true).await;
        let backward = walk(&mut browser, kind, plan, false).await;
        assert_eq!(forward, backward);
        let mut met = forward;
        met.sort();
        expected.sort();
        assert_eq!(met, expected);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn walking_forward_and_backward_meets_every_row_once(plan in plan()) {
        meets_every_row_once(API, &plan);
    }

    #[test]
    fn so_it_does_among_personal_tokens(plan in plan()) {
        meets_every_row_once(PERSONAL, &plan);
    }

    #[test]
    fn every_spelling_of_a_scope_is_kept_and_gives_the_same_rights(
        object in 0_usize..77,
        verb in 0_usize..3,
        spaces in "[ ]{0,2}",
        upper in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let state = state(config(Seed::Empty));
            let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
            let scopes = browser.get("/v1/scopes").await.at("/scopes");
            let object = scopes.as_object().unwrap().keys().nth(object).unwrap().clone();
            let (verb, relation) =
                [("read", "can_view"), ("write", "can_edit"), ("delete", "can_delete")][verb];
            let mut spellings = vec![
                format!("{spaces}{object}:{verb}{spaces}"),
                format!("{relation}_{object}"),
                format!("{object}:{relation}"),
            ];
            if upper {
                for scope in &mut spellings {
                    *scope = scope.to_uppercase();
                }
            }
            let create = "mutation($i: CreateAPITokenInput!) { createAPIToken(input: $i) { \
                 apiToken { id scopes token } } }";
            let mut held = Vec::new();
            for spelling in spellings {
                // Several at once would be refused: they mean one relation (contract 5).
                let made = browser.query(create, json!({ "i": { "name": "n", "scopes": [spelling] } })).await;
                assert_eq!(made.at("/data/createAPIToken/apiToken/scopes"), json!([spelling]));
                let mut script = browser.stranger();
                script.bearer = made.at("/data/createAPIToken/apiToken/token").as_str().map(str::to_owned);
                let roles = script.get("/v1/account/roles/organization").await.at("/roles");
                let relation = json!(format!("{relation}_{object}"));
                assert!(roles.as_array().unwrap().contains(&relation), "{relation} is not in {roles}");
                held.push(roles);
            }
            assert!(held.iter().all(|roles| *roles == held[0]), "{held:?}");
        });
    }
}
