//! What is said to whoever does not see it: what a search, another page and a question have brought; and
//! where the focus is then.

use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, NEW_API_TOKEN, REVIEW};
use e2e::{Console, Key, Options, Result, ensure, run};

use super::token_list_support::at;
use super::token_support::{Made, announces};

fn large() -> Options {
    Options::new().sandbox("--seed").sandbox("large")
}

/// Presses the first button whose name begins so.
async fn press(console: &Console, beginning: &str) -> Result<()> {
    for button in console.all("button").await? {
        if button.name().await?.starts_with(beginning) {
            return button.click().await;
        }
    }
    e2e::bail!("there is no button {beginning:?}")
}

#[test]
fn another_page_is_told_by_its_rows_and_a_filter_by_what_it_finds() {
    run(large(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console.find("button", "Next").await?.click().await?;
        announces(console, "Rows 26 to 50 of 5,031").await?;
        console
            .find("searchbox", "Search tokens")
            .await?
            .fill("GitHub Actions deploy")
            .await?;
        announces(console, "1 token found").await
    });
}

#[test]
fn a_search_of_scopes_tells_how_many_objects_are_left() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", NEW_API_TOKEN, "Create API token")
            .await?;
        console
            .find("searchbox", "Search scopes")
            .await?
            .fill("api token")
            .await?;
        announces(console, "1 object shown").await
    });
}

#[test]
fn an_empty_field_at_sign_in_says_what_is_missing() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        console.focuses("textbox", "Email").await?;
        console.press(Key::Enter).await?;
        announces(console, "Enter your e-mail address.").await
    });
}

#[test]
fn the_focus_stays_in_the_group_of_a_review_that_shows_or_keeps_more() {
    run(large(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", REVIEW, "Access review")
            .await?;
        console.shows("0 of 1,000 decided").await?;
        press(console, "Show 50 more of").await?;
        let is_first_new = "const row = document.activeElement.closest('.review-row'); \
             return row !== null && [...row.parentElement.children].indexOf(row) === 10";
        console
            .until("the focus on the first new row", async || {
                Ok(console.script(is_first_new).await? == true)
            })
            .await?;
        press(console, "Keep the").await?;
        let is_heading = "return document.activeElement.matches('section > .row > h2')";
        console
            .until("the focus on the heading of the group", async || {
                Ok(console.script(is_heading).await? == true)
            })
            .await
    });
}

#[test]
fn a_long_question_opens_at_its_top() {
    run(Options::new().viewport(390, 640), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        Made::api(console, "long-question", "evidence:read").await?;
        console.find("link", "Edit").await?.click().await?;
        console.find("heading", "Edit long-question").await?;
        console.find("button", "Read only").await?.click().await?;
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console
            .find("alertdialog", "Give this token more access?")
            .await?;
        let place = console
            .script(
                "const dialog = document.querySelector('dialog[open]'); \
                 return [dialog.scrollHeight > dialog.clientHeight, dialog.scrollTop]",
            )
            .await?;
        ensure!(place[0] == true, "it is not long");
        ensure!(place[1] == 0, "it is scrolled by {}", place[1]);
        Ok(())
    });
}
