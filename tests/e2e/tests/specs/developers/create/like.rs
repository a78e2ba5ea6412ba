//! "Create like this", and renewing what has expired.

use e2e::pages::{SignIn, TokenCreated, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Options, ensure, run};
use serde_json::json;

use super::super::token_support::Made;
use super::{API_HEADING, PERSONAL_HEADING, inputs};

#[test]
fn the_settings_are_copied_and_nothing_else() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let made = Made::api(console, "like-spec", "evidence:write&description=For%20CI").await?;
        let change = json!({ "appendTags": ["team:infra", "rotated-to:X"] });
        let maker = Made::api(console, "like-maker", "api_token:delete").await?;
        maker.changes(console, &made.id, change).await?;
        console.open(API_TOKENS).await?;
        let list = TokenList::api(console);
        list.choose("like-spec", "Create like this").await?;
        console.find("heading", API_HEADING).await?;
        console.shows("The settings are those of like-spec").await?;
        console.has_no_accessibility_faults().await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(name.value().await?.is_empty(), "the name is copied");
        let description = console.find("textbox", "Description").await?;
        ensure!(description.value().await? == "For CI");
        // A reload keeps it.
        console.reload().await?;
        console.shows("The settings are those of like-spec").await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("like-twin")
            .await?;
        console
            .find("button", "Create Token")
            .await?
            .click()
            .await?;
        TokenCreated(console).done().await?;
        list.row("like-twin").await?;
        let sent = inputs(console, 3).await?;
        let twin = &sent[2];
        ensure!(
            twin["scopes"] == json!(["evidence:read", "evidence:write"]),
            "{twin}"
        );
        ensure!(twin["description"] == "For CI", "{twin}");
        let tags = twin["tags"].to_string();
        ensure!(
            !tags.contains("team:infra") && !tags.contains("rotated"),
            "{tags}"
        );
        Ok(())
    });
}

#[test]
fn scopes_that_are_not_offered_any_more_are_left_out_and_told() {
    // The next catalogue has fewer objects.
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let scopes = "evidence:read,job_runner:write";
        let made = Made::api(console, "like-old", scopes).await?;
        console
            .control("catalogue", &json!({ "catalogue": "next" }))
            .await?;
        console
            .open(&format!("{API_TOKENS}/new?like={}", made.id))
            .await?;
        console.shows("The settings are those of like-old").await?;
        let text = console.text().await?;
        ensure!(text.contains("2 scopes were left out"), "{text}");
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn a_token_that_is_not_there_leaves_an_empty_form_and_a_link_adds_nothing() {
    run(Options::new(), async |console| {
        let path = format!("{API_TOKENS}/new?like=01K00000000000000000XX9999&name=sneaky");
        SignIn(console)
            .and_go_to("olivia@acme.test", &path, API_HEADING)
            .await?;
        console
            .shows("The token to copy the settings from was not found")
            .await?;
        console.shows("Parts of the link were not used").await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(name.value().await?.is_empty());
        console.arrives_at("/developers/api-tokens/new").await
    });
}

#[test]
fn a_personal_token_is_made_like_another_from_its_details() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        Made::personal(console, "like-own", "Acme Security").await?;
        console
            .find("link", "Create like this")
            .await?
            .click()
            .await?;
        console.find("heading", PERSONAL_HEADING).await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("like-own-twin")
            .await?;
        let acme = console.find("checkbox", "Acme Security").await?;
        acme.comes_to_be_checked(true).await?;
        console
            .find("button", "Create Token")
            .await?
            .click()
            .await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn what_has_expired_is_renewed() {
    let options = Options::new().now("2026-06-15T10:00:00Z");
    run(options, async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let maker = Made::api(console, "maker-renew", "api_token:delete").await?;
        let made = maker.another(console, "renew-spec").await?;
        let past = json!({ "expiresAt": "2026-06-14T10:00:00Z" });
        maker.changes(console, &made.id, past).await?;
        console.open(API_TOKENS).await?;
        TokenList::api(console)
            .choose("renew-spec", "Renew")
            .await?;
        console.find("heading", "Renew renew-spec").await?;
        console
            .shows("It has expired. A new token with the same settings takes its place.")
            .await?;
        console.has_no_accessibility_faults().await?;
        console
            .find("button", "Create new token")
            .await?
            .click()
            .await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        ensure!(console.get_as("/v1/scopes", &secret).await?.status == 200);
        // What was made besides: the maker, by the form.
        let sent = inputs(console, 2).await?;
        let renewed = &sent[1];
        ensure!(renewed["name"] == "renew-spec", "{renewed}");
        ensure!(renewed["scopes"] == json!(["evidence:read"]), "{renewed}");
        let tags = renewed["tags"].to_string();
        ensure!(
            tags.contains(&format!("rotated-from:{}", made.id)),
            "{tags}"
        );
        Ok(())
    });
}
