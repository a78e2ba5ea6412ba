//! Answers that come when the page that waited for them was left: they end nothing, sign nobody in, and what
//! they say about a change is still told. A panic of the console fails each of these by itself.

use e2e::pages::{PASSWORD, Shell, SignIn};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Console, Options, Result, ensure, run};

use super::developers::token_support::Made;
use super::held_answers::{hold_answers, is_held, release, stored_session};
use super::sso_support::{OLIVIA, answer_instead, end_session, new_personal_token};

/// At the password step, with the answer to it held.
async fn with_a_pending_sign_in(console: &Console, email: &str) -> Result<()> {
    SignIn(console).give_email(email).await?;
    console.find("textbox", "Password").await?;
    hold_answers(console, "/v1/login").await?;
    SignIn(console).give_password(PASSWORD).await?;
    is_held(console).await
}

/// Nobody is signed in, and the form for it is there.
async fn nobody_is_signed_in(console: &Console) -> Result<()> {
    console.find("textbox", "Email").await?;
    ensure!(stored_session(console).await?.is_empty(), "signed in");
    Ok(())
}

#[test]
fn of_a_sign_in_that_another_tab_has_overtaken() {
    run(Options::new(), async |console| {
        console.open(API_TOKENS).await?;
        with_a_pending_sign_in(console, OLIVIA).await?;
        console.new_tab().await?;
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        console.switch_to(0).await?;
        console.find("heading", "API Tokens").await?;
        release(console).await?;
        console.find("link", "Create").await?.click().await?;
        console.find("heading", "Create API token").await?;
        Ok(())
    });
}

#[test]
fn of_a_sign_in_after_change() {
    run(Options::new(), async |console| {
        console.open(API_TOKENS).await?;
        with_a_pending_sign_in(console, OLIVIA).await?;
        console.find("button", "Change").await?.click().await?;
        console.find("textbox", "Email").await?;
        release(console).await?;
        nobody_is_signed_in(console).await?;
        // The next person gets their own session.
        SignIn(console).give_email("adam@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("heading", "API Tokens").await?;
        console.shows("adam@acme.test").await
    });
}

#[test]
fn of_a_sign_in_over_a_page_that_was_left() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        end_session(console).await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("dialog", "Your session has ended").await?;
        console.find("button", "Continue").await?.click().await?;
        console
            .find("textbox", "Password")
            .await?
            .fill(PASSWORD)
            .await?;
        hold_answers(console, "/v1/login").await?;
        console.find("button", "Sign in").await?.click().await?;
        is_held(console).await?;
        console
            .find("button", "Leave this page")
            .await?
            .click()
            .await?;
        console.find("heading", "Sign in").await?;
        release(console).await?;
        nobody_is_signed_in(console).await
    });
}

#[test]
fn of_a_second_factor_after_starting_over() {
    run(Options::new(), async |console| {
        console.open(API_TOKENS).await?;
        SignIn(console).give_email("tess@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("textbox", "Authentication code").await?;
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
        hold_answers(console, "/v1/2fa/validate").await?;
        console.find("button", "Verify").await?.click().await?;
        is_held(console).await?;
        console.find("button", "Start over").await?.click().await?;
        console.find("textbox", "Email").await?;
        release(console).await?;
        nobody_is_signed_in(console).await
    });
}

/// Olivia at the form to edit a token, with the answer to its saving held.
async fn with_a_pending_save(console: &Console, name: &str) -> Result<()> {
    SignIn(console)
        .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
        .await?;
    Made::api(console, name, "evidence:read").await?;
    console.find("link", "Edit").await?.click().await?;
    console.find("heading", &format!("Edit {name}")).await?;
    console
        .find("textbox", "Description")
        .await?
        .fill("Changed")
        .await?;
    hold_answers(console, "updateAPIToken").await?;
    console
        .find("button", "Save changes")
        .await?
        .click()
        .await?;
    is_held(console).await
}

#[test]
fn of_a_save_whose_page_was_left() {
    run(Options::new(), async |console| {
        with_a_pending_save(console, "left-behind").await?;
        console.script("history.back()").await?;
        console.find("alertdialog", "Leave without saving?").await?;
        console
            .find("button", "Discard changes")
            .await?
            .click()
            .await?;
        console.find("heading", "left-behind").await?;
        release(console).await?;
        // It was saved all the same.
        console.notes("left-behind are saved").await
    });
}

#[test]
fn of_a_save_while_the_question_about_it_is_open() {
    run(Options::new(), async |console| {
        with_a_pending_save(console, "asked-late").await?;
        console.script("history.back()").await?;
        console.find("alertdialog", "Leave without saving?").await?;
        release(console).await?;
        console
            .absent("alertdialog", "Leave without saving?")
            .await?;
        console.find("heading", "asked-late").await?;
        console.notes("The changes are saved").await
    });
}

#[test]
fn of_a_save_after_signing_out() {
    run(Options::new(), async |console| {
        with_a_pending_save(console, "signed-off").await?;
        Shell(console).sign_out().await?;
        console
            .find("button", "Discard changes")
            .await?
            .click()
            .await?;
        console.find("textbox", "Email").await?;
        release(console).await?;
        nobody_is_signed_in(console).await
    });
}

#[test]
fn of_a_switch_after_signing_out() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        hold_answers(console, "/v1/switch").await?;
        Shell(console)
            .change_organization("Acme Security", "Initech")
            .await?;
        is_held(console).await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        release(console).await?;
        nobody_is_signed_in(console).await
    });
}

#[test]
fn of_a_renewal_after_signing_out() {
    run(Options::new(), async |console| {
        console.expects_status(401);
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        console
            .control("clock", &serde_json::json!({ "advance_seconds": 3660 }))
            .await?;
        hold_answers(console, "/v1/refresh").await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        is_held(console).await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        release(console).await?;
        nobody_is_signed_in(console).await
    });
}

#[test]
fn of_an_authorization_that_could_not_be_begun() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        new_personal_token(console, "Begun late", &["Globex Compliance"]).await?;
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        answer_instead(console, "/v1/sso/token/authorize", 500, "{}").await?;
        hold_answers(console, "/v1/sso/token/authorize").await?;
        console
            .find("button", "Authorize Globex Compliance for SSO")
            .await?
            .click()
            .await?;
        is_held(console).await?;
        console.find("button", "Done").await?.click().await?;
        console.find("heading", "Personal Access Tokens").await?;
        release(console).await?;
        console.find("link", "Create").await?.click().await?;
        console
            .find("heading", "Create personal access token")
            .await?;
        Ok(())
    });
}

#[test]
fn of_a_creation_whose_page_was_left() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                OLIVIA,
                &format!("{NEW_API_TOKEN}?name=adrift&scopes=evidence:read"),
                "Create API token",
            )
            .await?;
        hold_answers(console, "createAPIToken").await?;
        console
            .find("button", "Create Token")
            .await?
            .click()
            .await?;
        is_held(console).await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console
            .find("alertdialog", "Leave while the token is being created?")
            .await?;
        console
            .find("button", "Leave without it")
            .await?
            .click()
            .await?;
        console.find("heading", "Personal Access Tokens").await?;
        release(console).await?;
        console.find("link", "Create").await?;
        Ok(())
    });
}
