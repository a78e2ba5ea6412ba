//! Several tokens at once, in the lists.

use super::token_support::{Made, so_far};
use e2e::pages::{SignIn, TokenList};
use e2e::{Console, Options, Result, ensure, run};

const LIST: &str = "/developers/api-tokens";

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

#[test]
fn of_ten_to_delete_the_two_that_fail_stay_selected_with_their_reasons() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", LIST, "API Tokens")
            .await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let names: Vec<String> = (0..8).map(|n| format!("bulk-spec-{n}")).collect();
        for name in &names {
            maker.another(console, name).await?;
        }
        console.open(&format!("{LIST}?size=100")).await?;
        let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
        all.extend(["!denied legacy-webhook", "!conflict replica sync"]);
        select(console, &all).await?;
        console
            .find("region", "Selected tokens")
            .await?
            .find("button", "Delete")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "Delete 10 tokens?").await?;
        ensure!(
            dialog
                .find("button", "Delete 10 tokens")
                .await?
                .is_disabled()
                .await?,
            "deleted without the word"
        );
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
        let dialog = console.find("alertdialog", "8 deleted, 2 failed").await?;
        let said = dialog.text().await?;
        ensure!(
            said.contains("Your role does not allow this") && said.contains("conflicts"),
            "it says {said}"
        );
        dialog.find("button", "Try 2 again").await?.click().await?;
        let dialog = console.find("alertdialog", "0 deleted, 2 failed").await?;
        dialog.find("button", "Done").await?.click().await?;
        console.shows("2 selected").await?;
        let list = TokenList::api(console);
        console
            .until("the deleted ones to go", async || {
                let rows = list.rows().await?;
                Ok(!rows.iter().any(|row| row.contains("bulk-spec-")))
            })
            .await?;
        for name in ["!denied legacy-webhook", "!conflict replica sync"] {
            console
                .find("checkbox", &format!("Select {name}"))
                .await?
                .comes_to_be_checked(true)
                .await?;
        }
        Ok(())
    });
}

#[test]
fn several_are_disabled_by_one_request() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", LIST, "API Tokens")
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
