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
//! 4. A line tells role, name, description, value, and the states of [`STATES`] that are not implied by the
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
            .chrome()
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
mod tests {
    use super::*;

    /// A node with its children below it; `list` gives them ids as the protocol does.
    #[derive(Clone)]
    struct Node(Value, Vec<Node>);

    fn node(role: &str, name: &str, children: &[Node]) -> Node {
        let value =
            json!({ "role": { "value": role }, "name": { "value": name }, "properties": [] });
        Node(value, children.to_vec())
    }

    fn text(words: &str) -> Node {
        node("StaticText", words, &[node("InlineTextBox", words, &[])])
    }

    impl Node {
        fn with(mut self, key: &str, value: &str) -> Self {
            self.0[key] = json!({ "value": value });
            self
        }

        fn state(mut self, name: &str, value: Value) -> Self {
            let property = json!({ "name": name, "value": { "value": value } });
            if let Some(list) = self.0["properties"].as_array_mut() {
                list.push(property);
            }
            self
        }

        fn ignored(mut self) -> Self {
            self.0["ignored"] = json!(true);
            self
        }

        fn list(self, nodes: &mut Vec<Value>) -> usize {
            let own = nodes.len();
            nodes.push(self.0);
            let children: Vec<_> = self
                .1
                .into_iter()
                .map(|child| child.list(nodes).to_string())
                .collect();
            nodes[own]["nodeId"] = json!(own.to_string());
            nodes[own]["childIds"] = json!(children);
            own
        }
    }

    fn outline_of(root: Node) -> String {
        let mut nodes = Vec::new();
        root.list(&mut nodes);
        outline(&nodes).expect("an outline")
    }

    fn sign_in(heading: &str, field: Node, others: &[Node]) -> Node {
        let card = [
            &[
                node("heading", heading, &[text(heading)]).state("level", json!(1)),
                field,
            ][..],
            others,
        ]
        .concat();
        node("RootWebArea", "Sign in", &[node("main", "", &card)])
    }

    fn email() -> Node {
        node("textbox", "Email", &[])
            .with("description", "As in Openlane")
            .state("required", json!(true))
    }

    #[test]
    fn what_a_version_adds_or_splits_makes_no_difference() {
        let lead = "Manage the tokens of your organization.";
        let older = sign_in(
            "Sign in",
            email(),
            &[
                node("paragraph", "", &[text(lead)]),
                node(
                    "generic",
                    "",
                    &[node("button", "Continue", &[text("Continue")])],
                ),
                node("listitem", "", &[text("One")]).state("level", json!(1)),
                node(
                    "combobox",
                    "Order",
                    &[node("MenuListPopup", "", &[node("option", "Newest", &[])])],
                )
                .state("hasPopup", json!("menu"))
                .state("expanded", json!(false)),
                node("status", "", &[text("3 tokens found")]).state("live", json!("polite")),
            ],
        );
        let newer = sign_in(
            "Sign in",
            email(),
            &[
                node(
                    "form",
                    "",
                    &[
                        node(
                            "sectionheader",
                            "",
                            &[text("Manage the tokens "), text(" of your\n organization.")],
                        ),
                        node(
                            "none",
                            "",
                            &[node("button", "Continue", &[text("Continue")])],
                        )
                        .ignored(),
                    ],
                ),
                node("listitem", "", &[node("strong", "", &[text("One")])]),
                node("combobox", "Order", &[node("option", "Newest", &[])])
                    .state("hasPopup", json!("listbox")),
                node("status", "", &[]),
            ],
        );
        let expected = "main\n  heading \"Sign in\" [level=1]\n  \
            textbox \"Email\" described \"As in Openlane\" [required]\n  \
            text \"Manage the tokens of your organization.\"\n  button \"Continue\"\n  \
            listitem\n    text \"One\"\n  \
            combobox \"Order\"\n    option \"Newest\"\n  status\n";
        assert_eq!(outline_of(older), expected);
        assert_eq!(outline_of(newer), expected);
    }

    #[test]
    fn what_a_person_would_miss_makes_a_difference() {
        let button = || node("button", "Continue", &[]);
        let link = || node("link", "Forgot password?", &[]);
        let whole = outline_of(sign_in("Sign in", email(), &[button(), link()]));
        let without_state = node("textbox", "Email", &[]).with("description", "As in Openlane");
        for (what, page) in [
            (
                "a lost name",
                sign_in("Sign in", email().with("name", ""), &[button(), link()]),
            ),
            (
                "another role",
                sign_in(
                    "Sign in",
                    email().with("role", "searchbox"),
                    &[button(), link()],
                ),
            ),
            (
                "a lost role",
                sign_in(
                    "Sign in",
                    email(),
                    &[button().with("role", "generic"), link()],
                ),
            ),
            (
                "a lost description",
                sign_in(
                    "Sign in",
                    email().with("description", ""),
                    &[button(), link()],
                ),
            ),
            (
                "a lost state",
                sign_in("Sign in", without_state, &[button(), link()]),
            ),
            (
                "another order",
                sign_in("Sign in", email(), &[link(), button()]),
            ),
            (
                "another level",
                sign_in(
                    "Sign in",
                    email(),
                    &[button().state("pressed", json!("true")), link()],
                ),
            ),
            (
                "another heading",
                sign_in("Log in", email(), &[button(), link()]),
            ),
            ("one thing less", sign_in("Sign in", email(), &[button()])),
            (
                "hidden from everybody",
                sign_in("Sign in", email(), &[button().ignored(), link()]),
            ),
            (
                "another text",
                sign_in(
                    "Sign in",
                    email(),
                    &[button(), link(), text("Wait a moment")],
                ),
            ),
        ] {
            assert_ne!(outline_of(page), whole, "{what}");
        }
    }

    #[test]
    fn a_form_counts_only_with_a_name() {
        let page = |name: &str| {
            node(
                "RootWebArea",
                "",
                &[node("form", name, &[node("button", "Save", &[])])],
            )
        };
        assert_eq!(outline_of(page("")), "button \"Save\"\n");
        assert_eq!(
            outline_of(page("Edit")),
            "form \"Edit\"\n  button \"Save\"\n"
        );
    }

    #[test]
    fn identifiers_are_left_out() {
        assert_eq!(
            without_ids("id 01K00000000000000000AT0001, 27"),
            "id <id>, 27"
        );
    }
}
