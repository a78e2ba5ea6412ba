//! Going through the pages of many tokens.

use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use std::collections::BTreeSet;

use e2e::{Console, Options, Result, ensure, run};

use super::token_list_support::{asked, at, at_row, names, restored, settled, so_far, view};

/// In Acme Security with the seed `large`.
const ALL: usize = 5031;

fn large() -> Options {
    Options::new().sandbox("--seed").sandbox("large")
}

/// A number as it is shown.
fn grouped(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

#[test]
fn all_pages_together_hold_every_token_once() {
    run(large(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=100&sort=-name"),
        )
        .await?;
        let mut seen = BTreeSet::new();
        let mut rows = 0;
        for page in 1.. {
            let from = so_far(console).await?;
            let shown = view(console).await?;
            let range = shown["range"].as_str().unwrap_or_default();
            ensure!(range.contains("of 5,031"), "page {page} says {range}");
            for row in console
                .script(
                    "return [...document.querySelectorAll('tbody tr a[href]')]\
                     .map((link) => link.pathname)",
                )
                .await?
                .as_array()
                .cloned()
                .unwrap_or_default()
            {
                rows += 1;
                seen.insert(row.to_string());
            }
            let next = console.find("button", "Next").await?;
            if next.is_disabled().await? {
                break;
            }
            next.click().await?;
            at_row(console, &grouped(page * 100 + 1)).await?;
            console
                .until("its address", async || {
                    let location = console.location().await?;
                    Ok(location.ends_with(&format!("page={}", page + 1)))
                })
                .await?;
            asked(console, from, 1).await?;
        }
        ensure!(
            rows == ALL && seen.len() == ALL,
            "{rows} rows of {} tokens",
            seen.len()
        );
        Ok(())
    });
}

#[test]
fn previous_leads_through_the_same_pages() {
    run(large(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10&sort=name"),
        )
        .await?;
        let mut pages = Vec::new();
        for page in 1..=4 {
            pages.push(names(console).await?);
            if page < 4 {
                console.find("button", "Next").await?.click().await?;
                at_row(console, &format!("{page}1")).await?;
            }
        }
        for page in (1..4).rev() {
            console.find("button", "Previous").await?.click().await?;
            console
                .until("the previous page", async || {
                    Ok(names(console).await? == pages[page - 1])
                })
                .await?;
            let next = console.find("button", "Next").await?;
            next.comes_to_be_disabled(false).await?;
        }
        let previous = console.find("button", "Previous").await?;
        previous.comes_to_be_disabled(true).await?;
        console
            .arrives_at(&format!("{API_TOKENS}?sort=name&size=10"))
            .await
    });
}

#[test]
fn a_deep_link_into_the_middle_shows_that_page() {
    run(large(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10"),
        )
        .await?;
        for _ in 0..2 {
            let before = view(console).await?;
            console.find("button", "Next").await?.click().await?;
            super::token_list_support::changed(console, &before).await?;
        }
        let wanted = view(console).await?;
        let address = wanted["address"].as_str().unwrap_or_default().to_owned();
        console.open("/developers/personal-access-tokens").await?;
        settled(console).await?;
        console.open(&address).await?;
        restored(console, &wanted).await
    });
}

#[test]
fn a_page_beyond_the_end_leads_to_the_last_one_there_is() {
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10&sort=name"),
        )
        .await?;
        for page in 2..=4 {
            console.find("button", "Next").await?.click().await?;
            at_row(console, &format!("{}1", page - 1)).await?;
        }
        // The last page holds one of the 31.
        let last = names(console).await?;
        ensure!(last.len() == 1, "{last:?}");
        let name = &last[0];
        console
            .find("checkbox", &format!("Select {name}"))
            .await?
            .click()
            .await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Delete").await?.click().await?;
        let dialog = console.find("alertdialog", "Delete 1 token?").await?;
        for field in dialog.all("textbox").await? {
            field.fill("DELETE").await?;
        }
        dialog
            .find("button", "Delete 1 token")
            .await?
            .click()
            .await?;
        console
            .until("the page before", async || {
                let shown = view(console).await?;
                Ok(shown["range"]
                    .as_str()
                    .is_some_and(|range| range.starts_with("21–30 of 30")))
            })
            .await?;
        ensure!(names(console).await?.len() == 10);
        console.find("button", "Previous").await?.click().await?;
        console
            .until("page two", async || {
                let shown = view(console).await?;
                Ok(shown["range"]
                    .as_str()
                    .is_some_and(|range| range.starts_with("11–20 of 30")))
            })
            .await
    });
}

#[test]
fn first_and_last_lead_to_the_ends_and_a_number_out_of_range_changes_nothing() {
    run(large(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10"),
        )
        .await?;
        let first = names(console).await?;
        for button in ["First", "Previous"] {
            let button = console.find("button", button).await?;
            button.comes_to_be_disabled(true).await?;
        }
        let from = so_far(console).await?;
        console.find("button", "Last").await?.click().await?;
        // 5,031 rows: one is left for the last page.
        let last = at_row(console, "5,031").await?;
        asked(console, from, 1).await?;
        ensure!(
            last["address"] == format!("{API_TOKENS}?size=10&before=&page=504"),
            "{last}"
        );
        for button in ["Next", "Last"] {
            let button = console.find("button", button).await?;
            button.comes_to_be_disabled(true).await?;
        }
        console.find("button", "Previous").await?.click().await?;
        let middle = at_row(console, "5,021").await?;
        // The place says which rows these are, whatever number a link gives the page.
        let address = middle["address"].as_str().unwrap_or_default();
        let (place, _) = address.split_once("&page=").unwrap_or_default();
        for number in ["4294967295", "1", "2"] {
            console.open(&format!("{place}&page={number}")).await?;
            let shown = at_row(console, "5,021").await?;
            ensure!(shown["names"] == middle["names"], "{number}: {shown}");
            let range = shown["range"].as_str().unwrap_or_default();
            ensure!(
                range.starts_with("5,021–5,030 of 5,031"),
                "{number}: {range}"
            );
        }
        console.find("button", "Next").await?.click().await?;
        at_row(console, "5,031").await?;
        console.find("button", "First").await?.click().await?;
        at_row(console, "1").await?;
        ensure!(names(console).await? == first);
        console.arrives_at(&format!("{API_TOKENS}?size=10")).await
    });
}

#[test]
fn a_link_with_a_place_that_is_none_leads_to_the_first_page_and_says_so() {
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?sort=name&size=10"),
        )
        .await?;
        let first = view(console).await?;
        for place in [
            "after=nonsense&page=3",
            "before=%25%25%25&page=2",
            "after=AAAA",
            "after=gqFpujAxSlowMDAwMDAwMDAwMDAwMDAwMDAwMDAwoXaRwA&page=2",
            "page=99",
            "page=4294967295",
        ] {
            console
                .open(&format!("{API_TOKENS}?sort=name&size=10&{place}"))
                .await?;
            console.shows("There is no such page").await?;
            console.shows("This is the first page").await?;
            restored(console, &first).await?;
            ensure!(
                !console.text().await?.contains("could not be loaded"),
                "an error is shown beside it"
            );
            console.has_no_accessibility_faults().await?;
        }
        // It is about this view only.
        console.find("button", "Next").await?.click().await?;
        at_row(console, "11").await?;
        console.hides("There is no such page").await
    });
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{PERSONAL_TOKENS}?size=10&after=nonsense"),
        )
        .await?;
        console.shows("There is no such page").await?;
        console
            .arrives_at(&format!("{PERSONAL_TOKENS}?size=10"))
            .await?;
        at_row(console, "1").await.map(drop)
    });
}

#[test]
fn of_a_hundred_rows_each_is_there_for_assistive_technology() {
    run(large(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=100"),
        )
        .await?;
        let table = console.find("table", "API Tokens").await?;
        let boxes = table.all("checkbox").await?.len();
        // One of them chooses all.
        ensure!(boxes == 101, "{boxes} boxes");
        let columns = table.all("columnheader").await?.len();
        let cells = table.all("cell").await?.len();
        ensure!(cells == 100 * columns, "{cells} cells");
        Ok(())
    });
}

/// The addresses of the rows that are shown.
async fn rows_shown(console: &Console) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('tbody tr a[href]')].map((link) => link.pathname)";
    let rows = console.script(script).await?;
    Ok(rows
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| row.as_str().map(str::to_owned))
        .collect())
}

#[test]
fn an_order_with_gaps_shows_every_token_once() {
    // Some never end, and some were never used.
    for (path, all) in [(API_TOKENS, 31), (PERSONAL_TOKENS, 12)] {
        run(Options::new(), async |console| {
            at(console, "olivia@acme.test", path).await?;
            for order in ["expires_at", "-expires_at", "last_used_at", "-last_used_at"] {
                console
                    .open(&format!("{path}?sort={order}&size=10"))
                    .await?;
                let mut pages = Vec::new();
                let mut first = 1;
                while first <= all {
                    at_row(console, &first.to_string()).await?;
                    pages.push(rows_shown(console).await?);
                    first += 10;
                    if first <= all {
                        console.find("button", "Next").await?.click().await?;
                    }
                }
                let next = console.find("button", "Next").await?;
                next.comes_to_be_disabled(true).await?;
                let rows: Vec<&String> = pages.iter().flatten().collect();
                let seen: BTreeSet<&String> = rows.iter().copied().collect();
                ensure!(
                    rows.len() == all && seen.len() == all,
                    "{order}: {} rows of {} tokens",
                    rows.len(),
                    seen.len()
                );
                // The way back leads through the same pages.
                for page in (0..pages.len() - 1).rev() {
                    console.find("button", "Previous").await?.click().await?;
                    at_row(console, &(page * 10 + 1).to_string()).await?;
                    let again = rows_shown(console).await?;
                    ensure!(again == pages[page], "{order}: page {page} is {again:?}");
                }
            }
            Ok(())
        });
    }
}
