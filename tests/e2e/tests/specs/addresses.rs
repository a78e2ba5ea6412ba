//! Addresses that stand elsewhere and lead into the console.

use e2e::pages::SignIn;
use e2e::paths::API_TOKENS;
use e2e::{Options, run};

const PERSONAL_TOKENS: &str = "/developers/personal-access-tokens";

#[test]
fn those_of_the_documentation_lead_to_the_lists() {
    run(Options::new(), async |console| {
        // Also who has to sign in first.
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                "/user-settings/developers",
                "Personal Access Tokens",
            )
            .await?;
        console.arrives_at(PERSONAL_TOKENS).await?;
        for address in ["/settings/developers", "/organization-settings/developers"] {
            console.open(address).await?;
            console.find("table", "API Tokens").await?;
            console.arrives_at(API_TOKENS).await?;
        }
        // It is no step of its own to go back over.
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("table", "Personal Access Tokens").await?;
        console.back().await?;
        console.find("table", "API Tokens").await?;
        console.arrives_at(API_TOKENS).await?;
        console.open("/settings/developers/x").await?;
        console.find("heading", "Page not found").await?;
        Ok(())
    });
}
