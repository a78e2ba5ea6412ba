//! The everyday flows, with the console behind nginx, at `/` and at `/console/`. The specs of each page check
//! its texts.

use e2e::pages::{CreateToken, Kind, Shell, SignIn, TokenCreated, TokenList};
use e2e::{Console, Options, Result, ensure, run};

use super::hosting::{BASES, at_every_base};
use super::sso_support::{
    OLIVIA, at_the_provider, is_accepted, is_refused, new_api_token, olivia_at_her_tokens,
};

/// Makes a token with what fits every organization; its value.
async fn create(console: &Console, name: &str) -> Result<String> {
    let list = TokenList::personal(console);
    list.create().await?;
    console
        .arrives_at("/developers/personal-access-tokens/new")
        .await?;
    let form = CreateToken(console);
    form.name(name).await?;
    form.organization("Acme Security").await?.click().await?;
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    let token = created.reveal().await?;
    created.done().await?;
    console.arrives_at(list.kind.path()).await?;
    list.row(name).await?;
    Ok(token)
}

/// Puts a token in the place of the one whose details are open; the value of the new one.
async fn rotate(console: &Console, name: &str, successor: &str) -> Result<String> {
    console.find("link", "Rotate").await?.click().await?;
    console.find("heading", &format!("Rotate {name}")).await?;
    let field = console.find("textbox", "Name").await?;
    field.fill(successor).await?;
    console.find("radio", "Now").await?.click().await?;
    let button = console.find("button", "Create new token").await?;
    button.click().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    let token = created.reveal().await?;
    let stored = console.find("checkbox", "I have stored this token").await?;
    stored.click().await?;
    console.find("button", "Continue").await?.click().await?;
    console.find("heading", "Rotation done").await?;
    Ok(token)
}

/// Deletes several tokens of the list that is open.
async fn delete(console: &Console, names: [&str; 2]) -> Result<()> {
    for name in names {
        let select = console.find("checkbox", &format!("Select {name}")).await?;
        select.click().await?;
    }
    console.shows("2 selected").await?;
    let bar = console.find("region", "Selected tokens").await?;
    bar.find("button", "Delete").await?.click().await?;
    let dialog = console.find("alertdialog", "Delete 2 tokens?").await?;
    // They were used a moment ago.
    let field = dialog.find("textbox", "Type DELETE to delete them").await?;
    field.fill("DELETE").await?;
    let button = dialog.find("button", "Delete 2 tokens").await?;
    button.click().await?;
    console.shows("2 tokens deleted").await?;
    for name in names {
        console.absent("link", name).await?;
    }
    Ok(())
}

#[test]
fn a_personal_token_is_made_edited_rotated_disabled_and_deleted() {
    at_every_base(async |console| {
        let list = TokenList::personal(console);
        let kind = list.kind;
        SignIn(console)
            .and_go_to(OLIVIA, kind.path(), kind.title())
            .await?;
        let first = create(console, "Behind nginx").await?;
        is_accepted(console, kind, &first).await?;

        console.find("link", "Behind nginx").await?.click().await?;
        console.find("heading", "Behind nginx").await?;
        console.find("link", "Edit").await?.click().await?;
        console.find("heading", "Edit Behind nginx").await?;
        let description = console.find("textbox", "Description").await?;
        description.fill("For the night").await?;
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console.notes("The changes are saved").await?;
        console.shows("For the night").await?;

        let second = rotate(console, "Behind nginx", "Successor").await?;
        is_refused(console, kind, &first).await?;
        is_accepted(console, kind, &second).await?;

        let navigation = console.find("navigation", "Developer Settings").await?;
        navigation.find("link", kind.title()).await?.click().await?;
        list.row("Successor").await?;
        list.choose("Successor", "Disable").await?;
        let dialog = console.find("alertdialog", "Disable Successor?").await?;
        dialog.find("button", "Disable").await?.click().await?;
        list.says("Successor", "Disabled").await?;
        is_refused(console, kind, &second).await?;

        delete(console, ["Behind nginx", "Successor"]).await
    });
}

#[test]
fn an_identity_provider_sends_people_back_below_the_base_path() {
    const ACME: &str = "Acme Security";
    const GLOBEX: &str = "Globex Compliance";
    // The sandbox's own provider obeys the list of origins that is for the API, so there is none here.
    for base in BASES {
        run(Options::new().behind_nginx(base), async |console| {
            olivia_at_her_tokens(console).await?;
            Shell(console).change_organization(ACME, "Initech").await?;
            console.find("button", "Organization: Initech").await?;
            console.arrives_at(Kind::Api.path()).await?;
            console.find("heading", "No API tokens yet").await?;

            // This one asks for its provider.
            Shell(console)
                .change_organization("Initech", GLOBEX)
                .await?;
            at_the_provider(console, "Continue as Olivia Owner").await?;
            let organization = format!("Organization: {GLOBEX}");
            console.find("button", &organization).await?;
            console.arrives_at(Kind::Api.path()).await?;

            let token = new_api_token(console, "Globex nightly").await?;
            is_refused(console, Kind::Api, &token).await?;
            let stored = console.find("checkbox", "I have stored this token").await?;
            stored.click().await?;
            let authorize = format!("Authorize {GLOBEX} for SSO");
            console.find("button", &authorize).await?.click().await?;
            at_the_provider(console, "Continue as Olivia Owner").await?;
            console.find("heading", "Globex nightly").await?;
            console
                .shows("Globex Compliance has authorized the token.")
                .await?;
            console.arrives_below(Kind::Api.path()).await?;
            is_accepted(console, Kind::Api, &token).await?;

            let back = format!("{}/login/sso?code=", console.address());
            let returns = console.requests().await?;
            let returns = returns.iter().filter(|sent| sent.url.starts_with(&back));
            ensure!(returns.count() == 2, "they did not all lead to {back}…");
            Ok(())
        });
    }
}
