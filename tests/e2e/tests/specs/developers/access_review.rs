//! The access review: groups, decisions, carrying them out, and the report.

use std::collections::BTreeMap;

use anyhow::Context as _;
use e2e::harness::Node;
use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, REVIEW};
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::token_list_filters::choose;
use super::token_list_support::fits_its_width;
use super::token_support::{announces, mutations, nothing_changed, so_far};

pub async fn at_review(console: &Console, email: &str) -> Result<()> {
    SignIn(console)
        .and_go_to(email, REVIEW, "Access review")
        .await?;
    has_come(console).await
}

/// Waits for the rows.
async fn has_come(console: &Console) -> Result<()> {
    console
        .until("the tokens", async || {
            let there = "return document.querySelector('.review-row') !== null";
            Ok(console.script(there).await? == true)
        })
        .await
}

pub async fn group<'a>(console: &'a Console, name: &str) -> Result<Node<'a>> {
    console.find("group", &format!("Decision for {name}")).await
}

pub async fn decide(console: &Console, name: &str, decision: &str) -> Result<()> {
    group(console, name)
        .await?
        .find("radio", decision)
        .await?
        .click()
        .await
}

/// Every token of the active organization as the backend has it, by name.
async fn backend(console: &Console) -> Result<BTreeMap<String, Value>> {
    let script = "const bearer = sessionStorage.getItem('session').split('\\n')[0]; \
         return fetch('/query', { method: 'POST', headers: { 'Content-Type': 'application/json', \
            Authorization: 'Bearer ' + bearer }, body: JSON.stringify({ query: \
            '{ apiTokens(first: 100) { edges { node { id name isActive expiresAt } } } }' }) }) \
            .then((answer) => answer.json())";
    let answer = console.script(script).await?;
    let edges = answer["data"]["apiTokens"]["edges"]
        .as_array()
        .context("no list")?
        .clone();
    let name = |edge: &Value| edge["node"]["name"].as_str().unwrap_or_default().to_owned();
    Ok(edges
        .iter()
        .map(|edge| (name(edge), edge["node"].clone()))
        .collect())
}

async fn apply<'a>(console: &'a Console, count: &str) -> Result<Node<'a>> {
    console
        .find("button", &format!("Apply {count}"))
        .await?
        .click()
        .await?;
    console
        .find("alertdialog", &format!("Apply {count}?"))
        .await
}

/// Chooses from the menu of the report; the text of the file.
async fn report(console: &Console, form: &str, ending: &str) -> Result<String> {
    let downloads = console.downloads().await?;
    console
        .find("button", "Download report")
        .await?
        .click()
        .await?;
    console.find("menuitem", form).await?.click().await?;
    let (name, text) = console.downloaded(&downloads, ending).await?;
    ensure!(name.contains("access-review"), "{name}");
    Ok(text)
}

#[test]
fn tokens_are_grouped_by_what_is_wrong_most_urgent_first() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        let script = "const groups = document.querySelectorAll('section[aria-labelledby^=group]'); \
            return [...groups].map((group) => \
            [group.querySelector('h2').innerText.split(' (')[0].trim(), \
             [...group.querySelectorAll('.review-row .link')].map((link) => link.innerText.trim())])";
        let groups = console.script(script).await?;
        let of = |name: &str| -> Vec<String> {
            let all = groups.as_array().cloned().unwrap_or_default();
            let found = all.iter().find(|group| group[0] == name);
            let names = found
                .and_then(|group| group[1].as_array())
                .cloned()
                .unwrap_or_default();
            names
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect()
        };
        for (group, name) in [
            ("Unused", "Break-glass automation"),
            ("Unused", "Quarterly report"),
            ("Unused", "Proof of concept"),
            ("Never expires", "legacy-webhook"),
            ("Broad access", "Terraform state"),
            ("Expires soon", "Jira bridge"),
            ("Refused while still used", "Contractor laptop"),
            ("Nothing stands out", "GitHub Actions deploy"),
        ] {
            ensure!(
                of(group).contains(&name.to_owned()),
                "{name} is not in {group}: {groups}"
            );
        }
        let order: Vec<&str> = groups
            .as_array()
            .context("no groups")?
            .iter()
            .filter_map(|group| group[0].as_str())
            .collect();
        let wanted = [
            "Unused",
            "Never expires",
            "Broad access",
            "Expires soon",
            "Refused while still used",
            "Nothing stands out",
        ];
        ensure!(order == wanted, "{order:?}");
        let all: usize = order.iter().map(|group| of(group).len()).sum();
        ensure!(all == backend(console).await?.len(), "{all}");
        Ok(())
    });
}

#[test]
fn who_has_left_comes_first() {
    run(Options::new(), async |console| {
        let gone = json!({ "email": "adam@acme.test", "organization": "acme", "role": "NONE" });
        console.control("role", &gone).await?;
        at_review(console, "olivia@acme.test").await?;
        let first = "return document.querySelector('section[aria-labelledby^=group] h2').innerText";
        let first = console.script(first).await?;
        ensure!(
            first
                .as_str()
                .unwrap_or_default()
                .starts_with("Creator left"),
            "{first}"
        );
        group(console, "Slack digest").await?;
        console.shows("who left the organization").await
    });
}

#[test]
fn decisions_are_sent_on_apply_and_the_report_says_what_the_backend_has() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        let from = so_far(console).await?;
        let decisions = [
            ("Jira bridge", "Keep"),
            ("GitHub Actions deploy", "Shorten"),
            ("Data warehouse", "Disable"),
            ("Slack digest", "Delete"),
            ("!denied legacy-webhook", "Disable"),
        ];
        for (name, decision) in decisions {
            decide(console, name, decision).await?;
        }
        let note = console.find("textbox", "Note for Slack digest").await?;
        note.fill("Replaced by the new bot").await?;
        console.shows("5 of 31 decided").await?;
        nothing_changed(console, from).await?;
        let before = report(console, "Markdown", ".md").await?;
        ensure!(before.contains("| Disable | 2 | 0 | 0 |"), "{before}");
        let dialog = apply(console, "5 decisions").await?;
        dialog.comes_to_show("Data warehouse").await?;
        nothing_changed(console, from).await?;
        dialog.find("button", "Apply").await?.click().await?;
        console.shows("4 decisions applied, 1 failed").await?;
        mutations(console, from, 4).await?;
        // The one that failed is named, and stays to be tried again.
        console
            .shows("!denied legacy-webhook: Your role does not allow this")
            .await?;
        console.find("button", "Apply 1 decision").await?;
        let there = backend(console).await?;
        ensure!(there["Data warehouse"]["isActive"] == false);
        ensure!(there["!denied legacy-webhook"]["isActive"] == true);
        ensure!(!there.contains_key("Slack digest"), "it is still there");
        let end = there["GitHub Actions deploy"]["expiresAt"]
            .as_str()
            .context("no end")?;
        let text = report(console, "Markdown", ".md").await?;
        for row in [
            "| Keep | 1 | 1 | 0 |",
            "| Shorten | 1 | 1 | 0 |",
            "| Disable | 2 | 1 | 1 |",
            "| Delete | 1 | 1 | 0 |",
            "| Reviewer | Olivia Owner (olivia@acme.test) |",
            "- Note: Replaced by the new bot",
        ] {
            ensure!(text.contains(row), "{row} is missing in\n{text}");
        }
        ensure!(
            text.contains(&format!("- Expires: {} {}", &end[..10], &end[11..16])),
            "{end}\n{text}"
        );
        let table = report(console, "CSV", ".csv").await?;
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let mut results = BTreeMap::new();
        for record in reader.records() {
            let record = record?;
            results.insert(
                record[5].to_owned(),
                (record[14].to_owned(), record[16].to_owned()),
            );
        }
        ensure!(results.len() == 31, "{}", results.len());
        ensure!(
            results["Slack digest"].1.starts_with("Deleted on"),
            "{results:?}"
        );
        ensure!(
            results["!denied legacy-webhook"].1.starts_with("Failed"),
            "{results:?}"
        );
        ensure!(results["Metrics exporter"] == ("None".into(), "Not decided".into()));
        Ok(())
    });
}

#[test]
fn thirty_tokens_are_decided_by_the_keyboard_alone() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        let first = "const radio = document.querySelector('.review-decision input:enabled'); radio.focus(); \
            return radio.closest('fieldset').querySelector('legend').innerText";
        console.script(first).await?;
        // It is revoked: there is nothing to disable, and the focus stays.
        console.type_keys("d".to_owned()).await?;
        announces(console, "It is already disabled").await?;
        console.shows("0 of 31 decided").await?;
        for key in "kkXkkkkkkkkkKkkkkkkkxkkkkkkkkk".chars() {
            console.type_keys(key.to_string()).await?;
        }
        console.shows("30 of 31 decided").await?;
        // The arrow keys of the browser's own radio buttons do as well.
        console.type_keys(" ".to_owned()).await?;
        console.shows("31 of 31 decided").await?;
        // Letters in a note are letters.
        let note = console.find("textbox", "Note for Jira bridge").await?;
        note.fill("keep, asked Dave").await?;
        console.shows("31 of 31 decided").await?;
        let focused = console.find("button", "Apply 31 decisions").await?;
        focused.press(Key::Enter).await?;
        let dialog = console.find("alertdialog", "Apply 31 decisions?").await?;
        dialog
            .find("button", "Cancel")
            .await?
            .press(Key::Enter)
            .await?;
        console.absent("alertdialog", "Apply 31 decisions?").await?;
        console.focuses("button", "Apply 31 decisions").await
    });
}

#[test]
fn a_reload_keeps_decisions_and_no_name() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        decide(console, "Jira bridge", "Delete").await?;
        decide(console, "SIEM export", "Keep").await?;
        let note = console.find("textbox", "Note for SIEM export").await?;
        note.fill("still needed").await?;
        let kept = console
            .script("return sessionStorage.getItem('review')")
            .await?;
        let kept = kept.as_str().context("nothing is kept")?;
        ensure!(kept.contains("01K00000000000000000AT0004"), "{kept}");
        ensure!(!kept.contains("Jira") && !kept.contains("task:"), "{kept}");
        console.reload().await?;
        has_come(console).await?;
        console.shows("2 of 31 decided").await?;
        let radio = group(console, "Jira bridge")
            .await?
            .find("radio", "Delete")
            .await?;
        ensure!(radio.is_checked().await?);
        console
            .find("textbox", "Note for SIEM export")
            .await?
            .comes_to_hold("still needed")
            .await?;
        // What was carried out before a reload is still in the report, deleted or not.
        let dialog = apply(console, "2 decisions").await?;
        let word = dialog.find("textbox", "Type DELETE to delete it").await?;
        word.fill("DELETE").await?;
        dialog.find("button", "Apply").await?.click().await?;
        console.shows("2 decisions applied").await?;
        console.reload().await?;
        has_come(console).await?;
        let text = report(console, "Markdown", ".md").await?;
        ensure!(
            text.contains("| Delete | 1 | 1 | 0 |") && text.contains("| Keep | 1 | 1 | 0 |"),
            "{text}"
        );
        ensure!(text.contains("### `01K00000000000000000AT0004`"), "{text}");
        // And gone with the session.
        e2e::pages::Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        ensure!(
            console
                .script("return sessionStorage.getItem('review')")
                .await?
                .is_null()
        );
        Ok(())
    });
}

#[test]
fn a_thousand_of_five_thousand_are_read_and_that_is_said() {
    run(
        Options::new().sandbox("--seed").sandbox("large"),
        async |console| {
            at_review(console, "olivia@acme.test").await?;
            console
                .shows("A review looks at the 1,000 newest of 5,031")
                .await?;
            console.shows("0 of 1,000 decided").await?;
            let text = report(console, "CSV", ".csv").await?;
            ensure!(text.lines().count() >= 1_001, "{}", text.lines().count());
            // A group shows ten, and more on demand.
            let rows = "return document.querySelector('.review-rows').children.length";
            ensure!(console.script(rows).await? == 10);
            let more = console.all("button").await?;
            let mut pressed = false;
            for button in more {
                if button.name().await?.starts_with("Show 50 more of") {
                    button.click().await?;
                    pressed = true;
                    break;
                }
            }
            ensure!(pressed, "no way to the others");
            console
                .until("sixty rows", async || {
                    let most = "return Math.max(...[...document.querySelectorAll('.review-rows')]\
                    .map((list) => list.children.length))";
                    Ok(console.script(most).await? == 60)
                })
                .await
        },
    );
}

#[test]
fn whoever_may_only_look_takes_the_report_along() {
    run(Options::new(), async |console| {
        at_review(console, "mia@acme.test").await?;
        console
            .shows("Owners and admins of the organization decide")
            .await?;
        ensure!(console.count("group", "Decision for Jira bridge").await? == 0);
        let text = report(console, "Markdown", ".md").await?;
        ensure!(text.contains("| None | 31 | | |"), "{text}");
        Ok(())
    });
}

#[test]
fn personal_tokens_have_a_review_of_their_own() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        decide(console, "Jira bridge", "Keep").await?;
        console
            .find("link", "Review Personal Access Tokens")
            .await?
            .click()
            .await?;
        console
            .arrives_at("/developers/review/personal-access-tokens")
            .await?;
        group(console, "Laptop CLI").await?;
        decide(console, "Old phone", "Delete").await?;
        let dialog = apply(console, "1 decision").await?;
        dialog.find("button", "Apply").await?.click().await?;
        console.shows("1 decision applied").await?;
        let text = report(console, "Markdown", ".md").await?;
        ensure!(
            text.contains("# Access review: Personal access tokens of Olivia Owner"),
            "{text}"
        );
        // The other one is as it was left.
        console
            .find("link", "Review API Tokens")
            .await?
            .click()
            .await?;
        console.arrives_at(REVIEW).await?;
        console.shows("1 of 31 decided").await?;
        let radio = group(console, "Jira bridge")
            .await?
            .find("radio", "Keep")
            .await?;
        ensure!(radio.is_checked().await?, "what was decided is lost");
        Ok(())
    });
}

#[test]
fn starting_over_asks_and_leaves_what_was_applied() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        decide(console, "Jira bridge", "Keep").await?;
        decide(console, "SIEM export", "Disable").await?;
        console.find("button", "Start over").await?.click().await?;
        let dialog = console.find("alertdialog", "Start over?").await?;
        dialog.find("button", "Cancel").await?.click().await?;
        console.absent("alertdialog", "Start over?").await?;
        console.shows("2 of 31 decided").await?;
        console.find("button", "Start over").await?.click().await?;
        let dialog = console.find("alertdialog", "Start over?").await?;
        dialog.find("button", "Start over").await?.click().await?;
        console.shows("0 of 31 decided").await?;
        console.reload().await?;
        has_come(console).await?;
        console.shows("0 of 31 decided").await
    });
}

#[test]
fn an_end_that_came_earlier_meanwhile_is_not_put_off() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        // It ends in 45 days: shorter than 90, longer than 30.
        decide(console, "Terraform state", "Shorten").await?;
        choose(console, "Shortened tokens end in", "90").await?;
        let before = backend(console).await?["Terraform state"]["expiresAt"].clone();
        let from = so_far(console).await?;
        let dialog = apply(console, "1 decision").await?;
        dialog.find("button", "Apply").await?.click().await?;
        console.shows("No longer needed").await?;
        nothing_changed(console, from).await?;
        let after = backend(console).await?["Terraform state"]["expiresAt"].clone();
        ensure!(before == after, "it ends {after} instead of {before}");
        Ok(())
    });
}

#[test]
fn a_key_that_is_held_down_decides_once() {
    run(Options::new(), async |console| {
        at_review(console, "olivia@acme.test").await?;
        let hold = "const radio = document.querySelector('.review-decision input:enabled'); radio.focus(); \
            for (const repeat of [false, true, true]) \
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
                    { key: 'x', repeat, bubbles: true, cancelable: true }))";
        console.script(hold).await?;
        console.shows("1 of 31 decided").await
    });
}

#[test]
fn it_fits_a_phone() {
    run(Options::new().viewport(360, 740), async |console| {
        at_review(console, "olivia@acme.test").await?;
        fits_its_width(console).await?;
        console.open(API_TOKENS).await?;
        console.find("table", "API Tokens").await?;
        fits_its_width(console).await
    });
}
