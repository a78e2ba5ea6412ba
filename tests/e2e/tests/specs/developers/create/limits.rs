//! What the operator allows holds in every form and in links.

use e2e::pages::{CreateToken, SignIn, TokenCreated, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{DATE_FIELD, Options, ensure, run};
use serde_json::json;

use super::super::token_support::{mutations, so_far};
use super::{at_api_form, in_days, nothing_was_sent};
use crate::starting::with_settings;

/// A token with full access and without an end.
const NAME: &str = "Break-glass automation";

/// A console whose operator allows 45 days at most, 10 by default, and no full access.
fn limited(name: &str) -> Options {
    Options::new().dist(with_settings(
        name,
        r#""longestDays": 45, "defaultDays": 10, "forbidFullAccess": true, "#,
    ))
}

#[test]
fn the_form_offers_what_is_allowed_and_refuses_the_rest() {
    run(limited("limits-form"), async |console| {
        let form = at_api_form(console, "?name=Limited").await?;
        console
            .shows("A token may last 45 days at most here.")
            .await?;
        let days = console.find("radio", "10 days").await?;
        days.comes_to_be_checked(true).await?;
        for absent in ["60 days", "90 days", "365 days", "Never"] {
            console.absent("radio", absent).await?;
        }
        console.absent("button", "Full access").await?;
        console.has_no_accessibility_faults().await?;
        console
            .find("button", "Select all shown")
            .await?
            .click()
            .await?;
        form.expires_on(&in_days(console, 46).await?).await?;
        let date = console.find(DATE_FIELD, "Expiration date").await?;
        ensure!(date.attribute("max").await? == Some(in_days(console, 45).await?));
        form.submit().await?;
        for problem in [
            "Full access is not allowed here. Select fewer scopes.",
            "A token may last 45 days at most here. Choose an earlier date.",
        ] {
            console.find("link", problem).await?;
        }
        nothing_was_sent(console).await?;
        form.preset("Read only").await?;
        form.expires_on(&in_days(console, 45).await?).await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn a_link_asks_for_no_more_than_is_allowed() {
    run(limited("limits-link"), async |console| {
        at_api_form(console, "?name=Limited&scopes=full_access&expires_in=never").await?;
        console
            .shows("Full access is not allowed here. Select fewer scopes.")
            .await?;
        console
            .shows("Every token needs an expiration date here. Choose one.")
            .await?;
        console.shows("0 selected").await?;
        let days = console.find("radio", "10 days").await?;
        days.comes_to_be_checked(true).await
    });
}

#[test]
fn a_token_from_before_the_limits_keeps_what_it_has_and_gets_no_more() {
    run(limited("limits-edit"), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=glass"),
                "API Tokens",
            )
            .await?;
        TokenList::api(console).choose(NAME, "Edit").await?;
        console.find("heading", &format!("Edit {NAME}")).await?;
        console.shows("It never expires.").await?;
        console.absent("radio", "Never").await?;
        CreateToken(console).name("Renamed").await?;
        let before = so_far(console).await?;
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console.find("heading", "Renamed").await?;
        let sent = mutations(console, before, 1).await?;
        ensure!(sent[0]["input"] == json!({ "name": "Renamed" }), "{sent:?}");
        Ok(())
    });
}
