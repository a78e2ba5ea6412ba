//! The first visit: what comes over the network, and when the first row is there.

use e2e::{Console, Result, ensure, run};
use serde_json::{Value, json};

use crate::rows::Rows;
use crate::site::{self, Site};

/// Under what a page is loaded.
pub(crate) struct Condition {
    id: &'static str,
    pub(crate) label: &'static str,
    slowdown: u32,
    slow_network: bool,
}

const fn condition(
    id: &'static str,
    label: &'static str,
    slowdown: u32,
    slow_network: bool,
) -> Condition {
    Condition {
        id,
        label,
        slowdown,
        slow_network,
    }
}

impl Condition {
    /// Whether the run that is part of the tests has it: one that shows what there is, and one that waits for
    /// it as most people do.
    pub(crate) fn is_of_short_run(&self) -> bool {
        matches!(self.id, "plain" | "both")
    }
}

/// All of them, from fast to slow.
pub(crate) const CONDITIONS: [Condition; 4] = [
    condition("plain", "not slowed down", 1, false),
    condition("cpu", "4× CPU", 4, false),
    condition("network", "slow 4G", 1, true),
    condition("both", "slow 4G and 4× CPU", 4, true),
];

/// The bytes of the page and the files that it loaded, without headers.
const BODIES: &str = "return [...performance.getEntriesByType('navigation'), \
     ...performance.getEntriesByType('resource')] \
    .filter((entry) => entry.entryType === 'navigation' || /\\.(css|js|wasm)$/.test(entry.name)) \
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)";

/// How many nodes the document has.
pub(crate) const NODES: &str = "const nodes = document.createNodeIterator(document); \
    let count = 0; while (nodes.nextNode()) count += 1; return count";

/// Loads the list some times, each time in a new tab and with an empty cache.
pub(crate) fn measure(site: &Site, condition: &Condition, runs: usize, rows: &mut Rows) {
    run(site.options("demo"), async |console| {
        let session = site.sign_in(console).await?;
        for _ in 0..runs {
            site.tab(console, &session, condition.slowdown).await?;
            once(site, condition, console, rows).await?;
            site::close(console).await?;
        }
        Ok(())
    });
}

async fn once(
    site: &Site,
    condition: &Condition,
    console: &Console,
    rows: &mut Rows,
) -> Result<()> {
    if !condition.slow_network {
        let took = site::number(console, "return bench.work()").await?;
        let (id, label) = (
            format!("work.{}", condition.id),
            format!("the same sums, {}", condition.label),
        );
        rows.add(site.name, id, label, "ms", took);
    }
    if condition.slow_network {
        console.slow_network().await?;
    }
    traffic(console).await?;
    console.open(site.list).await?;
    let seen = console
        .script(&format!("return bench.load({})", json!(site.row)))
        .await?;
    let traffic = traffic(console).await?;
    ensure!(
        traffic.iter().all(|request| !request.cached),
        "the cache was not empty: {traffic:#?}"
    );
    for (place, (id, label, unit)) in [
        ("row", "first row", "ms"),
        ("interactive", "interactive", "ms"),
        ("shift", "layout shift", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let (id, label) = (
            format!("load.{}.{id}", condition.id),
            format!("{label}, {}", condition.label),
        );
        let value = seen[place].as_f64().unwrap_or(f64::NAN);
        rows.add(site.name, id, label, unit, value);
    }
    if condition.id == "both" {
        let first_row = seen[0].as_f64().unwrap_or_default() / 1000.0;
        let rounds = round_trips(&traffic, first_row);
        let label = "round trips of API calls before the first row";
        rows.add(site.name, "load.rounds", label, "", as_f64(rounds));
    }
    if condition.id == "plain" {
        count(site, &traffic, rows);
        let bodies = site::number(console, BODIES).await? / 1000.0;
        let label = "first load, files as they are compressed";
        rows.add(site.name, "bytes.files", label, "kB", bodies);
        let nodes = site::number(console, NODES).await?;
        rows.add(site.name, "nodes.list", "nodes of the list", "", nodes);
        let footprint = console.footprint().await?;
        for (id, label, value) in [
            ("heap.script", "heap after load, JS", footprint.script),
            ("heap.wasm", "heap after load, wasm", footprint.wasm),
        ] {
            rows.add(site.name, id, label, "MB", value / 1e6);
        }
    }
    Ok(())
}

/// Bytes and requests by type.
fn count(site: &Site, traffic: &[Request], rows: &mut Rows) {
    for kind in ["HTML", "CSS", "JS", "wasm", "API"] {
        let bytes = traffic
            .iter()
            .filter(|request| request.kind == kind)
            .map(|request| request.bytes)
            .fold(0.0, |sum, bytes| sum + bytes);
        rows.add(
            site.name,
            format!("bytes.{kind}"),
            kind,
            "kB",
            bytes / 1000.0,
        );
    }
    let bytes = traffic.iter().map(|request| request.bytes).sum::<f64>();
    rows.add(
        site.name,
        "bytes.all",
        "all that came, with headers and the API",
        "kB",
        bytes / 1000.0,
    );
    let files = traffic
        .iter()
        .filter(|request| request.kind != "API")
        .count();
    for (id, label, value) in [
        ("requests.files", "requests for files", files),
        ("requests.api", "requests to the API", traffic.len() - files),
    ] {
        rows.add(site.name, id, label, "", as_f64(value));
    }
}

/// One request of the page.
#[derive(Debug)]
struct Request {
    id: String,
    kind: &'static str,
    /// When it was sent and when its answer was complete, in seconds.
    from: f64,
    to: Option<f64>,
    /// What came over the network for it, headers included.
    bytes: f64,
    cached: bool,
}

/// The requests of the page that was opened since this was called last.
async fn traffic(console: &Console) -> Result<Vec<Request>> {
    let mut requests: Vec<Request> = Vec::new();
    for entry in console.driver().get_log("performance").await? {
        let event: Value = serde_json::from_str(&entry.message)?;
        let event = &event["message"];
        let parameters = &event["params"];
        let id = parameters["requestId"].as_str().unwrap_or_default();
        let at = parameters["timestamp"].as_f64().unwrap_or_default();
        let known = requests.iter_mut().find(|request| request.id == id);
        match (event["method"].as_str(), known) {
            (Some("Network.requestWillBeSent"), None) => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                if !url.starts_with("http") {
                    continue;
                }
                if parameters["type"] == "Document" {
                    // What came before belongs to the page before.
                    requests.clear();
                }
                requests.push(Request {
                    id: id.to_owned(),
                    kind: match parameters["type"].as_str() {
                        _ if url.rsplit('.').next() == Some("wasm") => "wasm",
                        Some("Document") => "HTML",
                        Some("Stylesheet") => "CSS",
                        Some("Script") => "JS",
                        Some("Fetch" | "XHR") => "API",
                        _ => "other",
                    },
                    from: at,
                    to: None,
                    bytes: 0.0,
                    cached: false,
                });
            }
            (Some("Network.requestServedFromCache"), Some(request)) => request.cached = true,
            (Some("Network.responseReceived"), Some(request)) => {
                request.cached |= parameters["response"]["fromDiskCache"] == true;
            }
            (Some("Network.loadingFinished"), Some(request)) => {
                request.to = Some(at);
                request.bytes = parameters["encodedDataLength"].as_f64().unwrap_or_default();
            }
            _ => {}
        }
    }
    Ok(requests)
}

/// How many API calls followed one upon the answer of another, before the first row was there.
fn round_trips(traffic: &[Request], first_row: f64) -> usize {
    let begun = traffic.first().map_or(0.0, |request| request.from);
    let mut calls: Vec<_> = traffic
        .iter()
        .filter(|request| request.kind == "API" && request.from < begun + first_row)
        .collect();
    calls.sort_by(|one, other| one.from.total_cmp(&other.from));
    let mut trips = 0;
    let mut until = 0.0;
    for call in calls {
        // The first to be answered among those that are under way at the same time lets the next begin.
        let to = call.to.unwrap_or(f64::INFINITY);
        if call.from >= until {
            trips += 1;
            until = to;
        } else {
            until = f64::min(until, to);
        }
    }
    trips
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
