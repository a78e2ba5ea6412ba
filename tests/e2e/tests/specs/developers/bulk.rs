//! Several tokens at once, in the lists.

use super::token_support::{Made, so_far};
use e2e::pages::{SignIn, TokenList};
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Node, Options, Result, bail, ensure, run};

async fn select(console: &Console, names: &[&str]) -> Result<()> {
    for name in names {
        console
            .find("checkbox", &format!("Select {name}"))
            .await?
            .click()
            .await?;
    }
    console.shows(&format!("{} selected", names.len())).await
}

/// Fails unless the list of results says this about this token.
async fn result_says(dialog: &Node<'_>, name: &str, reason: &str) -> Result<()> {
    for result in dialog.all("listitem").await? {
        let said = result.text().await?;
        if said.contains(name) {
            ensure!(said.contains(reason), "it says {said}");
            return Ok(());
        }
    }
    bail!("nothing is said about {name}")
}

async fn are_selected(console: &Console, names: &[&str]) -> Result<()> {
    console.shows(&format!("{} selected", names.len())).await?;
    for name in names {
        console
            .find("checkbox", &format!("Select {name}"))
            .await?
            .comes_to_be_checked(true)
            .await?;
    }
    Ok(())
}

#[test]
fn of_ten_to_delete_the_three_that_fail_stay_selected_with_their_reasons_and_can_be_tried_again() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let names: Vec<String> = (0..7).map(|n| format!("bulk-spec-{n}")).collect();
        for name in &names {
            maker.another(console, name).await?;
        }
        let held = maker.another(console, "!held by a job").await?;
        console.open(&format!("{API_TOKENS}?size=100")).await?;
        let failing = [
            "!denied legacy-webhook",
            "!conflict replica sync",
            "!held by a job",
        ];
        let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
        all.extend(failing);
        select(console, &all).await?;
        console
            .find("region", "Selected tokens")
            .await?
            .find("button", "Delete")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "Delete 10 tokens?").await?;
        dialog
            .find("button", "Delete 10 tokens")
            .await?
            .comes_to_be_disabled(true)
            .await?;
        dialog
            .find("textbox", "Type DELETE to delete them")
            .await?
            .fill("DELETE")
            .await?;
        dialog
            .find("button", "Delete 10 tokens")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "7 deleted, 3 failed").await?;
        for (name, reason) in failing.into_iter().zip([
            "Your role does not allow this",
            "conflicts with something",
            "held by a running job",
        ]) {
            result_says(&dialog, name, reason).await?;
        }
        for name in &names {
            result_says(&dialog, name, "Deleted").await?;
        }
        console.shows("3 selected").await?;
        console.has_no_accessibility_faults().await?;

        // Somebody lets go of one of them: trying again deletes that one, and the others stay.
        maker.renames(console, &held.id, "let go").await?;
        dialog
            .find("button", "Try the failed ones again")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "1 deleted, 2 failed").await?;
        result_says(&dialog, failing[0], "Your role does not allow this").await?;
        result_says(&dialog, failing[1], "conflicts with something").await?;
        dialog.find("button", "Done").await?.click().await?;
        are_selected(console, &failing[..2]).await?;
        let list = TokenList::api(console);
        console
            .until("the deleted ones to go", async || {
                let rows = list.rows().await?;
                Ok(!rows.iter().any(|row| {
                    ["bulk-spec-", "!held", "let go"]
                        .iter()
                        .any(|name| row.contains(name))
                }))
            })
            .await?;
        held.is_refused(console).await.map(drop)
    });
}

#[test]
fn those_that_fail_stay_selected_after_the_dialog() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        maker.another(console, "bulk-spec-0").await?;
        maker.another(console, "!held by a job").await?;
        console.open(&format!("{API_TOKENS}?size=100")).await?;
        let failing = [
            "!denied legacy-webhook",
            "!conflict replica sync",
            "!held by a job",
        ];
        let mut all = failing.to_vec();
        all.push("bulk-spec-0");
        select(console, &all).await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Delete").await?.click().await?;
        let dialog = console.find("alertdialog", "Delete 4 tokens?").await?;
        for field in dialog.all("textbox").await? {
            field.fill("DELETE").await?;
        }
        dialog
            .find("button", "Delete 4 tokens")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "1 deleted, 3 failed").await?;
        dialog.find("button", "Done").await?.click().await?;
        are_selected(console, &failing).await
    });
}

#[test]
fn several_are_disabled_by_one_request() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        select(console, &["Trust center publisher", "Metrics exporter"]).await?;
        console.has_no_accessibility_faults().await?;
        console
            .find("region", "Selected tokens")
            .await?
            .find("button", "Disable")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "Disable 2 tokens?").await?;
        console.shows("1 was used in the last 7 days").await?;
        console.has_no_accessibility_faults().await?;
        let before = so_far(console).await?;
        dialog
            .find("button", "Disable 2 tokens")
            .await?
            .click()
            .await?;
        console.shows("2 tokens disabled").await?;
        console
            .sent(before, 1, |request| {
                request.body.contains("updateBulkAPIToken")
            })
            .await?;
        TokenList::api(console)
            .says("Metrics exporter", "Disabled")
            .await?;
        console.absent("region", "Selected tokens").await
    });
}

#[test]
fn personal_tokens_go_one_after_the_other() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                "/developers/personal-access-tokens",
                "Personal Access Tokens",
            )
            .await?;
        select(console, &["Old phone", "Archive reader"]).await?;
        console
            .find("region", "Selected tokens")
            .await?
            .find("button", "Delete")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "Delete 2 tokens?").await?;
        dialog
            .find("textbox", "Type DELETE to delete them")
            .await?
            .fill("DELETE")
            .await?;
        let before = so_far(console).await?;
        dialog
            .find("button", "Delete 2 tokens")
            .await?
            .click()
            .await?;
        console.shows("2 tokens deleted").await?;
        console
            .sent(before, 2, |request| {
                request.body.contains("deletePersonalAccessToken")
            })
            .await?;
        console.absent("link", "Old phone").await
    });
}

#[test]
fn of_the_personal_ones_the_one_that_fails_stays_selected_and_can_be_tried_again() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                PERSONAL_TOKENS,
                "Personal Access Tokens",
            )
            .await?;
        Made::personal(console, "!held by a script", "Acme Security").await?;
        console.open(PERSONAL_TOKENS).await?;
        select(console, &["Old phone", "!held by a script"]).await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Delete").await?.click().await?;
        let dialog = console.find("alertdialog", "Delete 2 tokens?").await?;
        dialog
            .find("textbox", "Type DELETE to delete them")
            .await?
            .fill("DELETE")
            .await?;
        dialog
            .find("button", "Delete 2 tokens")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "1 deleted, 1 failed").await?;
        let before = so_far(console).await?;
        dialog
            .find("button", "Try the failed one again")
            .await?
            .click()
            .await?;
        console
            .sent(before, 1, |request| {
                request.body.contains("deletePersonalAccessToken")
            })
            .await?;
        let dialog = console.find("alertdialog", "0 deleted, 1 failed").await?;
        dialog.find("button", "Done").await?.click().await?;
        are_selected(console, &["!held by a script"]).await?;
        console.absent("link", "Old phone").await
    });
}

#[test]
fn what_was_not_reached_when_it_is_stopped_stays_selected() {
    let slow = Options::new().sandbox("--latency-ms").sandbox("400");
    run(slow, async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                PERSONAL_TOKENS,
                "Personal Access Tokens",
            )
            .await?;
        let names = [
            "Laptop CLI",
            "Globex sync",
            "Archive reader",
            "Evidence collector",
            "Initech migration",
            "Terraform provider",
        ];
        select(console, &names).await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable 6 tokens?").await?;
        dialog
            .find("button", "Disable 6 tokens")
            .await?
            .click()
            .await?;
        dialog.find("button", "Stop").await?.click().await?;
        dialog
            .comes_to_show("they are unchanged and still selected")
            .await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Done").await?.click().await?;
        let mut still = 0;
        for name in names {
            // The rows are read anew after the run: what was switched off shows it a moment later.
            let selected = console
                .find("checkbox", &format!("Select {name}"))
                .await?
                .is_checked()
                .await?;
            console
                .until(&format!("{name} off: {}", !selected), async || {
                    let row = TokenList::personal(console).row(name).await?.text().await?;
                    Ok(row.contains("Disabled") != selected)
                })
                .await?;
            still += usize::from(selected);
        }
        ensure!(still > 0 && still < names.len(), "{still} are left");
        Ok(())
    });
}
