//! What is wrong with the form is said at the field and in a summary that takes the focus.

use e2e::pages::CreateToken;
use e2e::{Console, DATE_FIELD, Options, Result, ensure, run};
use thirtyfour::Key;

use super::{at_api_form, at_personal_form, nothing_was_sent};

const SUMMARY: &str = "Check these fields";

/// Submits, and expects `message` in the error summary, whose link leads to the field `role` and `name`,
/// which repeats it.
async fn is_refused(
    console: &Console,
    form: CreateToken<'_>,
    message: &str,
    role: &str,
    name: &str,
) -> Result<()> {
    form.submit().await?;
    console.focuses("group", SUMMARY).await?;
    let summary = console.find("group", SUMMARY).await?;
    summary.find("link", message).await?.click().await?;
    console.focuses(role, name).await?;
    console
        .find(role, name)
        .await?
        .comes_to_say(message)
        .await?;
    nothing_was_sent(console).await?;
    Ok(())
}

#[test]
fn every_field_of_an_api_token_says_what_is_wrong_with_it() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        is_refused(
            console,
            form,
            "Enter a name for the token.",
            "textbox",
            "Name",
        )
        .await?;
        let name = console.find("textbox", "Name").await?;
        name.comes_to_be_invalid().await?;
        form.name("  ab ").await?;
        is_refused(
            console,
            form,
            "The name needs at least 3 characters.",
            "textbox",
            "Name",
        )
        .await?;
        form.name(&"x".repeat(121)).await?;
        is_refused(
            console,
            form,
            "The name can have 120 characters at most.",
            "textbox",
            "Name",
        )
        .await?;
        form.name("Good name").await?;
        let no_scope = "Select at least one scope, or confirm that the token is to have none.";
        is_refused(console, form, no_scope, "group", "Scopes").await?;
        form.preset("Full access").await?;
        let full = "Confirm what the token may do.";
        is_refused(console, form, full, "group", "Scopes").await?;
        form.preset("Read only").await?;
        form.expires("Never").await?;
        let never = "Confirm that the token never expires.";
        is_refused(console, form, never, "group", "Expires At").await?;
        form.expires("Custom date").await?;
        let no_date = "Choose the day on which the token expires.";
        is_refused(console, form, no_date, "group", "Expires At").await?;
        form.expires_on("2020-01-01").await?;
        let past = "The token would already have expired. Choose today or a later day.";
        is_refused(console, form, past, "group", "Expires At").await?;
        let date = console.find(DATE_FIELD, "Expiration date").await?;
        let earliest = date.attribute("min").await?;
        ensure!(earliest.is_some(), "past dates can be chosen");
        Ok(())
    });
}

#[test]
fn a_personal_token_needs_an_organization() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "").await?;
        form.name("Laptop").await?;
        let message = "Select at least one organization.";
        is_refused(console, form, message, "group", "Authorized Organizations").await?;
        ensure!(
            console.count("group", "Scopes").await? == 0,
            "a personal token is offered scopes"
        );
        Ok(())
    });
}

#[test]
fn all_problems_are_listed_in_the_order_of_the_fields() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        form.expires("Never").await?;
        form.submit().await?;
        let mut said = Vec::new();
        console
            .until("three problems", async || {
                said.clear();
                for link in console.find("group", SUMMARY).await?.all("link").await? {
                    said.push(link.text().await?);
                }
                ensure!(said.len() == 3, "the summary says {said:?}");
                Ok(true)
            })
            .await?;
        ensure!(said[0].contains("name") && said[1].contains("scope") && said[2].contains("never"));
        Ok(())
    });
}

#[test]
fn what_is_wrong_again_does_not_take_the_focus_from_who_is_typing() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?scopes=evidence:read").await?;
        form.submit().await?;
        console.focuses("group", SUMMARY).await?;
        console.find("textbox", "Name").await?.click().await?;
        console.type_keys("abc").await?;
        console.absent("group", SUMMARY).await?;
        console.press(Key::Backspace).await?;
        console.find("group", SUMMARY).await?;
        console.focuses("textbox", "Name").await?;
        console.type_keys("d").await?;
        let name = console.find("textbox", "Name").await?;
        name.comes_to_hold("abd").await?;
        // The next refused submit takes it again.
        console.press(Key::Backspace).await?;
        form.submit().await?;
        console.focuses("group", SUMMARY).await
    });
}
