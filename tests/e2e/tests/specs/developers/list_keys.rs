//! Single keys in a list.

use e2e::pages::SignIn;
use e2e::paths::API_TOKENS;
use e2e::{Console, Key, Options, Result, ensure, run};

async fn at_list_as(console: &Console, email: &str, path: &str) -> Result<()> {
    SignIn(console).and_go_to(email, path, "API Tokens").await?;
    console.has_loaded().await
}

/// The names of the rows, in their order.
async fn names(console: &Console) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('main .table a.row-link')]\
         .map((link) => link.textContent)";
    let found = console.script(script).await?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found
        .iter()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect())
}

#[test]
fn every_key_does_what_the_list_of_keys_says() {
    run(Options::new(), async |console| {
        at_list_as(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?sort=name"),
        )
        .await?;
        let names = names(console).await?;
        let second = names[1].as_str();
        console.type_keys("?").await?;
        console.find("dialog", "Keyboard shortcuts").await?;
        console.press(Key::Escape).await?;
        console.absent("dialog", "Keyboard shortcuts").await?;
        console.type_keys("jj").await?;
        console.focuses("link", second).await?;
        console.type_keys("k").await?;
        console.focuses("link", &names[0]).await?;
        // No farther than the first.
        console.type_keys("kj").await?;
        console.focuses("link", second).await?;
        console.type_keys("x").await?;
        let boxed = console
            .find("checkbox", &format!("Select {second}"))
            .await?;
        boxed.comes_to_be_checked(true).await?;
        console.focuses("link", second).await?;
        console.type_keys("x").await?;
        boxed.comes_to_be_checked(false).await?;
        console.type_keys(".").await?;
        let edit = console.find("menuitem", "Edit").await?;
        let keys = edit.attribute("aria-keyshortcuts").await?;
        ensure!(
            keys.as_deref() == Some("e"),
            "the key is not named: {keys:?}"
        );
        // Letters choose in a menu.
        console.type_keys("r").await?;
        console.focuses("menuitem", "Rotate").await?;
        console.press(Key::Escape).await?;
        console
            .focuses("button", &format!("Actions for {second}"))
            .await?;
        // The row is still the one with the focus.
        console.type_keys("e").await?;
        console.find("heading", &format!("Edit {second}")).await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console.has_loaded().await?;
        console.type_keys("/").await?;
        console.focuses("searchbox", "Search tokens").await?;
        // Typed into a field they are letters.
        console.type_keys("jxec?").await?;
        let field = console.find("searchbox", "Search tokens").await?;
        field.comes_to_hold("jxec?").await?;
        console.open(&format!("{API_TOKENS}?sort=name")).await?;
        console.find("link", second).await?;
        console.has_loaded().await?;
        console.type_keys("j").await?;
        console.focuses("link", &names[0]).await?;
        console.press(Key::Enter).await?;
        console.find("heading", &names[0]).await?;
        // Elsewhere they do nothing.
        console.type_keys("jce/").await?;
        console.rests().await?;
        console.find("heading", &names[0]).await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console.has_loaded().await?;
        console.type_keys("c").await?;
        console.find("heading", "Create API token").await.map(drop)
    });
}

#[test]
fn switched_off_they_are_off_and_named_nowhere() {
    run(Options::new(), async |console| {
        at_list_as(console, "olivia@acme.test", API_TOKENS).await?;
        console.type_keys("?").await?;
        let switch = console.find("checkbox", "Single-key shortcuts").await?;
        switch.comes_to_be_checked(true).await?;
        switch.click().await?;
        switch.comes_to_be_checked(false).await?;
        console.press(Key::Escape).await?;
        console.absent("dialog", "Keyboard shortcuts").await?;
        console.reload().await?;
        console.find("heading", "API Tokens").await?;
        console.has_loaded().await?;
        console.type_keys("?jxec./").await?;
        console.rests().await?;
        ensure!(console.count("dialog", "Keyboard shortcuts").await? == 0);
        console.arrives_at(API_TOKENS).await?;
        let first = names(console).await?.remove(0);
        console
            .find("button", &format!("Actions for {first}"))
            .await?
            .click()
            .await?;
        let edit = console.find("menuitem", "Edit").await?;
        ensure!(
            edit.text().await?.trim() == "Edit",
            "{}",
            edit.text().await?
        );
        console.press(Key::Escape).await?;
        // The palette has a key with Ctrl, and stays; its list of keys switches the others on again.
        console.press_with_control("k").await?;
        console.focuses("combobox", "Go to or search").await?;
        console.type_keys("keys").await?;
        console.press(Key::Enter).await?;
        let switch = console.find("checkbox", "Single-key shortcuts").await?;
        switch.comes_to_be_checked(false).await?;
        switch.click().await?;
        console.press(Key::Escape).await?;
        console.absent("dialog", "Keyboard shortcuts").await?;
        console.type_keys("?").await?;
        console.find("dialog", "Keyboard shortcuts").await.map(drop)
    });
}

#[test]
fn who_may_only_look_cannot_edit_by_a_key_either() {
    run(Options::new(), async |console| {
        at_list_as(console, "mia@acme.test", API_TOKENS).await?;
        console.type_keys("jexc").await?;
        console.rests().await?;
        console.arrives_at(API_TOKENS).await?;
        console.type_keys(".").await?;
        console.find("menuitem", "Details").await?;
        ensure!(console.count("menuitem", "Edit").await? == 0);
        Ok(())
    });
}

#[test]
fn below_a_dialog_they_rest() {
    run(Options::new(), async |console| {
        at_list_as(console, "olivia@acme.test", API_TOKENS).await?;
        let first = names(console).await?.remove(0);
        let rests = async || -> Result<()> {
            console.type_keys("jxec./?").await?;
            console.rests().await?;
            console.arrives_at(API_TOKENS).await?;
            let selected =
                "return document.querySelectorAll('tbody .cell-check input:checked').length";
            ensure!(console.script(selected).await? == 0, "a row is selected");
            let open = "return document.querySelectorAll('dialog[open]').length";
            ensure!(console.script(open).await? == 1, "another dialog is open");
            Ok(())
        };
        console.type_keys("?").await?;
        console.find("dialog", "Keyboard shortcuts").await?;
        rests().await?;
        console.press(Key::Escape).await?;
        console.absent("dialog", "Keyboard shortcuts").await?;
        e2e::pages::TokenList::api(console)
            .choose(&first, "Disable")
            .await?;
        console
            .find("alertdialog", &format!("Disable {first}?"))
            .await?;
        rests().await
    });
}
