//! The page as assistive technology sees it.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::chrome::Chrome;

/// The role of `<input type="date">`, for which the specifications have none: Chromium's own word.
pub const DATE_FIELD: &str = "Date";

/// One thing in the accessibility tree.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) node: u64,
    properties: Vec<Value>,
}

impl Thing {
    /// A state such as `checked`, `disabled`, `expanded`, `invalid`, `focused`.
    pub(crate) fn property(&self, name: &str) -> Option<&Value> {
        let found = self
            .properties
            .iter()
            .find(|property| property["name"] == name)?;
        Some(&found["value"]["value"])
    }

    fn read(node: &Value) -> Option<Self> {
        if node["ignored"].as_bool() == Some(true) {
            return None;
        }
        let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        Some(Self {
            role: text("role"),
            name: text("name"),
            description: text("description"),
            node: node["backendDOMNodeId"].as_u64()?,
            properties: node["properties"].as_array().cloned().unwrap_or_default(),
        })
    }
}

/// The things of a role, below the object of the browser's script engine, or in the whole page.
pub(crate) async fn query(
    chrome: &Chrome,
    below: Option<&str>,
    role: &str,
    name: Option<&str>,
) -> Result<Vec<Thing>> {
    let document;
    let object = if let Some(object) = below {
        object
    } else {
        let found = chrome
            .send("Runtime.evaluate", json!({ "expression": "document" }))
            .await?;
        document = found["result"]["objectId"]
            .as_str()
            .context("the page has no document")?
            .to_owned();
        &document
    };
    let mut parameters = json!({ "objectId": object, "role": role });
    if let Some(name) = name {
        parameters["accessibleName"] = json!(name);
    }
    let answer = chrome.send("Accessibility.queryAXTree", parameters).await?;
    Ok(answer["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Thing::read)
        .collect())
}

/// The thing that is this object.
pub(crate) async fn of_object(chrome: &Chrome, object: &str) -> Result<Option<Thing>> {
    let parameters = json!({ "objectId": object, "fetchRelatives": false });
    let answer = chrome
        .send("Accessibility.getPartialAXTree", parameters)
        .await?;
    Ok(answer["nodes"]
        .as_array()
        .and_then(|nodes| nodes.first())
        .and_then(Thing::read))
}
