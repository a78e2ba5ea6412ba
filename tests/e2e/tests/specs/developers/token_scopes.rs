//! Scopes on the wire: sent as they are stored, taken away in the steps that the backend accepts, kept where
//! it offers them no more (contract 5).

use super::token_support::{Made, mutations, so_far};
use e2e::pages::{Shell, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

/// Opens the form for a token of the active organization.
async fn edit(console: &Console, id: &str, name: &str) -> Result<()> {
    console.open(&format!("{API_TOKENS}/{id}/edit")).await?;
    console.find("heading", &format!("Edit {name}")).await?;
    Ok(())
}

async fn click(console: &Console, role: &str, name: &str) -> Result<()> {
    console.find(role, name).await?.click().await
}

/// A token that another client has written with these scopes.
async fn written(console: &Console, name: &str, scopes: Value) -> Result<String> {
    let made = Made::api(console, &format!("{name}-by"), "evidence:read").await?;
    let other = made.another(console, name).await?;
    made.changes(console, &other.id, json!({ "scopes": [] }))
        .await?;
    made.changes(console, &other.id, json!({ "scopes": scopes }))
        .await?;
    Ok(other.id)
}

/// Waits until the details of `name` are back; the inputs of the updates since `before` requests.
async fn saved(console: &Console, name: &str, before: usize, count: usize) -> Result<Vec<Value>> {
    console.find("heading", name).await?;
    let sent = mutations(console, before, count).await?;
    console.notes("It can take about 10 seconds").await?;
    Ok(sent.iter().map(|sent| sent["input"].clone()).collect())
}

#[test]
fn scopes_that_stay_are_sent_as_they_are_stored() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let stored = json!(["can_view_evidence", "control:read"]);
        let id = written(console, "spelled", stored.clone()).await?;
        edit(console, &id, "spelled").await?;
        let before = so_far(console).await?;
        click(console, "checkbox", "Risk: Read").await?;
        click(console, "button", "Save changes").await?;
        let dialog = console
            .find("alertdialog", "Give this token more access?")
            .await?;
        dialog
            .find("button", "Save with more access")
            .await?
            .click()
            .await?;
        let sent = saved(console, "spelled", before, 1).await?;
        let wider = json!({ "scopes": ["can_view_evidence", "control:read", "risk:read"] });
        ensure!(sent == [wider], "sent {sent:?}");

        edit(console, &id, "spelled").await?;
        let before = so_far(console).await?;
        click(console, "checkbox", "Risk: Read").await?;
        click(console, "button", "Save changes").await?;
        let sent = saved(console, "spelled", before, 1).await?;
        ensure!(sent == [json!({ "scopes": stored })], "sent {sent:?}");
        Ok(())
    });
}

/// Lets every request but the second update since now reach the backend.
async fn second_update_fails(console: &Console) -> Result<()> {
    let script = "const send = window.fetch; window.accepted = []; let updates = 0; \
        window.fetch = async (request, ...more) => { \
            const body = request.clone ? await request.clone().text() : ''; \
            if (!body.includes('updateAPIToken')) return send(request, ...more); \
            if (++updates === 2) return new Response('<html>', { status: 503 }); \
            window.accepted.push(JSON.parse(body).variables.input); \
            return send(request, ...more); \
        }; return 0";
    console.script(script).await.map(drop)
}

/// What the updates asked for that were let through by [`second_update_fails`].
async fn accepted(console: &Console) -> Result<Value> {
    console.script("return window.accepted").await
}

#[test]
fn a_scope_in_two_spellings_goes_in_two_requests_and_says_so_when_the_second_fails() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        Shell(console)
            .change_organization("Acme Security", "Wayne Logistics")
            .await?;
        click(console, "link", "One scope, both spellings").await?;
        console.find("heading", "One scope, both spellings").await?;
        click(console, "link", "Edit").await?;
        console.shows("1 selected").await?;
        second_update_fails(console).await?;
        click(console, "checkbox", "Evidence: Read").await?;
        click(
            console,
            "checkbox",
            "Keep it without scopes: it can still authenticate, read the organization and manage its API \
             tokens, including making a stronger one",
        )
        .await?;
        click(console, "button", "Save changes").await?;
        console.shows("Saved in part").await?;
        click(console, "button", "Save changes").await?;
        console.find("heading", "One scope, both spellings").await?;
        console.notes("It can take about 10 seconds").await?;
        let sent = accepted(console).await?;
        ensure!(
            sent == json!([{ "scopes": ["can_view_evidence"] }, { "scopes": [] }]),
            "sent {sent}"
        );
        Ok(())
    });
}

#[test]
fn a_scope_that_is_not_offered_any_more_is_kept_and_explained() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        Shell(console)
            .change_organization("Acme Security", "Wayne Logistics")
            .await?;
        click(console, "link", "Scope of another version").await?;
        console.find("heading", "Scope of another version").await?;
        click(console, "link", "Edit").await?;
        console.shows("1 scope cannot be removed here").await?;
        console.shows("legacy_import:read").await?;
        console.has_no_accessibility_faults().await?;
        let before = so_far(console).await?;
        // No preset drops it.
        click(console, "button", "None").await?;
        console.shows("1 selected").await?;
        click(console, "checkbox", "Evidence: Read").await?;
        console.shows("Nothing changed yet").await?;
        click(console, "checkbox", "Evidence: Read").await?;
        click(console, "button", "Save changes").await?;
        let sent = saved(console, "Scope of another version", before, 1).await?;
        ensure!(
            sent == [json!({ "scopes": ["legacy_import:read"] })],
            "sent {sent:?}"
        );
        // The way out.
        click(console, "link", "Edit").await?;
        click(console, "link", "Rotate the token").await?;
        console
            .find("heading", "Rotate Scope of another version")
            .await?;
        console
            .shows("Left out, because Openlane no longer offers it")
            .await?;
        Ok(())
    });
}
