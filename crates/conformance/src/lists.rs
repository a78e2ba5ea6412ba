//! Contract 3.5, 3.9: filters, orders, pages.

use serde_json::{Value, json};

use super::{
    client::Client,
    mutations::{create, delete},
    suite::Suite,
};

/// Part of every name made here.
const MARK: &str = "Conf-List";

pub(super) fn run(suite: &mut Suite) {
    let mut client = suite.signed_in();
    let rows = [
        json!({ "name": format!("{MARK} Alpha"), "tags": ["one"], "scopes": ["evidence:read"] }),
        json!({ "name": format!("{MARK} beta"), "expiresAt": "2090-01-01T00:00:00Z", "isActive": false }),
        json!({
            "name": format!("{MARK} Gamma"),
            "expiresAt": "2095-01-01T00:00:00Z",
            "lastUsedAt": "2026-01-02T03:04:05Z",
        }),
        json!({
            "name": format!("{MARK} delta"),
            "revokedAt": "2026-02-01T00:00:00Z",
            "revokedReason": "Leaked",
            "revokedBy": "somebody",
        }),
    ];
    let ids: Vec<String> = rows.iter().map(|row| create(&mut client, row).0).collect();
    filters(suite, &mut client, &ids);
    orders(suite, &mut client);
    pages(suite, &mut client);
    clamp(suite, &mut client);
    for id in &ids {
        delete(&mut client, id);
    }
}

fn names(client: &mut Client, filter: &str, order: &str) -> Value {
    let answer = client.query(&format!(
        "{{ apiTokens(where: {{and: [{{nameHasPrefix: \"{MARK}\"}}, {filter}]}}, \
         orderBy: [{order}]) {{ totalCount edges {{ node {{ name }} }} }} }}"
    ));
    let Some(edges) = answer.at("/data/apiTokens/edges").as_array().cloned() else {
        return json!(answer.text);
    };
    let name = |edge: &Value| {
        edge["node"]["name"]
            .as_str()
            .unwrap_or_default()
            .rsplit(' ')
            .next()
            .map(str::to_owned)
    };
    edges.iter().filter_map(name).collect()
}

fn filters(suite: &mut Suite, client: &mut Client, ids: &[String]) {
    suite.section("3.5");
    let id = |position: usize| ids.get(position).cloned().unwrap_or_default();
    let (first, second) = (id(0), id(1));
    let all = ["Alpha", "Gamma", "beta", "delta"].as_slice();
    let cases: Vec<(String, &[&str])> = vec![
        (format!("{{id: \"{first}\"}}"), &["Alpha"]),
        (
            format!("{{idNEQ: \"{first}\"}}"),
            &["Gamma", "beta", "delta"],
        ),
        (
            format!("{{idIn: [\"{first}\", \"{second}\"]}}"),
            &["Alpha", "beta"],
        ),
        (
            format!("{{idNotIn: [\"{first}\", \"{second}\"]}}"),
            &["Gamma", "delta"],
        ),
        (
            format!("{{idEqualFold: \"{}\"}}", first.to_lowercase()),
            &["Alpha"],
        ),
        (format!("{{name: \"{MARK} Alpha\"}}"), &["Alpha"]),
        (
            format!("{{nameNEQ: \"{MARK} Alpha\"}}"),
            &["Gamma", "beta", "delta"],
        ),
        (
            format!("{{nameIn: [\"{MARK} Alpha\", \"{MARK} beta\"]}}"),
            &["Alpha", "beta"],
        ),
        (
            format!("{{nameNotIn: [\"{MARK} Alpha\"]}}"),
            &["Gamma", "beta", "delta"],
        ),
        (format!("{{nameGT: \"{MARK} Gamma\"}}"), &["beta", "delta"]),
        (
            format!("{{nameGTE: \"{MARK} Gamma\"}}"),
            &["Gamma", "beta", "delta"],
        ),
        (format!("{{nameLT: \"{MARK} Gamma\"}}"), &["Alpha"]),
        (
            format!("{{nameLTE: \"{MARK} Gamma\"}}"),
            &["Alpha", "Gamma"],
        ),
        ("{nameContains: \"lph\"}".into(), &["Alpha"]),
        ("{nameContains: \"ALPH\"}".into(), &[]),
        ("{nameContainsFold: \"ALPH\"}".into(), &["Alpha"]),
        ("{nameHasSuffix: \"ta\"}".into(), &["beta", "delta"]),
        (
            format!(
                "{{nameEqualFold: \"{}\"}}",
                format!("{MARK} ALPHA").to_uppercase()
            ),
            &["Alpha"],
        ),
        ("{expiresAtIsNil: true}".into(), &["Alpha", "delta"]),
        ("{expiresAtNotNil: true}".into(), &["Gamma", "beta"]),
        ("{expiresAt: \"2090-01-01T00:00:00Z\"}".into(), &["beta"]),
        (
            "{expiresAtNEQ: \"2090-01-01T00:00:00Z\"}".into(),
            &["Gamma"],
        ),
        (
            "{expiresAtIn: [\"2090-01-01T01:00:00+01:00\"]}".into(),
            &["beta"],
        ),
        (
            "{expiresAtNotIn: [\"2090-01-01T00:00:00Z\"]}".into(),
            &["Gamma"],
        ),
        ("{expiresAtGT: \"2090-01-01T00:00:00Z\"}".into(), &["Gamma"]),
        (
            "{expiresAtGTE: \"2090-01-01T00:00:00Z\"}".into(),
            &["Gamma", "beta"],
        ),
        ("{expiresAtLT: \"2095-01-01T00:00:00Z\"}".into(), &["beta"]),
        (
            "{expiresAtLTE: \"2095-01-01T00:00:00Z\"}".into(),
            &["Gamma", "beta"],
        ),
        ("{expiresAtLT: \"2091-01-01 00:00:00\"}".into(), &["beta"]),
        (
            "{lastUsedAtIsNil: true}".into(),
            &["Alpha", "beta", "delta"],
        ),
        (
            "{lastUsedAtLT: \"2026-01-03T00:00:00Z\"}".into(),
            &["Gamma"],
        ),
        ("{isActive: false}".into(), &["beta"]),
        ("{isActiveNEQ: false}".into(), &["Alpha", "Gamma", "delta"]),
        ("{isActiveNotNil: true}".into(), all),
        ("{revokedAtNotNil: true}".into(), &["delta"]),
        ("{revokedAtIsNil: true}".into(), &["Alpha", "Gamma", "beta"]),
        ("{revokedReasonHasPrefix: \"Leak\"}".into(), &["delta"]),
        (
            "{revokedReasonIsNil: true}".into(),
            &["Alpha", "Gamma", "beta"],
        ),
        ("{revokedByEqualFold: \"SOMEBODY\"}".into(), &["delta"]),
        ("{tagsHas: \"one\"}".into(), &["Alpha"]),
        ("{scopesHas: \"evidence:read\"}".into(), &["Alpha"]),
        ("{hasOwner: true}".into(), all),
        ("{hasOwner: false}".into(), &[]),
        ("{hasOwnerWith: [{displayNameNEQ: \"\"}]}".into(), all),
        (
            "{createdAtGT: \"2020-01-01T00:00:00Z\", createdByNotNil: true}".into(),
            all,
        ),
        (
            "{not: {isActive: false}}".into(),
            &["Alpha", "Gamma", "delta"],
        ),
        (
            "{or: [{tagsHas: \"one\"}, {isActive: false}]}".into(),
            &["Alpha", "beta"],
        ),
        (
            "{or: [{isActive: false}, {and: [{expiresAtNotNil: true}, {lastUsedAtNotNil: true}]}]}"
                .into(),
            &["Gamma", "beta"],
        ),
        ("{name: null, tagsHas: \"one\"}".into(), &["Alpha"]),
        ("{nameContains: \"' OR 1=1 --\"}".into(), &[]),
        ("{nameContainsFold: \"%\"}".into(), &[]),
    ];
    for (filter, expected) in cases {
        let got = names(client, &filter, "{field: name}");
        suite.eq(
            &format!("where {filter}")
                .replace(&first, "A")
                .replace(&second, "B"),
            got,
            json!(expected),
        );
    }
    let empty = client.query("{ apiTokens(where: {not: {}}) { totalCount } }");
    suite.begins(
        "an empty predicate below",
        &empty.message(),
        "generated: empty predicate APITokenWhereInput",
    );
    let everything =
        client.query("{ a: apiTokens(where: {}) { totalCount } b: apiTokens { totalCount } }");
    suite.same(
        "an empty predicate on top",
        everything.at("/data/a/totalCount"),
        everything.at("/data/b/totalCount"),
    );
}

fn orders(suite: &mut Suite, client: &mut Client) {
    suite.section("3.9");
    for (order, expected) in [
        ("{field: name}", ["Alpha", "Gamma", "beta", "delta"]),
        (
            "{field: name, direction: ASC}",
            ["Alpha", "Gamma", "beta", "delta"],
        ),
        (
            "{field: name, direction: DESC}",
            ["delta", "beta", "Gamma", "Alpha"],
        ),
        ("{field: created_at}", ["Alpha", "beta", "Gamma", "delta"]),
        (
            "{field: created_at, direction: DESC}",
            ["delta", "Gamma", "beta", "Alpha"],
        ),
        ("{field: updated_at}", ["Alpha", "beta", "Gamma", "delta"]),
        (
            "{field: expires_at}, {field: name}",
            ["beta", "Gamma", "Alpha", "delta"],
        ),
        (
            "{field: expires_at, direction: DESC}, {field: name}",
            ["Gamma", "beta", "Alpha", "delta"],
        ),
        (
            "{field: last_used_at}, {field: name}",
            ["Gamma", "Alpha", "beta", "delta"],
        ),
        (
            "{field: is_active}, {field: name}",
            ["beta", "Alpha", "Gamma", "delta"],
        ),
    ] {
        let got = names(client, "{isActiveNotNil: true}", order);
        suite.eq(&format!("order by {order}"), got, json!(expected));
    }
    let default = client.query(&format!(
        "{{ apiTokens(where: {{nameHasPrefix: \"{MARK}\"}}) {{ edges {{ node {{ name }} }} }} }}"
    ));
    suite.eq(
        "by default the newest come first",
        default.at("/data/apiTokens/edges/0/node/name"),
        format!("{MARK} delta"),
    );
}

fn pages(suite: &mut Suite, client: &mut Client) {
    suite.section("3.9");
    let mut page = |arguments: &str| {
        client.query(&format!(
            "{{ apiTokens(where: {{nameHasPrefix: \"{MARK}\"}}, orderBy: [{{field: name}}], \
             {arguments}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor \
             endCursor }} edges {{ cursor node {{ id }} }} }} }}"
        ))
    };
    let ids = |answer: &super::client::Answer| -> Vec<Value> {
        let edges = answer
            .at("/data/apiTokens/edges")
            .as_array()
            .cloned()
            .unwrap_or_default();
        edges
            .iter()
            .map(|edge| edge["node"]["id"].clone())
            .collect()
    };
    let all = ids(&page("first: 10"));
    let first = page("first: 3");
    let info = |answer: &super::client::Answer, field: &str| {
        answer.at(&format!("/data/apiTokens/pageInfo/{field}"))
    };
    suite.eq("first: length", ids(&first).len(), 3);
    suite.eq(
        "the total is that of the filter",
        first.at("/data/apiTokens/totalCount"),
        4,
    );
    suite.eq("first: next page", info(&first, "hasNextPage"), true);
    suite.eq(
        "first: no previous page",
        info(&first, "hasPreviousPage"),
        false,
    );
    suite.same(
        "endCursor is the last edge's",
        info(&first, "endCursor"),
        first.at("/data/apiTokens/edges/2/cursor"),
    );
    let cursor = info(&first, "endCursor");
    let second = page(&format!("first: 3, after: {cursor}"));
    suite.same(
        "after: the rest",
        json!([ids(&first), ids(&second)].concat()),
        json!(all),
    );
    suite.eq("after: no next page", info(&second, "hasNextPage"), false);
    suite.eq(
        "after: previous page",
        info(&second, "hasPreviousPage"),
        true,
    );
    suite.eq(
        "the total is independent of the page",
        second.at("/data/apiTokens/totalCount"),
        4,
    );
    let last = page("last: 2");
    suite.same("last: the end", json!(ids(&last)), json!(all.get(2..)));
    suite.eq("last: previous page", info(&last, "hasPreviousPage"), true);
    let start = info(&last, "startCursor");
    let before = page(&format!("last: 2, before: {start}"));
    suite.same(
        "before: the beginning",
        json!(ids(&before)),
        json!(all.get(..2)),
    );
    suite.eq("before: next page", info(&before, "hasNextPage"), true);
    suite.eq(
        "before: no previous page",
        info(&before, "hasPreviousPage"),
        false,
    );
    let none = page("first: 0");
    suite.eq(
        "first: 0 is empty",
        none.at("/data/apiTokens/edges"),
        json!([]),
    );
    suite.absent(
        "an empty page has no cursor",
        &none,
        200,
        info(&none, "startCursor"),
    );
    let invalid = page("first: 1, after: \"!!\"");
    suite.holds(
        "a cursor that is none is refused",
        invalid.at("/errors").is_array(),
        &invalid.text,
    );
}

fn clamp(suite: &mut Suite, client: &mut Client) {
    suite.section("3.1");
    let many: Vec<Value> = (0..110)
        .map(|n| json!({ "name": format!("Conf-Clamp {n:03}") }))
        .collect();
    let made = client.with_variables(
        "mutation B($i: [CreateAPITokenInput!]) { createBulkAPIToken(input: $i) { apiTokens { id } } }",
        &json!({ "i": many }),
    );
    for arguments in ["", "(first: 5000)", "(last: 5000)"] {
        let answer = client.query(&format!(
            "{{ apiTokens{arguments} {{ edges {{ node {{ id }} }} }} }}"
        ));
        let length = answer
            .at("/data/apiTokens/edges")
            .as_array()
            .map_or(0, Vec::len);
        suite.eq(&format!("at most 100 rows {arguments}"), length, 100);
    }
    let ids: Vec<Value> = made
        .at("/data/createBulkAPIToken/apiTokens")
        .as_array()
        .map(|list| list.iter().map(|token| token["id"].clone()).collect())
        .unwrap_or_default();
    client.with_variables(
        "mutation B($ids: [ID!]!) { deleteBulkAPIToken(ids: $ids) { error } }",
        &json!({ "ids": ids }),
    );
}
