//! Three choices need a tick that they are meant: no scope, full access, no end.

use e2e::pages::TokenCreated;
use e2e::{Options, ensure, run};

use super::{at_api_form, nothing_was_sent, only_input};

const NONE: &str = "Create it without scopes: it can still authenticate, read the organization and \
     manage its API tokens, including making a stronger one";
const FULL: &str = "This token needs full access";
const NEVER: &str = "This token must never expire";

#[test]
fn a_token_without_scopes() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Probe").await?;
        form.submit().await?;
        console.find("group", "Check these fields").await?;
        console.find("checkbox", NONE).await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        let scopes = only_input(console).await?["scopes"].to_string();
        ensure!(scopes == "[]" || scopes == "null", "{scopes} was sent");
        Ok(())
    });
}

#[test]
fn a_token_with_full_access_that_never_ends() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Everything").await?;
        console.shows("Moderate: can make a stronger token").await?;
        form.preset("Full access").await?;
        console.shows("Critical").await?;
        form.expires("Never").await?;
        console.find("checkbox", FULL).await?.click().await?;
        form.submit().await?;
        console.find("group", "Check these fields").await?;
        nothing_was_sent(console).await?;
        console.find("checkbox", NEVER).await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        let input = only_input(console).await?;
        ensure!(input["expiresAt"].is_null(), "an end was sent");
        ensure!(
            input["scopes"]
                .as_array()
                .is_some_and(|scopes| scopes.len() > 100)
        );
        console.shows("It does not end by itself").await
    });
}

#[test]
fn who_comes_back_to_such_a_choice_is_asked_again() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Again").await?;
        console.find("checkbox", NONE).await?.click().await?;
        form.preset("Full access").await?;
        console.absent("checkbox", NONE).await?;
        console.find("checkbox", FULL).await?.click().await?;
        form.preset("None").await?;
        let none = console.find("checkbox", NONE).await?;
        none.comes_to_be_checked(false).await?;
        form.preset("Full access").await?;
        let full = console.find("checkbox", FULL).await?;
        full.comes_to_be_checked(false).await?;
        form.expires("Never").await?;
        console.find("checkbox", NEVER).await?.click().await?;
        form.expires("7 days").await?;
        form.expires("Never").await?;
        let never = console.find("checkbox", NEVER).await?;
        never.comes_to_be_checked(false).await
    });
}
