//! The accessibility tree of the page as text that a person can review.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::console::Console;

/// What is neither seen nor said.
const SILENT: [&str; 6] = [
    "none",
    "generic",
    "InlineTextBox",
    "RootWebArea",
    "LineBreak",
    "ListMarker",
];

/// States that are worth a word when they are on, or when they are there at all.
const STATES: [&str; 13] = [
    "level", "checked", "pressed", "selected", "expanded", "hasPopup", "invalid", "required",
    "readonly", "disabled", "busy", "modal", "live",
];

impl Console {
    /// Roles, names, descriptions, values and states of everything on the page, one line each, those within others indented.
    /// Where the console runs, the identifiers of what was just made and what is only announced are left out: they differ from
    /// run to run.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn accessibility_tree(&self) -> Result<String> {
        let answer = self
            .chrome()
            .send("Accessibility.getFullAXTree", json!({}))
            .await?;
        let nodes = answer["nodes"].as_array().context("there is no tree")?;
        let mut text = String::new();
        let root = nodes.first().context("the tree is empty")?;
        write(nodes, root, 0, "", &mut text);
        Ok(steady(&text.replace(self.address(), "<origin>")))
    }
}

fn field<'a>(node: &'a Value, key: &str) -> &'a str {
    node[key]["value"].as_str().unwrap_or_default()
}

/// `around` is the name of what it is in: a text that only repeats that is not said again. What stands in a live region with
/// nothing around it goes away by itself.
fn write(nodes: &[Value], node: &Value, depth: usize, around: &str, text: &mut String) {
    let (role, name) = (field(node, "role"), field(node, "name"));
    let is_silent = node["ignored"].as_bool() == Some(true)
        || (SILENT.contains(&role) && (role != "generic" || name.is_empty()))
        || (role == "StaticText" && around.contains(name.trim()));
    let (mut depth, mut around) = (depth, around);
    if !is_silent {
        let _ = write!(text, "{:width$}{role}", "", width = depth * 2);
        if !name.is_empty() {
            let _ = write!(text, " {name:?}");
        }
        for (word, value) in [
            ("is", field(node, "value")),
            ("described", field(node, "description")),
        ] {
            if !value.is_empty() && role != "StaticText" {
                let _ = write!(text, " {word} {value:?}");
            }
        }
        states(node, text);
        text.push('\n');
        depth += 1;
        around = name;
    }
    let is_live = matches!(role, "status" | "alert");
    for child in node["childIds"].as_array().into_iter().flatten() {
        let child = nodes.iter().find(|node| node["nodeId"] == *child);
        if let Some(child) = child.filter(|child| !is_live || field(child, "role") != "StaticText")
        {
            write(nodes, child, depth, around, text);
        }
    }
}

fn states(node: &Value, text: &mut String) {
    for state in STATES {
        let properties = node["properties"].as_array();
        let value = properties
            .into_iter()
            .flatten()
            .find(|property| property["name"] == state)
            .map(|property| &property["value"]["value"]);
        let word = match value {
            Some(Value::Bool(true)) => state.to_owned(),
            // What can be opened or pressed says so also when it is not.
            Some(Value::Bool(false)) if state == "expanded" => "collapsed".to_owned(),
            Some(Value::String(word)) if word == "true" => state.to_owned(),
            Some(Value::String(word)) if word == "false" && state == "pressed" => {
                "not pressed".to_owned()
            }
            Some(Value::String(word)) if word != "false" && word != "off" => {
                format!("{state}={word}")
            }
            Some(Value::Number(number)) => format!("{state}={number}"),
            _ => continue,
        };
        let _ = write!(text, " [{word}]");
    }
}

/// Replaces identifiers: 26 capitals and digits, as the backend makes them.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    let mut word = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_uppercase() || letter.is_ascii_digit() {
            word.push(letter);
            continue;
        }
        steady.push_str(if word.len() == 26 { "<id>" } else { &word });
        word.clear();
        steady.push(letter);
    }
    steady.pop();
    steady
}
