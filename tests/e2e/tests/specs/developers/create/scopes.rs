//! Choosing scopes.

use e2e::{Options, ensure, run};

use super::at_api_form;
use crate::developers::token_support::announces;

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
                Ok(console
                    .script("return CSS.highlights.get('scopes')?.size ?? 0")
                    .await?
                    == 1)
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

#[test]
fn another_search_begins_at_the_top() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        form.scope("Task: Read").await?;
        let position = "return document.querySelector('.scopes-box').scrollTop";
        let scrolled = async || console.script(position).await;
        console
            .script("document.querySelector('.scopes-box').scrollTop = 900")
            .await?;
        ensure!(scrolled().await? != 0);
        let search = console.find("searchbox", "Search scopes").await?;
        search.fill("e").await?;
        console
            .until("the first hit to be in view", async || {
                Ok(scrolled().await? == 0)
            })
            .await
    });
}

#[test]
fn select_all_grants_no_verb_that_was_not_searched_for() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        let search = console.find("searchbox", "Search scopes").await?;
        search.fill("evidence:read").await?;
        console.absent("checkbox", "Task: Read").await?;
        console
            .find("button", "Select all shown")
            .await?
            .click()
            .await?;
        announces(console, "1 scope selected").await?;
        form.scope("Evidence: Read")
            .await?
            .comes_to_be_checked(true)
            .await?;
        ensure!(!form.scope("Evidence: Delete").await?.is_checked().await?);
        Ok(())
    });
}

#[test]
fn the_focus_outlives_the_row_of_a_cleared_box() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?scopes=evidence:read,risk:read,task:read").await?;
        console
            .find("checkbox", "Only selected")
            .await?
            .click()
            .await?;
        console.absent("checkbox", "Asset: Read").await?;
        let shown = "return [...document.querySelectorAll('.scopes-table tbody tr:not([hidden]) input')] \
             .map((box) => box.ariaLabel).filter((label) => label.endsWith(': Read'))";
        let shown = console.script(shown).await?;
        let label = |index: usize| shown[index].as_str().unwrap_or_default().to_owned();
        // The row below takes its place; the last one leaves the row above; none is left at the end.
        for (clear, next) in [(0, 1), (2, 1)] {
            let cleared = form.scope(&label(clear)).await?;
            cleared.click().await?;
            console.absent("checkbox", &label(clear)).await?;
            console.focuses("checkbox", &label(next)).await?;
        }
        form.scope(&label(1)).await?.click().await?;
        console.focuses("searchbox", "Search scopes").await
    });
}

#[test]
fn what_a_scope_includes_is_marked_and_said() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        form.scope("Control: Write").await?.click().await?;
        form.scope("Control: Read")
            .await?
            .comes_to_be_checked(true)
            .await?;
        let included = form.scope("Control Objective: Write").await?;
        ensure!(!included.is_checked().await?, "not chosen");
        let description = included.description().await?;
        ensure!(
            description == "Included by Control: Write",
            "described as {description:?}"
        );
        console.shows("Its 2 scopes include 6 more rights.").await?;
        // Every API token can do that, chosen or not.
        let every = form.scope("API Token: Delete").await?;
        ensure!(every.description().await? == "Every API token can do this");
        console.has_no_accessibility_faults().await?;
        // The power of a scope, and what it does not reach.
        form.scope("Invite: Write").await?.click().await?;
        console
            .shows("Invites with any role, super admin included")
            .await?;
        console.shows("High: invites people with any role").await?;
        form.scope("Hush: Read").await?.click().await?;
        console
            .shows("Not readable without Organization: Write")
            .await?;
        form.scope("Organization: Write").await?.click().await?;
        console.hides("Not readable without").await?;
        console
            .shows("It can change people's roles, up to super admin.")
            .await
    });
}

#[test]
fn a_catalogue_with_fewer_objects_is_offered_as_it_is() {
    let options = Options::new().sandbox("--catalogue").sandbox("next");
    run(options, async |console| {
        let form = at_api_form(console, "").await?;
        form.scope("Evidence: Read").await?;
        console.absent("checkbox", "Job Runner: Read").await?;
        console.find("button", "Full access").await?.click().await?;
        // 71 objects with three verbs each.
        console.shows("213 selected").await?;
        let text = console.text().await?;
        ensure!(!text.contains("231") && !text.contains("77"), "{text}");
        Ok(())
    });
}
