//! A device whose clock is wrong: everything goes by the backend's, and the places where times matter say so.

use e2e::pages::{CreateToken, SignIn, TokenCreated, TokenList};
use e2e::paths::{API_TOKENS, CHECK, NEW_API_TOKEN, NEW_BATCH, PERSONAL_TOKENS, REVIEW};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::create::only_input;
use super::token_support::{Made, mutations, so_far};

/// How far the device's clock is ahead, in seconds, and what is said about it.
const WRONG: [(i64, &str); 3] = [
    (600, "This device's clock is 10 minutes fast"),
    (-600, "This device's clock is 10 minutes slow"),
    (86_400, "This device's clock is 24 hours fast"),
];

const NOW: &str = "2026-06-15T10:00:00Z";

fn wrong(seconds: i64) -> Options {
    Options::new().now(NOW).clock_error(seconds)
}

/// How far this moment is from that of the backend, in seconds.
async fn after_now(console: &Console, moment: &str) -> Result<i64> {
    // A moment just before rounds to minus zero, which is no integer in JSON; `+ 0` makes it zero.
    let script = format!(
        "return Math.round((new Date({}) - new Date('{NOW}')) / 1000) + 0",
        json!(moment)
    );
    let seconds = console.script(&script).await?;
    seconds
        .as_i64()
        .ok_or_else(|| anyhow::anyhow!("{moment} is no moment"))
}

#[test]
fn it_is_said_where_times_are_chosen_or_judged_and_nowhere_else() {
    for (seconds, notice) in WRONG {
        run(wrong(seconds), async |console| {
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            console.shows(notice).await?;
            console.has_no_accessibility_faults().await?;
            console.find("link", "Create").await?.click().await?;
            console.find("group", "Expires At").await?;
            console.shows(notice).await?;
            for path in [REVIEW, PERSONAL_TOKENS, NEW_BATCH] {
                console.open(path).await?;
                console.shows(notice).await?;
            }
            console.open(API_TOKENS).await?;
            console.find("link", "Jira bridge").await?.click().await?;
            console.find("heading", "Jira bridge").await?;
            console.shows(notice).await?;
            for step in ["Edit", "Rotate"] {
                console.find("link", step).await?.click().await?;
                console
                    .find("heading", &format!("{step} Jira bridge"))
                    .await?;
                console.shows(notice).await?;
                console.back().await?;
                console.find("heading", "Jira bridge").await?;
            }
            console.open(CHECK).await?;
            console.find("button", "Check").await?;
            console.has_loaded().await?;
            console.rests().await?;
            ensure!(!console.text().await?.contains("This device's clock"));
            Ok(())
        });
    }
}

#[test]
fn it_is_said_where_the_end_of_the_replaced_token_is_chosen() {
    let (seconds, notice) = WRONG[0];
    run(wrong(seconds), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                PERSONAL_TOKENS,
                "Personal Access Tokens",
            )
            .await?;
        // Its successor waits for single sign-on, so that the last step asks.
        let link = console.find("link", "Umbrella onboarding").await?;
        link.click().await?;
        console.find("link", "Rotate").await?.click().await?;
        console
            .find("heading", "Rotate Umbrella onboarding")
            .await?;
        console
            .find("button", "Create new token")
            .await?
            .click()
            .await?;
        TokenCreated(console).appears().await?;
        let stored = console.find("checkbox", "I have stored this token").await?;
        stored.click().await?;
        console.find("button", "Continue").await?.click().await?;
        console.find("heading", "Authorize the new token").await?;
        console.find("group", "The old token ends").await?;
        console.shows(notice).await
    });
}

#[test]
fn two_minutes_are_nothing() {
    run(wrong(110), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.has_loaded().await?;
        console.rests().await?;
        ensure!(!console.text().await?.contains("This device's clock"));
        Ok(())
    });
}

#[test]
fn the_end_of_a_new_token_is_counted_from_the_day_of_the_backend() {
    // A day fast the device believes in June 16, a day slow in June 14.
    for seconds in [86_400, -86_400, 600, -600] {
        run(wrong(seconds), async |console| {
            SignIn(console)
                .and_go_to("olivia@acme.test", NEW_API_TOKEN, "Create API token")
                .await?;
            let form = CreateToken(console);
            form.name("clock-spec").await?;
            form.scope("Evidence: Read").await?.click().await?;
            form.expires("7 days").await?;
            console
                .shows("Ends Monday, June 22, 2026 at 11:59 PM")
                .await?;
            form.submit().await?;
            TokenCreated(console).appears().await?;
            let end = only_input(console).await?["expiresAt"].to_string();
            ensure!(end.contains("2026-06-22T21:59:59"), "{end} was sent");
            Ok(())
        });
    }
}

#[test]
fn the_end_of_a_rotation_is_counted_from_the_backends_now() {
    for (seconds, _) in WRONG {
        run(wrong(seconds), async |console| {
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            Made::api(console, "clock-rotation", "evidence:read").await?;
            let before = so_far(console).await?;
            console.find("link", "Rotate").await?.click().await?;
            console.find("radio", "In 1 hour").await?.click().await?;
            console
                .find("button", "Create new token")
                .await?
                .click()
                .await?;
            TokenCreated(console).store().await?;
            console.find("button", "Continue").await?.click().await?;
            console.find("heading", "Rotation done").await?;
            let sent = mutations(console, before, 2).await?;
            let end = sent[1]["input"]["expiresAt"].as_str().unwrap_or_default();
            let after = after_now(console, end).await?;
            ensure!((3590..=3700).contains(&after), "it ends after {after} s");
            Ok(())
        });
    }
}

#[test]
fn states_and_the_moment_of_a_revocation_are_the_backends() {
    for (seconds, _) in WRONG {
        run(wrong(seconds), async |console| {
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            let maker = Made::api(console, "clock-maker", "api_token:delete").await?;
            // Five minutes away: by each of these clocks one of them would be on the other side.
            for (name, end) in [
                ("clock-ended", "2026-06-15T09:55:00Z"),
                ("clock-soon", "2026-06-15T10:05:00Z"),
            ] {
                let made = maker.another(console, name).await?;
                maker
                    .changes(console, &made.id, json!({ "expiresAt": end }))
                    .await?;
            }
            console.open(API_TOKENS).await?;
            let list = TokenList::api(console);
            list.says("clock-soon", "Expires soon").await?;
            list.says("clock-ended", "Expired").await?;
            list.choose("clock-soon", "Revoke").await?;
            let before = so_far(console).await?;
            let dialog = console.find("alertdialog", "Revoke clock-soon?").await?;
            dialog.find("button", "Revoke").await?.click().await?;
            let sent = mutations(console, before, 1).await?;
            let at = sent[0]["input"]["revokedAt"].as_str().unwrap_or_default();
            let after = after_now(console, at).await?;
            ensure!(
                (-5..=180).contains(&after),
                "it was revoked after {after} s"
            );
            Ok(())
        });
    }
}
