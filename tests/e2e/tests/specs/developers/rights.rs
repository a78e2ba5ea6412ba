//! What somebody may do: asked by name and at once for all organizations, and shown as unknown until it is
//! known.

use e2e::pages::{CreateToken, Kind, TokenList};
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::token_list_support::{Disturbance, at, calm, disturb, is_about_rights, settled, so_far};

const CHECKING: &str = "Checking your permissions…";
const FAILED: &str = "Your permissions could not be loaded";

/// Everything goes wrong with the long list of relations: it is slow, short and refused in the end.
async fn long_lists_fail(console: &Console) -> Result<()> {
    let faults = json!({ "cold_ms": 7000, "short": true, "refuse": true });
    let answer = console.control("roles", &faults).await?;
    ensure!(answer.status == 200, "{}", answer.body);
    Ok(())
}

/// Olivia owns Acme anyway; from now on two organizations with single sign-on too.
async fn olivia_owns_three(console: &Console) -> Result<()> {
    for organization in ["globex", "umbrella"] {
        let body =
            json!({ "email": "olivia@acme.test", "organization": organization, "role": "OWNER" });
        let answer = console.control("role", &body).await?;
        ensure!(answer.status == 200, "{}", answer.body);
    }
    Ok(())
}

/// The names on the open menu, in their order.
async fn menu(console: &Console) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for item in console.all("menuitem").await? {
        names.push(item.name().await?);
    }
    Ok(names)
}

async fn open_menu(console: &Console, token: &str) -> Result<()> {
    console
        .find("button", &format!("Actions for {token}"))
        .await?
        .click()
        .await?;
    console.focuses("menuitem", "Details").await
}

#[test]
fn rights_and_exemptions_of_all_organizations_come_in_one_request() {
    run(Options::new(), async |console| {
        long_lists_fail(console).await?;
        olivia_owns_three(console).await?;
        at(console, "olivia@acme.test", PERSONAL_TOKENS).await?;
        let list = TokenList::personal(console);
        // Globex and Umbrella exempt their owner, Stark does not exempt a member.
        for (token, state) in [
            ("Laptop CLI", "Active"),
            ("Globex sync", "Active"),
            ("Quarterly access review", "Active"),
            ("Archive reader", "Needs SSO"),
        ] {
            list.says(token, state).await?;
        }
        console.hides("could not be checked").await?;
        open_menu(console, "Globex sync").await?;
        let offered = menu(console).await?;
        let expected = [
            "Details",
            "Edit",
            "Rotate",
            "Create like this",
            "Disable",
            "Delete",
        ];
        ensure!(offered == expected, "it offers {offered:?}");
        console.press(e2e::Key::Escape).await?;
        open_menu(console, "Archive reader").await?;
        console
            .find("menuitem", "Authorize Stark Archive for SSO")
            .await?;
        console.press(e2e::Key::Escape).await?;

        console.find("link", "API Tokens").await?.click().await?;
        console.find("link", "Create").await?;
        open_menu(console, "Jira bridge").await?;
        let offered = menu(console).await?;
        let expected = [
            "Details",
            "Edit",
            "Rotate",
            "Create like this",
            "Disable",
            "Revoke",
            "Delete",
        ];
        ensure!(offered == expected, "it offers {offered:?}");

        let asked = console.sent(0, 1, is_about_rights).await?;
        let body: Value = serde_json::from_str(&asked[0].body)?;
        ensure!(asked[0].method == "POST", "{asked:?}");
        ensure!(body["relations"] == json!(["can_edit", "owner"]), "{body}");
        let ids = body["object_ids"].as_array().cloned().unwrap_or_default();
        for organization in ["RG0001", "RG0002", "RG0003"] {
            let id = json!(format!("01K00000000000000000{organization}"));
            ensure!(ids.contains(&id), "{organization} is missing: {body}");
        }
        Ok(())
    });
}

#[test]
fn a_member_learns_what_is_refused_from_a_question_by_name() {
    run(Options::new(), async |console| {
        long_lists_fail(console).await?;
        at(console, "mia@acme.test", API_TOKENS).await?;
        console
            .shows("You can look at these tokens, not change them")
            .await?;
        open_menu(console, "Jira bridge").await?;
        let offered = menu(console).await?;
        ensure!(offered == ["Details"], "it offers {offered:?}");
        Ok(())
    });
}

#[test]
fn rows_do_not_wait_for_rights_and_a_menu_fills_when_they_come() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        disturb(console, "/v1/account/roles", Disturbance::Held).await?;
        console.reload().await?;
        console.find("link", "Jira bridge").await?;
        ensure!(!console.text().await?.contains("not change them"));
        open_menu(console, "Jira bridge").await?;
        let offered = menu(console).await?;
        ensure!(offered == ["Details", CHECKING], "it offers {offered:?}");
        console.has_no_accessibility_faults().await?;
        console.press(e2e::Key::Down).await?;
        console.focuses("menuitem", CHECKING).await?;
        // What cannot be chosen does nothing.
        console.press(e2e::Key::Enter).await?;
        console.focuses("menuitem", CHECKING).await?;
        calm(console).await?;
        console.find("menuitem", "Delete").await?;
        // The focus stays in its place, on what has come there.
        console.focuses("menuitem", "Edit").await?;
        console.find("link", "Create").await?;
        console.find("menuitem", "Disable").await?.click().await?;
        console
            .find("alertdialog", "Disable Jira bridge?")
            .await
            .map(drop)
    });
}

#[test]
fn rights_that_could_not_be_loaded_are_asked_for_again_where_they_are_missed() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        disturb(console, "/v1/account/roles", Disturbance::Failed).await?;
        console.reload().await?;
        console.alerts(FAILED).await?;
        open_menu(console, "Jira bridge").await?;
        let offered = menu(console).await?;
        ensure!(
            offered == ["Details", FAILED, "Try again"],
            "it offers {offered:?}"
        );
        console.has_no_accessibility_faults().await?;
        calm(console).await?;
        console.press(e2e::Key::End).await?;
        console.focuses("menuitem", "Try again").await?;
        console.press(e2e::Key::Enter).await?;
        console.find("menuitem", "Edit").await?;
        console.find("menuitem", "Details").await?;
        console.hides(FAILED).await
    });
}

#[test]
fn single_sign_on_that_is_not_known_yet_is_not_offered() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", PERSONAL_TOKENS).await?;
        disturb(console, "/v1/account/roles", Disturbance::Held).await?;
        console.reload().await?;
        open_menu(console, "Globex sync").await?;
        console.find("menuitem", "Checking single sign-on…").await?;
        let offered = menu(console).await?;
        ensure!(
            offered.iter().all(|name| !name.starts_with("Authorize")),
            "it offers {offered:?}"
        );
        // The tokens are her own whatever the answer is.
        console.find("menuitem", "Edit").await?;
        calm(console).await?;
        console
            .find("menuitem", "Authorize Globex Compliance for SSO")
            .await?;
        console.absent("menuitem", "Checking single sign-on…").await
    });
}

#[test]
fn a_form_says_that_it_is_being_checked_whether_it_may_be_used() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        disturb(console, "/v1/account/roles", Disturbance::Held).await?;
        console.open("/developers/api-tokens/new").await?;
        console.shows(CHECKING).await?;
        console.has_no_accessibility_faults().await?;
        ensure!(!console.text().await?.contains("You may not"));
        calm(console).await?;
        CreateToken(console).name("Checked first").await?;
        console.hides(CHECKING).await?;

        // A personal token is one's own: nothing is checked.
        disturb(console, "/v1/account/roles", Disturbance::Held).await?;
        console
            .open("/developers/personal-access-tokens/new")
            .await?;
        CreateToken(console).name("At once").await
    });
}

#[test]
fn a_form_can_be_used_when_it_cannot_be_checked() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        disturb(console, "/v1/account/roles", Disturbance::Failed).await?;
        console.open("/developers/api-tokens/new").await?;
        console.alerts(FAILED).await?;
        CreateToken(console).name("Typed meanwhile").await?;
        calm(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.hides(FAILED).await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(name.value().await? == "Typed meanwhile");
        Ok(())
    });
}

/// Lets as many questions for oneself be answered as if there were no such user.
async fn refuse_self(console: &Console, questions: u32) -> Result<()> {
    let answer = console
        .control("roles", &json!({ "refuse_self": questions }))
        .await?;
    ensure!(answer.status == 200, "{}", answer.body);
    Ok(())
}

#[test]
fn a_hiccup_in_which_oneself_is_not_found_passes_without_a_word() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", PERSONAL_TOKENS).await?;
        let from = so_far(console).await?;
        refuse_self(console, 3).await?;
        console.reload().await?;
        console
            .find("button", "Organization: Acme Security")
            .await?;
        TokenList::personal(console)
            .says("Globex sync", "Needs SSO")
            .await?;
        settled(console).await?;
        let text = console.text().await?;
        ensure!(!text.contains("Try again"), "it was told: {text}");
        let asked = console
            .sent(from, 4, |request| request.body.contains("query Account"))
            .await?;
        ensure!(asked.iter().all(|request| request.status == 200));
        Ok(())
    });
}

#[test]
fn a_hiccup_that_lasts_is_called_one_and_can_be_tried_again() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        refuse_self(console, 1000).await?;
        let new = format!("{}/new", Kind::Personal.path());
        console.open(&new).await?;
        console.alerts("did not find your account just now").await?;
        ensure!(!console.text().await?.contains("no longer exists"));
        console.has_no_accessibility_faults().await?;
        refuse_self(console, 0).await?;
        console.find("button", "Try again").await?.click().await?;
        CreateToken(console).name("After the hiccup").await
    });
}
