//! `/developers/<kind>/<id>/rotate`

use super::token_support::{Made, mutations, nothing_changed, reads, so_far};
use e2e::pages::{SignIn, TokenCreated};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

/// From the details through the first step; the value of the new token.
async fn rotate(console: &Console, name: &str, end: &str) -> Result<String> {
    console.find("link", "Rotate").await?.click().await?;
    console.find("heading", &format!("Rotate {name}")).await?;
    console.find("radio", end).await?.click().await?;
    console
        .find("button", "Create new token")
        .await?
        .click()
        .await?;
    let created = TokenCreated(console);
    created.appears().await?;
    created.reveal().await
}

async fn go_on(console: &Console) -> Result<()> {
    console
        .find("checkbox", "I have stored this token")
        .await?
        .click()
        .await?;
    console.find("button", "Continue").await?.click().await
}

#[test]
fn the_new_value_works_before_the_old_one_stops_at_once() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let old = Made::api(console, "rotate-spec", "evidence:write").await?;
        let before = so_far(console).await?;
        let secret = rotate(console, "rotate-spec", "Now").await?;
        let new = Made {
            id: String::new(),
            secret,
        };
        new.is_accepted(console).await?;
        old.is_accepted(console).await?;
        console.has_no_accessibility_faults().await?;
        go_on(console).await?;
        console.find("heading", "Rotation done").await?;
        console
            .shows("is disabled: Openlane refuses it from now on")
            .await?;
        console.has_no_accessibility_faults().await?;
        console.has_forgotten(&new.secret).await?;
        old.is_refused(console).await?;
        new.is_accepted(console).await?;

        let sent = mutations(console, before, 2).await?;
        let made = &sent[0]["input"];
        ensure!(
            made["tags"][0] == format!("rotated-from:{}", old.id)
                && made["scopes"] == json!(["evidence:read", "evidence:write"]),
            "made {made}"
        );
        let changed = &sent[1]["input"];
        ensure!(
            changed["isActive"] == false
                && changed["appendTags"].is_array()
                && changed.as_object().is_some_and(|all| all.len() == 2),
            "changed {changed}"
        );
        Ok(())
    });
}

#[test]
fn the_old_one_stops_at_the_time_that_was_promised() {
    run(
        Options::new()
            .now("2026-03-01T12:00:00Z")
            .time_zone("Europe/Berlin"),
        async |console| {
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            let old = Made::api(console, "promise-spec", "evidence:read").await?;
            let secret = rotate(console, "promise-spec", "In 1 hour").await?;
            let new = Made {
                id: String::new(),
                secret,
            };
            go_on(console).await?;
            console.find("heading", "Rotation done").await?;
            // To the minute it depends on how fast the keys were.
            reads(console, "works until Sunday, March 1, 2026 at 2:0").await?;
            reads(console, " PM GMT+1, 13:0").await?;
            console
                .find("link", "Details of the new token")
                .await?
                .click()
                .await?;
            console
                .shows("It takes the place of a token that still works")
                .await?;
            console.has_no_accessibility_faults().await?;
            console.open(API_TOKENS).await?;
            console.shows("Replaced by promise-spec").await?;
            console.shows("Takes the place of promise-spec").await?;

            console
                .control("clock", &json!({ "now": "2026-03-01T12:59:00Z" }))
                .await?;
            old.is_accepted(console).await?;
            console
                .control("clock", &json!({ "now": "2026-03-01T13:02:00Z" }))
                .await?;
            let said = old.is_refused(console).await?;
            ensure!(
                said == "the provided credentials have expired",
                "the backend says {said}"
            );
            new.is_accepted(console).await
        },
    );
}

#[test]
fn a_second_step_that_fails_is_told_and_finished_later() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let old = Made::api(console, "retry-spec", "evidence:read").await?;
        rotate(console, "retry-spec", "Now").await?;
        console.expects_network_failures();
        console.offline(true).await?;
        go_on(console).await?;
        console.shows("The old token still works as before").await?;
        old.is_accepted(console).await?;
        console.offline(false).await?;
        let before = so_far(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("heading", "Rotation done").await?;
        old.is_refused(console).await?;
        mutations(console, before, 1).await.map(drop)
    });
}

#[test]
fn an_address_alone_changes_nothing_and_the_rotation_goes_on_after_a_reload() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=denied"),
                "API Tokens",
            )
            .await?;
        // Its changes are refused, whatever is tried.
        console
            .find("link", "!denied legacy-webhook")
            .await?
            .click()
            .await?;
        console.find("link", "Rotate").await?.click().await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("successor")
            .await?;
        console.find("radio", "90 days").await?.click().await?;
        console
            .find("button", "Create new token")
            .await?
            .click()
            .await?;
        TokenCreated(console).appears().await?;
        go_on(console).await?;
        console.shows("The old token could not be ended").await?;
        console.shows("Your role does not allow this").await?;
        console
            .until("the address to name the new token", async || {
                Ok(console.location().await?.contains("new="))
            })
            .await?;
        let before = so_far(console).await?;
        console.reload().await?;
        console.find("button", "End the old token").await?;
        console.find("radio", "In 24 hours").await?;
        console.has_loaded().await?;
        nothing_changed(console, before).await?;
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn a_personal_token_of_an_enforcing_organization_is_authorized_before_the_old_one_ends() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                "/developers/personal-access-tokens",
                "Personal Access Tokens",
            )
            .await?;
        console
            .find("link", "Umbrella onboarding")
            .await?
            .click()
            .await?;
        console.find("heading", "Umbrella onboarding").await?;
        let secret = rotate(console, "Umbrella onboarding", "Now").await?;
        let new = Made {
            id: String::new(),
            secret,
        };
        go_on(console).await?;
        console.find("heading", "Authorize the new token").await?;
        console.find("button", "End the old token anyway").await?;
        console.has_no_accessibility_faults().await?;
        new.is_refused(console).await?;
        let mut here = String::new();
        console
            .until("the address to name the new token", async || {
                here = console.location().await?;
                Ok(here.contains("new="))
            })
            .await?;

        // The way to the provider and back ends at the same step.
        console
            .find("button", "Authorize Umbrella Health for SSO")
            .await?
            .click()
            .await?;
        console
            .find("button", "Continue as Olivia Owner")
            .await?
            .click()
            .await?;
        console.find("heading", "End the old token").await?;
        console.arrives_at(&here).await?;
        new.is_accepted(console).await?;
        console
            .find("button", "End the old token")
            .await?
            .click()
            .await?;
        console.find("heading", "Rotation done").await?;
        console
            .shows("is disabled: Openlane refuses it from now on")
            .await
    });
}
