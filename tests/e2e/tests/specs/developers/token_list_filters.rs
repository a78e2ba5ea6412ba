//! Every filter, order and size is in the address, and the address restores it.

use anyhow::Context as _;
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::token_list_support::{
    asked, at, changed, loaded_names, names, restored, settled, so_far, view,
};

/// Presses a box of the filter menu, which is open.
async fn filter(console: &Console, label: &str) -> Result<()> {
    console.find("checkbox", label).await?.click().await
}

/// Chooses from a select by its value.
pub async fn choose(console: &Console, label: &str, value: &str) -> Result<()> {
    let script = format!(
        "const select = [...document.querySelectorAll('select')]\
         .find((one) => one.ariaLabel === {0} || one.labels[0]?.innerText.includes({0}) \
             || one.labels[0]?.textContent.includes({0})); \
         select.value = {1}; select.dispatchEvent(new Event('change', {{ bubbles: true }})); \
         return select.value",
        json!(label),
        json!(value)
    );
    let now = console.script(&script).await?;
    ensure!(now == *value, "{label} does not offer {value}");
    Ok(())
}

/// Does something, and gives the view that it leads to; fails unless that took one request.
async fn one_step(
    console: &Console,
    what: &str,
    act: impl AsyncFnOnce() -> Result<()>,
) -> Result<Value> {
    let before = view(console).await?;
    let from = so_far(console).await?;
    act().await?;
    let after = changed(console, &before).await?;
    asked(console, from, 1).await.context(what.to_owned())?;
    Ok(after)
}

#[test]
fn each_change_takes_one_request_and_every_view_comes_back() {
    let large = Options::new()
        .sandbox("--seed")
        .sandbox("large")
        .now("2026-06-15T10:00:00Z");
    run(large, async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let mut views = vec![view(console).await?];
        console.find("button", "Filter").await?.click().await?;
        for label in [
            "Active",
            "Expires soon",
            "Expired",
            "Revoked",
            "Disabled",
            "Never used",
            "No expiration",
        ] {
            let step = async || filter(console, label).await;
            let after = one_step(console, label, step).await?;
            ensure!(
                after["filters"].to_string().contains(label),
                "{label} is not among {after}"
            );
            views.push(after);
        }
        // Every token is in one of the first five, so only the two flags narrow; taken off again one by one.
        for label in ["Never used", "No expiration", "Revoked", "Disabled"] {
            let name = format!("Remove filter {label}");
            let step = async || console.find("button", &name).await?.click().await;
            views.push(one_step(console, &name, step).await?);
        }
        for size in ["10", "50", "100", "25"] {
            let step = async || choose(console, "Rows per page", size).await;
            let after = one_step(console, size, step).await?;
            let rows = after["names"].as_array().map_or(0, Vec::len);
            ensure!(rows.to_string() == size, "{rows} rows, not {size}");
            views.push(after);
        }
        for order in [
            "created_at",
            "-updated_at",
            "updated_at",
            "name",
            "-name",
            "expires_at",
            "-expires_at",
            "-last_used_at",
            "last_used_at",
            "-is_active",
            "is_active",
        ] {
            let step = async || choose(console, "Order", order).await;
            views.push(one_step(console, order, step).await?);
        }
        for button in ["Next", "Next", "Previous"] {
            let step = async || console.find("button", button).await?.click().await;
            views.push(one_step(console, button, step).await?);
        }
        // Back through all of them, and a few steps forward again.
        let last = views.pop().unwrap_or_default();
        for wanted in views.iter().rev() {
            console.back().await?;
            restored(console, wanted).await?;
        }
        for wanted in views.iter().skip(1).take(6) {
            console.driver().forward().await?;
            restored(console, wanted).await?;
        }
        // A pasted link and a reload.
        console
            .open(last["address"].as_str().unwrap_or_default())
            .await?;
        restored(console, &last).await?;
        console.reload().await?;
        restored(console, &last).await
    });
}

#[test]
fn a_column_sorts_by_its_head() {
    run(
        Options::new().now("2026-06-15T10:00:00Z"),
        async |console| {
            at(console, "olivia@acme.test", API_TOKENS).await?;
            for (column, address, sorted) in [
                ("Name", "?sort=name", "Nameascending"),
                ("Name", "?sort=-name", "Namedescending"),
                ("Expires", "?sort=expires_at", "Expiresascending"),
                ("Last used", "?sort=-last_used_at", "Last useddescending"),
            ] {
                let head = console.find("columnheader", column).await?;
                let step = async || head.find("button", column).await?.click().await;
                let after = one_step(console, column, step).await?;
                ensure!(
                    after["address"] == format!("{API_TOKENS}{address}"),
                    "at {after}"
                );
                ensure!(after["sorted"] == json!([sorted]), "sorted {after}");
            }
            Ok(())
        },
    );
}

#[test]
fn the_newest_of_a_fast_search_wins_and_is_one_step_back() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let before = view(console).await?;
        let field = console.find("searchbox", "Search tokens").await?;
        field.click().await?;
        for word in ["j", "i", "r", "a"] {
            console.type_keys(word).await?;
        }
        console.arrives_at(&format!("{API_TOKENS}?q=jira")).await?;
        settled(console).await?;
        console
            .until("the one that is found", async || {
                Ok(names(console).await? == ["Jira bridge"])
            })
            .await?;
        ensure!(field.value().await? == "jira", "the field was changed");
        ensure!(field.is_focused().await?, "the field lost the focus");
        console.type_keys(" b").await?;
        console
            .until("the address of the longer search", async || {
                let location = console.location().await?;
                Ok(location == format!("{API_TOKENS}?q=jira+b")
                    || location == format!("{API_TOKENS}?q=jira%20b"))
            })
            .await?;
        console.back().await?;
        restored(console, &before).await
    });
}

#[test]
fn nothing_matches_and_clearing_shows_all() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let before = view(console).await?;
        console
            .open(&format!("{API_TOKENS}?q=no+such+token&flag=no_expiration"))
            .await?;
        console.shows("No token matches").await?;
        settled(console).await?;
        console.has_no_accessibility_faults().await?;
        console
            .find("button", "Clear search and filters")
            .await?
            .click()
            .await?;
        restored(console, &before).await
    });
}

#[test]
fn what_the_backend_cannot_filter_is_found_by_walking() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", PERSONAL_TOKENS).await?;
        console
            .open(&format!("{PERSONAL_TOKENS}?state=needs_sso"))
            .await?;
        let shown = view(console).await?;
        let states = shown["states"].as_array().cloned().unwrap_or_default();
        ensure!(!states.is_empty(), "nothing was found");
        for state in states {
            ensure!(
                state
                    .as_str()
                    .is_some_and(|state| state.starts_with("Needs SSO")),
                "found {state}"
            );
        }
        console
            .open(&format!("{API_TOKENS}?flag=broad_access"))
            .await?;
        let names = loaded_names(console).await?;
        ensure!(
            names.contains(&"Terraform state".to_owned())
                && !names.contains(&"Jira bridge".to_owned()),
            "found {names:?}"
        );
        Ok(())
    });
}

#[test]
fn a_walk_tells_its_progress_and_where_it_stopped() {
    let large = Options::new()
        .sandbox("--seed")
        .sandbox("large")
        .sandbox("--latency-ms")
        .sandbox("60");
    run(large, async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let from = so_far(console).await?;
        console.find("button", "Filter").await?.click().await?;
        filter(console, "Broad access").await?;
        console.find("progressbar", "Loading all tokens").await?;
        console.shows("Not all tokens were looked at").await?;
        console.shows("stops at 1,000 of 5,031").await?;
        settled(console).await?;
        console.has_no_accessibility_faults().await?;
        console
            .sent(from, 10, |request| {
                request.body.contains("query ApiTokens(")
            })
            .await?;
        // Another page size is another look at what was found.
        let from = so_far(console).await?;
        choose(console, "Rows per page", "10").await?;
        console
            .arrives_at(&format!("{API_TOKENS}?flag=broad_access&size=10"))
            .await?;
        settled(console).await?;
        // It does not walk again.
        asked(console, from, 0).await.map(drop)
    });
}

#[test]
fn what_was_not_used_for_ninety_days_is_found_and_marked() {
    run(
        Options::new().now("2026-06-15T10:00:00Z"),
        async |console| {
            at(
                console,
                "olivia@acme.test",
                &format!("{API_TOKENS}?size=50"),
            )
            .await?;
            let unused = [
                "Break-glass automation",
                "Penetration test",
                "Quarterly report",
                "Slack digest",
            ];
            // In the whole list these are marked and no others.
            let marked = marked_unused(console).await?;
            ensure!(marked == unused, "marked {marked:?}");
            console.find("button", "Filter").await?.click().await?;
            let step = async || filter(console, "Unused 90 days").await;
            let after = one_step(console, "Unused 90 days", step).await?;
            ensure!(
                after["address"] == format!("{API_TOKENS}?flag=unused&size=50"),
                "at {after}"
            );
            ensure!(
                after["filters"].to_string().contains("Unused 90 days"),
                "not among {after}"
            );
            let mut found = names(console).await?;
            found.sort();
            ensure!(found == unused, "found {found:?}");
            ensure!(marked_unused(console).await? == unused);
            console.has_no_accessibility_faults().await?;
            console
                .find("button", "Remove filter Unused 90 days")
                .await?
                .click()
                .await?;
            console.arrives_at(&format!("{API_TOKENS}?size=50")).await
        },
    );
}

/// The names of the rows that say that their token was not used for ninety days, sorted.
async fn marked_unused(console: &Console) -> Result<Vec<String>> {
    settled(console).await?;
    let script = "return [...document.querySelectorAll('tbody tr')]\
         .filter((row) => row.innerText.includes('Unused 90 days')) \
        .map((row) => row.querySelector('a[href]').innerText.trim())";
    let rows = console.script(script).await?;
    let mut names: Vec<String> = rows
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}
