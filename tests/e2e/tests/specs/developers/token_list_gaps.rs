//! Lists in the orders in which some rows have no value: those that never expire, and those that were never
//! used.

use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::token_list_support::{at, loaded_names, view};

/// Every second of them never expires; every second, begun one later, was never used.
const ALL: usize = 70;

/// Rows on a page.
const SIZE: usize = 10;

/// Sends mutations with the session of this tab, and replaces what it made before by [`ALL`] new ones,
/// each made a moment after the last. Token 0 is the first of them.
const PLANT: &str = "
    const bearer = sessionStorage.getItem('session').split('\\n')[0];
    const { org } = JSON.parse(atob(bearer.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    const { csrf } = await (await fetch('/csrf')).json();
    window.ask = async (query, variables) => {
        const answer = await fetch('/query', { method: 'POST', body: JSON.stringify({ query, variables }),
            headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf,
                Authorization: 'Bearer ' + bearer } });
        const { data, errors } = await answer.json();
        if (errors) throw new Error(JSON.stringify(errors));
        return data;
    };
    const type = personal ? 'PersonalAccessToken' : 'APIToken';
    const list = personal ? 'personalAccessTokens' : 'apiTokens';
    const field = personal ? 'personalAccessToken' : 'apiToken';
    window.remove = (id) => ask(`mutation ($id: ID!) { delete${type}(id: $id) { deletedID } }`, { id });
    const old = await ask(`{ ${list}(where: { nameContainsFold: \"probe\" }) { edges { node { id } } } }`);
    for (const { node } of old[list].edges) await remove(node.id);
    const day = 86400000, now = Date.now(), time = (days) => new Date(now + days * day).toISOString();
    window.made = {};
    for (let n = 0; n < all; n++) {
        const input = { name: `${n % 3 ? 'blue' : 'red'} probe ${String(n).padStart(2, '0')}` };
        // Not in the order in which they are made.
        if (n % 2 == 0) input.expiresAt = time(1 + n * 37 % all);
        if (n % 2 == 1) input.lastUsedAt = time(-1 - n * 37 % all);
        if (personal) input.organizationIDs = [org];
        const answer = await ask(`mutation ($input: Create${type}Input!) { \
            create${type}(input: $input) { ${field} { id } } }`, { input });
        made[input.name] = Object.values(Object.values(answer)[0])[0].id;
    }
    return Object.keys(made).length;";

async fn plant(console: &Console, is_personal: bool) -> Result<()> {
    let script = format!(
        "const personal = {is_personal}, all = {ALL}; return (async () => {{ {PLANT} }})()"
    );
    let made = console.script(&script).await?;
    ensure!(made == json!(ALL), "made {made}");
    Ok(())
}

fn name(n: usize) -> String {
    let color = if n.is_multiple_of(3) { "red" } else { "blue" };
    format!("{color} probe {n:02}")
}

/// The names in the order in which the list has to show them.
fn expected(order: &str, filter: &str) -> Vec<String> {
    let column = order.trim_start_matches('-');
    let by_expiry = column == "expires_at";
    let has_value = |n: &usize| n.is_multiple_of(2) == by_expiry;
    let mut valued: Vec<usize> = (0..ALL).filter(has_value).collect();
    // The days from now: ahead for the end, back for the last use.
    let value = |n: &usize| {
        let days = i64::try_from(n * 37 % ALL).unwrap_or_default();
        if by_expiry { days } else { -days }
    };
    valued.sort_by_key(value);
    if order.starts_with('-') {
        valued.reverse();
    }
    // Behind them the rows without a value, the newest first.
    let unset = (0..ALL).rev().filter(|n| !has_value(n));
    let names = valued.into_iter().chain(unset).map(name);
    names.filter(|name| name.contains(filter)).collect()
}

/// Waits until the list shows these names, and fails if it says that they stand elsewhere.
async fn shows(console: &Console, wanted: &[String], from: usize, total: usize) -> Result<()> {
    let mut shown = Value::Null;
    let outcome = console
        .until("the rows of the page", async || {
            shown = view(console).await?;
            Ok(shown["names"] == json!(wanted))
        })
        .await;
    ensure!(outcome.is_ok(), "not {wanted:?} but {shown}");
    let to = from + wanted.len() - 1;
    let range = if from == to {
        format!("{to} of {total}")
    } else {
        format!("{from}–{to} of {total}")
    };
    let says = shown["range"].as_str().unwrap_or_default();
    ensure!(says.starts_with(&range), "not {range} but {says}");
    for (button, is_over) in [
        ("First", from == 1),
        ("Previous", from == 1),
        ("Next", to == total),
        ("Last", to == total),
    ] {
        let button = console.find("button", button).await?;
        button.comes_to_be_disabled(is_over).await?;
    }
    Ok(())
}

async fn press(console: &Console, button: &str) -> Result<()> {
    console.find("button", button).await?.click().await
}

/// All pages forward; from the last one back; to both ends at once.
async fn goes_through(console: &Console, wanted: &[String]) -> Result<()> {
    let pages: Vec<&[String]> = wanted.chunks(SIZE).collect();
    let is = async |page: usize| shows(console, pages[page], page * SIZE + 1, wanted.len()).await;
    let last = pages.len() - 1;
    is(0).await?;
    for page in 1..=last {
        press(console, "Next").await?;
        is(page).await?;
    }
    press(console, "First").await?;
    is(0).await?;
    press(console, "Last").await?;
    is(last).await?;
    for page in (0..last).rev() {
        press(console, "Previous").await?;
        is(page).await?;
        if page == last / 2 {
            // The address alone leads here.
            console.reload().await?;
            is(page).await?;
        }
    }
    Ok(())
}

const ORDERS: [&str; 4] = ["expires_at", "-expires_at", "last_used_at", "-last_used_at"];

fn each_token_once(path: &'static str) {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", path).await?;
        plant(console, path == PERSONAL_TOKENS).await?;
        for order in ORDERS {
            let wanted = expected(order, "probe");
            ensure!(wanted.len() == ALL);
            console
                .open(&format!("{path}?q=probe&sort={order}&size={SIZE}"))
                .await?;
            goes_through(console, &wanted).await?;
            let filtered = expected(order, "red probe");
            console
                .open(&format!("{path}?q=red+probe&sort={order}&size={SIZE}"))
                .await?;
            goes_through(console, &filtered).await?;
        }
        Ok(())
    });
}

#[test]
fn api_tokens_with_and_without_an_end_or_a_use_are_each_shown_once() {
    each_token_once(API_TOKENS);
}

#[test]
fn personal_tokens_with_and_without_an_end_or_a_use_are_each_shown_once() {
    each_token_once(PERSONAL_TOKENS);
}

#[test]
fn a_filter_that_decides_about_the_end_leaves_one_part() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        plant(console, false).await?;
        let ordered = expected("expires_at", "probe");
        let (ending, endless) = ordered.split_at(ALL / 2);
        console
            .open(&format!(
                "{API_TOKENS}?q=probe&flag=no_expiration&sort=expires_at&size={SIZE}"
            ))
            .await?;
        goes_through(console, endless).await?;
        // What ends within two weeks has an end. One that has none is not let in, from the second page on
        // neither.
        let soon = &ending[..ending.len() * 14 / ALL];
        console
            .open(&format!(
                "{API_TOKENS}?q=probe&state=expires_soon&sort=expires_at&size={SIZE}"
            ))
            .await?;
        let shown = loaded_names(console).await?;
        ensure!(shown == soon, "not {soon:?} but {shown:?}");
        // Who was used last comes first, and not who never was.
        console
            .open(&format!("{API_TOKENS}?sort=-last_used_at&size={SIZE}"))
            .await?;
        loaded_names(console).await?;
        let first = console
            .script("return document.querySelector('tbody tr').innerText")
            .await?;
        ensure!(
            !first.as_str().unwrap_or_default().contains("Never used"),
            "{first}"
        );
        Ok(())
    });
}

#[test]
fn what_is_left_is_shown_once_while_tokens_are_deleted() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        for (order, filter) in [("expires_at", "probe"), ("-last_used_at", "blue probe")] {
            plant(console, false).await?;
            let search = filter.replace(' ', "+");
            let path = format!("{API_TOKENS}?q={search}&sort={order}&size={SIZE}");
            let mut left = expected(order, filter);
            let mut seen: Vec<String> = Vec::new();
            // The planted identifiers are lost with the page, so the list is changed without loading it
            // again.
            let ids = console.script("return window.made").await?;
            console.open(&path).await?;
            for page in 0.. {
                let shown = loaded_names(console).await?;
                for name in &shown {
                    ensure!(!seen.contains(name), "{name} came twice on page {page}");
                }
                seen.extend(shown.iter().cloned());
                let next = console.find("button", "Next").await?;
                if next.is_disabled().await? {
                    break;
                }
                // One that was shown, one that is to come, and the one behind which the next page begins.
                let last = left
                    .iter()
                    .position(|name| Some(name) == shown.last())
                    .unwrap_or(0);
                let victim = [0, last, last + 3][page % 3].min(left.len() - 1);
                delete(console, &ids[left.remove(victim)]).await?;
                next.click().await?;
                let from = seen.iter().filter(|name| left.contains(name)).count() + 1;
                let wanted = &left[from - 1..left.len().min(from + SIZE - 1)];
                shows_rows(console, wanted, from, left.len()).await?;
            }
            for name in &left {
                ensure!(seen.contains(name), "{name} was missed");
            }
        }
        Ok(())
    });
}

/// As [`shows`], without the buttons.
async fn shows_rows(console: &Console, wanted: &[String], from: usize, total: usize) -> Result<()> {
    let range = format!("{from}–{} of {total}", from + wanted.len() - 1);
    let mut shown = Value::Null;
    let outcome = console
        .until("the rows of the page", async || {
            shown = view(console).await?;
            let says = shown["range"].as_str().unwrap_or_default();
            Ok(shown["names"] == json!(wanted) && (wanted.len() < 2 || says.starts_with(&range)))
        })
        .await;
    ensure!(outcome.is_ok(), "not {range} {wanted:?} but {shown}");
    Ok(())
}

/// Somebody else deletes an API token.
async fn delete(console: &Console, id: &Value) -> Result<()> {
    let script = format!(
        "return (async () => {{
            const bearer = sessionStorage.getItem('session').split('\\n')[0];
            const {{ csrf }} = await (await fetch('/csrf')).json();
            const query = 'mutation ($id: ID!) {{ deleteAPIToken(id: $id) {{ deletedID }} }}';
            const headers = {{ 'Content-Type': 'application/json', 'X-CSRF-Token': csrf,
                Authorization: `Bearer ${{bearer}}` }};
            const body = JSON.stringify({{ query, variables: {{ id: {id} }} }});
            const answer = await fetch('/query', {{ method: 'POST', headers, body }});
            return (await answer.json()).data.deleteAPIToken.deletedID;
        }})()"
    );
    let deleted = console.script(&script).await?;
    ensure!(deleted == *id, "deleted {deleted}");
    Ok(())
}
