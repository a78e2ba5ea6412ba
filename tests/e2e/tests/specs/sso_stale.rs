//! An authorization that was begun and not finished. Its cookies stay in the browser for an hour, out of the
//! console's reach, and the backend finishes it together with the next sign-in (contract 7.3).

use e2e::pages::{Kind, Shell, SignIn};
use e2e::{Console, Options, Result, ensure, run};

use super::sso_support::{
    at_the_provider, is_accepted, is_refused, new_api_token, new_personal_token,
    olivia_at_her_tokens, to_the_details,
};

const GLOBEX: &str = "Authorize Globex Compliance for SSO";
const IN_THE_WAY: &str = "unfinished authorization is in the way";

/// Goes to the provider through a button, and back with the browser's.
async fn abandon(console: &Console, button: &str) -> Result<()> {
    console.find("button", button).await?.click().await?;
    console.find("button", "Deny").await?;
    console.back().await?;
    console.shows("came back without finishing").await
}

#[test]
fn the_next_sign_in_of_the_same_person_works_and_says_what_it_has_done_as_well() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let token = new_personal_token(console, "Left behind", &["Globex Compliance"]).await?;
        to_the_details(console, "Left behind").await?;
        abandon(console, GLOBEX).await?;
        is_refused(console, Kind::Personal, &token).await?;
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console
            .shows("Globex Compliance has now authorized the token Left behind")
            .await?;
        is_accepted(console, Kind::Personal, &token).await
    });
}

#[test]
fn a_sign_in_that_it_stands_in_the_way_of_is_cleared_by_finishing_it() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/callback");
        olivia_at_her_tokens(console).await?;
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        let token = new_api_token(console, "Left behind").await?;
        to_the_details(console, "Left behind").await?;
        abandon(console, GLOBEX).await?;

        // The token is Globex's, so Umbrella's sign-in is refused.
        Shell(console)
            .change_organization("Globex Compliance", "Umbrella Health")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console.alerts(IN_THE_WAY).await?;
        console.has_no_accessibility_faults().await?;
        is_refused(console, Kind::Api, &token).await?;
        console
            .find("button", "Finish the authorization for Globex Compliance")
            .await?
            .click()
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        is_accepted(console, Kind::Api, &token).await?;
        Shell(console)
            .change_organization("Globex Compliance", "Umbrella Health")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Umbrella Health")
            .await?;
        Ok(())
    });
}

#[test]
fn somebody_else_is_told_and_signs_in_once_the_cookies_are_gone() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/callback");
        olivia_at_her_tokens(console).await?;
        let token = new_personal_token(console, "Left behind", &["Globex Compliance"]).await?;
        to_the_details(console, "Left behind").await?;
        abandon(console, GLOBEX).await?;
        Shell(console).sign_out().await?;
        // Sam is sent to the provider; Olivia's token is none of his, so the backend refuses.
        SignIn(console).give_email("sam@globex.test").await?;
        at_the_provider(console, "Continue as Sam Single").await?;
        console.alerts(IN_THE_WAY).await?;
        console
            .shows("sign in from a private window, or wait an hour")
            .await?;
        ensure!(
            console
                .script("return sessionStorage.getItem('session')")
                .await?
                .is_null()
        );
        is_refused(console, Kind::Personal, &token).await?;
        // As they are after an hour.
        for cookie in ["token_id", "token_type"] {
            console.driver().delete_cookie(cookie).await?;
        }
        console.find("link", "Go to sign-in").await?.click().await?;
        SignIn(console).give_email("sam@globex.test").await?;
        at_the_provider(console, "Continue as Sam Single").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        is_refused(console, Kind::Personal, &token).await
    });
}
