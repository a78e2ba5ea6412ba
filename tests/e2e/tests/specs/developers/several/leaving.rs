//! As long as the sheet is not stored, every way out asks first.

use e2e::pages::{CreateToken, Shell, SignIn};
use e2e::paths::{API_TOKENS, NEW_BATCH};
use e2e::{Console, Options, Result, ensure, run};

use super::{HEADING, at_the_sheet, create, names, value_of};

const QUESTION: &str = "Leave without storing the tokens?";

/// Goes `out`; stays once, with the values still there, and leaves the second time. A value.
async fn asks(console: &Console, out: impl AsyncFn() -> Result<()>) -> Result<String> {
    out().await?;
    console.find("alertdialog", QUESTION).await?;
    console.find("button", "Stay").await?.click().await?;
    console.absent("alertdialog", QUESTION).await?;
    let value = value_of(console, "ci-2").await?;
    console.arrives_at(NEW_BATCH).await?;
    out().await?;
    console.find("alertdialog", QUESTION).await?;
    console
        .find("button", "Leave without them")
        .await?
        .click()
        .await?;
    console.absent("alertdialog", QUESTION).await?;
    Ok(value)
}

#[test]
fn by_a_link_in_the_app() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..2}", 2).await?;
        let out = async || {
            let link = console.find("link", "Personal Access Tokens").await?;
            link.click().await
        };
        let value = asks(console, out).await?;
        console.find("heading", "Personal Access Tokens").await?;
        console.has_forgotten(&value).await?;
        console.back().await?;
        console.find("heading", HEADING).await?;
        console.has_forgotten(&value).await
    });
}

#[test]
fn by_the_button_of_the_browser_back() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console
            .find("link", "Create several")
            .await?
            .click()
            .await?;
        console.find("heading", HEADING).await?;
        names(console, "ci-{1..2}").await?;
        CreateToken(console)
            .scope("Evidence: Read")
            .await?
            .click()
            .await?;
        create(console, 2).await?;
        console.find("heading", "2 tokens created").await?;
        let back = async || console.script("history.back()").await.map(drop);
        let value = asks(console, back).await?;
        console.find("heading", "API Tokens").await?;
        console.has_forgotten(&value).await
    });
}

#[test]
fn by_signing_out() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..2}", 2).await?;
        let value = asks(console, async || Shell(console).sign_out().await).await?;
        console.find("textbox", "Email").await?;
        console.has_forgotten(&value).await
    });
}

#[test]
fn by_switching_the_organization_and_by_the_way_to_its_identity_provider() {
    for (organization, after) in [
        ("Initech", "Organization: Initech"),
        ("Globex Compliance", ""),
    ] {
        run(Options::new(), async |console| {
            at_the_sheet(console, "ci-{1..2}", 2).await?;
            let out = async || {
                let switch = console
                    .find("button", "Organization: Acme Security")
                    .await?;
                switch.click().await?;
                Shell(console).choose_organization(organization).await
            };
            let value = asks(console, out).await?;
            if after.is_empty() {
                console
                    .until("the identity provider", async || {
                        Ok(console.location().await?.starts_with("/idp/"))
                    })
                    .await?;
            } else {
                console.find("button", after).await?;
                console.has_forgotten(&value).await?;
            }
            Ok(())
        });
    }
}

#[test]
fn by_reloading_and_by_closing_the_browser_asks() {
    run(Options::new().asks_before_leaving(), async |console| {
        at_the_sheet(console, "ci-{1..2}", 2).await?;
        for leave in ["location.reload()", "location.href = 'about:blank'"] {
            console
                .script(&format!("setTimeout(() => {leave})"))
                .await?;
            console
                .until("the question of the browser", async || {
                    console.driver().get_alert_text().await?;
                    Ok(true)
                })
                .await?;
            console.driver().dismiss_alert().await?;
            value_of(console, "ci-1").await?;
        }
        // Once they are stored nobody asks.
        console
            .find("checkbox", "I have stored these tokens")
            .await?
            .click()
            .await?;
        console.script("window.before = true").await?;
        console
            .script("setTimeout(() => location.reload())")
            .await?;
        console
            .until("another page", async || {
                Ok(console
                    .script("return window.before ?? null")
                    .await?
                    .is_null())
            })
            .await?;
        console.find("textbox", "Names").await.map(drop)
    });
}

#[test]
fn a_form_that_was_filled_in_asks_as_well() {
    run(Options::new(), async |console| {
        super::at_form_as(console, "olivia@acme.test").await?;
        names(console, "ci-{1..20}").await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        let question = console
            .find("alertdialog", "Leave without creating the tokens?")
            .await?;
        ensure!(question.count("button", "Keep editing").await? == 1);
        Ok(())
    });
}

#[test]
fn while_they_are_being_created_leaving_asks_as_well() {
    run(Options::new(), async |console| {
        let form = super::at_form_as(console, "olivia@acme.test").await?;
        names(console, "ci-{1..2}").await?;
        form.scope("Evidence: Read").await?.click().await?;
        let hold = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
             if (request.method !== 'POST') return send(request, ...rest); \
             const body = await request.clone().text(); \
             const answer = await send(new Request(request, { body }), ...rest); \
             if (body.includes('createBulkAPIToken')) await new Promise((go) => { window.go = go }); \
             return answer; }";
        console.script(hold).await?;
        create(console, 2).await?;
        console
            .until("the request", async || {
                Ok(console.script("return !!window.go").await? == true)
            })
            .await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        let question = "Leave while the tokens are being created?";
        let dialog = console.find("alertdialog", question).await?;
        dialog
            .find("button", "Wait for them")
            .await?
            .click()
            .await?;
        console.script("go()").await?;
        console.find("heading", "2 tokens created").await?;
        value_of(console, "ci-2").await.map(drop)
    });
}

#[test]
fn the_values_wait_hidden_for_their_own_person() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        at_the_sheet(console, "ci-{1..2}", 2).await?;
        let value = value_of(console, "ci-1").await?;
        console.find("button", "Reveal ci-1").await?.click().await?;
        console.find("button", "Hide ci-1").await?;
        crate::sso_support::end_session(console).await?;
        // What the page asks next finds that out.
        console
            .script("document.dispatchEvent(new Event('visibilitychange'))")
            .await?;
        console.press_with_control("k").await?;
        console.focuses("combobox", "Go to or search").await?;
        console.type_keys("ci-1").await?;
        console.find("dialog", "Your session has ended").await?;
        console.has_forgotten(&value).await?;
        crate::sso_support::sign_in_again(console).await?;
        console.press(e2e::Key::Escape).await?;
        ensure!(
            value_of(console, "ci-1").await? == value,
            "the value is lost"
        );
        Ok(())
    });
}
