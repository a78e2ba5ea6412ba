//! Every state of both pages, for everyone: accessible, on a narrow screen, in the dark.

use e2e::pages::TokenCreated;
use e2e::{Clipboard, Console, Options, Result, ensure, run};

use super::{at_api_form, at_personal_form, at_the_value, scrolls_sideways};

async fn is_fit(console: &Console) -> Result<()> {
    console.has_no_accessibility_faults().await?;
    ensure!(
        !scrolls_sideways(console).await?,
        "the page scrolls sideways"
    );
    Ok(())
}

fn everywhere(spec: impl AsyncFn(&Console) -> Result<()>) {
    // The gallery has the other widths.
    for options in [
        Options::new().viewport(320, 700),
        Options::new().viewport(390, 844).dark(),
    ] {
        run(options, async |console| spec(console).await);
    }
}

#[test]
fn the_form_in_its_states() {
    everywhere(async |console| {
        let query = "?name=Fit&scopes=full_access,x&expires_in=never&scopes=none&unknown=1";
        let form = at_api_form(console, query).await?;
        form.submit().await?;
        console.find("group", "Check these fields").await?;
        is_fit(console).await?;
        form.preset("Full access").await?;
        form.expires("Custom date").await?;
        form.name("!denied").await?;
        is_fit(console).await?;
        form.preset("Read only").await?;
        form.expires("7 days").await?;
        form.submit().await?;
        console.alerts("You may not create tokens here").await?;
        is_fit(console).await
    });
}

#[test]
fn the_form_of_a_personal_token() {
    everywhere(async |console| {
        let form = at_personal_form(console, "").await?;
        form.organization("Acme Security").await?;
        is_fit(console).await?;
        form.submit().await?;
        console.find("group", "Check these fields").await?;
        is_fit(console).await
    });
}

#[test]
fn the_value_in_its_states() {
    everywhere(async |console| {
        let created = at_the_value(
            console,
            "A name that goes on and on, as long as names may go, \
             to see what a narrow screen does with it",
        )
        .await?;
        is_fit(console).await?;
        created.reveal().await?;
        console
            .find("checkbox", "Put the value into the example")
            .await?
            .click()
            .await?;
        console
            .find("button", "Verify token")
            .await?
            .click()
            .await?;
        console.shows("Openlane accepts this token.").await?;
        is_fit(console).await?;
        let cut = "const field = document.getElementById('token-value'); \
             return field.scrollWidth > field.clientWidth + 1 \
                 || field.scrollHeight > field.clientHeight + 1";
        ensure!(
            console.script(cut).await? == false,
            "a part of the value is cut off"
        );
        console.script("history.back()").await?;
        console
            .find("alertdialog", "Leave without storing the token?")
            .await?;
        is_fit(console).await
    });
}

#[test]
fn the_value_without_a_clipboard() {
    run(
        Options::new()
            .clipboard(Clipboard::Denied)
            .viewport(320, 700),
        async |console| {
            at_the_value(console, "No clipboard").await?;
            console.find("button", "Copy token").await?.click().await?;
            console.shows("The clipboard could not be used").await?;
            is_fit(console).await
        },
    );
}

#[test]
fn a_lost_answer() {
    run(Options::new().viewport(320, 700), async |console| {
        let form = at_api_form(console, "?scopes=evidence:read&name=!garbage%20fit").await?;
        form.submit().await?;
        console
            .alerts("The token was created, but its value never arrived")
            .await?;
        is_fit(console).await?;
        ensure!(console.count("heading", "Token created").await? == 0);
        let created = TokenCreated(console);
        ensure!(created.0.count("textbox", "Token value").await? == 0);
        Ok(())
    });
}
