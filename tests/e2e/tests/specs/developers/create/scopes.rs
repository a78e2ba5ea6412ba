//! Choosing scopes.

use e2e::{Console, Options, Result, ensure, run};

use super::at_api_form;

/// Waits until assistive technology is told this.
async fn announces(console: &Console, text: &str) -> Result<()> {
    console
        .until(&format!("the announcement {text:?}"), async || {
            let said = "return [...document.querySelectorAll('[role=status], [aria-live]')].map((place) => '\\n' + place.textContent.trim() + '\\n').join('')";
            let said = console.script(said).await?;
            Ok(said.as_str().is_some_and(|said| said.contains(text)))
        })
        .await
}

#[test]
fn verbs_imply_each_other() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        let (read, write, delete) = (
            form.scope("Evidence: Read").await?,
            form.scope("Evidence: Write").await?,
            form.scope("Evidence: Delete").await?,
        );
        delete.click().await?;
        read.comes_to_be_checked(true).await?;
        write.comes_to_be_checked(true).await?;
        write.click().await?;
        delete.comes_to_be_checked(false).await?;
        ensure!(read.is_checked().await?);
        delete.click().await?;
        write.comes_to_be_checked(true).await?;
        read.click().await?;
        write.comes_to_be_checked(false).await?;
        delete.comes_to_be_checked(false).await
    });
}

#[test]
fn presets_are_recognized_exactly_and_announced() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        let presets = console.find("group", "Scopes").await?;
        let none = presets.find("button", "None").await?;
        none.comes_to_be_pressed(true).await?;
        form.preset("Read only").await?;
        announces(console, "scopes selected").await?;
        let read_only = presets.find("button", "Read only").await?;
        read_only.comes_to_be_pressed(true).await?;
        none.comes_to_be_pressed(false).await?;
        form.scope("Evidence: Write").await?.click().await?;
        // One scope more is not the preset any more.
        read_only.comes_to_be_pressed(false).await?;
        form.scope("Evidence: Write").await?.click().await?;
        read_only.comes_to_be_pressed(true).await?;
        form.preset("None").await?;
        none.comes_to_be_pressed(true).await?;
        announces(console, "\n0 scopes selected\n").await
    });
}

#[test]
fn select_all_touches_only_what_is_shown() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        console
            .find("searchbox", "Search scopes")
            .await?
            .fill("evidence")
            .await?;
        console
            .until("the hits to be marked", async || {
                Ok(console.script("return document.querySelectorAll('.scopes-table tr:not([hidden]) mark').length").await? != 0)
            })
            .await?;
        console
            .find("button", "Select all shown")
            .await?
            .click()
            .await?;
        announces(console, "scopes selected").await?;
        console
            .find("searchbox", "Search scopes")
            .await?
            .fill("no such thing")
            .await?;
        console.shows("No scope matches").await?;
        console
            .find("button", "Clear search")
            .await?
            .click()
            .await?;
        let chosen = form.scope("Evidence: Delete").await?;
        chosen.comes_to_be_checked(true).await?;
        ensure!(!form.scope("Task: Read").await?.is_checked().await?);
        console
            .find("checkbox", "Only selected")
            .await?
            .click()
            .await?;
        console.absent("checkbox", "Task: Read").await?;
        form.scope("Evidence: Read").await?;
        Ok(())
    });
}
