//! What needs a tick that it is meant: no scope, much power, all organizations, a long life, no end.

use e2e::pages::TokenCreated;
use e2e::{Options, ensure, run};

use super::{at_api_form, at_personal_form, in_days, needs_tick, nothing_was_sent, only_input};

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
        console.shows("It never expires").await
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

#[test]
fn nearly_all_scopes_are_full_access() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Nearly").await?;
        form.preset("Full access").await?;
        form.scope("Evidence: Delete").await?.click().await?;
        console.shows("Critical: has 230 of 231 rights").await?;
        needs_tick(console, "Confirm what the token may do.", FULL).await
    });
}

#[test]
fn much_power_needs_a_tick_that_says_what_it_is() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Power").await?;
        form.scope("Evidence: Write").await?.click().await?;
        let deletes = "I understand that this token deletes 1 of 77 objects";
        console.absent("checkbox", deletes).await?;
        form.scope("Evidence: Delete").await?.click().await?;
        console.find("checkbox", deletes).await?.click().await?;
        // It was for this choice.
        form.scope("Risk: Read").await?.click().await?;
        let tick = console.find("checkbox", deletes).await?;
        tick.comes_to_be_checked(false).await?;
        form.scope("Group: Write").await?.click().await?;
        console.absent("checkbox", deletes).await?;
        let access = "I understand that this token changes groups, which decide who has access";
        console.find("checkbox", access).await?;
        needs_tick(console, "Confirm what the token may do.", access).await
    });
}

#[test]
fn an_end_beyond_a_year_needs_a_tick() {
    run(
        Options::new().now("2026-11-23T12:00:00Z"),
        async |console| {
            let form = at_api_form(console, "?name=Long&scopes=evidence:read").await?;
            form.expires_on(&in_days(console, 365).await?).await?;
            let long = "This token must work for more than 365 days, until November 24, 2027";
            console.absent("checkbox", long).await?;
            form.expires_on(&in_days(console, 366).await?).await?;
            needs_tick(console, "Confirm that the token works for so long.", long).await
        },
    );
}

#[test]
fn all_organizations_need_a_tick() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "").await?;
        form.name("Everywhere").await?;
        let organizations = console
            .find("group", "Authorized Organizations")
            .await?
            .all("checkbox")
            .await?;
        let all = format!(
            "I understand that this token acts as me in all {} organizations",
            organizations.len()
        );
        for organization in &organizations {
            console.absent("checkbox", &all).await?;
            organization.click().await?;
        }
        needs_tick(console, "Confirm where the token acts as you.", &all).await
    });
}
