//! An organization that begins to enforce single sign-on: who has to use it, who is exempt, and the second
//! factor of those who have one.

use e2e::pages::{Kind, PASSWORD, Shell, SignIn, TokenCreated, TokenList};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::sso_support::{
    OLIVIA, answer_instead, at_the_provider, enforce_sso, enforce_two_factor, is_accepted,
    is_refused, new_api_token, new_personal_token, olivia_at_her_tokens, sign_outs, to_the_details,
};

const AUTHORIZE: &str = "Authorize Acme Security for SSO";

/// Olivia owns Acme, which asks for its identity provider from now on.
async fn acme_enforces(console: &Console) -> Result<()> {
    olivia_at_her_tokens(console).await?;
    enforce_sso(console).await?;
    console.reload().await?;
    console.find("table", Kind::Api.title()).await?;
    Ok(())
}

#[test]
fn the_owners_personal_token_needs_no_authorization() {
    run(Options::new(), async |console| {
        acme_enforces(console).await?;
        let token = new_personal_token(console, "Of the owner", &["Acme Security"]).await?;
        is_accepted(console, Kind::Personal, &token).await?;
        console.absent("button", AUTHORIZE).await?;
        to_the_details(console, "Of the owner").await?;
        console.shows("Active").await?;
        ensure!(!console.text().await?.contains("Needs SSO"));
        ensure!(console.count("button", AUTHORIZE).await? == 0);
        console.open(Kind::Personal.path()).await?;
        let list = TokenList::personal(console);
        console
            .until(
                "the row to be judged by who owns the organization",
                async || {
                    let row = list.row("Of the owner").await?.text().await?;
                    Ok(row.contains("Active") && !row.contains("Needs SSO"))
                },
            )
            .await?;
        console
            .find("button", "Actions for Of the owner")
            .await?
            .click()
            .await?;
        console.find("menuitem", "Details").await?;
        ensure!(console.count("menuitem", AUTHORIZE).await? == 0);
        Ok(())
    });
}

/// Contract 7.6: an exemption that stands in somebody's membership.
#[test]
fn the_personal_token_of_an_exempt_member_needs_no_authorization() {
    run(Options::new(), async |console| {
        let exempt =
            json!({ "email": "sam@globex.test", "organization": "globex", "sso_exempt": true });
        let answer = console.control("role", &exempt).await?;
        ensure!(answer.status == 200, "{answer:?}");
        console.open(Kind::Personal.path()).await?;
        SignIn(console).give_email("sam@globex.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("heading", Kind::Personal.title()).await?;
        let token = new_personal_token(console, "Of the exempt", &["Globex Compliance"]).await?;
        is_accepted(console, Kind::Personal, &token).await?;
        to_the_details(console, "Of the exempt").await?;
        console.shows("Active").await?;
        ensure!(!console.text().await?.contains("Needs SSO"));
        ensure!(
            console
                .count("button", "Authorize Globex Compliance for SSO")
                .await?
                == 0
        );
        // The exemption ends, and the token of the one who had it is refused and says why.
        let over =
            json!({ "email": "sam@globex.test", "organization": "globex", "sso_exempt": false });
        console.control("role", &over).await?;
        console.open(Kind::Personal.path()).await?;
        console.find("link", "Of the exempt").await?.click().await?;
        console.shows("Needs SSO").await?;
        console
            .find("button", "Authorize Globex Compliance for SSO")
            .await?;
        Ok(())
    });
}

#[test]
fn an_api_token_needs_it_whoever_made_it() {
    run(Options::new(), async |console| {
        acme_enforces(console).await?;
        let token = new_api_token(console, "Of the organization").await?;
        is_refused(console, Kind::Api, &token).await?;
        to_the_details(console, "Of the organization").await?;
        console.shows("Needs SSO").await?;
        console.find("button", AUTHORIZE).await?.click().await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .shows("Acme Security has authorized the token.")
            .await?;
        is_accepted(console, Kind::Api, &token).await
    });
}

#[test]
fn the_owner_may_use_a_password_and_the_admin_may_not() {
    run(Options::new(), async |console| {
        acme_enforces(console).await?;
        Shell(console).sign_out().await?;
        SignIn(console).give_email(OLIVIA).await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("table", Kind::Api.title()).await?;
        Shell(console).sign_out().await?;
        SignIn(console).give_email("adam@acme.test").await?;
        at_the_provider(console, "Continue as Adam Admin").await?;
        console.find("table", Kind::Api.title()).await?;
        console
            .find("button", "Organization: Acme Security")
            .await?;
        Ok(())
    });
}

#[test]
fn a_password_that_is_no_longer_enough_leads_to_the_provider() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/login");
        console.open(Kind::Api.path()).await?;
        console.find("textbox", "Email").await?;
        // What the backend said before the organization began to enforce it.
        let before = concat!(
            r#"{"success":true,"enforced":false,"#,
            r#""organization_id":"01K00000000000000000RG0002","tfa_enforced":false}"#,
        );
        answer_instead(console, "/.well-known/webfinger", 200, before).await?;
        SignIn(console).give_email("sam@globex.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        at_the_provider(console, "Continue as Sam Single").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console.arrives_at(Kind::Api.path()).await
    });
}

#[test]
fn the_second_factor_is_asked_for_after_the_identity_provider_too() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/2fa/validate");
        acme_enforces(console).await?;
        Shell(console).sign_out().await?;
        SignIn(console).give_email("tess@acme.test").await?;
        at_the_provider(console, "Continue as Tess Two-Factor").await?;
        console.focuses("textbox", "Authentication code").await?;
        console.arrives_at("/login/sso").await?;
        console.has_no_accessibility_faults().await?;
        let stored = console
            .script("return sessionStorage.getItem('session')")
            .await?;
        ensure!(stored.is_null(), "half a session was stored");
        console.type_keys("000000").await?;
        console.find("button", "Verify").await?.click().await?;
        console.alerts("The code is wrong").await?;
        console.focuses("textbox", "Authentication code").await?;
        console
            .find("button", "Use a recovery code")
            .await?
            .click()
            .await?;
        console
            .find("textbox", "Recovery code")
            .await?
            .fill("sandbox-recovery-1")
            .await?;
        console.find("button", "Verify").await?.click().await?;
        console.find("table", Kind::Api.title()).await?;
        console.arrives_at(Kind::Api.path()).await?;

        // Whoever is signed in has shown it already.
        let token = new_personal_token(console, "Of Tess", &["Acme Security"]).await?;
        is_refused(console, Kind::Personal, &token).await?;
        to_the_details(console, "Of Tess").await?;
        console.find("button", AUTHORIZE).await?.click().await?;
        at_the_provider(console, "Continue as Tess Two-Factor").await?;
        console
            .shows("Acme Security has authorized the token.")
            .await?;
        is_accepted(console, Kind::Personal, &token).await
    });
}

#[test]
fn without_the_code_the_identity_provider_signs_nobody_in() {
    run(Options::new(), async |console| {
        acme_enforces(console).await?;
        Shell(console).sign_out().await?;
        SignIn(console).give_email("tess@acme.test").await?;
        at_the_provider(console, "Continue as Tess Two-Factor").await?;
        console.find("textbox", "Authentication code").await?;
        console.new_tab().await?;
        console.open(Kind::Api.path()).await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console.find("button", "Start over").await?.click().await?;
        console.find("textbox", "Email").await?;
        console.open(Kind::Api.path()).await?;
        console.find("textbox", "Email").await?;
        Ok(())
    });
}

#[test]
fn who_has_no_second_factor_is_told_to_set_one_up() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        enforce_two_factor(console).await?;
        Shell(console).sign_out().await?;
        SignIn(console).give_email("mia@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console
            .alerts(
                "Your organization requires two-factor authentication, and you have not set it up",
            )
            .await?;
        ensure!(console.location().await?.starts_with("/login"));
        // That of Olivia, and the one that the backend has given all the same.
        have_ended(console, 2).await?;
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn who_starts_over_before_the_code_leaves_no_session_behind() {
    run(Options::new(), async |console| {
        console.open(Kind::Api.path()).await?;
        SignIn(console).give_email("tess@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("textbox", "Authentication code").await?;
        have_ended(console, 0).await?;
        console.find("button", "Start over").await?.click().await?;
        console.find("textbox", "Email").await?;
        have_ended(console, 1).await
    });
}

/// Waits until the backend has ended so many sessions.
async fn have_ended(console: &Console, sessions: usize) -> Result<()> {
    console
        .until("a session that has ended", async || {
            Ok(sign_outs(console).await? == sessions)
        })
        .await
}

#[test]
fn leaving_for_the_provider_before_the_value_is_stored_asks() {
    const QUESTION: &str = "Leave without storing the token?";
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/token/authorize");
        acme_enforces(console).await?;
        let token = new_api_token(console, "Not stored yet").await?;
        console.block(&["*/v1/sso/token/authorize"]).await?;
        console.find("button", AUTHORIZE).await?.click().await?;
        console.find("alertdialog", QUESTION).await?;
        console.find("button", "Stay").await?.click().await?;
        console.absent("alertdialog", QUESTION).await?;
        let value = TokenCreated(console).field().await?.value().await?;
        ensure!(value == token, "the value is {value:?} after staying");

        // Agreed to leave, but the way is barred: the value is still there, and still asked for.
        console.find("button", AUTHORIZE).await?.click().await?;
        console
            .find("button", "Leave without it")
            .await?
            .click()
            .await?;
        console.alerts("could not be started").await?;
        let value = TokenCreated(console).field().await?.value().await?;
        ensure!(value == token, "the value is {value:?} after all");
        console.block(&[]).await?;
        console.find("button", AUTHORIZE).await?.click().await?;
        console.find("alertdialog", QUESTION).await?;
        console
            .find("button", "Leave without it")
            .await?
            .click()
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console.find("heading", "Not stored yet").await?;
        console
            .shows("Acme Security has authorized the token.")
            .await?;
        console.has_forgotten(&token).await?;
        is_accepted(console, Kind::Api, &token).await
    });
}
