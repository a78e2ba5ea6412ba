//! The command palette and the list of keys.

use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, CHECK, NEW_API_TOKEN};
use e2e::{Console, Key, Options, Result, ensure, run};

const PALETTE: &str = "Command palette";
const FIELD: &str = "Go to or search";

async fn at_list(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    console.has_loaded().await
}

/// Opens the palette by its keys.
async fn open(console: &Console) -> Result<()> {
    console.press_with_control("k").await?;
    console.find("dialog", PALETTE).await?;
    console.focuses("combobox", FIELD).await
}

/// Types this, waits until this option is the active one, and presses Enter.
async fn choose(console: &Console, typed: &str, option: &str) -> Result<()> {
    console.type_keys(typed).await?;
    is_active(console, option).await?;
    console.press(Key::Enter).await?;
    console.absent("dialog", PALETTE).await
}

/// Waits until the field names this option as the active one.
async fn is_active(console: &Console, option: &str) -> Result<()> {
    let active = "const id = document.activeElement.getAttribute('aria-activedescendant'); \
         const option = id && document.getElementById(id); \
         return option?.getAttribute('aria-selected') === 'true' \
             ? option.querySelector('.palette-label').textContent : ''";
    let mut now = String::new();
    console
        .until(&format!("{option:?} to be the active option"), async || {
            let found = console.script(active).await?;
            found.as_str().unwrap_or_default().clone_into(&mut now);
            Ok(now == option)
        })
        .await
}

#[test]
fn everything_can_be_reached_by_the_keyboard_alone() {
    run(Options::new(), async |console| {
        at_list(console).await?;
        for (typed, option, heading) in [
            ("pers", "Personal Access Tokens", "Personal Access Tokens"),
            ("audit", "Access review", "Access review"),
            (
                "review pers",
                "Review personal access tokens",
                "Access review",
            ),
            ("leak", "Check a token", "Check a token"),
            ("api", "API Tokens", "API Tokens"),
            (
                "several",
                "Create several API tokens",
                "Create several API tokens",
            ),
            (
                "create personal",
                "Create personal access token",
                "Create personal access token",
            ),
            ("create api", "Create API token", "Create API token"),
        ] {
            open(console).await?;
            choose(console, typed, option).await?;
            console.find("heading", heading).await?;
            console.focuses("heading", heading).await?;
        }
        console.arrives_at(NEW_API_TOKEN).await?;
        open(console).await?;
        choose(console, "theme dark", "Theme: Dark").await?;
        let theme = "return document.documentElement.dataset.theme";
        console
            .until("the dark theme", async || {
                Ok(console.script(theme).await? == "dark")
            })
            .await?;
        open(console).await?;
        choose(console, "x-organization", "Copy organization ID").await?;
        console
            .notes("The organization's ID is on the clipboard.")
            .await?;
        ensure!(console.clipboard().await? == "01K00000000000000000RG0001");
        open(console).await?;
        choose(console, "initech", "Switch to Initech").await?;
        console.find("button", "Organization: Initech").await?;
        open(console).await?;
        choose(console, "log out", "Sign out").await?;
        console.find("textbox", "Email").await.map(drop)
    });
}

#[test]
fn it_is_a_combobox_as_the_practices_describe_it() {
    run(Options::new(), async |console| {
        at_list(console).await?;
        let link = console.find("link", "Check a token").await?;
        let focus = "document.querySelector('a[href$=\"/check\"]').focus()";
        console.script(focus).await?;
        ensure!(link.is_focused().await?);
        open(console).await?;
        is_active(console, "API Tokens").await?;
        console.has_no_accessibility_faults().await?;
        let field = console.find("combobox", FIELD).await?;
        ensure!(field.attribute("aria-expanded").await?.as_deref() == Some("true"));
        ensure!(field.attribute("aria-autocomplete").await?.as_deref() == Some("list"));
        let list = field.attribute("aria-controls").await?.unwrap_or_default();
        let role = format!("return document.getElementById('{list}').getAttribute('role')");
        ensure!(console.script(&role).await? == "listbox");
        for name in ["Go to", "Create", "Organization", "Console"] {
            console.find("group", name).await?;
        }
        console.press(Key::Down).await?;
        is_active(console, "Personal Access Tokens").await?;
        console.press(Key::Up).await?;
        console.press(Key::Up).await?;
        is_active(console, "Sign out").await?;
        console.press(Key::Down).await?;
        is_active(console, "API Tokens").await?;
        console.type_keys("no such thing").await?;
        console.shows("0 results").await?;
        ensure!(field.attribute("aria-activedescendant").await?.is_none());
        console.has_no_accessibility_faults().await?;
        console.press(Key::Escape).await?;
        console.absent("dialog", PALETTE).await?;
        // The focus goes back to where it was.
        console.focuses("link", "Check a token").await?;
        // Its own keys close it, too.
        open(console).await?;
        console.press_with_control("k").await?;
        console.absent("dialog", PALETTE).await
    });
}

#[test]
fn tokens_are_found_by_the_server_among_five_thousand() {
    let options = Options::new().sandbox("--seed").sandbox("large");
    run(options, async |console| {
        at_list(console).await?;
        open(console).await?;
        console.type_keys("payments-").await?;
        console
            .shows("tokens have this in their names; type more to see others")
            .await?;
        let options = console.find("group", "Tokens").await?.all("option").await?;
        ensure!(options.len() <= 10, "{} are shown", options.len());
        let first =
            "return document.querySelector('[aria-selected=true] .palette-label').textContent";
        let name = console.script(first).await?;
        let name = name.as_str().unwrap_or_default().to_owned();
        console.press(Key::Enter).await?;
        console.find("heading", &name).await.map(drop)
    });
}

#[test]
fn an_old_answer_never_takes_the_place_of_a_newer_one() {
    run(Options::new(), async |console| {
        at_list(console).await?;
        open(console).await?;
        // The first search is answered when the spec says so.
        let hold = "const send = window.fetch; let held; \
             window.fetch = async (request, ...rest) => { \
                 if (request.method !== 'POST') return send(request, ...rest); \
                 const body = await request.clone().text(); \
                 const answer = await send(new Request(request, { body }), ...rest); \
                 if (body.includes('SearchTokens') && !held) \
                     await new Promise((go) => { held = window.answer = go }); \
                 return answer; }";
        console.script(hold).await?;
        console.type_keys("ci").await?;
        console
            .until("the first search", async || {
                Ok(console.script("return !!window.answer").await? == true)
            })
            .await?;
        console.shows("Searching tokens…").await?;
        console.type_keys("zzz").await?;
        console.shows("0 results").await?;
        console.script("answer()").await?;
        console.rests().await?;
        ensure!(
            console.count("group", "Tokens").await? == 0,
            "the old answer is shown"
        );
        console.shows("0 results").await
    });
}

#[test]
fn a_search_that_fails_says_so_and_the_rest_goes_on() {
    run(Options::new(), async |console| {
        at_list(console).await?;
        open(console).await?;
        let fail = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
             const body = request.method === 'POST' ? await request.clone().text() : ''; \
             if (body.includes('SearchTokens')) throw new TypeError('down'); \
             return send(request, ...rest); }";
        console.script(fail).await?;
        console.type_keys("check").await?;
        console.shows("Tokens could not be searched").await?;
        console.has_no_accessibility_faults().await?;
        console.press(Key::Enter).await?;
        console.arrives_at(CHECK).await
    });
}

#[test]
fn the_value_of_a_token_is_not_sent() {
    run(Options::new(), async |console| {
        at_list(console).await?;
        open(console).await?;
        let value = format!("tola_{}", "a1".repeat(32));
        let field = console.find("combobox", FIELD).await?;
        field.fill(&value).await?;
        console
            .shows("That is the value of a token. It was not sent.")
            .await?;
        console.rests().await?;
        let sent = console.requests().await?;
        ensure!(!sent.iter().any(|request| request.body.contains(&value)));
        is_active(console, "Check a token").await?;
        console.press(Key::Enter).await?;
        console.arrives_at(CHECK).await
    });
}

#[test]
fn an_unfinished_form_is_asked_about() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", NEW_API_TOKEN, "Create API token")
            .await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("half typed")
            .await?;
        open(console).await?;
        choose(console, "check", "Check a token").await?;
        let question = console
            .find("alertdialog", "Leave without creating the token?")
            .await?;
        question
            .find("button", "Keep editing")
            .await?
            .click()
            .await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(name.value().await? == "half typed");
        Ok(())
    });
}

#[test]
fn a_dialog_or_a_menu_is_left_alone() {
    run(Options::new(), async |console| {
        at_list(console).await?;
        console.find("button", "Account").await?.click().await?;
        console.find("menuitem", "Sign out").await?;
        console.press_with_control("k").await?;
        console.press(Key::Escape).await?;
        console.absent("menuitem", "Sign out").await?;
        ensure!(console.count("dialog", PALETTE).await? == 0);
        // The menu leads there as well.
        console.find("button", "Account").await?.click().await?;
        console
            .find("menuitem", "Keyboard shortcuts")
            .await?
            .click()
            .await?;
        console.find("dialog", "Keyboard shortcuts").await?;
        console.has_no_accessibility_faults().await?;
        console.press_with_control("k").await?;
        console.type_keys("?").await?;
        ensure!(console.count("dialog", PALETTE).await? == 0);
        console.press(Key::Escape).await?;
        console.absent("dialog", "Keyboard shortcuts").await?;
        console.find("button", "Account").await?.click().await?;
        console.find("menuitem", PALETTE).await?.click().await?;
        console.focuses("combobox", FIELD).await
    });
}
