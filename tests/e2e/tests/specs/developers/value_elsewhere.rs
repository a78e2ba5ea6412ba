//! The value of a token where it does not belong: in a link, in the search, in a name.

use e2e::pages::{CreateToken, PASSWORD, SignIn};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Console, Options, Result, ensure, run};

use super::create::at_api_form;
use super::token_list_support::at;

/// What looks like the value of a token.
fn value() -> String {
    format!("tola_{}", "a1B2".repeat(16))
}

/// Fails if the address or a request of the page has the value. The browser itself asks for the document.
async fn is_nowhere(console: &Console, value: &str) -> Result<()> {
    let location = console.location().await?;
    ensure!(!location.contains(value), "the address is {location}");
    for request in console.requests().await? {
        let told = request.url.contains(value) || request.body.contains(value);
        ensure!(!told || request.kind == "Document", "sent: {request:?}");
    }
    Ok(())
}

#[test]
fn in_a_link_it_leaves_the_address_before_anybody_signs_in() {
    run(Options::new(), async |console| {
        let value = value();
        console
            .open(&format!("{NEW_API_TOKEN}?name=Linked&token={value}"))
            .await?;
        let page = SignIn(console);
        page.give_email("olivia@acme.test").await?;
        console.find("textbox", "Password").await?;
        is_nowhere(console, &value).await?;
        page.give_password(PASSWORD).await?;
        console.find("heading", "Create API token").await?;
        console
            .shows("It looks like the value of a token. It was taken out of the address here")
            .await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Linked");
        console
            .arrives_at(&format!("{NEW_API_TOKEN}?name=Linked"))
            .await?;
        is_nowhere(console, &value).await
    });
}

#[test]
fn in_the_search_it_is_neither_sent_nor_put_into_the_address() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let value = value();
        let search = console.find("searchbox", "Search tokens").await?;
        search.fill(&value).await?;
        console
            .shows("That is the value of a token, not its name. It was not sent.")
            .await?;
        is_nowhere(console, &value).await
    });
}

#[test]
fn it_is_no_name_and_no_description() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        let value = value();
        form.name(&value).await?;
        form.description(&format!("Its value is {value}")).await?;
        form.scope("Evidence: Read").await?.click().await?;
        CreateToken(console).submit().await?;
        console.focuses("group", "Check these fields").await?;
        for field in ["Name", "Description"] {
            let field = console.find("textbox", field).await?;
            field.comes_to_be_invalid().await?;
            let description = field.description().await?;
            ensure!(
                description.contains("That is the value of a token"),
                "described by {description:?}"
            );
        }
        is_nowhere(console, &value).await
    });
}
