//! A change arrived and its answer did not: the page claims neither that it was made nor that it was not.

use e2e::pages::SignIn;
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, run};
use serde_json::json;

use super::token_support::Made;

/// The answer to the next mutation of this name gets lost, and with it the connection for a moment.
async fn lose_answer_to(console: &Console, mutation: &str) -> Result<()> {
    let failure =
        "Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
        setTimeout(() => delete navigator.onLine);
        throw new TypeError('Failed to fetch')";
    fail_after(console, mutation, failure).await
}

/// The next mutation of this name reaches the backend, and in place of its answer this runs.
async fn fail_after(console: &Console, mutation: &str, failure: &str) -> Result<()> {
    let mutation = json!(mutation);
    let script = format!(
        "const send = window.fetch; window.fetch = async (request, ...rest) => {{
            const is_it = request.method === 'POST' && (await request.clone().text()).includes({mutation});
            const answer = await send(request, ...rest);
            if (!is_it) return answer;
            window.fetch = send;
            {failure}; }}; return 0"
    );
    console.script(&script).await.map(drop)
}

/// Olivia at the details of a new API token.
async fn at_a_token(console: &Console, name: &str) -> Result<Made> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    Made::api(console, name, "evidence:read").await
}

/// Deletes the token of this name at its details, and waits for the sentence that nobody knows the outcome.
async fn delete_without_an_answer(console: &Console, name: &str) -> Result<()> {
    console.find("button", "Delete").await?.click().await?;
    let dialog = console
        .find("alertdialog", &format!("Delete {name}?"))
        .await?;
    dialog.find("button", "Delete").await?.click().await?;
    console
        .alerts("It is not known whether it was deleted")
        .await
}

#[test]
fn of_deleting() {
    run(Options::new(), async |console| {
        let made = at_a_token(console, "delete-unanswered").await?;
        lose_answer_to(console, "deleteAPIToken").await?;
        delete_without_an_answer(console, "delete-unanswered").await?;
        made.is_refused(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("heading", "API Tokens").await?;
        console.absent("link", "delete-unanswered").await
    });
}

#[test]
fn of_deleting_one_that_was_selected() {
    run(Options::new(), async |console| {
        let made = at_a_token(console, "bulk-unanswered").await?;
        console.open(API_TOKENS).await?;
        console
            .find("checkbox", "Select bulk-unanswered")
            .await?
            .click()
            .await?;
        let selected = console.find("region", "Selected tokens").await?;
        selected.find("button", "Delete").await?.click().await?;
        let dialog = console.find("alertdialog", "Delete 1 token?").await?;
        console
            .shows("Whatever uses it stops working at once")
            .await?;
        lose_answer_to(console, "deleteBulkAPIToken").await?;
        dialog
            .find("button", "Delete 1 token")
            .await?
            .click()
            .await?;
        console
            .shows("It is not known whether this was done")
            .await?;
        made.is_refused(console).await?;
        console
            .find("button", "Try the failed one again")
            .await?
            .click()
            .await?;
        console.shows("1 token deleted.").await?;
        console.absent("link", "bulk-unanswered").await
    });
}

#[test]
fn of_saving() {
    run(Options::new(), async |console| {
        at_a_token(console, "save-unanswered").await?;
        console.find("link", "Edit").await?.click().await?;
        console.find("heading", "Edit save-unanswered").await?;
        console
            .find("textbox", "Description")
            .await?
            .fill("Arrived")
            .await?;
        lose_answer_to(console, "updateAPIToken").await?;
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console
            .alerts("It is not known whether the changes were saved")
            .await?;
        // It finds what was saved, and asks nothing.
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console.find("heading", "save-unanswered").await?;
        console.shows("Arrived").await?;
        console.notes("The changes are saved").await
    });
}

#[test]
fn whatever_an_extension_makes_of_a_failure() {
    // As what wraps `fetch` may do it: no error, no answer, or a body that ends in what is no error.
    for failure in [
        "throw 'no error at all'",
        "return 'no answer at all'",
        "return new Response(new ReadableStream({ start: (body) => body.error('no error at all') }))",
    ] {
        run(Options::new(), async |console| {
            let made = at_a_token(console, "delete-unanswered").await?;
            fail_after(console, "deleteAPIToken", failure).await?;
            delete_without_an_answer(console, "delete-unanswered").await?;
            made.is_refused(console).await.map(drop)
        });
    }
}
