//! A link can suggest, never decide.

use e2e::pages::CreateToken;
use e2e::paths::NEW_API_TOKEN;
use e2e::{Console, Options, Result, ensure, run};

use super::{
    API_HEADING, PERSONAL_HEADING, at_api_form, at_personal_form, in_days, needs_tick,
    nothing_was_sent,
};

async fn value(console: &Console, field: &str) -> Result<String> {
    console.find("textbox", field).await?.value().await
}

#[test]
fn a_good_link_fills_and_marks_and_sends_nothing() {
    run(Options::new(), async |console| {
        let query = "?name=CI%20import&description=Nightly&scopes=evidence:write,can_view_risk&expires_in=30";
        let form = at_api_form(console, query).await?;
        console.shows("A link filled in parts of this form").await?;
        console
            .shows("Somebody else may have made that link")
            .await?;
        ensure!(value(console, "Name").await? == "CI import");
        ensure!(value(console, "Description").await? == "Nightly");
        for scope in ["Evidence: Read", "Evidence: Write", "Risk: Read"] {
            ensure!(
                form.scope(scope).await?.is_checked().await?,
                "{scope} is not chosen"
            );
        }
        ensure!(!form.scope("Risk: Write").await?.is_checked().await?);
        ensure!(console.find("radio", "30 days").await?.is_checked().await?);
        let marked = console.find("textbox", "Name").await?.description().await?;
        ensure!(
            marked.to_lowercase().contains("link"),
            "the field is not marked: {marked:?}"
        );
        ensure!(
            !console
                .text()
                .await?
                .contains("Parts of the link were not used")
        );
        nothing_was_sent(console).await?;
        Ok(())
    });
}

#[test]
fn a_dangerous_link_still_needs_its_ticks() {
    run(Options::new(), async |console| {
        let query =
            "?name=Danger&scopes=full_access&expires_in=never&never_is_meant=true&full_is_meant=1";
        let form = at_api_form(console, query).await?;
        for tick in [
            "This token needs full access: 231 scopes in Acme Security, without an end",
            "This token must never expire",
        ] {
            ensure!(
                !console.find("checkbox", tick).await?.is_checked().await?,
                "{tick} is set"
            );
        }
        form.submit().await?;
        console
            .find("link", "Confirm what the token may do.")
            .await?;
        console
            .find("link", "Confirm that the token never expires.")
            .await?;
        nothing_was_sent(console).await?;
        Ok(())
    });
}

#[test]
fn a_tick_says_what_a_link_has_asked_for() {
    run(
        Options::new().now("2026-11-23T12:00:00Z"),
        async |console| {
            let query = "?name=Cleanup&scopes=evidence:delete,risk:read&expires_in=365";
            let form = at_api_form(console, query).await?;
            let asked = "I understand that this token deletes 1 of 77 objects: 4 scopes in Acme \
                         Security, until November 23, 2027";
            console.find("checkbox", asked).await?.click().await?;
            // The tick was for another end.
            form.expires("7 days").await?;
            console.absent("checkbox", asked).await?;
            let asked = asked.replace("November 23, 2027", "November 30, 2026");
            needs_tick(console, "Confirm what the token may do.", &asked).await
        },
    );
    run(
        Options::new().now("2026-11-23T12:00:00Z"),
        async |console| {
            let form = at_personal_form(console, "").await?;
            form.name("Laptop").await?;
            form.organization("Globex Compliance")
                .await?
                .click()
                .await?;
            form.expires("30 days").await?;
            let asked = "I understand that this token acts as me in Globex Compliance, until \
                         December 23, 2026";
            console.absent("checkbox", asked).await?;
            follow_copied_link(console, PERSONAL_HEADING).await?;
            needs_tick(console, "Confirm where the token acts as you.", asked).await
        },
    );
}

#[test]
fn a_hostile_link_is_text_and_listed_part_by_part() {
    run(Options::new(), async |console| {
        at_api_form(console, "").await?;
        let query = "?name=%3Cimg%20src=x%20onerror=alert(1)%3E&scopes=evil:read,%3Cscript%3E,evidence:read\
                     &expires_in=-1&name=second&organizations=01K00000000000000000000000\
                     &submit=true&description=a%01b";
        console.open(&format!("{NEW_API_TOKEN}{query}")).await?;
        console.find("heading", API_HEADING).await?;
        let form = CreateToken(console);
        ensure!(value(console, "Name").await? == "<img src=x onerror=alert(1)>");
        ensure!(value(console, "Description").await? == "");
        console.shows("Parts of the link were not used").await?;
        for said in [
            "There is no scope “evil:read”.",
            "There is no scope “<script>”.",
            "It takes a number of days from 1 to 365",
            "It appears in the link more than once",
            "An API token belongs to the active organization",
            "This form has no such field",
            "It has control characters",
        ] {
            console.shows(said).await?;
        }
        ensure!(form.scope("Evidence: Read").await?.is_checked().await?);
        ensure!(console.find("radio", "90 days").await?.is_checked().await?);
        let images = console
            .script("return document.querySelectorAll('main img, main script').length")
            .await?;
        ensure!(images == 0, "markup of the link is in the page");
        nothing_was_sent(console).await?;
        Ok(())
    });
}

#[test]
fn an_organization_of_others_is_refused_in_a_link() {
    run(Options::new(), async |console| {
        let query = "?organizations=01K00000000000000000000000&scopes=evidence:read&expires_in=45";
        at_personal_form(console, query).await?;
        console.shows("is not one of your organizations").await?;
        console
            .shows("Personal access tokens are not limited by scopes")
            .await?;
        ensure!(
            console
                .find("radio", "Custom date")
                .await?
                .is_checked()
                .await?
        );
        Ok(())
    });
}

/// Copies the link of the form, opens it, and expects what is told.
async fn follow_copied_link(console: &Console, heading: &str) -> Result<()> {
    console
        .find("button", "Copy link to this form")
        .await?
        .click()
        .await?;
    console.shows("Copied").await?;
    let link = console.clipboard().await?;
    let path = link
        .strip_prefix(console.sandbox().origin())
        .unwrap_or(&link)
        .to_owned();
    console.open("/developers/api-tokens").await?;
    console.find("heading", "API Tokens").await?;
    console.open(&path).await?;
    console.find("heading", heading).await?;
    console.shows("A link filled in parts of this form").await
}

#[test]
fn a_copied_link_leads_back_to_the_same_form() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        form.name("Größe & Co, 100%").await?;
        form.description("a+b=c#d").await?;
        form.scope("Control Objective: Delete")
            .await?
            .click()
            .await?;
        form.expires("60 days").await?;
        follow_copied_link(console, API_HEADING).await?;
        ensure!(value(console, "Name").await? == "Größe & Co, 100%");
        ensure!(value(console, "Description").await? == "a+b=c#d");
        let form = CreateToken(console);
        ensure!(
            form.scope("Control Objective: Delete")
                .await?
                .is_checked()
                .await?
        );
        ensure!(
            form.scope("Control Objective: Read")
                .await?
                .is_checked()
                .await?
        );
        ensure!(console.find("radio", "60 days").await?.is_checked().await?);
        Ok(())
    });
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "").await?;
        form.organization("Umbrella Health").await?.click().await?;
        form.expires("365 days").await?;
        follow_copied_link(console, PERSONAL_HEADING).await?;
        let form = CreateToken(console);
        ensure!(
            form.organization("Umbrella Health")
                .await?
                .is_checked()
                .await?
        );
        ensure!(
            !form
                .organization("Acme Security")
                .await?
                .is_checked()
                .await?
        );
        ensure!(
            console
                .find("radio", "365 days")
                .await?
                .is_checked()
                .await?
        );
        Ok(())
    });
}

#[test]
fn a_copied_link_carries_two_lines_and_says_what_it_leaves_out() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        form.name("Two lines").await?;
        form.description("First line\nsecond line").await?;
        form.scope("Evidence: Read").await?.click().await?;
        form.expires_on(&in_days(console, 400).await?).await?;
        console
            .find("button", "Copy link to this form")
            .await?
            .click()
            .await?;
        console
            .shows("The link leaves out what it cannot carry: Expires At.")
            .await?;
        form.expires("30 days").await?;
        follow_copied_link(console, API_HEADING).await?;
        ensure!(value(console, "Description").await? == "First line\nsecond line");
        console.hides("Parts of the link were not used").await
    });
}
