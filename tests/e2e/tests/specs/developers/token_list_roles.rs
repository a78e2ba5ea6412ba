//! Members and auditors may look.

use e2e::pages::TokenList;
use e2e::{Options, ensure, run};

use super::token_list_support::{API, PERSONAL, at, so_far};

#[test]
fn who_may_only_look_sees_the_list_and_nothing_that_would_fail() {
    for person in ["mia@acme.test", "ari@acme.test"] {
        for options in [Options::new(), Options::new().viewport(390, 844).dark()] {
            run(options, async |console| {
                at(console, person, &format!("{API}?size=50")).await?;
                let rows = TokenList::api(console).rows().await?;
                ensure!(rows.len() > 30, "{} rows", rows.len());
                console
                    .shows("You can look at these tokens, not change them")
                    .await?;
                console
                    .shows("Owners and admins of the organization")
                    .await?;
                ensure!(
                    console.count("link", "Create").await? == 0,
                    "there is a way to create"
                );
                ensure!(
                    console.all("checkbox").await?.is_empty(),
                    "rows can be chosen"
                );
                console.has_no_accessibility_faults().await?;
                console
                    .find("button", "Actions for Jira bridge")
                    .await?
                    .click()
                    .await?;
                console.find("menuitem", "Details").await?;
                ensure!(
                    console.all("menuitem").await?.len() == 1,
                    "the menu offers more"
                );
                Ok(())
            });
        }
    }
}

#[test]
fn everybody_manages_tokens_of_their_own() {
    run(Options::new(), async |console| {
        at(console, "mia@acme.test", PERSONAL).await?;
        console.find("link", "Create").await?;
        console
            .find("checkbox", "Select all tokens on this page")
            .await?;
        ensure!(!console.text().await?.contains("not change them"));
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn another_organization_shows_its_own_tokens_only() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API).await?;
        let from = so_far(console).await?;
        console
            .find("button", "Organization: Acme Security")
            .await?
            .click()
            .await?;
        console
            .until("Initech to be offered", async || {
                for button in console.all("button").await? {
                    if button.name().await?.starts_with("Initech") {
                        button.click().await?;
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await?;
        console.find("button", "Organization: Initech").await?;
        console.shows("No API tokens yet").await?;
        ensure!(!console.text().await?.contains("GitHub Actions deploy"));
        console
            .until("something to be asked", async || {
                Ok(so_far(console).await? > from)
            })
            .await
    });
}
