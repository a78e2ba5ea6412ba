//! The page's accessibility tree, as text that a person can review and that is the same in every version of
//! the browser.
//!
//! A browser's own accessibility tree changes with its version: which containers without a name are in it,
//! what its internal roles are called, into how many pieces a text is split. The text here keeps to what the
//! specifications (WAI-ARIA 1.2, HTML-AAM, accessible names) promise to a person. The rule:
//!
//! 1. Kept, a line each: the landmarks, headings, controls, lists, tables, dialogs and live regions of
//!    [`KEPT`], and those of [`KEPT_WITH_NAME`] that have a name (a form or a group without a name is none to
//!    anybody).
//! 2. Everything else is folded away: what is in it stands where it stood.
//! 3. Texts that follow one another are one text, with single spaces, and are left out where the name of what
//!    they are in says them already, and in live regions, which empty themselves.
//! 4. What a date field consists of is the browser's own and is left out: its parts and their names differ
//!    from version to version.
//! 5. A line tells role, name, description, value, and the states of [`STATES`] that are not implied by the
//!    role.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::console::Console;

/// Roles that are always kept.
const KEPT: [&str; 41] = [
    // Landmarks
    "banner",
    "complementary",
    "contentinfo",
    "main",
    "navigation",
    "search",
    // Structure that is announced or navigated by
    "article",
    "cell",
    "columnheader",
    "grid",
    "gridcell",
    "heading",
    "list",
    "listitem",
    "row",
    "rowheader",
    "separator",
    "table",
    // Windows and live regions
    "alert",
    "alertdialog",
    "dialog",
    "log",
    "status",
    // Controls
    "button",
    "checkbox",
    "combobox",
    "date field",
    "link",
    "listbox",
    "menu",
    "menuitem",
    "menuitemradio",
    "option",
    "progressbar",
    "radio",
    "radiogroup",
    "searchbox",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
];

/// Roles that mean something to a person only with a name.
const KEPT_WITH_NAME: [&str; 5] = ["form", "group", "img", "region", "tooltip"];

/// States that are worth a word when they are on, or when they are there at all.
const STATES: [&str; 11] = [
    "level", "checked", "pressed", "selected", "expanded", "hasPopup", "invalid", "required",
    "readonly", "disabled", "modal",
];

/// Names that only Chromium gives to a role of the specifications.
fn specified(role: &str) -> &str {
    match role {
        "DisclosureTriangle" | "DisclosureTriangleGrouped" | "ToggleButton" | "PopUpButton" => {
            "button"
        }
        "Date" | "DateTime" | "InputTime" => "date field",
        "image" => "img",
        "Section" | "Details" => "group",
        other => other,
    }
}

impl Console {
    /// Roles, names, descriptions, values and states of what a person meets on the page, by the rule of this
    /// module. Where the console runs and identifiers that differ from run to run are left out.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn accessibility_tree(&self) -> Result<String> {
        let answer = self
            .browser()
            .send("Accessibility.getFullAXTree", json!({}))
            .await?;
        let nodes = answer["nodes"].as_array().context("there is no tree")?;
        let text = outline(nodes).context("the tree is empty")?;
        Ok(without_ids(&text.replace(self.address(), "<origin>")))
    }
}

/// The text of a tree, as the browser's protocol lists its nodes, the root first.
fn outline(nodes: &[Value]) -> Option<String> {
    let mut outline = Outline {
        nodes,
        text: String::new(),
        pending: String::new(),
    };
    outline.write(nodes.first()?, 0, "", false);
    outline.end_text(0);
    Some(outline.text)
}

struct Outline<'a> {
    nodes: &'a [Value],
    text: String,
    /// Texts that followed one another and are not written yet.
    pending: String,
}

impl Outline<'_> {
    /// `around` is the name of the kept thing that this is in.
    fn write(&mut self, node: &Value, depth: usize, around: &str, in_live_region: bool) {
        let (role, name) = (specified(field(node, "role")), field(node, "name"));
        let is_ignored = node["ignored"].as_bool() == Some(true);
        if role == "StaticText" && !is_ignored {
            let said = single_spaced(name);
            if !in_live_region && !single_spaced(around).contains(&said) {
                self.pending.push_str(name);
                self.pending.push(' ');
            }
            return;
        }
        let is_kept = !is_ignored
            && (KEPT.contains(&role)
                || (KEPT_WITH_NAME.contains(&role) && !name.trim().is_empty()));
        let (mut inner_depth, mut inner_around) = (depth, around);
        if is_kept {
            self.end_text(depth);
            self.line(node, role, name, depth);
            if role == "date field" {
                return;
            }
            inner_depth += 1;
            inner_around = name;
        }
        let is_live = in_live_region || matches!(role, "status" | "alert" | "log");
        for id in node["childIds"].as_array().into_iter().flatten() {
            if let Some(child) = self.nodes.iter().find(|node| node["nodeId"] == *id) {
                self.write(child, inner_depth, inner_around, is_live);
            }
        }
        if is_kept {
            self.end_text(inner_depth);
        }
    }

    fn end_text(&mut self, depth: usize) {
        let text = single_spaced(&std::mem::take(&mut self.pending));
        if !text.is_empty() {
            let _ = writeln!(self.text, "{:width$}text {text:?}", "", width = depth * 2);
        }
    }

    fn line(&mut self, node: &Value, role: &str, name: &str, depth: usize) {
        let text = &mut self.text;
        let _ = write!(text, "{:width$}{role}", "", width = depth * 2);
        let name = single_spaced(name);
        if !name.is_empty() {
            let _ = write!(text, " {name:?}");
        }
        for (word, value) in [
            ("is", field(node, "value")),
            ("described", field(node, "description")),
        ] {
            let value = single_spaced(value);
            if !value.is_empty() {
                let _ = write!(text, " {word} {value:?}");
            }
        }
        states(node, role, text);
        text.push('\n');
    }
}

fn field<'a>(node: &'a Value, key: &str) -> &'a str {
    node[key]["value"].as_str().unwrap_or_default()
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn states(node: &Value, role: &str, text: &mut String) {
    for state in STATES {
        let is_implied = match state {
            // Lists have levels too, which no attribute of ours sets.
            "level" => role != "heading",
            // What a combobox opens is a list by its role.
            "hasPopup" => role == "combobox",
            _ => false,
        };
        if is_implied {
            continue;
        }
        let properties = node["properties"].as_array();
        let value = properties
            .into_iter()
            .flatten()
            .find(|property| property["name"] == state)
            .map(|property| &property["value"]["value"]);
        let word = match value {
            Some(Value::Bool(true)) => state.to_owned(),
            // What can be opened or pressed says so also when it is not.
            Some(Value::Bool(false)) if state == "expanded" && role != "combobox" => {
                "collapsed".to_owned()
            }
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
fn without_ids(text: &str) -> String {
    let mut replaced = String::new();
    let mut word = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_uppercase() || letter.is_ascii_digit() {
            word.push(letter);
            continue;
        }
        replaced.push_str(if word.len() == 26 { "<id>" } else { &word });
        word.clear();
        replaced.push(letter);
    }
    replaced.pop();
    replaced
}

#[cfg(test)]
mod tests;
