//! Contract 3.9: orders by a column that may be empty, and pages of them.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, organization},
    mutations, personal,
    suite::Suite,
};

/// Part of every name made here that the filter asks for.
const MARK: &str = "Conf-Null";
/// Name of rows that the filter leaves out.
const OTHER: &str = "Conf-Other";

/// One kind of token: how it is made, listed and deleted.
struct Kind {
    list: &'static str,
    create: fn(&mut Client, &Value) -> (String, String),
    delete: fn(&mut Client, &str),
}

const KINDS: [Kind; 2] = [
    Kind {
        list: "apiTokens",
        create: mutations::create,
        delete: mutations::delete,
    },
    Kind {
        list: "personalAccessTokens",
        create: personal::create,
        delete: personal::delete,
    },
];

pub(super) fn run(suite: &mut Suite) {
    suite.section("3.9");
    let mut client = suite.signed_in();
    for kind in &KINDS {
        for (order, field) in [("expires_at", "expiresAt"), ("last_used_at", "lastUsedAt")] {
            column(suite, &mut client, kind, order, field);
        }
    }
    foreign(suite, &mut client);
}

/// A list ordered by a column, and what it answers.
struct List<'a> {
    kind: &'a Kind,
    client: Client,
    order: &'a str,
}

impl List<'_> {
    fn page(&mut self, direction: &str, arguments: &str) -> Page {
        let (list, order) = (self.kind.list, self.order);
        Page {
            answer: self.client.query(&format!(
                "{{ {list}(where: {{nameHasPrefix: \"{MARK}\"}}, orderBy: [{{field: {order}, direction: \
                 {direction}}}], {arguments}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage \
                 startCursor endCursor }} edges {{ node {{ id name }} }} }} }}"
            )),
            list,
        }
    }
}

struct Page {
    answer: Answer,
    list: &'static str,
}

impl Page {
    /// Last words of the names of the rows made here, in order; what is not made here is left out.
    fn words(&self) -> Vec<String> {
        let edges = self.answer.at(&format!("/data/{}/edges", self.list));
        let names = edges.as_array().into_iter().flatten();
        names
            .filter_map(|edge| edge["node"]["name"].as_str())
            .filter(|name| name.starts_with(MARK) || name.starts_with(OTHER))
            .filter_map(|name| name.rsplit(' ').next())
            .map(str::to_owned)
            .collect()
    }

    fn ids(&self) -> Value {
        let edges = self.answer.at(&format!("/data/{}/edges", self.list));
        let ids = edges.as_array().into_iter().flatten();
        ids.map(|edge| edge["node"]["id"].clone()).collect()
    }

    fn info(&self, field: &str) -> Value {
        self.answer
            .at(&format!("/data/{}/pageInfo/{field}", self.list))
    }

    fn total(&self) -> Value {
        self.answer.at(&format!("/data/{}/totalCount", self.list))
    }
}

fn column(suite: &mut Suite, client: &mut Client, kind: &Kind, order: &str, field: &str) {
    let row = |name: &str, at: Option<&str>| json!({ "name": name, field: at });
    let rows = [
        row(&format!("{MARK} early"), Some("2090-01-01T00:00:00Z")),
        row(&format!("{MARK} middle"), Some("2091-01-01T00:00:00Z")),
        row(&format!("{MARK} late"), Some("2092-01-01T00:00:00Z")),
        row(&format!("{MARK} never"), None),
        row(&format!("{OTHER} decoy"), None),
        row(&format!("{OTHER} gone"), None),
    ];
    let ids: Vec<String> = rows
        .iter()
        .map(|row| (kind.create)(client, row).0)
        .collect();
    if let Some(gone) = ids.last() {
        (kind.delete)(client, gone);
    }
    let mut list = List {
        kind,
        client: client.clone(),
        order,
    };
    let name = |text: &str| format!("{} by {order}: {text}", kind.list);
    orders(suite, &mut list, &name);
    forwards(suite, &mut list, &name);
    backwards(suite, &mut list, &name);
    for id in &ids {
        (kind.delete)(client, id);
    }
}

fn orders(suite: &mut Suite, list: &mut List<'_>, name: &dyn Fn(&str) -> String) {
    for (direction, expected) in [
        ("ASC", ["early", "middle", "late", "never"]),
        ("DESC", ["late", "middle", "early", "never"]),
    ] {
        let got = list.page(direction, "first: 10").words();
        suite.eq(
            &name(&format!("null is last, {direction}")),
            json!(got),
            json!(expected),
        );
    }
}

fn forwards(suite: &mut Suite, list: &mut List<'_>, name: &dyn Fn(&str) -> String) {
    let first = list.page("ASC", "first: 2");
    suite.eq(
        &name("the first page keeps to the filter"),
        json!(first.words()),
        json!(["early", "middle"]),
    );
    let after = first.info("endCursor");
    let second = list.page("ASC", &format!("first: 100, after: {after}"));
    let words = second.words();
    suite.eq(
        &name("the second begins where the first ended"),
        json!(words.first()),
        json!("late"),
    );
    suite.holds(
        &name("from the second page on rows without a value come whatever `where` says"),
        words.contains(&"never".to_owned()) && words.contains(&"decoy".to_owned()),
        json!(words),
    );
    suite.holds(
        &name("but no deleted ones"),
        !words.is_empty() && !words.contains(&"gone".to_owned()),
        json!(words),
    );
    suite.eq(&name("the total stays that of `where`"), second.total(), 4);
    // One row a page: the fourth stands among those without a value, and there are more of them.
    let fourth = list.page("ASC", "first: 4");
    let stuck = list.page(
        "ASC",
        &format!("first: 1, after: {}", fourth.info("endCursor")),
    );
    let again = list.page(
        "ASC",
        &format!("first: 1, after: {}", stuck.info("endCursor")),
    );
    suite.same(
        &name("behind a row without a value every page is the same"),
        again.ids(),
        stuck.ids(),
    );
    suite.eq(
        &name("and says that more follow, for ever"),
        json!([stuck.info("hasNextPage"), again.info("hasNextPage")]),
        json!([true, true]),
    );
}

fn backwards(suite: &mut Suite, list: &mut List<'_>, name: &dyn Fn(&str) -> String) {
    let ending = list.page("ASC", "last: 2");
    suite.eq(
        &name("`last` gives the end of those that have a value"),
        json!(ending.words()),
        json!(["middle", "late"]),
    );
    let before = ending.info("startCursor");
    let earlier = list.page("ASC", &format!("last: 100, before: {before}"));
    let words = earlier.words();
    suite.holds(
        &name("and `before` begins with those that have none"),
        words.last().is_some_and(|word| word == "early")
            && words.first().is_some_and(|word| word != "early")
            && words.contains(&"decoy".to_owned()),
        json!(words),
    );
}

/// Whose rows have no value: not those of other organizations.
fn foreign(suite: &mut Suite, client: &mut Client) {
    let name = "no page has rows of another organization";
    if !suite.demo {
        suite.skip(name);
        return;
    }
    // The demo's Globex has tokens of its own, and Olivia administers it.
    let own = organization(client);
    let first = client.query(
        "{ apiTokens(orderBy: [{field: expires_at}], first: 1) { pageInfo { endCursor } } }",
    );
    let after = first.at("/data/apiTokens/pageInfo/endCursor");
    let second = client.query(&format!(
        "{{ apiTokens(orderBy: [{{field: expires_at}}], first: 100, after: {after}) {{ edges {{ node {{ \
         ownerID }} }} }} }}"
    ));
    let edges = second.at("/data/apiTokens/edges");
    let mut owners: Vec<Value> = edges
        .as_array()
        .into_iter()
        .flatten()
        .map(|edge| edge["node"]["ownerID"].clone())
        .collect();
    owners.dedup();
    suite.eq(name, json!(owners), json!([own]));
}
