//! Whose token it is when an answer was lost: only what this very form has asked for is offered for deletion.

use anyhow::Context as _;
use e2e::pages::{CreateToken, TokenCreated};
use e2e::paths::NEW_API_TOKEN;
use e2e::{Console, Options, Result, ensure, run};

use super::super::super::second_person::SecondPerson;
use super::super::token_support::Made;
use super::{API_HEADING, at_api_form, inputs};

const LOST: &str = "The token was created, but its value never arrived";
const DELETE: &str = "Delete it and try again";

/// The next request to create a token does not get its answer; with `arrives` it gets to the backend.
async fn lose_answer(console: &Console, arrives: bool) -> Result<()> {
    let script = format!(
        "const send = window.fetch; window.fetch = async (request, ...rest) => {{
            const creates = request.method === 'POST'
                && (await request.clone().text()).includes('createAPIToken');
            if (!creates) return send(request, ...rest);
            window.fetch = send;
            if ({arrives}) await send(request, ...rest);
            throw new TypeError('Failed to fetch'); }}; return 0"
    );
    console.script(&script).await.map(drop)
}

fn without_csrf() -> Options {
    Options::new().sandbox("--csrf").sandbox("off")
}

/// The form has asked whether the name is taken: from here on a token of this name is a new one.
async fn name_was_checked(console: &Console, name: &str) -> Result<()> {
    console
        .until("the question whether the name is taken", async || {
            let requests = console.requests().await?;
            let named = format!("\"name\":\"{name}\"");
            Ok(requests
                .iter()
                .any(|request| request.status != 0 && request.body.contains(&named)))
        })
        .await
}

async fn is_accepted(console: &Console, secret: &str) -> Result<()> {
    let answer = console.get_as("/v1/scopes", secret).await?;
    ensure!(answer.status == 200, "refused: {}", answer.body);
    Ok(())
}

#[test]
fn a_colleagues_token_of_the_same_name_is_none_of_it() {
    run(without_csrf(), async |console| {
        let adam = SecondPerson::sign_in(console, "adam@acme.test").await?;
        let form = at_api_form(console, "?scopes=evidence:read").await?;
        form.name("nightly").await?;
        name_was_checked(console, "nightly").await?;
        let (_, adams) = adam.creates("nightly", &[]).await?;
        // Olivia's request never arrives: there is only Adam's token.
        lose_answer(console, false).await?;
        form.submit().await?;
        console.alerts("The token was not created").await?;
        ensure!(console.count("button", DELETE).await? == 0);
        // Now it arrives, and its answer is lost: there are both.
        lose_answer(console, true).await?;
        form.submit().await?;
        console.alerts(LOST).await?;
        console.find("button", DELETE).await?.click().await?;
        TokenCreated(console).appears().await?;
        is_accepted(console, &adams).await
    });
}

#[test]
fn what_ones_own_second_tab_shows_is_none_of_it() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?scopes=evidence:read").await?;
        form.name("nightly").await?;
        name_was_checked(console, "nightly").await?;
        console.new_tab().await?;
        console.open(NEW_API_TOKEN).await?;
        console.find("heading", API_HEADING).await?;
        let second = CreateToken(console);
        second.name("nightly").await?;
        second.scope("Evidence: Read").await?.click().await?;
        second.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        console.switch_to(0).await?;
        lose_answer(console, false).await?;
        form.submit().await?;
        console.alerts("The token was not created").await?;
        ensure!(console.count("button", DELETE).await? == 0);
        is_accepted(console, &secret).await
    });
}

#[test]
fn creating_again_after_a_lost_answer_finds_the_first_token() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        let form = at_api_form(console, "?name=once&scopes=evidence:read").await?;
        // The request arrives; its answer is lost, and so is the first look for it.
        let script = "const send = window.fetch; let down = false; window.creations = 0;
            window.mend = () => { down = false; };
            window.fetch = async (request, ...rest) => {
                const body = request.method === 'POST' ? await request.clone().text() : '';
                if (body.includes('createAPIToken')) {
                    window.creations += 1; await send(request, ...rest); down = true; }
                if (down) throw new TypeError('Failed to fetch');
                return send(request, ...rest); }; return 0";
        console.script(script).await?;
        form.submit().await?;
        console
            .alerts("It is not known whether the token was created")
            .await?;
        console.alerts("It may exist by now").await?;
        console.find("link", "Open API Tokens").await?;
        console.has_no_accessibility_faults().await?;
        console.script("window.mend()").await?;
        form.submit().await?;
        console.alerts(LOST).await?;
        ensure!(console.script("return window.creations").await? == 1);
        Ok(())
    });
}

#[test]
fn a_rotation_by_somebody_else_is_none_of_it() {
    run(without_csrf(), async |console| {
        let adam = SecondPerson::sign_in(console, "adam@acme.test").await?;
        let form = at_api_form(console, "?name=shared&scopes=evidence:read").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        created.done().await?;
        console.find("link", "shared").await?.click().await?;
        let id = console.arrives_below("/developers/api-tokens").await?;
        console.find("link", "Rotate").await?.click().await?;
        console.find("heading", "Rotate shared").await?;
        let tags = [format!("rotated-from:{id}")];
        let (_, adams) = adam.creates("shared", &tags).await?;
        lose_answer(console, false).await?;
        console
            .find("button", "Create new token")
            .await?
            .click()
            .await?;
        console.alerts("The new token was not created").await?;
        ensure!(console.count("button", DELETE).await? == 0);
        is_accepted(console, &adams).await
    });
}

#[test]
fn the_label_of_the_form_is_not_shown_and_does_not_go_along() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=labelled&scopes=evidence:read").await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        let sent = inputs(console, 1).await?;
        let tag = sent[0]["tags"][0].as_str().context("no label was sent")?;
        ensure!(tag.starts_with("console-request:"), "the label is {tag}");
        TokenCreated(console).done().await?;
        console.find("link", "labelled").await?.click().await?;
        console.find("heading", "labelled").await?;
        console.has_loaded().await?;
        ensure!(!console.text().await?.contains("console-request"));
        let second = Made::api(console, "labelled-too", "evidence:read").await?;
        ensure!(!second.id.is_empty());
        let sent = inputs(console, 2).await?;
        ensure!(sent[1]["tags"][0] != tag, "two forms have one label");
        Ok(())
    });
}
