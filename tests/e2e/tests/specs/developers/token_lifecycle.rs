//! Disabling, enabling, revoking and deleting, from the details and from the list.

use super::token_support::{Made, mutations, so_far};
use e2e::pages::{SignIn, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Options, ensure, run};
use serde_json::json;

#[test]
fn what_the_page_says_is_what_the_backend_does() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let made = Made::api(console, "lifecycle-spec", "evidence:read").await?;
        made.is_accepted(console).await?;

        let before = so_far(console).await?;
        console.find("button", "Disable").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Disable lifecycle-spec?")
            .await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Disable").await?.click().await?;
        console.shows("it is disabled").await?;
        console
            .absent("alertdialog", "Disable lifecycle-spec?")
            .await?;
        console.focuses("button", "Enable").await?;
        let sent = mutations(console, before, 1).await?;
        ensure!(
            sent == [json!({ "id": made.id, "input": { "isActive": false } })],
            "sent {sent:?}"
        );
        made.is_refused(console).await?;

        console.find("button", "Enable it").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Enable lifecycle-spec?")
            .await?;
        dialog.find("button", "Enable").await?.click().await?;
        console.notes("lifecycle-spec is enabled").await?;
        made.is_accepted(console).await?;

        let before = so_far(console).await?;
        console.find("button", "Revoke").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Revoke lifecycle-spec?")
            .await?;
        dialog
            .find("textbox", "Reason")
            .await?
            .fill("Laptop lost")
            .await?;
        dialog.find("button", "Revoke").await?.click().await?;
        console.shows("Reason: Laptop lost").await?;
        let sent = mutations(console, before, 1).await?;
        let input = &sent[0]["input"];
        ensure!(
            input["isActive"] == false
                && input["revokedReason"] == "Laptop lost"
                && input["revokedAt"].is_string()
                && input["revokedBy"].is_string()
                && input.as_object().is_some_and(|all| all.len() == 4),
            "sent {sent:?}"
        );
        let said = made.is_refused(console).await?;
        ensure!(said == "token has been revoked", "the backend says {said}");

        let before = so_far(console).await?;
        console.find("button", "Enable it").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Enable lifecycle-spec?")
            .await?;
        dialog.find("button", "Enable").await?.click().await?;
        console.notes("lifecycle-spec is enabled").await?;
        let sent = mutations(console, before, 1).await?;
        let wanted = json!({
            "isActive": true,
            "clearRevokedAt": true,
            "clearRevokedBy": true,
            "clearRevokedReason": true,
        });
        ensure!(sent[0]["input"] == wanted, "sent {sent:?}");
        made.is_accepted(console).await?;

        // It was used a moment ago, so its name has to be typed.
        console.reload().await?;
        console.find("button", "Delete").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Delete lifecycle-spec?")
            .await?;
        console.shows("It is in use").await?;
        ensure!(
            dialog.find("button", "Delete").await?.is_disabled().await?,
            "deleted without its name"
        );
        dialog
            .find("textbox", "Type the name of the token to delete it")
            .await?
            .fill("lifecycle-spec")
            .await?;
        dialog.find("button", "Delete").await?.click().await?;
        console.arrives_at(API_TOKENS).await?;
        console.shows("lifecycle-spec was deleted").await?;
        console.absent("link", "lifecycle-spec").await?;
        made.is_refused(console).await?;
        Ok(())
    });
}

#[test]
fn in_the_list_the_focus_stays_where_the_work_is() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let list = TokenList::api(console);
        list.choose("Trust center publisher", "Disable").await?;
        let dialog = console
            .find("alertdialog", "Disable Trust center publisher?")
            .await?;
        dialog.find("button", "Disable").await?.click().await?;
        list.says("Trust center publisher", "Disabled").await?;
        console
            .focuses("button", "Actions for Trust center publisher")
            .await?;

        let rows = list.rows().await?;
        let at = rows
            .iter()
            .position(|row| row.contains("Trust center publisher"))
            .unwrap_or_default();
        let next = rows[at + 1].lines().next().unwrap_or_default().to_owned();
        list.choose("Trust center publisher", "Delete").await?;
        let dialog = console
            .find("alertdialog", "Delete Trust center publisher?")
            .await?;
        console.shows("It was never used").await?;
        dialog.find("button", "Delete").await?.click().await?;
        console.absent("link", "Trust center publisher").await?;
        console
            .focuses("button", &format!("Actions for {next}"))
            .await
    });
}

#[test]
fn a_refusal_stays_in_the_dialog() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=denied"),
                "API Tokens",
            )
            .await?;
        let list = TokenList::api(console);
        list.choose("!denied legacy-webhook", "Disable").await?;
        let dialog = console
            .find("alertdialog", "Disable !denied legacy-webhook?")
            .await?;
        dialog.find("button", "Disable").await?.click().await?;
        console.shows("It was not disabled").await?;
        console.shows("Your role does not allow this").await?;
        dialog.find("button", "Try again").await?;
        dialog.find("button", "Cancel").await?.click().await?;
        console
            .focuses("button", "Actions for !denied legacy-webhook")
            .await
    });
}

#[test]
fn a_personal_token_can_be_disabled_and_not_revoked() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                "/developers/personal-access-tokens",
                "Personal Access Tokens",
            )
            .await?;
        let made = Made::personal(console, "personal-spec", "Acme Security").await?;
        made.is_accepted(console).await?;
        console.absent("button", "Revoke").await?;
        console.find("button", "Disable").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Disable personal-spec?")
            .await?;
        dialog.find("button", "Disable").await?.click().await?;
        console.shows("it is disabled").await?;
        let said = made.is_refused(console).await?;
        ensure!(
            said == "generated: api_token not found",
            "the backend says {said}"
        );
        console.find("button", "Enable it").await?.click().await?;
        let dialog = console.find("alertdialog", "Enable personal-spec?").await?;
        dialog.find("button", "Enable").await?.click().await?;
        console.notes("personal-spec is enabled").await?;
        made.is_accepted(console).await
    });
}

#[test]
fn the_payment_rule_is_told_where_a_change_meets_it() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                "/developers/personal-access-tokens",
                "Personal Access Tokens",
            )
            .await?;
        console
            .find("button", "Organization: Acme Security")
            .await?
            .click()
            .await?;
        console.find("button", "Initech").await?.click().await?;
        console.find("button", "Organization: Initech").await?;
        let list = TokenList::personal(console);
        list.choose("Initech migration", "Disable").await?;
        let dialog = console
            .find("alertdialog", "Disable Initech migration?")
            .await?;
        dialog.find("button", "Disable").await?.click().await?;
        console
            .shows("needs a payment method on file before tokens can be created or changed")
            .await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Cancel").await?.click().await?;
        console
            .focuses("button", "Actions for Initech migration")
            .await
    });
}
