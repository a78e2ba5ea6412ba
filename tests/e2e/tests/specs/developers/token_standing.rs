//! How a token stands where organizations demand single sign-on, and while that is not known.

use e2e::pages::{Shell, TokenList};
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};

use super::super::sso_support::at_the_provider;
use super::token_list_support::{Disturbance, asked, at, calm, disturb, settled, so_far, view};

const OLIVIA: &str = "olivia@acme.test";

/// Every state: its word in the address, and the word on a token.
const STATES: [(&str, &str); 7] = [
    ("active", "Active"),
    ("expires_soon", "Expires soon"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
    ("disabled", "Disabled"),
    ("needs_sso", "Needs SSO"),
    ("no_organization", "No organization"),
];

/// What the rows say about the state of their tokens.
async fn states(console: &Console) -> Result<Vec<String>> {
    let states = view(console).await?["states"].clone();
    Ok(states
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|state| state.as_str().map(str::to_owned))
        .collect())
}

/// The number on the card of this name, where there is such a card.
async fn counted(console: &Console, name: &str) -> Result<Option<String>> {
    let cards = console.find("group", "Summary").await?;
    for card in cards.all("button").await? {
        let text = card.text().await?;
        if let Some((number, label)) = text.split_once('\n')
            && label.trim() == name
        {
            return Ok(Some(number.trim().to_owned()));
        }
    }
    Ok(None)
}

/// Fails unless the list of each state has the tokens in it and no others, and the cards count them.
async fn each_state_is_told_and_counted(console: &Console, path: &str) -> Result<()> {
    let mut sum = 0;
    for (parameter, word) in STATES {
        console.open(&format!("{path}?state={parameter}")).await?;
        settled(console).await?;
        let said = states(console).await?;
        ensure!(
            said.iter().all(|state| state.starts_with(word)),
            "{word} lists {said:?}"
        );
        let card = if word == "Expires soon" {
            "Expire soon"
        } else {
            word
        };
        let card = counted(console, card).await?;
        ensure!(
            card.as_ref()
                .is_none_or(|count| *count == said.len().to_string()),
            "{word} has {} and the card counts {card:?}",
            said.len()
        );
        sum += said.len();
    }
    console.open(&format!("{path}?size=100")).await?;
    let all = states(console).await?.len();
    ensure!(sum == all, "{sum} in the states and {all} in all");
    Ok(())
}

/// Goes over to Globex, which asks for its identity provider.
async fn to_globex(console: &Console) -> Result<()> {
    Shell(console)
        .change_organization("Acme Security", "Globex Compliance")
        .await?;
    at_the_provider(console, "Continue as Olivia Owner").await?;
    console
        .find("button", "Organization: Globex Compliance")
        .await
        .map(drop)
}

#[test]
fn the_list_of_a_state_has_the_tokens_in_it_and_the_card_counts_them() {
    run(Options::new(), async |console| {
        at(console, OLIVIA, PERSONAL_TOKENS).await?;
        each_state_is_told_and_counted(console, PERSONAL_TOKENS).await?;
        console
            .open(&format!("{PERSONAL_TOKENS}?state=needs_sso"))
            .await?;
        let waiting = states(console).await?.len();
        ensure!(waiting == 3, "{waiting} wait for single sign-on");
        console.has_no_accessibility_faults().await?;
        console.open(API_TOKENS).await?;
        each_state_is_told_and_counted(console, API_TOKENS).await?;
        to_globex(console).await?;
        each_state_is_told_and_counted(console, API_TOKENS).await?;
        console.open(&format!("{API_TOKENS}?state=active")).await?;
        console.find("link", "Attestation archive").await?;
        console.absent("link", "Assessment intake").await
    });
}

#[test]
fn where_nobody_demands_single_sign_on_nothing_is_walked_for_it() {
    let large = Options::new().sandbox("--seed").sandbox("large");
    run(large, async |console| {
        at(console, OLIVIA, API_TOKENS).await?;
        let from = so_far(console).await?;
        console.find("button", "Filter").await?.click().await?;
        // The menu asks for the members and the scopes that it offers, and for nothing else.
        asked(console, from, 2).await?;
        let from = so_far(console).await?;
        console.find("checkbox", "Needs SSO").await?.click().await?;
        console.shows("No token matches").await?;
        asked(console, from, 0).await?;
        let from = so_far(console).await?;
        console.find("checkbox", "Expired").await?.click().await?;
        console
            .arrives_at(&format!("{API_TOKENS}?state=expired%2Cneeds_sso"))
            .await?;
        settled(console).await?;
        ensure!(
            states(console)
                .await?
                .iter()
                .all(|state| state.starts_with("Expired"))
        );
        asked(console, from, 1).await.map(drop)
    });
}

/// No token that may need single sign-on is called anything that depends on it.
async fn nothing_is_claimed(console: &Console, instead: &str) -> Result<()> {
    let list = TokenList::personal(console);
    list.says("Globex sync", instead).await?;
    for name in ["Globex sync", "Archive reader", "Quarterly access review"] {
        let row = list.row(name).await?.text().await?;
        ensure!(
            !row.contains("Active") && !row.contains("Needs SSO"),
            "it says {row}"
        );
    }
    // What does not depend on it is told all the same.
    list.says("Old phone", "Disabled").await?;
    list.says("Notebook for board report", "Expired").await
}

#[test]
fn until_the_organizations_are_known_no_token_is_called_active() {
    run(Options::new(), async |console| {
        at(console, OLIVIA, API_TOKENS).await?;
        disturb(console, "query Account", Disturbance::Held).await?;
        console.open(PERSONAL_TOKENS).await?;
        console.find("link", "Globex sync").await?;
        nothing_is_claimed(console, "Checking").await?;
        TokenList::personal(console)
            .says("Laptop CLI", "Checking")
            .await?;
        console.has_no_accessibility_faults().await?;
        calm(console).await?;
        let list = TokenList::personal(console);
        list.says("Globex sync", "Needs SSO").await?;
        list.says("Laptop CLI", "Active").await
    });
}

#[test]
fn organizations_that_cannot_be_loaded_are_told_and_asked_for_again() {
    for part in ["query Account", "/v1/account/roles"] {
        run(Options::new(), async |console| {
            at(console, OLIVIA, API_TOKENS).await?;
            disturb(console, part, Disturbance::Failed).await?;
            console.open(PERSONAL_TOKENS).await?;
            console
                .alerts("Which tokens need single sign-on could not be checked")
                .await?;
            nothing_is_claimed(console, "Not checked").await?;
            console.has_no_accessibility_faults().await?;
            console.find("link", "Globex sync").await?.click().await?;
            console.find("heading", "Globex sync").await?;
            console.shows("Not checked").await?;
            console
                .alerts("Which tokens need single sign-on could not be checked")
                .await?;
            ensure!(!console.text().await?.contains("Needs SSO"));
            calm(console).await?;
            console.find("button", "Try again").await?.click().await?;
            console.shows("Needs SSO").await?;
            console.hides("could not be checked").await
        });
    }
}

#[test]
fn a_walk_is_done_again_when_the_organizations_are_known_after_all() {
    run(Options::new(), async |console| {
        at(console, OLIVIA, API_TOKENS).await?;
        disturb(console, "query Account", Disturbance::Failed).await?;
        console
            .open(&format!("{PERSONAL_TOKENS}?state=active"))
            .await?;
        console
            .alerts("Which tokens need single sign-on could not be checked")
            .await?;
        TokenList::personal(console)
            .says("Globex sync", "Not checked")
            .await?;
        let counted_at_most = counted(console, "Active").await?;
        ensure!(
            counted_at_most.as_deref() == Some("≤ 7"),
            "the card says {counted_at_most:?}"
        );
        calm(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.absent("link", "Globex sync").await?;
        let said = states(console).await?;
        ensure!(said.len() == 4, "{said:?}");
        Ok(())
    });
}

#[test]
fn a_role_that_cannot_be_loaded_is_told_and_asked_for_again() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        disturb(console, "/v1/account/roles", Disturbance::Failed).await?;
        console.reload().await?;
        console
            .alerts("Your permissions could not be loaded")
            .await?;
        console.absent("link", "Create").await?;
        ensure!(!console.text().await?.contains("not change them"));
        console.has_no_accessibility_faults().await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console
            .alerts("Your permissions could not be loaded")
            .await?;
        console.absent("link", "Edit").await?;
        calm(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("link", "Edit").await?;
        console.hides("could not be loaded").await
    });
}
