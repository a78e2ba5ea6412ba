//! Contract 5: scopes in several spellings, twice, cleared and unknown, and the rights behind them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    client::{Answer, Client},
    mutations::{create, delete},
    suite::Suite,
};

const UPDATE: &str = "mutation U($id: ID!, $i: UpdateAPITokenInput!) { updateAPIToken(id: $id, input: $i) { \
    apiToken { id scopes tags } } }";

/// How long a change of scopes may take to work (contract 5: about 10 seconds).
const SETTLED: Duration = Duration::from_secs(15);

/// An API token under test.
pub(super) struct Token {
    client: Client,
    /// Id.
    pub(super) id: String,
    secret: String,
}

impl Token {
    /// Makes one with these scopes, as somebody who is signed in.
    pub(super) fn new(client: &Client, scopes: &[&str]) -> Self {
        let mut client = client.clone();
        let input = json!({ "name": "Conf-Spelling", "scopes": scopes });
        let (id, secret) = create(&mut client, &input);
        Self { client, id, secret }
    }

    /// Changes it.
    pub(super) fn update(&mut self, input: Value) -> Answer {
        let variables = json!({ "id": self.id, "i": input });
        self.client.with_variables(UPDATE, &variables)
    }

    /// The scopes that it lists.
    pub(super) fn listed(&mut self) -> Value {
        let query = format!("{{ apiToken(id: \"{}\") {{ scopes }} }}", self.id);
        self.client.query(&query).at("/data/apiToken/scopes")
    }

    /// Somebody who has only this token.
    pub(super) fn script(&self) -> Client {
        self.client.script(&self.secret)
    }

    /// Whether it has each of these relations, once changes have had the time to work.
    pub(super) fn has(&self, relations: &[&str], expected: &[bool]) -> Value {
        let begun = Instant::now();
        loop {
            let roles = self.script().get("/v1/account/roles/organization");
            let roles = roles.at("/roles");
            let held: Vec<bool> = relations
                .iter()
                .map(|name| {
                    let list = roles.as_array();
                    list.is_some_and(|list| list.contains(&json!(name)))
                })
                .collect();
            if held == expected || begun.elapsed() > SETTLED {
                return json!(held);
            }
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// Deletes it.
    pub(super) fn done(mut self) {
        delete(&mut self.client, &self.id);
    }
}

pub(super) fn run(suite: &mut Suite) {
    suite.section("5");
    let client = suite.signed_in();
    respelled(suite, &client);
    created(suite, &client);
    both(suite, &client);
    doubled(suite, &client);
    cleared(suite, &client);
    split(suite, &client);
    suite.section("3.6");
    together(suite, &client);
    suite.section("3.7");
    bulk(suite, &client);
    suite.section("5");
    catalogue(suite, &client);
}

const REFUSED: &str = "internal server error";

/// The first objects of the catalogue, as many as wanted.
fn objects(client: &Client, count: usize) -> Vec<String> {
    let scopes = client.clone().get("/v1/scopes").at("/scopes");
    let names = scopes.as_object().into_iter().flatten();
    names.map(|(name, _)| name.clone()).take(count).collect()
}

fn respelled(suite: &mut Suite, client: &Client) {
    let mut token = Token::new(client, &["can_view_evidence"]);
    let refused = token.update(json!({ "scopes": ["evidence:read"] }));
    suite.eq("respelled: refused", refused.message(), REFUSED);
    suite.eq(
        "respelled: nothing changes",
        token.listed(),
        json!(["can_view_evidence"]),
    );
    suite.eq(
        "respelled: the right stays",
        token.has(&["can_view_evidence"], &[true]),
        json!([true]),
    );
    token.done();
    let names = objects(client, 51);
    let old: Vec<String> = names
        .iter()
        .map(|name| format!("can_view_{name}"))
        .collect();
    let new: Vec<String> = names.iter().map(|name| format!("{name}:read")).collect();
    for (count, accepted) in [(50, false), (51, true)] {
        let (old, new) = (old.get(..count), new.get(..count));
        let listed: Vec<&str> = old.into_iter().flatten().map(String::as_str).collect();
        let mut token = Token::new(client, &listed);
        let answer = token.update(json!({ "scopes": new }));
        let name = format!("{count} respelled at once");
        if accepted {
            suite.absent(&name, &answer, 200, answer.at("/errors"));
            suite.eq("and listed so", token.listed(), json!(new));
        } else {
            suite.eq(&name, answer.message(), REFUSED);
        }
        token.done();
    }
}

fn created(suite: &mut Suite, client: &Client) {
    for (name, scopes) in [
        ("both spellings", ["evidence:read", "can_view_evidence"]),
        ("an exact double", ["evidence:read", "evidence:read"]),
        ("another case", ["evidence:read", "Evidence:READ"]),
        ("the third spelling", ["evidence:read", "evidence:can_view"]),
    ] {
        let answer = client.clone().with_variables(
            "mutation C($i: CreateAPITokenInput!) { createAPIToken(input: $i) { apiToken { id } } }",
            &json!({ "i": { "name": "Conf-Spelling", "scopes": scopes } }),
        );
        suite.eq(
            &format!("created with {name}: refused"),
            answer.message(),
            REFUSED,
        );
    }
    let token = Token::new(client, &["evidence:can_view"]);
    suite.eq(
        "the third spelling alone gives the right",
        token.has(&["can_view_evidence"], &[true]),
        json!([true]),
    );
    token.done();
}

fn both(suite: &mut Suite, client: &Client) {
    let right = ["can_view_evidence"];
    let mut token = Token::new(client, &["evidence:read"]);
    token.update(json!({ "appendScopes": ["can_view_evidence"] }));
    suite.eq(
        "the other spelling appended: both stand there",
        token.listed(),
        json!(["evidence:read", "can_view_evidence"]),
    );
    let refused = token.update(json!({ "scopes": [] }));
    suite.eq("both removed at once: refused", refused.message(), REFUSED);
    token.update(json!({ "scopes": ["evidence:read"] }));
    suite.eq(
        "one of the two removed: the other is still listed",
        token.listed(),
        json!(["evidence:read"]),
    );
    suite.eq(
        "and the right is gone",
        token.has(&right, &[false]),
        json!([false]),
    );
    let second = token.update(json!({ "scopes": [] }));
    suite.absent(
        "the second removed after it",
        &second,
        200,
        second.at("/errors"),
    );
    token.done();
}

fn doubled(suite: &mut Suite, client: &Client) {
    let mut token = Token::new(client, &["evidence:read"]);
    token.update(json!({ "appendScopes": ["evidence:read"] }));
    suite.eq(
        "a present scope appended: it appears twice",
        token.listed(),
        json!(["evidence:read", "evidence:read"]),
    );
    let refused = token.update(json!({ "scopes": [] }));
    suite.eq(
        "twice there, removed at once: refused",
        refused.message(),
        REFUSED,
    );
    token.update(json!({ "scopes": ["evidence:read"] }));
    let removed = token.update(json!({ "scopes": [] }));
    suite.absent(
        "first once, then removed",
        &removed,
        200,
        removed.at("/errors"),
    );
    suite.eq(
        "and the right goes with it",
        token.has(&["can_view_evidence"], &[false]),
        json!([false]),
    );
    token.done();
}

fn cleared(suite: &mut Suite, client: &Client) {
    let rights = ["can_view_evidence", "can_view_risk"];
    let mut token = Token::new(client, &["evidence:read", "risk:read"]);
    token.update(json!({ "clearScopes": true }));
    suite.eq(
        "cleared: the rights stay",
        token.has(&rights, &[true, true]),
        json!([true, true]),
    );
    token.update(json!({ "scopes": ["risk:read"] }));
    suite.eq(
        "a list after it takes nothing away",
        token.has(&rights, &[true, true]),
        json!([true, true]),
    );
    token.update(json!({ "scopes": ["evidence:read", "risk:read"] }));
    token.update(json!({ "scopes": ["risk:read"] }));
    suite.eq(
        "repaired by the full list and then the wanted one",
        token.has(&rights, &[false, true]),
        json!([false, true]),
    );
    token.done();
}

/// More than 100 tuples go in several requests, and what an earlier one did is not undone.
fn split(suite: &mut Suite, client: &Client) {
    let names = objects(client, 71);
    let old: Vec<String> = names.iter().map(|name| format!("{name}:read")).collect();
    let listed: Vec<&str> = old.iter().map(String::as_str).collect();
    let mut token = Token::new(client, &listed);
    // 71 go and 72 come, among which one comes in two spellings: the second request is refused.
    let mut new: Vec<String> = names.iter().map(|name| format!("{name}:delete")).collect();
    new.extend(names.first().map(|name| format!("can_delete_{name}")));
    let refused = token.update(json!({ "scopes": new }));
    suite.eq("a late part fails: refused", refused.message(), REFUSED);
    suite.eq(
        "a late part fails: the list is as it was",
        token.listed(),
        json!(old),
    );
    let name = names.first().cloned().unwrap_or_default();
    let relations = [format!("can_view_{name}"), format!("can_delete_{name}")];
    let relations = relations.each_ref().map(String::as_str);
    suite.eq(
        "a late part fails: what an earlier part took away stays away",
        token.has(&relations, &[false, false]),
        json!([false, false]),
    );
    token.done();
}

/// A replacement and an appendix in one update.
fn together(suite: &mut Suite, client: &Client) {
    let mut token = Token::new(client, &["evidence:read"]);
    token.update(json!({ "tags": ["a"] }));
    let changed = token.update(json!({
        "scopes": ["control:read"], "appendScopes": ["risk:read"], "tags": ["b"], "appendTags": ["c"],
    }));
    let sorted = |field: &str| {
        let list = changed.at(&format!("/data/updateAPIToken/apiToken/{field}"));
        let mut list = list.as_array().cloned().unwrap_or_default();
        list.sort_by_key(Value::to_string);
        json!(list)
    };
    suite.eq(
        "scopes with appendScopes: nothing is replaced",
        sorted("scopes"),
        json!(["control:read", "evidence:read", "risk:read"]),
    );
    suite.eq(
        "tags with appendTags: nothing is replaced",
        sorted("tags"),
        json!(["a", "b", "c"]),
    );
    token.done();
}

/// A bulk update keeps what it wrote before a scope was refused.
fn bulk(suite: &mut Suite, client: &Client) {
    let mut token = Token::new(client, &["evidence:read"]);
    let query = "mutation B($ids: [ID!]!) { updateBulkAPIToken(ids: $ids, input: {description: \"kept\", \
        appendScopes: [\"foo:bar\"]}) { updatedIDs notUpdatedIDs error } }";
    let answer = token
        .client
        .with_variables(query, &json!({ "ids": [token.id] }));
    suite.eq(
        "bulk with a refused scope: not updated",
        answer.at("/data/updateBulkAPIToken/notUpdatedIDs"),
        json!([token.id]),
    );
    let read = format!(
        "{{ apiToken(id: \"{}\") {{ description scopes }} }}",
        token.id
    );
    let read = token.client.query(&read).at("/data/apiToken");
    suite.eq(
        "but its columns keep the change, the refused scope too",
        read,
        json!({ "description": "kept", "scopes": ["evidence:read", "foo:bar"] }),
    );
    suite.section("5");
    let stuck = token.update(json!({ "scopes": ["evidence:read"] }));
    suite.eq(
        "an unknown scope cannot be taken away",
        stuck.message(),
        "scope is not assignable to service subjects: \"foo:bar\" (bar_foo)",
    );
    token.done();
}

/// The fewer objects of upstream's next version.
fn catalogue(suite: &mut Suite, client: &Client) {
    if !suite.controls {
        suite.skip("the catalogue of the next version (a control of the sandbox)");
        return;
    }
    let mut token = Token::new(client, &["job_runner:read", "evidence:read"]);
    let offer = |suite: &Suite, name: &str| {
        suite
            .stranger()
            .post("/sandbox/catalogue", &json!({ "catalogue": name }))
    };
    offer(suite, "next");
    let scopes = client.clone().get("/v1/scopes").at("/scopes");
    suite.eq(
        "the next catalogue has 71 objects",
        scopes.as_object().map_or(0, serde_json::Map::len),
        71,
    );
    let text =
        "scope is not assignable to service subjects: \"job_runner:read\" (can_view_job_runner)";
    suite.eq(
        "one that it lost cannot be taken away",
        token
            .update(json!({ "scopes": ["evidence:read"] }))
            .message(),
        text,
    );
    suite.eq(
        "nor be given",
        token
            .update(json!({ "appendScopes": ["job_template:read"] }))
            .message(),
        "scope is not assignable to service subjects: \"job_template:read\" (can_view_job_template)",
    );
    let kept = token.update(json!({ "scopes": ["job_runner:read", "evidence:read", "risk:read"] }));
    suite.absent("but kept", &kept, 200, kept.at("/errors"));
    offer(suite, "current");
    token.done();
}
