//! What somebody else does to a token while it is being rotated, and the pair in the list.

use e2e::pages::{Shell, SignIn, TokenCreated};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::super::sso_support::{at_the_provider, olivia_at_her_tokens};
use super::token_support::{Made, mutations, nothing_changed, so_far};

/// Signs in, makes a token that can change others, and one whose rotation is begun.
async fn begun(console: &Console, name: &str) -> Result<(Made, Made)> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
    let old = Made::api(console, name, "evidence:write").await?;
    console.find("link", "Rotate").await?.click().await?;
    console.find("heading", &format!("Rotate {name}")).await?;
    Ok((maker, old))
}

async fn create(console: &Console) -> Result<()> {
    console
        .find("button", "Create new token")
        .await?
        .click()
        .await
}

#[test]
fn what_was_taken_away_meanwhile_does_not_come_back() {
    run(Options::new(), async |console| {
        let (maker, old) = begun(console, "narrow-spec").await?;
        let narrow = json!({ "scopes": ["evidence:read"] });
        maker.changes(console, &old.id, narrow).await?;
        let before = so_far(console).await?;
        create(console).await?;
        console.alerts("Somebody else changed this token").await?;
        console.alerts("Evidence: Write").await?;
        console.has_no_accessibility_faults().await?;
        nothing_changed(console, before).await?;
        console
            .find("button", "Start over with the token as it is now")
            .await?
            .click()
            .await?;
        console.hides("Somebody else changed this token").await?;
        create(console).await?;
        TokenCreated(console).appears().await?;
        let sent = mutations(console, before, 1).await?;
        ensure!(
            sent[0]["input"]["scopes"] == json!(["evidence:read"]),
            "sent {sent:?}"
        );
        Ok(())
    });
}

#[test]
fn one_that_was_switched_off_meanwhile_is_told() {
    run(Options::new(), async |console| {
        let (maker, old) = begun(console, "off-spec").await?;
        let off = json!({ "isActive": false });
        maker.changes(console, &old.id, off).await?;
        create(console).await?;
        console.alerts("It is refused now").await?;
        console
            .find("button", "Start over with the token as it is now")
            .await?
            .click()
            .await?;
        console.shows("The old token is already refused").await
    });
}

#[test]
fn for_one_that_is_gone_no_new_one_is_made() {
    run(Options::new(), async |console| {
        let (maker, old) = begun(console, "vanish-spec").await?;
        maker.deletes(console, &old.id).await?;
        let before = so_far(console).await?;
        create(console).await?;
        console.alerts("The token no longer exists").await?;
        console.has_no_accessibility_faults().await?;
        nothing_changed(console, before).await?;
        console
            .find("link", "Back to API Tokens")
            .await?
            .click()
            .await?;
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn a_token_of_an_enforcing_organization_is_authorized_on_the_way() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console
            .find("link", "Attestation archive")
            .await?
            .click()
            .await?;
        console.find("link", "Rotate").await?.click().await?;
        create(console).await?;
        store(console).await?;
        console.find("heading", "Authorize the new token").await?;
        console
            .find("button", "Authorize Globex Compliance for SSO")
            .await?;
        console.find("button", "End the old token anyway").await?;
        console.has_no_accessibility_faults().await
    });
}

/// Stores the new value and goes on.
async fn store(console: &Console) -> Result<()> {
    TokenCreated(console).appears().await?;
    console
        .find("checkbox", "I have stored this token")
        .await?
        .click()
        .await?;
    console.find("button", "Continue").await?.click().await
}

#[test]
fn one_that_is_deleted_while_the_new_value_is_stored_needs_no_end() {
    run(Options::new(), async |console| {
        let (maker, old) = begun(console, "late-spec").await?;
        create(console).await?;
        TokenCreated(console).appears().await?;
        maker.deletes(console, &old.id).await?;
        store(console).await?;
        console.find("heading", "Rotation done").await?;
        console
            .shows("The old token late-spec has been deleted in the meantime")
            .await
    });
}

#[test]
fn a_pair_is_told_wherever_the_other_one_stands() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=Evidence+upload"),
                "API Tokens",
            )
            .await?;
        console
            .find("link", "Evidence upload")
            .await?
            .click()
            .await?;
        console.find("link", "Rotate").await?.click().await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("Successor of the spec")
            .await?;
        create(console).await?;
        store(console).await?;
        console.find("heading", "Rotation done").await?;
        // The old one is on another page.
        console.open(&format!("{API_TOKENS}?size=10")).await?;
        console.find("link", "Successor of the spec").await?;
        console.shows("Takes the place of Evidence upload").await?;
        console.absent("link", "Evidence upload").await
    });
}
