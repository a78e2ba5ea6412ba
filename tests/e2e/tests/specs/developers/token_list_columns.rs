//! The columns of a list, and all scopes of a row.

use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::token_list_filters::choose;
use super::token_list_support::{fits_its_width, settled};
use super::token_support::announces;

async fn at_list(console: &Console, path: &str) -> Result<()> {
    SignIn(console)
        .and_go_to("olivia@acme.test", path, "API Tokens")
        .await?;
    settled(console).await
}

/// The words above the columns, from the first to the last.
async fn shown(console: &Console) -> Result<Vec<String>> {
    settled(console).await?;
    let script = "return [...document.querySelectorAll('thead th')].map((head) => head.innerText.trim())\
        .filter((text) => text && text !== 'Actions')";
    let all: Value = console.script(script).await?;
    let all = all.as_array().cloned().unwrap_or_default();
    Ok(all
        .iter()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect())
}

/// Waits until these columns are shown.
async fn shows(console: &Console, wanted: &[&str]) -> Result<()> {
    let mut now = Vec::new();
    let outcome = console
        .until("the columns", async || {
            now = shown(console).await?;
            Ok(now == wanted)
        })
        .await;
    ensure!(outcome.is_ok(), "{now:?} are shown, not {wanted:?}");
    Ok(())
}

const ALL: [&str; 6] = ["Name", "State", "Scopes", "Expires", "Last used", "Created"];

#[test]
fn columns_are_hidden_moved_and_remembered_by_the_keyboard_alone() {
    run(Options::new().viewport(1440, 900), async |console| {
        at_list(console, API_TOKENS).await?;
        shows(console, &ALL).await?;
        console
            .find("button", "Columns")
            .await?
            .press(Key::Enter)
            .await?;
        console
            .find("button", "Move Expires up")
            .await?
            .press(Key::Enter)
            .await?;
        announces(console, "Expires is column 2 of 5").await?;
        shows(
            console,
            &["Name", "State", "Expires", "Scopes", "Last used", "Created"],
        )
        .await?;
        // The focus stays on what was pressed, to go on.
        console.focuses("button", "Move Expires up").await?;
        console.press(Key::Enter).await?;
        announces(console, "Expires is column 1 of 5").await?;
        console
            .find("checkbox", "Last used")
            .await?
            .press(Key::Space)
            .await?;
        let chosen = ["Name", "Expires", "State", "Scopes", "Created"];
        shows(console, &chosen).await?;
        console.press(Key::Escape).await?;
        console.focuses("button", "Columns").await?;
        console
            .arrives_at(&format!(
                "{API_TOKENS}?columns=expires%2Cstate%2Creach%2Ccreated"
            ))
            .await?;
        // Reload, back, and another visit without a word about columns.
        console.reload().await?;
        shows(console, &chosen).await?;
        console.open(PERSONAL_TOKENS).await?;
        console.find("table", "Personal Access Tokens").await?;
        shows(
            console,
            &[
                "Name",
                "State",
                "Organizations",
                "Expires",
                "Last used",
                "Created",
            ],
        )
        .await?;
        console.open(API_TOKENS).await?;
        shows(console, &chosen).await?;
        console.arrives_at(API_TOKENS).await?;
        // A link says which columns it is about.
        console
            .open(&format!("{API_TOKENS}?columns=created,state"))
            .await?;
        shows(console, &["Name", "Created", "State"]).await?;
        console.open(API_TOKENS).await?;
        shows(console, &chosen).await?;
        console.find("button", "Columns").await?.click().await?;
        console
            .find("button", "Reset columns")
            .await?
            .click()
            .await?;
        shows(console, &ALL).await?;
        console.back().await?;
        shows(console, &chosen).await
    });
}

#[test]
fn the_page_size_is_remembered_for_each_list_and_a_link_wins() {
    run(Options::new(), async |console| {
        at_list(console, API_TOKENS).await?;
        choose(console, "per page", "10").await?;
        console.arrives_at(&format!("{API_TOKENS}?size=10")).await?;
        console.open(API_TOKENS).await?;
        settled(console).await?;
        console.shows("1–10 of 31").await?;
        console.open(&format!("{API_TOKENS}?size=50")).await?;
        settled(console).await?;
        console.shows("1–31 of 31").await?;
        // What is remembered is on the device, and says nothing about the tokens.
        let stored =
            "return Object.entries(localStorage).filter(([key]) => key.startsWith('list-'))";
        let stored = console.script(stored).await?;
        let wanted = json!([["list-api-tokens-01K00000000000000000RG0001", " 10"]]);
        ensure!(stored == wanted, "{stored}");
        // The columns of somebody's link do not become one's own with another size.
        console.open(&format!("{API_TOKENS}?columns=state")).await?;
        shows(console, &["Name", "State"]).await?;
        choose(console, "per page", "25").await?;
        console.find("link", "API Tokens").await?.click().await?;
        console.arrives_at(API_TOKENS).await?;
        console.shows("1–25 of 31").await?;
        shows(console, &ALL).await?;
        settled(console).await?;
        choose(console, "per page", "10").await?;
        settled(console).await?;
        // The page after it is found with the remembered size as well.
        console.open(API_TOKENS).await?;
        settled(console).await?;
        console.find("button", "Next").await?.click().await?;
        console.shows("11–20 of 31").await
    });
}

#[test]
fn all_scopes_of_a_row_open_in_place_as_they_are_granted() {
    run(Options::new().viewport(1440, 900), async |console| {
        at_list(console, &format!("{API_TOKENS}?size=50")).await?;
        let more = console
            .find("button", "+1 more of Vulnerability scanner")
            .await?;
        more.press(Key::Enter).await?;
        let panel = console
            .find("dialog", "+1 more of Vulnerability scanner")
            .await?;
        panel.comes_to_show("Vulnerability read and write").await?;
        panel.comes_to_show("Like every API token it can").await?;
        panel.find("link", "Edit").await?;
        console.press(Key::Escape).await?;
        console
            .focuses("button", "+1 more of Vulnerability scanner")
            .await?;
        console
            .find("button", "77 objects, 231 scopes of Break-glass automation")
            .await?
            .click()
            .await?;
        console
            .shows("It can change people's roles, up to super admin.")
            .await?;
        console.press(Key::Escape).await?;
        console
            .open(&format!("{PERSONAL_TOKENS}?q=Quarterly"))
            .await?;
        console
            .find("button", "+1 more of Quarterly access review")
            .await?
            .click()
            .await?;
        let panel = console
            .find("dialog", "+1 more of Quarterly access review")
            .await?;
        panel.comes_to_show("Umbrella Health").await.map(drop)
    });
}

#[test]
fn between_tablet_and_laptop_columns_give_way_and_a_row_has_two_lines() {
    run(Options::new(), async |console| {
        at_list(console, &format!("{API_TOKENS}?size=50")).await?;
        for width in [768, 900, 1024, 1100] {
            console.resize(width, 900).await?;
            settled(console).await?;
            // A long name is never cut; scopes have two lines at most.
            let tall = "return [...document.querySelectorAll('tbody .cell-line')]\
                .filter((line) => line.checkVisibility() \
                    && (line.getBoundingClientRect().height > 24 || line.parentNode.children.length > 2)) \
                .map((line) => line.innerText)";
            let tall = console.script(tall).await?;
            ensure!(tall == json!([]), "at {width}: {tall}");
            let height = "const row = [...document.querySelectorAll('tbody tr')]\
                    .find((row) => row.innerText.includes('Metrics exporter')); \
                return row.getBoundingClientRect().height";
            let height = console.script(height).await?;
            ensure!(
                height.as_f64() < Some(60.0),
                "a row is {height} pixels high at {width}"
            );
            let visible = "return [...document.querySelectorAll('thead th')] \
                .filter((head) => head.checkVisibility()).map((head) => head.innerText.trim())";
            let visible = console.script(visible).await?;
            let has = |name: &str| {
                visible
                    .as_array()
                    .is_some_and(|all| all.contains(&json!(name)))
            };
            ensure!(
                !has("Created") && has("State") && has("Expires"),
                "at {width}: {visible}"
            );
            fits_its_width(console).await?;
        }
        Ok(())
    });
}
