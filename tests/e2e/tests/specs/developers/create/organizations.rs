//! Choosing the organizations of a personal access token.

use e2e::paths::NEW_PERSONAL_TOKEN;
use e2e::{Options, ensure, run};

use super::{API_HEADING, PERSONAL_HEADING, at_api_form, only_input};
use crate::organization_switch::add_six;
use e2e::pages::{CreateToken, TokenCreated};

#[test]
fn more_than_eight_can_be_searched_and_what_they_demand_is_marked() {
    run(Options::new(), async |console| {
        at_api_form(console, "").await?;
        console.find("heading", API_HEADING).await?;
        add_six(console).await?;
        console
            .open(&format!("{NEW_PERSONAL_TOKEN}?name=Searched"))
            .await?;
        console.find("heading", PERSONAL_HEADING).await?;
        let form = CreateToken(console);
        form.organization("Hooli").await?;
        let all = console.find("group", "Authorized Organizations").await?;
        let text = all.text().await?;
        let mark = |name: &str| {
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            let at = lines.iter().position(|line| *line == name);
            let next = at.and_then(|at| lines.get(at + 1));
            next.map(|line| (*line).to_owned()).unwrap_or_default()
        };
        ensure!(mark("Globex Compliance") == "SSO", "it says {text:?}");
        ensure!(mark("Initech") == "No payment method", "it says {text:?}");
        ensure!(!["SSO", "No payment method"].contains(&mark("Acme Security").as_str()));
        let search = all.find("searchbox", "Search organizations").await?;
        search.fill("ACME").await?;
        console.absent("checkbox", "Hooli").await?;
        form.organization("Acme Security").await?.click().await?;
        // What is not shown stays chosen.
        search.fill("umbrella").await?;
        console.absent("checkbox", "Acme Security").await?;
        form.organization("Umbrella Health").await?.click().await?;
        console.shows("2 selected").await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        let sent = only_input(console).await?;
        ensure!(
            sent["organizationIDs"].as_array().map(Vec::len) == Some(2),
            "sent {sent}"
        );
        Ok(())
    });
}
