//! Choosing scopes.

use e2e::{Console, Options, Result, ensure, run};

use super::at_api_form;

/// Waits until assistive technology is told this.
async fn announces(console: &Console, text: &str) -> Result<()> {
    console
        .until(&format!("the announcement {text:?}"), async || {
            let said = "return [...document.querySelectorAll('[role=status], [aria-live]')].map((place) => place.textContent).join('\\n')";
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
        ensure!(read.is_checked().await? && write.is_checked().await?);
        write.click().await?;
        ensure!(read.is_checked().await? && !delete.is_checked().await?);
        delete.click().await?;
        read.click().await?;
        ensure!(!write.is_checked().await? && !delete.is_checked().await?);
        Ok(())
    });
}

#[test]
fn presets_are_recognized_exactly_and_announced() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        let presets = console.find("group", "Scopes").await?;
        let none = presets.find("button", "None").await?;
        ensure!(none.is_pressed().await?);
        form.preset("Read only").await?;
        announces(console, "scopes selected").await?;
        let read_only = presets.find("button", "Read only").await?;
        ensure!(read_only.is_pressed().await? && !none.is_pressed().await?);
        form.scope("Evidence: Write").await?.click().await?;
        ensure!(
            !read_only.is_pressed().await?,
            "one scope more is still the preset"
        );
        form.scope("Evidence: Write").await?.click().await?;
        ensure!(read_only.is_pressed().await?);
        form.preset("None").await?;
        announces(console, "0 scopes selected").await
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
        ensure!(form.scope("Evidence: Delete").await?.is_checked().await?);
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
