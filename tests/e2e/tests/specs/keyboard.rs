//! Every main flow with the keyboard alone. After each step the focus is where one expects it, and every
//! element that Tab reaches shows its focus.

use e2e::pages::{PASSWORD, SignIn};
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Key, Options, Result, bail, run};

/// The longest way with Tab: past the rows of a page.
const FAR: usize = 120;

async fn at_list(console: &Console, path: &str) -> Result<()> {
    let heading = if path.starts_with(PERSONAL_TOKENS) {
        "Personal Access Tokens"
    } else {
        "API Tokens"
    };
    SignIn(console)
        .and_go_to("olivia@acme.test", path, heading)
        .await?;
    console.has_loaded().await
}

/// Presses Tab until this has the focus. Everything on the way has to show that it has it.
async fn tab_to(console: &Console, role: &str, name: &str) -> Result<()> {
    let wanted = format!("{role} {name:?}");
    let mut passed = Vec::new();
    while passed.len() < FAR {
        console.press(Key::Tab).await?;
        console.shows_its_focus().await?;
        let now = console.focused().await?;
        if now == wanted {
            return Ok(());
        }
        passed.push(now);
    }
    bail!("Tab does not reach {wanted}, only {passed:#?}")
}

/// Goes there with Tab and presses Enter.
async fn enter_at(console: &Console, role: &str, name: &str) -> Result<()> {
    tab_to(console, role, name).await?;
    console.press(Key::Enter).await
}

/// Goes there with Tab and presses the space bar.
async fn tick(console: &Console, name: &str) -> Result<()> {
    tab_to(console, "checkbox", name).await?;
    console.press(Key::Space).await?;
    console
        .find("checkbox", name)
        .await?
        .comes_to_be_checked(true)
        .await?;
    console.keys_reach("checkbox", name).await
}

#[test]
fn signing_in_and_out() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        console.open(API_TOKENS).await?;
        console.keys_reach("textbox", "Email").await?;
        console.type_keys("olivia@acme.test").await?;
        console.press(Key::Enter).await?;
        console.keys_reach("textbox", "Password").await?;
        console.type_keys("wrong").await?;
        console.press(Key::Enter).await?;
        console.alerts("password").await?;
        console.keys_reach("textbox", "Password").await?;
        console
            .find("textbox", "Password")
            .await?
            .fill(PASSWORD)
            .await?;
        console.press(Key::Enter).await?;
        console.focuses("heading", "API Tokens").await?;
        console.has_loaded().await?;
        console
            .find("button", "Account")
            .await?
            .press(Key::Enter)
            .await?;
        console.keys_reach("menuitemradio", "Light").await?;
        console.press(Key::Escape).await?;
        console.keys_reach("button", "Account").await?;
        console.press(Key::Down).await?;
        console.keys_reach("menuitemradio", "Light").await?;
        console.press(Key::End).await?;
        console.keys_reach("menuitem", "Sign out").await?;
        console.press(Key::Enter).await?;
        console.focuses("textbox", "Email").await
    });
}

#[test]
fn creating_an_api_token_with_scopes() {
    run(Options::new(), async |console| {
        at_list(console, API_TOKENS).await?;
        enter_at(console, "link", "Create").await?;
        console.focuses("heading", "Create API token").await?;
        console.has_loaded().await?;
        tab_to(console, "textbox", "Name").await?;
        // What is missing is told, and the summary takes the focus and leads to it.
        console.press(Key::Enter).await?;
        console.focuses("group", "Check these fields").await?;
        console.press(Key::Tab).await?;
        console.press(Key::Enter).await?;
        console.keys_reach("textbox", "Name").await?;
        console.type_keys("By keys alone").await?;
        tab_to(console, "searchbox", "Search scopes").await?;
        console.type_keys("evidence").await?;
        console.press(Key::Down).await?;
        console.keys_reach("checkbox", "Evidence: Read").await?;
        console.press(Key::Right).await?;
        console.keys_reach("checkbox", "Evidence: Write").await?;
        console.press(Key::Space).await?;
        console
            .find("checkbox", "Evidence: Read")
            .await?
            .comes_to_be_checked(true)
            .await?;
        console.keys_reach("checkbox", "Evidence: Write").await?;
        tab_to(console, "radio", "90 days").await?;
        console.press(Key::Left).await?;
        console.keys_reach("radio", "60 days").await?;
        enter_at(console, "button", "Create Token").await?;
        console.focuses("heading", "Token created").await?;
        tab_to(console, "button", "Reveal").await?;
        console.press(Key::Enter).await?;
        console.keys_reach("button", "Hide").await?;
        tab_to(console, "button", "Verify token").await?;
        console.press(Key::Enter).await?;
        console.shows("Openlane accepts this token.").await?;
        console.keys_reach("button", "Verify token").await?;
        tick(console, "I have stored this token").await?;
        enter_at(console, "button", "Done").await?;
        console.focuses("heading", "API Tokens").await?;
        console.find("link", "By keys alone").await.map(drop)
    });
}

#[test]
fn creating_a_personal_token_and_authorizing_it() {
    run(Options::new(), async |console| {
        at_list(console, PERSONAL_TOKENS).await?;
        enter_at(console, "link", "Create").await?;
        console
            .focuses("heading", "Create personal access token")
            .await?;
        console.has_loaded().await?;
        tab_to(console, "textbox", "Name").await?;
        console.type_keys("Mine by keys").await?;
        tick(console, "Acme Security").await?;
        tick(console, "Globex Compliance").await?;
        enter_at(console, "button", "Create Token").await?;
        console.focuses("heading", "Token created").await?;
        let authorize = "Authorize Globex Compliance for SSO";
        // The way to the provider would lose the value: that is asked first, and the answer leads back.
        enter_at(console, "button", authorize).await?;
        console
            .find("alertdialog", "Leave without storing the token?")
            .await?;
        console.press(Key::Escape).await?;
        console.keys_reach("button", authorize).await?;
        tick(console, "I have stored this token").await?;
        enter_at(console, "button", "Done").await?;
        console.focuses("heading", "Personal Access Tokens").await?;
        console.has_loaded().await?;
        enter_at(console, "button", "Actions for Mine by keys").await?;
        console.keys_reach("menuitem", "Details").await?;
        console.press(Key::Escape).await?;
        console
            .keys_reach("button", "Actions for Mine by keys")
            .await?;
        console.press(Key::Enter).await?;
        console.keys_reach("menuitem", "Details").await?;
        console.type_keys("a").await?;
        console.keys_reach("menuitem", authorize).await?;
        console.press(Key::Enter).await?;
        // The provider's own page.
        console
            .find("button", "Continue as Olivia Owner")
            .await?
            .press(Key::Enter)
            .await?;
        console.focuses("heading", "Mine by keys").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await
    });
}

#[test]
fn editing() {
    run(Options::new(), async |console| {
        at_list(console, &format!("{API_TOKENS}?q=Jira")).await?;
        enter_at(console, "link", "Jira bridge").await?;
        console.focuses("heading", "Jira bridge").await?;
        console.has_loaded().await?;
        enter_at(console, "link", "Edit").await?;
        console.focuses("heading", "Edit Jira bridge").await?;
        console.has_loaded().await?;
        tab_to(console, "searchbox", "Search scopes").await?;
        console.type_keys("evidence").await?;
        console.press(Key::Down).await?;
        console.keys_reach("checkbox", "Evidence: Read").await?;
        console.press(Key::Space).await?;
        enter_at(console, "button", "Save changes").await?;
        let question = "Give this token more access?";
        console.find("alertdialog", question).await?;
        console.keys_reach("button", "Cancel").await?;
        console.press(Key::Escape).await?;
        console.absent("alertdialog", question).await?;
        console.keys_reach("button", "Save changes").await?;
        console.press(Key::Enter).await?;
        enter_at(console, "button", "Save with more access").await?;
        console.focuses("heading", "Jira bridge").await
    });
}

#[test]
fn rotating() {
    run(Options::new(), async |console| {
        at_list(console, &format!("{API_TOKENS}?q=Evidence+upload")).await?;
        enter_at(console, "link", "Evidence upload").await?;
        console.focuses("heading", "Evidence upload").await?;
        console.has_loaded().await?;
        enter_at(console, "link", "Rotate").await?;
        console.focuses("heading", "Rotate Evidence upload").await?;
        console.has_loaded().await?;
        tab_to(console, "radio", "In 24 hours").await?;
        console.press(Key::Down).await?;
        console.keys_reach("radio", "In 7 days").await?;
        enter_at(console, "button", "Create new token").await?;
        console.focuses("heading", "Token created").await?;
        tick(console, "I have stored this token").await?;
        enter_at(console, "button", "Continue").await?;
        console.focuses("heading", "Rotation done").await?;
        enter_at(console, "link", "Back to API Tokens").await?;
        console.focuses("heading", "API Tokens").await
    });
}

#[test]
fn deleting_one_and_several() {
    run(Options::new(), async |console| {
        at_list(console, &format!("{API_TOKENS}?q=legacy")).await?;
        tick(console, "Select legacy-webhook").await?;
        tick(console, "Select !denied legacy-webhook").await?;
        enter_at(console, "button", "Delete").await?;
        let question = "Delete 2 tokens?";
        console.find("alertdialog", question).await?;
        console
            .keys_reach("textbox", "Type DELETE to delete them")
            .await?;
        console.press(Key::Escape).await?;
        console.absent("alertdialog", question).await?;
        console.keys_reach("button", "Delete").await?;
        console.press(Key::Enter).await?;
        console
            .keys_reach("textbox", "Type DELETE to delete them")
            .await?;
        console.type_keys("DELETE").await?;
        enter_at(console, "button", "Delete 2 tokens").await?;
        console.find("alertdialog", "1 deleted, 1 failed").await?;
        console.keys_reach("button", "Done").await?;
        console.press(Key::Enter).await?;
        console.keys_reach("button", "Delete").await?;
        enter_at(console, "button", "Clear selection").await?;
        console
            .keys_reach("checkbox", "Select all tokens on this page")
            .await?;
        let denied = "Actions for !denied legacy-webhook";
        enter_at(console, "button", denied).await?;
        console.keys_reach("menuitem", "Details").await?;
        console.press(Key::End).await?;
        console.keys_reach("menuitem", "Delete").await?;
        console.press(Key::Enter).await?;
        console
            .find("alertdialog", "Delete !denied legacy-webhook?")
            .await?;
        console.press(Key::Escape).await?;
        console.keys_reach("button", denied).await
    });
}

#[test]
fn changing_the_organization() {
    for (width, height) in [(1280, 900), (390, 844)] {
        run(Options::new().viewport(width, height), async |console| {
            at_list(console, API_TOKENS).await?;
            if width < 1024 {
                console
                    .find("button", "Menu")
                    .await?
                    .press(Key::Enter)
                    .await?;
                console.keys_reach("button", "Close menu").await?;
            }
            let organization = "Organization: Acme Security";
            console
                .find("button", organization)
                .await?
                .press(Key::Enter)
                .await?;
            console.keys_reach("button", "Acme Security").await?;
            console.press(Key::Escape).await?;
            console.keys_reach("button", organization).await?;
            console.press(Key::Enter).await?;
            enter_at(console, "button", "Initech").await?;
            console.find("heading", "No API tokens yet").await?;
            console.focuses("heading", "API Tokens").await
        });
    }
}
