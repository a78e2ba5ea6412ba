//! The page as assistive technology sees it, as Chromium's protocol tells it. [`computed`](super::computed)
//! asks the other engines.

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};
use thirtyfour::WebElement;

use super::browser::Browser;

/// The role of `<input type="date">`, for which the specifications have none: Chromium's own word.
pub const DATE_FIELD: &str = "Date";

/// One thing in the accessibility tree.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) place: Place,
    /// States by their names, without `aria-`.
    pub(crate) states: Map<String, Value>,
}

/// Where a thing is in the document.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Chromium's number of the node.
    Node(u64),
    /// The driver's element.
    Element(Box<WebElement>),
}

impl Thing {
    /// A state such as `checked`, `disabled`, `expanded`, `invalid`, `focused`.
    pub(crate) fn state(&self, name: &str) -> Option<&Value> {
        self.states.get(name)
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
            place: Place::Node(node["backendDOMNodeId"].as_u64()?),
            states: node["properties"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|state| {
                    let name = state["name"].as_str()?;
                    Some((name.to_owned(), state["value"]["value"].clone()))
                })
                .collect(),
        })
    }
}

/// The things of a role, below the object of the browser's script engine, or in the whole page.
pub(crate) async fn query(
    browser: &Browser,
    below: Option<&str>,
    role: &str,
    name: Option<&str>,
) -> Result<Vec<Thing>> {
    let document;
    let object = if let Some(object) = below {
        object
    } else {
        let found = browser
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
    let answer = browser
        .send("Accessibility.queryAXTree", parameters)
        .await?;
    Ok(answer["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Thing::read)
        .collect())
}

/// The thing that is this object.
pub(crate) async fn of_object(browser: &Browser, object: &str) -> Result<Option<Thing>> {
    let parameters = json!({ "objectId": object, "fetchRelatives": false });
    let answer = browser
        .send("Accessibility.getPartialAXTree", parameters)
        .await?;
    Ok(answer["nodes"]
        .as_array()
        .and_then(|nodes| nodes.first())
        .and_then(Thing::read))
}
