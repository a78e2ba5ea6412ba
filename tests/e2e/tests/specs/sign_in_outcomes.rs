//! Signing in by an identity provider, and what half a sign-in is worth.

use e2e::pages::{PASSWORD, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Options, ensure, run};

#[test]
fn who_must_use_single_sign_on_goes_straight_to_the_provider_and_comes_back() {
    run(Options::new(), async |console| {
        let wanted = "/developers/personal-access-tokens";
        console.open(wanted).await?;
        SignIn(console).give_email("sam@globex.test").await?;
        console
            .find("button", "Continue as Sam Single")
            .await?
            .click()
            .await?;
        console.find("heading", "Personal Access Tokens").await?;
        console.arrives_at(wanted).await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        Ok(())
    });
}

#[test]
fn denied_at_the_provider_leads_back_to_the_sign_in() {
    run(Options::new(), async |console| {
        console.open(API_TOKENS).await?;
        SignIn(console).give_email("sam@globex.test").await?;
        console.find("button", "Deny").await?.click().await?;
        console.alerts("the request was denied").await?;
        console.find("link", "Go to sign-in").await?.click().await?;
        console.find("textbox", "Email").await?;
        console
            .arrives_at("/login?next=%2Fdevelopers%2Fapi-tokens")
            .await
    });
}

#[test]
fn without_the_second_factor_nobody_is_signed_in() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/2fa/validate");
        console.open(API_TOKENS).await?;
        SignIn(console).give_email("tess@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.focuses("textbox", "Authentication code").await?;
        console.type_keys("000000").await?;
        console.find("button", "Verify").await?.click().await?;
        console.alerts("The code is wrong").await?;
        console.focuses("textbox", "Authentication code").await?;
        let stored = console
            .script("return sessionStorage.getItem('session')")
            .await?;
        ensure!(stored.is_null(), "half a session was stored");
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        console.find("textbox", "Email").await?;
        Ok(())
    });
}
