//! A walk through the pages and states of the console, for pictures and for checks that hold everywhere.

use anyhow::Result;

use crate::Console;
use crate::pages::{CreateToken, SignIn, TokenCreated};

const LIST: &str = "/developers/api-tokens";
const PERSONAL: &str = "/developers/personal-access-tokens";

/// Tokens whose details differ: name of the state, list, token.
const DETAILS: [(&str, &str, &str); 7] = [
    ("details-active", LIST, "Vulnerability scanner"),
    ("details-full-access", LIST, "Break-glass automation"),
    ("details-old-spelling", LIST, "risk-register-sync"),
    ("details-expired", LIST, "Audit 2025 data room"),
    ("details-disabled", LIST, "Staging importer"),
    ("details-revoked", LIST, "Contractor laptop"),
    ("details-authorized", PERSONAL, "Umbrella onboarding"),
];

/// Goes through the states in the demo data and calls `visit` with the name of each, when nothing moves any more.
///
/// Nobody is signed in at the beginning. The last states change data, so a walk needs a sandbox of its own.
///
/// # Errors
/// If a state cannot be reached, or if `visit` fails.
pub async fn walk(console: &Console, mut visit: impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    let visit = &mut visit;
    signing_in(console, visit).await?;
    lists(console, visit).await?;
    details(console, visit).await?;
    forms(console, visit).await?;
    creating(console, visit).await?;
    rotating(console, visit).await?;
    others(console, visit).await
}

type Outcome = Result<()>;

async fn at_rest(
    console: &Console,
    name: &str,
    visit: &mut impl AsyncFnMut(&str) -> Outcome,
) -> Outcome {
    console
        .until(&format!("{name} to be at rest"), async || {
            let busy = "return document.querySelector('[aria-busy=true]') === null && document.fonts.status === 'loaded' \
                        && document.getAnimations().every((motion) => motion.playState !== 'running')";
            Ok(console.script(busy).await? == true)
        })
        .await?;
    visit(name).await
}

async fn signing_in(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    console.open("/login").await?;
    console.find("textbox", "Email").await?;
    at_rest(console, "sign-in", visit).await?;
    SignIn(console)
        .and_go_to("olivia@acme.test", LIST, "API Tokens")
        .await
}

async fn lists(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    console.find("table", "API Tokens").await?;
    at_rest(console, "api-tokens", visit).await?;
    console.find("button", "Filter").await?.click().await?;
    at_rest(console, "api-tokens-filter-menu", visit).await?;
    console.open(&format!("{LIST}?q=Vulnerability")).await?;
    let actions = "Actions for Vulnerability scanner";
    console.find("button", actions).await?.click().await?;
    console.find("menuitem", "Delete").await?;
    at_rest(console, "api-tokens-row-menu", visit).await?;
    console.find("menuitem", "Delete").await?.click().await?;
    console
        .find("alertdialog", "Delete Vulnerability scanner?")
        .await?;
    at_rest(console, "delete-one", visit).await?;
    console.open(&format!("{LIST}?q=legacy")).await?;
    for name in ["legacy-webhook", "!denied legacy-webhook"] {
        let select = format!("Select {name}");
        console.find("checkbox", &select).await?.click().await?;
    }
    at_rest(console, "api-tokens-selected", visit).await?;
    console.find("button", "Disable").await?.click().await?;
    console.find("alertdialog", "Disable 2 tokens?").await?;
    at_rest(console, "disable-many", visit).await?;
    console.open(&format!("{LIST}?q=no+such+token")).await?;
    console.find("button", "Clear search and filters").await?;
    at_rest(console, "api-tokens-nothing-found", visit).await?;
    console.open(PERSONAL).await?;
    console.find("table", "Personal Access Tokens").await?;
    at_rest(console, "personal-access-tokens", visit).await
}

async fn details(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    for (name, list, token) in DETAILS {
        console
            .open(&format!("{list}?q={}", token.replace(' ', "+")))
            .await?;
        console.find("link", token).await?.click().await?;
        console.find("heading", token).await?;
        at_rest(console, name, visit).await?;
    }
    Ok(())
}

async fn forms(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    console.open(&format!("{LIST}?q=Jira")).await?;
    console.find("link", "Jira bridge").await?.click().await?;
    console.find("heading", "Jira bridge").await?;
    console.find("button", "Disable").await?.click().await?;
    console.find("alertdialog", "Disable Jira bridge?").await?;
    at_rest(console, "disable-one", visit).await?;
    console.find("button", "Cancel").await?.click().await?;
    console
        .absent("alertdialog", "Disable Jira bridge?")
        .await?;
    console.find("button", "Revoke").await?.click().await?;
    console.find("alertdialog", "Revoke Jira bridge?").await?;
    at_rest(console, "revoke-one", visit).await?;
    console.find("button", "Cancel").await?.click().await?;
    console.absent("alertdialog", "Revoke Jira bridge?").await?;
    console.find("link", "Edit").await?.click().await?;
    console.find("heading", "Edit Jira bridge").await?;
    at_rest(console, "edit", visit).await?;
    console
        .find("checkbox", "Evidence: Write")
        .await?
        .click()
        .await?;
    console
        .find("button", "Save changes")
        .await?
        .click()
        .await?;
    console
        .find("alertdialog", "Give this token more access?")
        .await?;
    at_rest(console, "edit-wider", visit).await?;
    console.open(&format!("{LIST}?q=legacy")).await?;
    console.find("table", "API Tokens").await.map(drop)
}

async fn creating(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    console.open(&format!("{PERSONAL}/new")).await?;
    console
        .find("heading", "Create personal access token")
        .await?;
    at_rest(console, "new-personal-access-token", visit).await?;
    console.open(&format!("{LIST}/new")).await?;
    let form = CreateToken(console);
    form.submit().await?;
    let name = console.find("textbox", "Name").await?;
    name.comes_to_be_invalid().await?;
    at_rest(console, "new-api-token-refused", visit).await?;
    form.name("Nightly export").await?;
    form.scope("Evidence: Read").await?.click().await?;
    form.scope("Risk: Write").await?.click().await?;
    at_rest(console, "new-api-token", visit).await?;
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    at_rest(console, "token-created", visit).await?;
    created.reveal().await?;
    at_rest(console, "token-revealed", visit).await?;
    created.done().await
}

async fn rotating(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    console.open(&format!("{LIST}?q=Evidence+upload")).await?;
    console
        .find("link", "Evidence upload")
        .await?
        .click()
        .await?;
    console.find("link", "Rotate").await?.click().await?;
    console.find("heading", "Rotate Evidence upload").await?;
    at_rest(console, "rotate", visit).await?;
    console.find("radio", "Now").await?.click().await?;
    console
        .find("button", "Create new token")
        .await?
        .click()
        .await?;
    let created = TokenCreated(console);
    created.appears().await?;
    at_rest(console, "rotate-created", visit).await?;
    console
        .find("checkbox", "I have stored this token")
        .await?
        .click()
        .await?;
    console.find("button", "Continue").await?.click().await?;
    console.shows("The new token has taken over").await?;
    at_rest(console, "rotate-done", visit).await
}

async fn others(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Outcome) -> Outcome {
    console.open("/login/sso?code=x&state=y").await?;
    console
        .until("a word about the return", async || {
            Ok(!console.all("heading").await?.is_empty())
        })
        .await?;
    at_rest(console, "sso-return-of-nobody", visit).await?;
    console.open("/nowhere").await?;
    console
        .until("the page for unknown addresses", async || {
            Ok(!console.all("heading").await?.is_empty())
        })
        .await?;
    at_rest(console, "unknown-address", visit).await
}
