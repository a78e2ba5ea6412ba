//! `/login`

use e2e::pages::{PASSWORD, SignIn};
use e2e::{Key, Options, ensure, run};

#[test]
fn email_and_password_lead_to_the_tokens() {
    run(Options::new(), async |console| {
        console.open("/").await?;
        console.find("heading", "Sign in").await?;
        console
            .arrives_at("/login?next=%2Fdevelopers%2Fapi-tokens")
            .await?;
        SignIn(console).give_email("olivia@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at("/developers/api-tokens").await?;
        console.find("navigation", "Developer Settings").await?;
        console
            .find("button", "Organization: Acme Security")
            .await?;
        console.focuses("heading", "API Tokens").await?;
        console.is_titled("API Tokens").await
    });
}

#[test]
fn the_keyboard_alone_signs_in() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        console.focuses("textbox", "Email").await?;
        console.type_keys("olivia@acme.test").await?;
        console.press(Key::Enter).await?;
        console.focuses("textbox", "Password").await?;
        console.type_keys(PASSWORD).await?;
        console.press(Key::Enter).await?;
        console.find("heading", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn a_wrong_password_is_said_and_can_be_mended() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/login");
        console.open("/login").await?;
        SignIn(console).give_email("olivia@acme.test").await?;
        SignIn(console).give_password("not the password").await?;
        console.alerts("password is wrong").await?;
        ensure!(console.location().await?.starts_with("/login"));
        SignIn(console).give_password(PASSWORD).await?;
        console.find("heading", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn an_address_is_needed() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        console.find("button", "Continue").await?.click().await?;
        let email = console.find("textbox", "Email").await?;
        email.comes_to_be_invalid().await?;
        email.comes_to_say("Enter your e-mail address").await
    });
}

#[test]
fn an_unverified_address_is_said() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/login");
        console.open("/login").await?;
        SignIn(console).give_email("una@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.alerts("not verified").await
    });
}

#[test]
fn a_recovery_code_is_a_second_factor() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
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
        console.find("button", "Verify").await?.click().await?;
        console.find("heading", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn sign_in_leads_back_to_the_pasted_link_and_nowhere_else() {
    run(Options::new(), async |console| {
        let path = "/developers/personal-access-tokens";
        SignIn(console)
            .and_go_to("olivia@acme.test", path, "Personal Access Tokens")
            .await?;
        console.arrives_at(path).await?;
        console.open("/login?next=%2F%2Fevil.example%2Fx").await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at("/developers/api-tokens").await
    });
}

#[test]
fn no_accessibility_faults() {
    for options in [
        Options::new(),
        Options::new().dark(),
        Options::new().viewport(390, 844),
    ] {
        run(options, async |console| {
            console.open("/login").await?;
            console.find("textbox", "Email").await?;
            console.has_no_accessibility_faults().await?;
            SignIn(console).give_email("olivia@acme.test").await?;
            console.find("textbox", "Password").await?;
            console.has_no_accessibility_faults().await
        });
    }
}

#[test]
fn no_password_is_asked_for_where_the_network_could_read_it() {
    let options = Options::new().browser("--host-resolver-rules=MAP console.test 127.0.0.1");
    run(options, async |console| {
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        console
            .script("location.href = location.href.replace('127.0.0.1', 'console.test')")
            .await?;
        // What the browser says of a host without TLS.
        console.expects_log("Cross-Origin-Opener-Policy header has been ignored");
        console.alerts("This connection is not encrypted").await?;
        console.absent("textbox", "Email").await
    });
}
