//! Taking a list along: CSV, JSON and the ends of its tokens as a calendar.

use anyhow::Context as _;
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

use e2e::pages::SignIn;

use super::token_list_support::{Disturbance, at, calm, disturb, settled};

/// Opens the menu and chooses.
async fn export(console: &Console, item: &str) -> Result<()> {
    console.find("button", "Export").await?.click().await?;
    console.find("menuitem", item).await?.click().await
}

/// What the backend has, asked with the session of the page.
async fn backend(console: &Console, query: &str) -> Result<Value> {
    let script = format!(
        "const bearer = sessionStorage.getItem('session').split('\\n')[0]; \
         return fetch('/query', {{ method: 'POST', headers: {{ 'Content-Type': 'application/json', \
            Authorization: 'Bearer ' + bearer }}, body: JSON.stringify({{ query: {} }}) }}) \
            .then((answer) => answer.json())",
        json!(query)
    );
    console.script(&script).await
}

/// The records of a CSV file, header first.
fn records(file: &str) -> Result<Vec<Vec<String>>> {
    let file = file
        .strip_prefix('\u{feff}')
        .context("no byte order mark")?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(file.as_bytes());
    let mut all = Vec::new();
    for record in reader.records() {
        all.push(record?.iter().map(str::to_owned).collect());
    }
    Ok(all)
}

/// The names in a CSV file, with what keeps a spreadsheet from running them taken away.
fn names(records: &[Vec<String>]) -> Result<Vec<String>> {
    let column = records
        .first()
        .and_then(|header| header.iter().position(|cell| cell == "name"));
    let column = column.context("no column of names")?;
    let cells = records
        .iter()
        .skip(1)
        .filter_map(|record| record.get(column));
    Ok(cells
        .map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned())
        .collect())
}

#[test]
fn the_files_have_every_token_of_the_organization() {
    run(Options::new(), async |console| {
        let downloads = console.downloads().await?;
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let query = "{ apiTokens(first: 100, orderBy: [{ field: created_at, direction: DESC }]) { \
            edges { node { id name expiresAt scopes lastUsedAt } } } }";
        let there = backend(console, query).await?;
        let there = there["data"]["apiTokens"]["edges"]
            .as_array()
            .context("no list")?
            .clone();
        let node_names: Vec<&str> = there
            .iter()
            .filter_map(|edge| edge["node"]["name"].as_str())
            .collect();
        export(console, "CSV").await?;
        let (name, text) = console.downloaded(&downloads, ".csv").await?;
        ensure!(
            name.starts_with("openlane-acme-security-api-tokens-"),
            "{name}"
        );
        let records = records(&text)?;
        ensure!(names(&records)? == node_names, "{:?}", names(&records)?);
        ensure!(text.contains("Adam Admin"), "no names of creators");
        ensure!(
            !text.contains("********"),
            "what stands for a value is exported"
        );
        export(console, "JSON").await?;
        let (_, text) = console.downloaded(&downloads, ".json").await?;
        let file: Value = serde_json::from_str(&text)?;
        ensure!(file["organization"]["name"] == "Acme Security");
        let tokens = file["tokens"].as_array().context("no tokens")?;
        ensure!(
            tokens.len() == there.len(),
            "{} of {}",
            tokens.len(),
            there.len()
        );
        for (token, edge) in tokens.iter().zip(&there) {
            let node = &edge["node"];
            let written = node["scopes"].as_array().cloned().unwrap_or_default();
            ensure!(token["id"] == node["id"] && token["name"] == node["name"]);
            ensure!(token["scopes"] == Value::from(written), "{token}");
            ensure!(
                token["expires_at"].is_null() == node["expiresAt"].is_null(),
                "{token}"
            );
        }
        export(console, "Calendar").await?;
        let (_, text) = console.downloaded(&downloads, ".ics").await?;
        let ending = there
            .iter()
            .filter(|edge| !edge["node"]["expiresAt"].is_null())
            .count();
        let events = text.matches("BEGIN:VEVENT").count();
        ensure!(
            events == ending,
            "{events} events for {ending} tokens with an end"
        );
        Ok(())
    });
}

#[test]
fn what_the_list_shows_can_be_exported_and_everything_as_well() {
    run(Options::new(), async |console| {
        let downloads = console.downloads().await?;
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?flag=broad_access&size=10"),
        )
        .await?;
        export(console, "CSV").await?;
        let (_, text) = console.downloaded(&downloads, ".csv").await?;
        let some = names(&records(&text)?)?;
        ensure!(some.contains(&"Terraform state".to_owned()), "{some:?}");
        ensure!(!some.contains(&"Jira bridge".to_owned()), "{some:?}");
        export(console, "All as CSV").await?;
        let (_, text) = console.downloaded(&downloads, ".csv").await?;
        let all = names(&records(&text)?)?;
        ensure!(all.contains(&"Jira bridge".to_owned()) && all.len() > some.len());
        console.open(&format!("{PERSONAL_TOKENS}?q=Laptop")).await?;
        console.find("link", "Laptop CLI").await?;
        export(console, "JSON").await?;
        let (name, text) = console.downloaded(&downloads, ".json").await?;
        ensure!(
            name.starts_with("openlane-personal-access-tokens-"),
            "{name}"
        );
        let file: Value = serde_json::from_str(&text)?;
        ensure!(file["tokens"].as_array().map(Vec::len) == Some(1), "{file}");
        ensure!(
            file["tokens"][0]["organizations"][0]["name"] == "Acme Security",
            "{file}"
        );
        Ok(())
    });
}

/// Signs in and goes to the list of API tokens.
async fn at_list(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    console.find("table", "API Tokens").await?;
    settled(console).await
}

#[test]
fn thousands_are_exported_with_progress_and_can_be_cancelled() {
    run(
        Options::new().sandbox("--seed").sandbox("large"),
        async |console| {
            let downloads = console.downloads().await?;
            // All pages but the first wait.
            disturb(console, "createdAtLT", Disturbance::Held).await?;
            at_list(console).await?;
            export(console, "CSV").await?;
            let dialog = console.find("dialog", "Export API Tokens").await?;
            dialog.find("progressbar", "Loading all tokens").await?;
            dialog.comes_to_show("100 of 5031").await?;
            dialog.find("button", "Cancel").await?.click().await?;
            console.absent("dialog", "Export API Tokens").await?;
            calm(console).await?;
            export(console, "JSON").await?;
            let (_, text) = console.downloaded(&downloads, ".json").await?;
            let file: Value = serde_json::from_str(&text)?;
            let count = file["tokens"].as_array().map(Vec::len);
            ensure!(count == Some(5_031), "{count:?}");
            console.absent("dialog", "Export API Tokens").await?;
            // The one that was cancelled made no file.
            ensure!(
                console.are_all_downloaded(&downloads)?,
                "there is another file"
            );
            Ok(())
        },
    );
}

#[test]
fn an_export_that_fails_says_so_and_can_be_repeated() {
    run(Options::new(), async |console| {
        let downloads = console.downloads().await?;
        disturb(console, "\"first\":100", Disturbance::Failed).await?;
        at_list(console).await?;
        export(console, "JSON").await?;
        let dialog = console.find("dialog", "Export API Tokens").await?;
        dialog
            .comes_to_show("The tokens could not be exported")
            .await?;
        calm(console).await?;
        dialog.find("button", "Try again").await?.click().await?;
        let (_, text) = console.downloaded(&downloads, ".json").await?;
        ensure!(text.contains("Jira bridge"));
        console.absent("dialog", "Export API Tokens").await
    });
}

#[test]
fn the_end_of_one_token_goes_into_a_calendar_from_its_details() {
    run(Options::new(), async |console| {
        let downloads = console.downloads().await?;
        at_list(console).await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console
            .find("button", "Calendar file")
            .await?
            .click()
            .await?;
        let (name, text) = console.downloaded(&downloads, ".ics").await?;
        ensure!(
            name.starts_with("openlane-jira-bridge-api-token-"),
            "{name}"
        );
        ensure!(
            text.contains("SUMMARY:Token expires: Jira bridge"),
            "{text}"
        );
        let unfolded = text.replace("\r\n ", "");
        ensure!(
            unfolded.contains("/developers/api-tokens/01K00000000000000000AT0004"),
            "{text}"
        );
        Ok(())
    });
}
