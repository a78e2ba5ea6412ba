//! `/developers/<kind>/<id>/edit`

use super::token_support::{Made, mutations, nothing_changed, reads, so_far};
use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, DATE_FIELD, Options, Result, ensure, run};
use serde_json::{Value, json};

async fn edit(console: &Console, name: &str) -> Result<()> {
    console.find("link", "Edit").await?.click().await?;
    console.find("heading", &format!("Edit {name}")).await?;
    Ok(())
}

async fn save(console: &Console) -> Result<()> {
    console.find("button", "Save changes").await?.click().await
}

/// Waits until the details of `name` are back with the note that the changes are saved; the one update that
/// was sent since `before`.
async fn saved(console: &Console, name: &str, before: usize) -> Result<Value> {
    console.find("heading", name).await?;
    let sent = mutations(console, before, 1).await?;
    console.notes("The changes are saved").await?;
    Ok(sent[0]["input"].clone())
}

#[test]
fn exactly_the_changed_fields_are_sent() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        Made::api(console, "edit-spec", "evidence:write,risk:read").await?;
        edit(console, "edit-spec").await?;
        console.has_no_accessibility_faults().await?;
        let before = so_far(console).await?;
        save(console).await?;
        console.shows("nothing to save").await?;
        nothing_changed(console, before).await?;

        console
            .find("textbox", "Description")
            .await?
            .fill("Explained")
            .await?;
        save(console).await?;
        let input = saved(console, "edit-spec", before).await?;
        ensure!(
            input == json!({ "description": "Explained" }),
            "sent {input}"
        );

        // Narrowing asks nothing; all scopes away is an empty list.
        edit(console, "edit-spec").await?;
        let before = so_far(console).await?;
        console
            .find("checkbox", "Risk: Read")
            .await?
            .click()
            .await?;
        console
            .find("textbox", "Description")
            .await?
            .fill("")
            .await?;
        save(console).await?;
        let input = saved(console, "edit-spec", before).await?;
        ensure!(
            input
                == json!({ "clearDescription": true, "scopes": ["evidence:read", "evidence:write"] }),
            "sent {input}"
        );

        edit(console, "edit-spec").await?;
        let before = so_far(console).await?;
        console.find("button", "None").await?.click().await?;
        console
            .find(
                "checkbox",
                "Keep it without scopes: it can still authenticate, read the organization and \
                 manage its API tokens, including making a stronger one",
            )
            .await?
            .click()
            .await?;
        console.find("radio", "Never").await?.click().await?;
        console
            .find("checkbox", "This token must never expire")
            .await?
            .click()
            .await?;
        save(console).await?;
        let input = saved(console, "edit-spec", before).await?;
        ensure!(
            input == json!({ "clearExpiresAt": true, "scopes": [] }),
            "sent {input}"
        );
        Ok(())
    });
}

#[test]
fn more_access_is_confirmed_and_the_past_is_refused() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let made = Made::api(console, "widen-spec", "evidence:read").await?;
        edit(console, "widen-spec").await?;
        let before = so_far(console).await?;
        console
            .find("checkbox", "Evidence: Write")
            .await?
            .click()
            .await?;
        console.find("complementary", "Changes").await?;
        save(console).await?;
        let dialog = console
            .find("alertdialog", "Give this token more access?")
            .await?;
        dialog.comes_to_show("Evidence: Write").await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Cancel").await?.click().await?;
        console
            .absent("alertdialog", "Give this token more access?")
            .await?;
        // Saved only after being confirmed.
        nothing_changed(console, before).await?;
        save(console).await?;
        let dialog = console
            .find("alertdialog", "Give this token more access?")
            .await?;
        dialog
            .find("button", "Save with more access")
            .await?
            .click()
            .await?;
        let input = saved(console, "widen-spec", before).await?;
        ensure!(
            input == json!({ "scopes": ["evidence:read", "evidence:write"] }),
            "sent {input}"
        );

        edit(console, "widen-spec").await?;
        let before = so_far(console).await?;
        console.find("radio", "Custom date").await?.click().await?;
        console
            .find(DATE_FIELD, "Expiration date")
            .await?
            .set_value("2020-01-01")
            .await?;
        save(console).await?;
        console.shows("Check these fields").await?;
        console.shows("Choose today or a later day").await?;
        nothing_changed(console, before).await?;
        made.is_accepted(console).await
    });
}

#[test]
fn unsaved_changes_are_not_lost_by_leaving() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=Jira"),
                "API Tokens",
            )
            .await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        edit(console, "Jira bridge").await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("Jira bridge 2")
            .await?;
        console.find("link", "Cancel").await?.click().await?;
        let dialog = console.find("alertdialog", "Leave without saving?").await?;
        dialog.find("button", "Keep editing").await?.click().await?;
        console
            .absent("alertdialog", "Leave without saving?")
            .await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(
            name.value().await? == "Jira bridge 2",
            "what was typed is gone"
        );
        console.back().await?;
        let dialog = console.find("alertdialog", "Leave without saving?").await?;
        dialog
            .find("button", "Discard changes")
            .await?
            .click()
            .await?;
        console.find("heading", "Jira bridge").await?;
        Ok(())
    });
}

#[test]
fn what_another_tab_did_is_seen_before_it_is_overwritten() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let made = Made::api(console, "two-tabs", "evidence:read").await?;
        let here = format!("{API_TOKENS}/{}", made.id);
        edit(console, "two-tabs").await?;
        console
            .find("textbox", "Description")
            .await?
            .fill("From the first tab")
            .await?;

        console.new_tab().await?;
        console.open(&format!("{here}/edit")).await?;
        console.find("heading", "Edit two-tabs").await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("two-tabs renamed")
            .await?;
        save(console).await?;
        console.find("heading", "two-tabs renamed").await?;
        console.notes("The changes are saved").await?;

        console.switch_to(0).await?;
        // A use of the token is no change of it.
        made.is_accepted(console).await?;
        save(console).await?;
        let dialog = console
            .find("alertdialog", "Somebody else changed this token")
            .await?;
        dialog.comes_to_show("two-tabs renamed").await?;
        dialog.comes_to_show("It stays").await?;
        console.has_no_accessibility_faults().await?;
        let before = so_far(console).await?;
        dialog
            .find("button", "Save my changes anyway")
            .await?
            .click()
            .await?;
        let input = saved(console, "two-tabs renamed", before).await?;
        ensure!(
            input == json!({ "description": "From the first tab" }),
            "sent {input}"
        );

        edit(console, "two-tabs renamed").await?;
        console
            .find("textbox", "Description")
            .await?
            .fill("Too late")
            .await?;
        console.switch_to(1).await?;
        console.open(&here).await?;
        console.find("button", "Delete").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Delete two-tabs renamed?")
            .await?;
        dialog
            .find("textbox", "Type the name of the token to delete it")
            .await?
            .fill("two-tabs renamed")
            .await?;
        dialog.find("button", "Delete").await?.click().await?;
        console.arrives_at(API_TOKENS).await?;
        console.switch_to(0).await?;
        save(console).await?;
        console.shows("The token no longer exists").await
    });
}

#[test]
fn organizations_of_a_personal_token_come_and_go() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                "/developers/personal-access-tokens",
                "Personal Access Tokens",
            )
            .await?;
        Made::personal(console, "edit-personal", "Acme Security").await?;
        edit(console, "edit-personal").await?;
        let before = so_far(console).await?;
        console
            .find("checkbox", "Acme Security")
            .await?
            .click()
            .await?;
        save(console).await?;
        console.shows("Select at least one organization").await?;
        console
            .find("checkbox", "Umbrella Health")
            .await?
            .click()
            .await?;
        save(console).await?;
        let dialog = console
            .find("alertdialog", "Give this token more access?")
            .await?;
        console
            .until("the dialog says what is gained", async || {
                let said = dialog.text().await?;
                Ok(said.contains("Umbrella Health") && said.contains("single sign-on"))
            })
            .await?;
        dialog
            .find("button", "Save with more access")
            .await?
            .click()
            .await?;
        let input = saved(console, "edit-personal", before).await?;
        let keys: Vec<&String> = input
            .as_object()
            .into_iter()
            .flat_map(|all| all.keys())
            .collect();
        ensure!(
            keys == ["addOrganizationIDs", "removeOrganizationIDs"],
            "sent {input}"
        );
        Ok(())
    });
}

#[test]
fn the_end_that_stays_is_told_in_local_time_and_in_utc() {
    // "Jira bridge" has three days left.
    for (zone, sentence) in [
        (
            "America/New_York",
            "It ends Wednesday, March 4, 2026 at 7:00 AM EST, 12:00 UTC.",
        ),
        (
            "Pacific/Auckland",
            "It ends Thursday, March 5, 2026 at 1:00 AM GMT+13, Mar 4, 2026, 12:00 UTC.",
        ),
        ("UTC", "It ends Wednesday, March 4, 2026 at 12:00 PM UTC."),
    ] {
        let options = Options::new().time_zone(zone).now("2026-03-01T12:00:00Z");
        run(options, async |console| {
            SignIn(console)
                .and_go_to(
                    "olivia@acme.test",
                    &format!("{API_TOKENS}?q=Jira"),
                    "API Tokens",
                )
                .await?;
            console.find("link", "Jira bridge").await?.click().await?;
            console.find("heading", "Jira bridge").await?;
            edit(console, "Jira bridge").await?;
            reads(console, sentence).await
        });
    }
}

#[test]
fn an_organization_is_taken_off_without_a_question() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                PERSONAL_TOKENS,
                "Personal Access Tokens",
            )
            .await?;
        console
            .find("link", "Home server backup")
            .await?
            .click()
            .await?;
        console.find("heading", "Home server backup").await?;
        edit(console, "Home server backup").await?;
        let before = so_far(console).await?;
        console.find("checkbox", "Initech").await?.click().await?;
        save(console).await?;
        let input = saved(console, "Home server backup", before).await?;
        let removed = input["removeOrganizationIDs"].as_array().map(Vec::len);
        ensure!(
            removed == Some(1) && input.as_object().is_some_and(|all| all.len() == 1),
            "sent {input}"
        );
        Ok(())
    });
}

/// What another program may do that this form does not offer: the personal organization on a token.
const WITH_PERSONAL_ORGANIZATION: &str = "return (async () => {
    const bearer = sessionStorage.getItem('session').split('\\n')[0];
    const { csrf } = await (await fetch('/csrf')).json();
    const ask = async (query, variables) => (await (await fetch('/query', {
        method: 'POST', body: JSON.stringify({ query, variables }),
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf,
            Authorization: `Bearer ${bearer}` },
    })).json()).data;
    const { organizations } = await ask('{ organizations { edges { node { id personalOrg } } } }');
    const own = organizations.edges.map((edge) => edge.node).find((one) => one.personalOrg).id;
    const answer = await ask('mutation ($id: ID!, $own: ID!) { \
        updatePersonalAccessToken(id: $id, input: { addOrganizationIDs: [$own] }) \\
        { personalAccessToken { id } } }', { id: location.pathname.split('/').pop(), own });
    return answer.updatePersonalAccessToken.personalAccessToken.id })()";

#[test]
fn the_personal_organization_can_be_taken_off() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                PERSONAL_TOKENS,
                "Personal Access Tokens",
            )
            .await?;
        let made = Made::personal(console, "own-spec", "Acme Security").await?;
        let changed = console.script(WITH_PERSONAL_ORGANIZATION).await?;
        ensure!(changed == made.id.as_str(), "not changed: {changed}");
        console.reload().await?;
        edit(console, "own-spec").await?;
        let own = console.find("checkbox", "Olivia's workspace").await?;
        own.comes_to_be_checked(true).await?;
        let before = so_far(console).await?;
        own.click().await?;
        save(console).await?;
        let input = saved(console, "own-spec", before).await?;
        let removed = input["removeOrganizationIDs"].as_array().map(Vec::len);
        ensure!(removed == Some(1), "sent {input}");
        // Once it is off it is not offered any more.
        edit(console, "own-spec").await?;
        console
            .find("checkbox", "Acme Security")
            .await?
            .comes_to_be_checked(true)
            .await?;
        console.absent("checkbox", "Olivia's workspace").await
    });
}
