//! The request arrived and its answer did not: the token exists, and nobody can use it.

use e2e::pages::{TokenCreated, TokenList};
use e2e::{Options, ensure, run};

use super::{at_api_form, inputs, nothing_was_sent};

const LOST: &str = "The token was created, but its value never arrived";

#[test]
fn a_token_whose_value_never_arrived_is_deleted_and_made_anew() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        let form = at_api_form(console, "").await?;
        form.name("!lost export").await?;
        form.description("Still here").await?;
        form.scope("Evidence: Read").await?.click().await?;
        form.submit().await?;
        console.alerts("never arrived").await?;
        ensure!(
            console
                .find("textbox", "Description")
                .await?
                .value()
                .await?
                == "Still here"
        );
        form.name("export").await?;
        // The browser sends a request again whose connection broke, so there may be two of them.
        let one = console.count("button", "Delete it and try again").await? == 1;
        let again = if one {
            "Delete it and try again"
        } else {
            "Delete them and try again"
        };
        console.find("button", again).await?.click().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        ensure!(console.get_as("/v1/scopes", &secret).await?.status == 200);
        inputs(console, 2).await?;
        created.done().await?;
        let list = TokenList::api(console);
        list.row("export").await?;
        let rows = list.rows().await?;
        ensure!(
            !rows.iter().any(|row| row.contains("!lost")),
            "the lost one is still there"
        );
        Ok(())
    });
}

#[test]
fn an_answer_that_is_not_from_openlane_is_a_lost_one() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?scopes=evidence:read").await?;
        form.name("!garbage export").await?;
        form.submit().await?;
        console.alerts(LOST).await?;
        console.find("link", "Open it").await?.click().await?;
        // What was entered would be lost.
        console
            .find("button", "Discard the form")
            .await?
            .click()
            .await?;
        console.find("heading", "!garbage export").await?;
        Ok(())
    });
}

#[test]
fn another_token_of_the_same_name_is_not_taken_for_the_lost_one() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Twin&scopes=evidence:read").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        created.done().await?;
        TokenList::api(console).create().await?;
        let form = e2e::pages::CreateToken(console);
        form.name("Twin").await?;
        console.shows("An active token is already called").await?;
        form.scope("Evidence: Read").await?.click().await?;
        console.expects_network_failures();
        // The request never gets there, and the search for the token does.
        let cut = "const send = window.fetch; let cut = true; window.fetch = async (request, ...rest) => { \
             if (cut && request.method === 'POST' \
                 && (await request.clone().text()).includes('createAPIToken')) { \
                 cut = false; throw new TypeError('Failed to fetch'); } \
             return send(request, ...rest); }";
        console.script(cut).await?;
        form.submit().await?;
        console.alerts("The token was not created").await?;
        ensure!(console.count("button", "Delete it and try again").await? == 0);
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn when_nobody_can_tell_the_page_says_so_and_looks_again() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        let form = at_api_form(console, "?name=Unsure&scopes=evidence:read").await?;
        console.block(&["*/query"]).await?;
        form.submit().await?;
        console
            .alerts("It is not known whether the token was created")
            .await?;
        console.block(&[]).await?;
        console.find("button", "Try again").await?.click().await?;
        console.alerts("The token was not created").await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Unsure");
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

/// The connection is lost while the answer to the request is on its way.
const LOSE_CONNECTION: &str = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
     const creates = request.method === 'POST' && (await request.clone().text()).includes('createAPIToken'); \
     const answer = await send(request, ...rest); \
     if (!creates) return answer; \
     window.fetch = send; \
     Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }); \
     throw new TypeError('Failed to fetch'); }";

#[test]
fn a_connection_that_is_lost_while_waiting_leaves_a_token_behind() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Underground&scopes=evidence:read").await?;
        console.script(LOSE_CONNECTION).await?;
        form.submit().await?;
        console
            .alerts("It is not known whether the token was created")
            .await?;
        console.script("delete navigator.onLine").await?;
        // A check of the name that runs this late finds the new token itself, and must not take it for an
        // older one.
        form.name("Underground ").await?;
        console.shows("An active token is already called").await?;
        console.find("button", "Try again").await?.click().await?;
        console.alerts(LOST).await?;
        console
            .find("button", "Delete it and try again")
            .await?
            .click()
            .await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn offline_nothing_is_sent_and_the_form_says_so() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Tunnel&scopes=evidence:read").await?;
        console.offline(true).await?;
        form.submit().await?;
        console.alerts("You are offline").await?;
        console.shows("The token was not created").await?;
        nothing_was_sent(console).await?;
        console.offline(false).await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn a_wrong_clock_does_not_hide_the_token() {
    for error in [3600, -3600] {
        run(Options::new().clock_error(error), async |console| {
            console.expects_network_failures();
            let form = at_api_form(console, "?scopes=evidence:read").await?;
            form.name("!lost in time").await?;
            form.submit().await?;
            console.alerts("never arrived").await
        });
    }
}
