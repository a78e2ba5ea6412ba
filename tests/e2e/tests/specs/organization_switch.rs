//! Changing the organization, and every answer that the backend has to it.

use e2e::pages::{Kind, Shell, TokenList};
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::json;

use super::developers::token_list_support::{Disturbance, calm, disturb};
use super::sso_support::{
    answer_instead, at_the_provider, enforce_two_factor, olivia_at_her_tokens,
};

const ACME: &str = "Acme Security";
const NOT_CHANGED: &str = "The organization was not switched";

/// The dialog says why, and nothing else has changed.
async fn stays(console: &Console, why: &str) -> Result<()> {
    console
        .until(&format!("the dialog to say {why:?}"), async || {
            let dialog = console.find("dialog", NOT_CHANGED).await?;
            Ok(dialog.text().await?.contains(why))
        })
        .await?;
    console.has_no_accessibility_faults().await?;
    console.press(Key::Escape).await?;
    console.absent("dialog", NOT_CHANGED).await?;
    console
        .find("button", &format!("Organization: {ACME}"))
        .await?;
    console.find("table", Kind::Api.title()).await?;
    Ok(())
}

#[test]
fn everything_of_the_organization_left_is_dropped() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        console
            .open("/developers/api-tokens?search=deploy&state=active")
            .await?;
        console.find("searchbox", "Search tokens").await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        console.find("button", "Organization: Initech").await?;
        console.arrives_at("/developers/api-tokens").await?;
        console.find("heading", "No API tokens yet").await?;
        Shell(console).change_organization("Initech", ACME).await?;
        console.find("link", "GitHub Actions deploy").await?;
        Ok(())
    });
}

#[test]
fn organizations_that_could_not_be_loaded_can_be_asked_for_again() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        disturb(console, "query Account", Disturbance::Failed).await?;
        console.reload().await?;
        console
            .alerts("Your organizations could not be loaded")
            .await?;
        // The theme and the way out need no account.
        let sidebar = console.find("navigation", "Developer Settings").await?;
        sidebar.find("button", "Account").await?;
        sidebar.comes_to_show("Account").await?;
        console.has_no_accessibility_faults().await?;
        calm(console).await?;
        sidebar
            .find("button", "Load again")
            .await?
            .press(Key::Enter)
            .await?;
        let switch = format!("Organization: {ACME}");
        console.find("button", &switch).await?;
        console.keys_reach("button", &switch).await?;
        console.hides("could not be loaded").await?;
        console.shows("Olivia Owner").await
    });
}

#[test]
fn denied_at_the_identity_provider_one_stays_where_one_was() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        Shell(console)
            .change_organization(ACME, "Globex Compliance")
            .await?;
        at_the_provider(console, "Deny").await?;
        console.alerts("the request was denied").await?;
        console
            .find("link", "Continue to the console")
            .await?
            .click()
            .await?;
        console
            .find("button", &format!("Organization: {ACME}"))
            .await?;
        console.find("table", Kind::Api.title()).await?;
        Ok(())
    });
}

#[test]
fn two_factor_has_to_be_set_up_first() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        console.find("button", "Organization: Initech").await?;
        enforce_two_factor(console).await?;
        Shell(console).change_organization("Initech", ACME).await?;
        console.find("table", Kind::Api.title()).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        stays(
            console,
            "Initech requires two-factor authentication, and you have none yet",
        )
        .await
    });
}

#[test]
fn an_incomplete_identity_provider_is_told() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/switch");
        olivia_at_her_tokens(console).await?;
        Shell(console)
            .change_organization(ACME, "Stark Archive")
            .await?;
        stays(
            console,
            "Stark Archive requires single sign-on, but its identity provider is not set up completely",
        )
        .await
    });
}

#[test]
fn an_organization_that_one_may_not_look_into_does_not_end_the_session() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let body = r#"{"success":false,"error":"denied"}"#;
        answer_instead(console, "/v1/switch", 401, body).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        stays(console, "You no longer have access to Initech").await?;
        console.absent("dialog", "Your session has ended").await?;
        console.reload().await?;
        console.find("table", Kind::Api.title()).await?;
        Ok(())
    });
}

#[test]
fn an_answer_that_says_nothing_has_an_id_to_quote() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let body = r#"{"success":false,"error":"error processing request, please try again"}"#;
        answer_instead(console, "/v1/switch", 500, body).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        console.shows("request-of-the-spec").await?;
        console.find("button", "Copy request ID").await?;
        stays(console, "You may no longer be a member of it").await
    });
}

#[test]
fn no_answer_is_told_and_the_next_try_works() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/switch");
        olivia_at_her_tokens(console).await?;
        console.block(&["*/v1/switch"]).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        stays(console, "Openlane did not answer").await?;
        console.block(&[]).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        console.find("button", "Organization: Initech").await?;
        Ok(())
    });
}

/// Makes Olivia the owner of six more organizations.
///
/// # Errors
/// If the sandbox does not.
pub async fn add_six(console: &Console) -> Result<()> {
    let names = [
        "Ångström Labs",
        "Hooli",
        "Massive Dynamic",
        "Pied Piper",
        "Soylent",
        "Wonka Industries",
    ];
    add(console, &names.map(str::to_owned)).await
}

async fn add(console: &Console, names: &[String]) -> Result<()> {
    let body = json!({ "email": "olivia@acme.test", "names": names });
    let answer = console.control("organizations", &body).await?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

#[test]
fn more_than_eight_organizations_can_be_searched() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let switch = format!("Organization: {ACME}");
        console.find("button", &switch).await?.click().await?;
        console.find("button", "Initech").await?;
        ensure!(console.count("searchbox", "Search organizations").await? == 0);
        add_six(console).await?;
        console.reload().await?;
        console.find("table", Kind::Api.title()).await?;
        console.find("button", &switch).await?.click().await?;
        console.focuses("searchbox", "Search organizations").await?;
        console.find("button", "Hooli").await?;
        // Colours that are still changing have no contrast of their own.
        console
            .until("the list to be loaded and at rest", async || {
                let rest = "return document.querySelector('[aria-busy=true]') === null \
                     && document.getAnimations().every((motion) => motion.playState !== 'running')";
                Ok(console.count("link", "GitHub Actions deploy").await? == 1
                    && console.script(rest).await? == true)
            })
            .await?;
        console.has_no_accessibility_faults().await?;
        console.type_keys("TECH").await?;
        console.absent("button", "Hooli").await?;
        console.find("button", "Initech").await?.click().await?;
        console.find("button", "Organization: Initech").await?;
        Ok(())
    });
}

/// The backend gives a hundred at once (contract 3.1).
#[test]
fn more_than_a_hundred_organizations_are_all_there() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let names: Vec<String> = (1..=230).map(|number| format!("Branch {number}")).collect();
        add(console, &names).await?;
        console.reload().await?;
        console.find("table", Kind::Api.title()).await?;
        let switch = format!("Organization: {ACME}");
        console.find("button", &switch).await?.click().await?;
        console.focuses("searchbox", "Search organizations").await?;
        // The oldest come last, and so do those that were there before.
        for name in ["Branch 1", "Branch 230", "Wayne Logistics", ACME] {
            console.find("button", name).await?;
        }
        console.type_keys("branch 117").await?;
        console.absent("button", "Branch 230").await?;
        console.find("button", "Branch 117").await?.click().await?;
        console.find("button", "Organization: Branch 117").await?;
        console.find("heading", "No API tokens yet").await?;
        Ok(())
    });
}

#[test]
fn the_personal_tokens_stay_for_they_belong_to_the_person() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        console.open(Kind::Personal.path()).await?;
        let list = TokenList::personal(console);
        list.row("Umbrella onboarding").await?;
        let before = list.rows().await?.len();
        Shell(console).change_organization(ACME, "Initech").await?;
        console.find("button", "Organization: Initech").await?;
        console.arrives_at(Kind::Personal.path()).await?;
        console
            .until("the same tokens", async || {
                Ok(list.rows().await?.len() == before)
            })
            .await
    });
}

/// The id of the active organization, as the session has it.
const ACTIVE: &str = "const part = sessionStorage.getItem('session').split('.')[1];
    return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))).org";

#[test]
fn the_id_of_the_organization_can_be_copied_here_and_at_a_token() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let id = console.script(ACTIVE).await?;
        let id = id.as_str().unwrap_or_default();
        ensure!(id.len() > 20, "the session names {id:?}");
        let switch = format!("Organization: {ACME}");
        console.find("button", &switch).await?.click().await?;
        let copy = async || {
            let button = console.find("button", "Copy organization ID").await?;
            button.click().await?;
            console
                .until("the id on the clipboard", async || {
                    Ok(console.clipboard().await? == id)
                })
                .await
        };
        copy().await?;
        console.has_no_accessibility_faults().await?;
        console.press(Key::Escape).await?;
        console
            .find("link", "GitHub Actions deploy")
            .await?
            .click()
            .await?;
        console.find("heading", "GitHub Actions deploy").await?;
        console
            .script("return navigator.clipboard.writeText('something else').then(() => 0)")
            .await?;
        copy().await
    });
}
