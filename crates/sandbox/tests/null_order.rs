//! Pages ordered by a column that may be empty, against a model of what contract 3.9 says of them.

mod support;

use std::cmp::Ordering;

use proptest::prelude::*;
use sandbox::config::Seed;
use serde_json::{Value, json};
use support::{Browser, config, state};

/// A row: its end as a day, and whether the filter keeps it.
#[derive(Clone, Copy, Debug)]
struct Row {
    day: Option<u8>,
    kept: bool,
}

#[derive(Clone, Debug)]
struct Plan {
    rows: Vec<Row>,
    last_used: bool,
    down: bool,
    backwards: bool,
    page: usize,
}

fn plan() -> impl Strategy<Value = Plan> {
    let row =
        (proptest::option::of(0_u8..4), any::<bool>()).prop_map(|(day, kept)| Row { day, kept });
    (
        proptest::collection::vec(row, 1..16),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        1_usize..5,
    )
        .prop_map(|(rows, last_used, down, backwards, page)| Plan {
            rows,
            last_used,
            down,
            backwards,
            page,
        })
}

/// Where a row stands: its value and its id.
type Place = (Option<u8>, String);

impl Plan {
    /// The order of the database: no value last, whichever way the rest goes.
    fn order(&self, one: &Place, other: &Place) -> Ordering {
        let turned = |order: Ordering, turn: bool| if turn { order.reverse() } else { order };
        let values = match (one.0, other.0) {
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Greater,
            (_, None) => Ordering::Less,
            (Some(one), Some(other)) => turned(one.cmp(&other), self.down != self.backwards),
        };
        values.then_with(|| turned(one.1.cmp(&other.1), self.backwards))
    }

    /// Whether a row lies behind a cursor; nothing compares with no value.
    fn behind(&self, place: &Place, cursor: &Place) -> bool {
        place.0.is_some() && cursor.0.is_some() && self.order(place, cursor) == Ordering::Greater
    }

    /// The ids of a page in the order of the answer, and whether more follow.
    fn expected(&self, places: &[Place], cursor: Option<&Place>) -> (Vec<String>, bool) {
        let mut found: Vec<&Place> = places
            .iter()
            .zip(&self.rows)
            .filter(|(place, row)| match cursor {
                None => row.kept,
                Some(cursor) => (row.kept && self.behind(place, cursor)) || place.0.is_none(),
            })
            .map(|(place, _)| place)
            .collect();
        found.sort_by(|one, other| self.order(one, other));
        let more = found.len() > self.page;
        let mut ids: Vec<String> = found
            .iter()
            .take(self.page)
            .map(|place| place.1.clone())
            .collect();
        if self.backwards {
            ids.reverse();
        }
        (ids, more)
    }
}

fn day(number: u8) -> String {
    format!("2090-01-0{}T00:00:00Z", number + 1)
}

async fn follow(plan: &Plan, name: &str, field: &str) {
    let state = state(config(Seed::Empty));
    let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
    let (column, order) = if plan.last_used {
        ("lastUsedAt", "last_used_at")
    } else {
        ("expiresAt", "expires_at")
    };
    let create = format!(
        "mutation($i: Create{name}Input!) {{ create{name}(input: $i) {{ {field} {{ id }} }} }}"
    );
    let mut places: Vec<Place> = Vec::new();
    for row in &plan.rows {
        let input =
            json!({ "name": if row.kept { "kept" } else { "left out" }, column: row.day.map(day) });
        let made = browser.query(&create, json!({ "i": input })).await;
        let id = made.at(&format!("/data/create{name}/{field}/id"));
        places.push((row.day, id.as_str().unwrap().to_owned()));
    }
    let [length, position, more, next] = if plan.backwards {
        ["last", "before", "hasPreviousPage", "startCursor"]
    } else {
        ["first", "after", "hasNextPage", "endCursor"]
    };
    let query = format!(
        "query($n: Int, $c: Cursor, $d: OrderDirection!) {{ list: {field}s({length}: $n, {position}: $c, \
         orderBy: [{{field: {order}, direction: $d}}], where: {{name: \"kept\"}}) {{ totalCount \
         pageInfo {{ {more} {next} }} edges {{ node {{ id }} }} }} }}"
    );
    let (mut cursor, mut place) = (Value::Null, None);
    let total = plan.rows.iter().filter(|row| row.kept).count();
    for _ in 0..6 {
        let direction = if plan.down { "DESC" } else { "ASC" };
        let variables = json!({ "n": plan.page, "c": cursor, "d": direction });
        let answer = browser.query(&query, variables).await;
        let ids: Vec<String> = answer
            .at("/data/list/edges")
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.json))
            .iter()
            .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned())
            .collect();
        let (expected, follows) = plan.expected(&places, place.as_ref());
        assert_eq!(ids, expected, "{plan:?} behind {place:?}");
        assert_eq!(
            answer.at(&format!("/data/list/pageInfo/{more}")),
            json!(follows)
        );
        assert_eq!(answer.at("/data/list/totalCount"), json!(total));
        let end = if plan.backwards {
            ids.first()
        } else {
            ids.last()
        };
        let Some(end) = end else { return };
        place = places.iter().find(|(_, id)| id == end).cloned();
        cursor = answer.at(&format!("/data/list/pageInfo/{next}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_those_of_the_backend_s_cursor_predicate(plan in plan(), personal in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (name, field) = if personal {
            ("PersonalAccessToken", "personalAccessToken")
        } else {
            ("APIToken", "apiToken")
        };
        runtime.block_on(follow(&plan, name, field));
    }
}
