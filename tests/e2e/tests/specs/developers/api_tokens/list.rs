//! `/developers/api-tokens`

use e2e::pages::{SignIn, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Options, ensure, run};

#[test]
fn tokens_are_listed_with_their_state() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let rows = TokenList::api(console).rows().await?;
        ensure!(rows.len() > 10, "there are only {} rows", rows.len());
        ensure!(
            rows.iter().any(|row| row.contains("Active")),
            "no row is active"
        );
        Ok(())
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
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            ensure!(TokenList::api(console).rows().await?.len() > 10);
            console.has_no_accessibility_faults().await
        });
    }
}
