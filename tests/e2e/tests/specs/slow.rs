//! With a backend that takes two seconds for every request: controls react at once, and the layout does not
//! shift when data comes.

use e2e::pages::{CreateToken, PASSWORD, Shell, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};

fn slow() -> Options {
    Options::new().sandbox("--latency-ms").sandbox("2000")
}

/// Fails unless this can be found on the page right now, before any answer can have come. Nothing is waited
/// for but the frame in which what was pressed is painted.
async fn shows_at_once(console: &Console, what: &str, part: &str) -> Result<()> {
    console.rests().await?;
    let there = format!("return document.querySelector(`{part}`) !== null");
    ensure!(console.script(&there).await? == true, "{what}: no {part}");
    Ok(())
}

/// Waits until the line along the head of the list is drawn, or is gone.
async fn has_busy_line(console: &Console, is_drawn: bool) -> Result<()> {
    let line = "const panel = document.querySelector('.table-panel'); \
        return getComputedStyle(panel, '::before').content === '\"\"'";
    let what = format!("a line that says that the list is busy: {is_drawn}");
    let holds = async || Ok(console.script(line).await? == is_drawn);
    console.until(&what, holds).await
}

#[test]
fn whatever_is_pressed_says_at_once_that_it_is_being_done() {
    run(slow(), async |console| {
        console.open(API_TOKENS).await?;
        console
            .find("textbox", "Email")
            .await?
            .fill("olivia@acme.test")
            .await?;
        let busy = "button[type=submit][aria-busy=true] > .spinner";
        console.find("button", "Continue").await?.click().await?;
        shows_at_once(console, "the address", busy).await?;
        console
            .find("textbox", "Password")
            .await?
            .fill(PASSWORD)
            .await?;
        console.find("button", "Sign in").await?.click().await?;
        shows_at_once(console, "the sign-in", busy).await?;

        console.find("link", "Jira bridge").await?;
        console.has_loaded().await?;
        let asked = ".table-panel[aria-busy=true]";
        console.find("button", "Next").await?.click().await?;
        shows_at_once(console, "another page", asked).await?;
        has_busy_line(console, true).await?;
        console.has_loaded().await?;
        has_busy_line(console, false).await?;
        let card = console.find("button", "3 Expired").await?;
        card.click().await?;
        shows_at_once(console, "a filter", asked).await?;
        let on = "[aria-label=Summary] [aria-pressed=true].card-danger";
        shows_at_once(console, "a filter", on).await?;
        console.find("button", "Remove filter Expired").await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        shows_at_once(console, "another list", ".skeleton-row").await?;
        console.find("heading", "Personal Access Tokens").await?;

        console.find("link", "Laptop CLI").await?.click().await?;
        shows_at_once(console, "details", ".skeleton").await?;
        console.find("heading", "Laptop CLI").await?;
        console.find("button", "Disable").await?.click().await?;
        shows_at_once(console, "the question", "[role=alertdialog]").await?;
        let dialog = console.find("alertdialog", "Disable Laptop CLI?").await?;
        dialog.find("button", "Disable").await?.click().await?;
        let disabling = "[role=alertdialog] .btn-danger-solid[aria-busy=true] > .spinner";
        shows_at_once(console, "disabling", disabling).await?;
        console.absent("alertdialog", "Disable Laptop CLI?").await
    });
}

#[test]
fn what_is_made_and_where_one_goes_says_so_at_once() {
    run(slow(), async |console| {
        let path = "/developers/api-tokens/new?name=Slow&scopes=evidence:read";
        SignIn(console)
            .and_go_to("olivia@acme.test", path, "Create API token")
            .await?;
        CreateToken(console).submit().await?;
        let busy = "button[type=submit][aria-busy=true] > .spinner";
        shows_at_once(console, "a new token", busy).await?;
        console.find("heading", "Token created").await?;
        e2e::pages::TokenCreated(console).done().await?;
        console.find("link", "Slow").await?;
        Shell(console)
            .change_organization("Acme Security", "Initech")
            .await?;
        shows_at_once(console, "another organization", ".org-switch .spinner").await?;
        console.find("button", "Organization: Initech").await?;
        console.find("heading", "No API tokens yet").await.map(drop)
    });
}

/// Loads the list as `person`, until it `says` what comes last, and fails if anything moved on the way.
async fn stays_put(console: &Console, person: &str, says: &[&str]) -> Result<()> {
    SignIn(console)
        .and_go_to(person, API_TOKENS, "API Tokens")
        .await?;
    // From the first moment of the page on, and not only of what a press has just changed.
    let watch = "window.jumps = []; new PerformanceObserver((list) => list.getEntries().forEach((jump) => \
        window.jumps.push([jump.value, jump.sources.map(({ node, previousRect, currentRect }) => \
            [node?.className || node?.nodeName, \
                previousRect.x, previousRect.y, currentRect.x, currentRect.y])]))) \
        .observe({ type: 'layout-shift', buffered: true })";
    let parameters = serde_json::json!({ "source": watch });
    console
        .protocol("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await?;
    console.reload().await?;
    console.find("link", "Jira bridge").await?;
    for words in says {
        console.shows(words).await?;
    }
    console.has_loaded().await?;
    console.rests().await?;
    let jumps = console.script("return window.jumps").await?;
    ensure!(jumps == serde_json::json!([]), "{person}: {jumps}");
    Ok(())
}

/// Who made a token stands in its row, but for widths at which a row has two lines.
fn maker(width: u32) -> Vec<&'static str> {
    if (768..1100).contains(&width) {
        Vec::new()
    } else {
        vec!["Adam Admin"]
    }
}

#[test]
fn nothing_jumps_when_the_list_comes() {
    for (width, height) in [(1440, 900), (768, 1024), (390, 844)] {
        run(slow().viewport(width, height), async |console| {
            stays_put(console, "olivia@acme.test", &maker(width)).await
        });
    }
}

#[test]
fn nothing_jumps_for_those_who_may_only_look() {
    for (width, height) in [(1440, 900), (768, 1024), (390, 844), (320, 700)] {
        run(slow().viewport(width, height), async |console| {
            let mut says = maker(width);
            says.extend(["Read only", "You can look at these tokens"]);
            stays_put(console, "mia@acme.test", &says).await
        });
    }
}
