//! What the specs about one token share: tokens with a known value, and what the backend says about them.

use e2e::harness::Request;
use e2e::pages::{CreateToken, TokenCreated};
use e2e::{Console, Result, ensure};
use serde_json::{Value, json};

/// A token that exists, and its value.
pub struct Made {
    /// Its identifier.
    pub id: String,
    /// Its value.
    pub secret: String,
}

impl Made {
    /// Makes an API token through the form. Somebody has to be signed in.
    pub async fn api(console: &Console, name: &str, scopes: &str) -> Result<Self> {
        let path = format!("/developers/api-tokens/new?name={name}&scopes={scopes}");
        console.open(&path).await?;
        Self::by_form(console, "API Tokens", name).await
    }

    /// Makes a personal access token for one organization through the form.
    pub async fn personal(console: &Console, name: &str, organization: &str) -> Result<Self> {
        let path = format!("/developers/personal-access-tokens/new?name={name}");
        console.open(&path).await?;
        console
            .find("checkbox", organization)
            .await?
            .click()
            .await?;
        Self::by_form(console, "Personal Access Tokens", name).await
    }

    async fn by_form(console: &Console, list: &str, name: &str) -> Result<Self> {
        CreateToken(console).submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        created.done().await?;
        console.find("heading", list).await?;
        console.find("link", name).await?.click().await?;
        console.find("heading", name).await?;
        let below = match list {
            "API Tokens" => "/developers/api-tokens",
            _ => "/developers/personal-access-tokens",
        };
        let id = console.arrives_below(below).await?;
        Ok(Self { id, secret })
    }

    /// Another API token of the same organization, made by this one alone.
    pub async fn another(&self, console: &Console, name: &str) -> Result<Self> {
        let query = "mutation Make($input: CreateAPITokenInput!) { createAPIToken(input: $input) { \
             apiToken { id token } } }";
        let answer = console
            .post_as(
                "/query",
                &self.secret,
                &json!({
                    "query": query,
                    "variables": { "input": { "name": name, "scopes": ["evidence:read"] } },
                }),
            )
            .await?;
        let made = &answer.body["data"]["createAPIToken"]["apiToken"];
        ensure!(made["id"].is_string(), "no token: {}", answer.body);
        Ok(Self {
            id: text(&made["id"]),
            secret: text(&made["token"]),
        })
    }

    /// Gives another API token of the same organization another name, with this one alone.
    pub async fn renames(&self, console: &Console, id: &str, name: &str) -> Result<()> {
        self.changes(console, id, json!({ "name": name })).await
    }

    /// Changes another API token of the same organization, authenticated by this one: a concurrent edit by
    /// somebody else.
    pub async fn changes(&self, console: &Console, id: &str, input: Value) -> Result<()> {
        let query = "mutation Change($id: ID!, $input: UpdateAPITokenInput!) { \
             updateAPIToken(id: $id, input: $input) { apiToken { id } } }";
        let variables = json!({ "id": id, "input": input });
        let answer = self.sends(console, query, &variables).await?;
        let changed = &answer["updateAPIToken"]["apiToken"]["id"];
        ensure!(*changed == id, "not changed: {answer}");
        Ok(())
    }

    /// Deletes another API token of the same organization, with this one alone.
    pub async fn deletes(&self, console: &Console, id: &str) -> Result<()> {
        let query = "mutation Delete($id: ID!) { deleteAPIToken(id: $id) { deletedID } }";
        let answer = self.sends(console, query, &json!({ "id": id })).await?;
        ensure!(
            answer["deleteAPIToken"]["deletedID"] == id,
            "not deleted: {answer}"
        );
        Ok(())
    }

    async fn sends(&self, console: &Console, query: &str, variables: &Value) -> Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let answer = console.post_as("/query", &self.secret, &body).await?;
        ensure!(answer.body["errors"].is_null(), "{}", answer.body);
        Ok(answer.body["data"].clone())
    }

    /// Fails unless the backend accepts the value now.
    pub async fn is_accepted(&self, console: &Console) -> Result<()> {
        let answer = console.get_as("/v1/scopes", &self.secret).await?;
        ensure!(answer.status == 200, "refused: {}", answer.body);
        Ok(())
    }

    /// Fails unless the backend refuses the value now; what it says.
    pub async fn is_refused(&self, console: &Console) -> Result<String> {
        let answer = console.get_as("/v1/scopes", &self.secret).await?;
        ensure!(answer.status == 401, "accepted: {}", answer.status);
        Ok(text(&answer.body["error"]))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The variables of a request, if it is a mutation.
fn mutation(request: &Request) -> Option<Value> {
    let body: Value = serde_json::from_str(&request.body).ok()?;
    let is_mutation = body["query"].as_str()?.trim_start().starts_with("mutation");
    is_mutation.then(|| body["variables"].clone())
}

/// Waits for `count` mutations since `from` requests, no more and no fewer; their variables, in their order.
pub async fn mutations(console: &Console, from: usize, count: usize) -> Result<Vec<Value>> {
    let sent = console
        .sent(from, count, |request| mutation(request).is_some())
        .await?;
    Ok(sent.iter().filter_map(mutation).collect())
}

/// Fails if there was a mutation since `from` requests. Wait first for what shows that the page has handled
/// the action.
pub async fn nothing_changed(console: &Console, from: usize) -> Result<()> {
    mutations(console, from, 0).await.map(drop)
}

/// How many requests there were so far.
pub async fn so_far(console: &Console) -> Result<usize> {
    Ok(console.requests().await?.len())
}

/// Waits for a text in which the spaces may be of any kind.
pub async fn reads(console: &Console, text: &str) -> Result<()> {
    console
        .until(&format!("the text {text:?}"), async || {
            let read = console.text().await?;
            Ok(read.replace(['\u{202f}', '\u{a0}'], " ").contains(text))
        })
        .await
}

/// Waits until assistive technology is told this.
pub async fn announces(console: &Console, text: &str) -> Result<()> {
    console
        .until(&format!("the announcement {text:?}"), async || {
            let said = "return [...document.querySelectorAll('[role=status], [aria-live]')]\
                 .map((place) => '\\n' + place.textContent.trim() + '\\n').join('')";
            let said = console.script(said).await?;
            Ok(said.as_str().is_some_and(|said| said.contains(text)))
        })
        .await
}
