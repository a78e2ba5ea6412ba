//! Decisions of an access review that are made for a whole group, and those that are taken back.

use anyhow::Context as _;
use e2e::{Console, Options, Result, ensure, run};

use super::access_review::{at_review, decide, group};
use super::token_support::{nothing_changed, so_far};

const OLIVIA: &str = "olivia@acme.test";

#[test]
fn a_decision_is_taken_back() {
    run(Options::new(), async |console| {
        at_review(console, OLIVIA).await?;
        let from = so_far(console).await?;
        console
            .absent("button", "Undo the decision for Jira bridge")
            .await?;
        decide(console, "Jira bridge", "Disable").await?;
        console.shows("1 of 31 decided").await?;
        console.find("button", "Apply 1 decision").await?;
        console
            .find("button", "Undo the decision for Jira bridge")
            .await?
            .click()
            .await?;
        console.shows("0 of 31 decided").await?;
        console
            .absent("button", "Undo the decision for Jira bridge")
            .await?;
        console.absent("button", "Apply 1 decision").await?;
        // The button is gone; whoever goes on by the keyboard is still at the same token.
        let of = group(console, "Jira bridge").await?;
        let is_in_it =
            "return document.activeElement.closest('fieldset')?.querySelector('legend').innerText";
        ensure!(console.script(is_in_it).await? == "Decision for Jira bridge");
        let disable = of.find("radio", "Disable").await?;
        ensure!(!disable.is_checked().await?, "it is still decided");
        console.reload().await?;
        console.shows("0 of 31 decided").await?;
        nothing_changed(console, from).await
    });
}

/// How many of the group with this token are undecided, by the button that keeps them.
async fn undecided(console: &Console, token: &str) -> Result<u64> {
    let script = format!(
        "const row = [...document.querySelectorAll('.review-row')]\
             .find((row) => row.querySelector('a').innerText.trim() === '{token}'); \
         const label = [...row.closest('section').querySelectorAll('button')]\
             .map((button) => button.innerText.match(/Keep the (\\d+) undecided/)).find((found) => found); \
         return Number(label?.[1] ?? 0)"
    );
    let count = console.script(&script).await?;
    count.as_u64().context("no number")
}

#[test]
fn what_is_undecided_in_a_group_is_kept_at_once() {
    run(Options::new(), async |console| {
        at_review(console, OLIVIA).await?;
        let from = so_far(console).await?;
        let all = undecided(console, "Jira bridge").await?;
        ensure!(all > 2, "the group has {all} tokens");
        decide(console, "Jira bridge", "Delete").await?;
        let left = format!("Keep the {} undecided", all - 1);
        console.find("button", &left).await?.click().await?;
        console.shows(&format!("{all} of 31 decided")).await?;
        console.absent("button", &left).await?;
        // What was decided before stays.
        let delete = group(console, "Jira bridge")
            .await?
            .find("radio", "Delete")
            .await?;
        ensure!(delete.is_checked().await?, "it was decided anew");
        let focused = "return document.activeElement.matches('section[aria-labelledby] h2')";
        ensure!(console.script(focused).await? == true, "the focus is lost");
        nothing_changed(console, from).await
    });
}
