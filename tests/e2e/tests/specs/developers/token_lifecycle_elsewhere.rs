//! What somebody else does to a token while a page shows it.

use e2e::pages::{SignIn, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::token_support::{Made, mutations, nothing_changed, so_far};

/// Signs in and makes a token that can change others, and one to be changed.
async fn two(console: &Console, name: &str) -> Result<(Made, Made)> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
    let made = maker.another(console, name).await?;
    console.open(API_TOKENS).await?;
    console.find("link", name).await?;
    Ok((maker, made))
}

fn revoked() -> serde_json::Value {
    json!({
        "isActive": false,
        "revokedAt": "2026-01-02T03:04:05Z",
        "revokedReason": "Found in a log",
        "revokedBy": "somebody",
    })
}

#[test]
fn a_token_that_came_into_use_needs_its_name_to_be_deleted() {
    run(Options::new(), async |console| {
        let (_, made) = two(console, "idle-spec").await?;
        TokenList::api(console)
            .says("idle-spec", "Never used")
            .await?;
        made.is_accepted(console).await?;
        TokenList::api(console)
            .choose("idle-spec", "Delete")
            .await?;
        let dialog = console.find("alertdialog", "Delete idle-spec?").await?;
        console.shows("It is in use").await?;
        let field = "Type the name of the token to delete it";
        dialog.find("textbox", field).await?.fill("idle").await?;
        ensure!(
            dialog.find("button", "Delete").await?.is_disabled().await?,
            "deleted without its name"
        );
        console.has_no_accessibility_faults().await?;
        dialog
            .find("textbox", field)
            .await?
            .fill("idle-spec")
            .await?;
        dialog.find("button", "Delete").await?.click().await?;
        console.absent("link", "idle-spec").await
    });
}

#[test]
fn whoever_cannot_find_out_whether_it_is_in_use_has_to_type_its_name() {
    run(Options::new(), async |console| {
        two(console, "unknown-spec").await?;
        console.expects_network_failures();
        // The code of the dialog comes when it is first opened.
        TokenList::api(console)
            .choose("unknown-spec", "Delete")
            .await?;
        let dialog = console.find("alertdialog", "Delete unknown-spec?").await?;
        dialog.find("button", "Cancel").await?.click().await?;
        console
            .absent("alertdialog", "Delete unknown-spec?")
            .await?;
        console.offline(true).await?;
        TokenList::api(console)
            .choose("unknown-spec", "Delete")
            .await?;
        let dialog = console.find("alertdialog", "Delete unknown-spec?").await?;
        console
            .shows("It could not be checked whether it is in use")
            .await?;
        dialog
            .find("textbox", "Type the name of the token to delete it")
            .await?;
        ensure!(dialog.find("button", "Delete").await?.is_disabled().await?);
        console.offline(false).await?;
        dialog.find("button", "Cancel").await?.click().await?;
        console.absent("alertdialog", "Delete unknown-spec?").await
    });
}

#[test]
fn whoever_comes_second_to_revoke_is_told_who_was_first() {
    run(Options::new(), async |console| {
        let (maker, made) = two(console, "twice-spec").await?;
        maker.changes(console, &made.id, revoked()).await?;
        let before = so_far(console).await?;
        TokenList::api(console)
            .choose("twice-spec", "Revoke")
            .await?;
        let dialog = console.find("alertdialog", "Revoke twice-spec?").await?;
        dialog
            .comes_to_show("It has been revoked in the meantime")
            .await?;
        dialog.comes_to_show("Reason: Found in a log").await?;
        dialog.find("button", "Done").await?;
        console.absent("button", "Revoke").await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Done").await?.click().await?;
        TokenList::api(console)
            .says("twice-spec", "Revoked")
            .await?;
        console.focuses("button", "Actions for twice-spec").await?;
        nothing_changed(console, before).await
    });
}

#[test]
fn what_the_answer_says_is_told_and_not_what_was_wanted() {
    run(Options::new(), async |console| {
        let (maker, made) = two(console, "race-spec").await?;
        maker
            .changes(console, &made.id, json!({ "isActive": false }))
            .await?;
        console.open(&format!("{API_TOKENS}/{}", made.id)).await?;
        console.find("button", "Enable it").await?.click().await?;
        let dialog = console.find("alertdialog", "Enable race-spec?").await?;
        dialog
            .find("button", "Enable")
            .await?
            .comes_to_be_disabled(false)
            .await?;
        console.has_loaded().await?;
        // Between the look and the press.
        maker.changes(console, &made.id, revoked()).await?;
        dialog.find("button", "Enable").await?.click().await?;
        console.notes("race-spec is revoked").await?;
        console.shows("Reason: Found in a log").await?;
        ensure!(!console.text().await?.contains("race-spec is enabled"));
        made.is_refused(console).await.map(drop)
    });
}

#[test]
fn one_that_is_gone_is_told_and_leaves_the_list() {
    run(Options::new(), async |console| {
        let (maker, made) = two(console, "gone-spec").await?;
        console
            .find("checkbox", "Select gone-spec")
            .await?
            .click()
            .await?;
        console.shows("1 selected").await?;
        maker.deletes(console, &made.id).await?;
        let before = so_far(console).await?;
        TokenList::api(console)
            .choose("gone-spec", "Disable")
            .await?;
        console
            .notes("gone-spec had been deleted in the meantime")
            .await?;
        console.absent("alertdialog", "Disable gone-spec?").await?;
        console.absent("link", "gone-spec").await?;
        console.absent("region", "Selected tokens").await?;
        nothing_changed(console, before).await
    });
}

#[test]
fn a_deleted_row_is_not_selected_any_more() {
    run(Options::new(), async |console| {
        two(console, "ghost-spec").await?;
        console
            .find("checkbox", "Select ghost-spec")
            .await?
            .click()
            .await?;
        console.shows("1 selected").await?;
        TokenList::api(console)
            .choose("ghost-spec", "Delete")
            .await?;
        let dialog = console.find("alertdialog", "Delete ghost-spec?").await?;
        dialog.find("button", "Delete").await?.click().await?;
        console.absent("link", "ghost-spec").await?;
        console.absent("region", "Selected tokens").await
    });
}

#[test]
fn several_are_asked_about_as_they_are_now() {
    run(Options::new(), async |console| {
        let (maker, used) = two(console, "used-spec").await?;
        let gone = maker.another(console, "gone-spec").await?;
        console.open(API_TOKENS).await?;
        for name in ["used-spec", "gone-spec"] {
            console
                .find("checkbox", &format!("Select {name}"))
                .await?
                .click()
                .await?;
        }
        used.is_accepted(console).await?;
        maker.deletes(console, &gone.id).await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable 1 token?").await?;
        dialog
            .comes_to_show("1 of those you selected has been deleted in the meantime")
            .await?;
        dialog
            .comes_to_show("1 was used in the last 7 days")
            .await?;
        console.has_no_accessibility_faults().await?;
        let before = so_far(console).await?;
        dialog
            .find("button", "Disable 1 token")
            .await?
            .click()
            .await?;
        console.notes("1 token disabled").await?;
        console.absent("region", "Selected tokens").await?;
        let sent = mutations(console, before, 1).await?;
        ensure!(sent[0]["ids"] == json!([used.id]), "sent {sent:?}");
        used.is_refused(console).await.map(drop)
    });
}

#[test]
fn of_several_to_disable_the_one_that_is_deleted_meanwhile_does_not_stay_selected() {
    run(Options::new(), async |console| {
        let (maker, made) = two(console, "first-spec").await?;
        let gone = maker.another(console, "second-spec").await?;
        console.open(API_TOKENS).await?;
        for name in ["first-spec", "second-spec"] {
            console
                .find("checkbox", &format!("Select {name}"))
                .await?
                .click()
                .await?;
        }
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable 2 tokens?").await?;
        console.has_loaded().await?;
        maker.deletes(console, &gone.id).await?;
        dialog
            .find("button", "Disable 2 tokens")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "1 disabled").await?;
        dialog
            .comes_to_show("Deleted by somebody else in the meantime")
            .await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Done").await?.click().await?;
        console.absent("region", "Selected tokens").await?;
        console.absent("link", "second-spec").await?;
        made.is_refused(console).await.map(drop)
    });
}
