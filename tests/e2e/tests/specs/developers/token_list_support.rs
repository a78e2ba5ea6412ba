//! What the specs about the lists share: getting there, what is shown, what was asked of the backend.

use e2e::paths::API_TOKENS;
use std::path::Path;

use e2e::pages::{Kind, SignIn};
use e2e::{Console, Request, Result, ensure};
use serde_json::{Value, json};

/// Signs in as this person and goes to a list.
pub async fn at(console: &Console, email: &str, path: &str) -> Result<()> {
    let kind = if path.starts_with(API_TOKENS) {
        Kind::Api
    } else {
        Kind::Personal
    };
    SignIn(console).and_go_to(email, path, kind.title()).await?;
    // What somebody may do is asked once, for all organizations, at some time after the first page: what is
    // counted from here on is what the list asks.
    console.sent(0, 1, is_about_rights).await?;
    settled(console).await?;
    // And who made the tokens shown, once there are some of others: personal ones are one's own.
    let any = "return document.querySelector('tbody tr a[href]') !== null";
    let makers = kind == Kind::Api && console.script(any).await? == true;
    console
        .sent(0, usize::from(makers), is_about_makers)
        .await
        .map(drop)
}

/// Whether it asks what somebody may do.
pub fn is_about_rights(request: &Request) -> bool {
    request.url.contains("/v1/account/roles")
}

/// Whether it asks who made tokens.
pub fn is_about_makers(request: &Request) -> bool {
    request.body.contains("query Makers")
}

/// Waits until nothing is on its way any more.
pub async fn settled(console: &Console) -> Result<()> {
    console
        .until("the list to be at rest", async || {
            // The page that is shown before the program has come holds a hidden alert too.
            let rest = "return (!!document.querySelector('tbody a[href], .empty-state, .empty') \
                || [...document.querySelectorAll('main [role=alert]')]\
                    .some((it) => it.checkVisibility() && it.innerText.trim())) \
                && !document.querySelector('[aria-busy=true], .skeleton, [role=progressbar], progress')";
            Ok(console.script(rest).await? == true)
        })
        .await
}

/// What somebody sees of a list: address, names and states in their order, search, filters, order and range.
pub async fn view(console: &Console) -> Result<Value> {
    settled(console).await?;
    let look = "const texts = (what) => [...document.querySelectorAll(what)]\
         .map((one) => one.innerText.trim()); \
        return { names: texts('tbody tr a[href]'), states: texts('tbody td[data-label=State]'), \
            search: document.querySelector('input[type=search]')?.value, \
            filters: texts('[aria-label^=\"Remove filter\"]'), \
            cards: texts('[aria-label=Summary] [aria-pressed=true]'), \
            orders: [...document.querySelectorAll('select')]\
                .filter((one) => !one.closest('[popover]')).map((one) => one.value), \
            sorted: texts('th[aria-sort]').map((text, i) => \
                text + document.querySelectorAll('th[aria-sort]')[i].ariaSort), \
            range: texts('nav[aria-label=Pages]')[0] ?? '' }";
    let mut view = console.script(look).await?;
    view["address"] = json!(console.location().await?);
    Ok(view)
}

/// The names in the rows, in their order.
pub async fn names(console: &Console) -> Result<Vec<String>> {
    let view = view(console).await?;
    let names = view["names"].as_array().cloned().unwrap_or_default();
    Ok(names
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect())
}

/// Waits until the list shows something else than `before`, and gives that.
pub async fn changed(console: &Console, before: &Value) -> Result<Value> {
    let mut now = Value::Null;
    console
        .until("another view", async || {
            now = view(console).await?;
            Ok(now != *before)
        })
        .await?;
    settled(console).await?;
    view(console).await
}

/// Waits until the list shows exactly `wanted` again.
pub async fn restored(console: &Console, wanted: &Value) -> Result<()> {
    let mut now = Value::Null;
    let outcome = console
        .until("the same view", async || {
            now = view(console).await?;
            Ok(now == *wanted)
        })
        .await;
    ensure!(outcome.is_ok(), "it was\n{wanted}\nand is\n{now}");
    Ok(())
}

/// How many requests there were.
pub async fn so_far(console: &Console) -> Result<usize> {
    Ok(console.requests().await?.len())
}

/// Waits until the backend was asked this often since `from` requests, no more and no less; what was asked.
pub async fn asked(console: &Console, from: usize, count: usize) -> Result<Vec<String>> {
    let requests = console
        .sent(from, count, |request| {
            // The console's own code is fetched too.
            let is_code = Path::new(&request.url)
                .extension()
                .is_some_and(|it| it == "wasm");
            matches!(request.kind.as_str(), "Fetch" | "XHR") && !is_code
        })
        .await?;
    Ok(requests
        .into_iter()
        .map(|request| format!("{} {} {}", request.method, request.url, request.body))
        .collect())
}

/// The names in the rows, as soon as there are any.
pub async fn loaded_names(console: &Console) -> Result<Vec<String>> {
    let mut shown = Vec::new();
    console
        .until("rows with names", async || {
            shown = names(console).await?;
            Ok(!shown.is_empty())
        })
        .await?;
    Ok(shown)
}

/// Waits until the list shows the page that begins with this row.
pub async fn at_row(console: &Console, first: &str) -> Result<Value> {
    let mut shown = Value::Null;
    console
        .until(&format!("the page from row {first}"), async || {
            shown = view(console).await?;
            let range = shown["range"].as_str().unwrap_or_default();
            Ok(range.split(['–', ' ']).next() == Some(first))
        })
        .await?;
    Ok(shown)
}

/// Makes the backend answer every further GraphQL call of this page like this, until [`mend`].
pub async fn answer_queries_with(console: &Console, status: u16, body: &str) -> Result<()> {
    let script = format!(
        "window.honest ??= window.fetch; \
         window.fetch = async (request, options) => (request.url ?? String(request)).endsWith('/query') \
            ? new Response({}, {{ status: {status}, \
                headers: {{ 'Content-Type': 'application/json', 'X-Request-Id': 'req-of-the-spec' }} }}) \
            : window.honest(request, options)",
        json!(body)
    );
    console.script(&script).await?;
    Ok(())
}

/// How calls are kept from the backend.
#[derive(Clone, Copy)]
pub enum Disturbance {
    /// They wait.
    Held,
    /// They are answered with an error.
    Failed,
}

/// From the next page on, calls that have this in their address or their body are disturbed, until [`calm`].
pub async fn disturb(console: &Console, part: &str, how: Disturbance) -> Result<()> {
    let disturbed = match how {
        Disturbance::Held => "await new Promise((go) => held.push(go))",
        Disturbance::Failed => {
            "return new Response('{\"success\":false,\"error\":\"internal server error\"}', \
                { status: 500, headers: { 'X-Request-Id': 'req-of-the-spec' } })"
        }
    };
    let source = format!(
        "{{ const honest = window.fetch, held = []; let calm = false; window.disturbed = 0; \
            window.calm = () => {{ calm = true; held.splice(0).forEach((go) => go()) }}; \
            window.fetch = async (request, ...more) => {{ \
                const sent = (request.url ?? String(request)) \
                    + (request.clone ? await request.clone().text() : more[0]?.body ?? ''); \
                if (!calm && sent.includes({})) {{ window.disturbed += 1; {disturbed} }} \
                return honest(request, ...more) }} }}",
        json!(part)
    );
    console
        .protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await
        .map(drop)
}

/// Waits until this many calls of this page were disturbed.
pub async fn disturbed(console: &Console, count: u64) -> Result<()> {
    console
        .until(&format!("{count} disturbed calls"), async || {
            Ok(console.script("return window.disturbed").await? == count)
        })
        .await
}

/// Ends [`disturb`] for this page: what waits goes on.
pub async fn calm(console: &Console) -> Result<()> {
    console.script("window.calm()").await.map(drop)
}

/// Undoes [`answer_queries_with`].
pub async fn mend(console: &Console) -> Result<()> {
    console.script("window.fetch = window.honest").await?;
    Ok(())
}

/// Fails if the page can be scrolled sideways.
pub async fn fits_its_width(console: &Console) -> Result<()> {
    let width = "const root = document.documentElement; return [root.scrollWidth, root.clientWidth, \
        [...document.querySelectorAll('body *')]\
            .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1) \
        .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))]";
    let width = console.script(width).await?;
    ensure!(
        width[0].as_f64() <= width[1].as_f64(),
        "the page is wider than its window: {width}"
    );
    Ok(())
}
