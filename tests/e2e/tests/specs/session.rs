//! What happens to a session over time and across tabs.

use e2e::pages::{Shell, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Options, run};

#[test]
fn a_reload_keeps_the_session() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.reload().await?;
        console.find("table", "API Tokens").await?;
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn a_new_tab_has_the_session_of_the_open_one() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        console.find("table", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn sign_out_ends_the_session_in_every_tab() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        console.find("table", "API Tokens").await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console.find("textbox", "Email").await?;
        console.absent("table", "API Tokens").await?;
        console.open(API_TOKENS).await?;
        console.find("textbox", "Email").await?;
        Ok(())
    });
}
