use super::*;

/// A node with its children below it; `list` gives them ids as the protocol does.
#[derive(Clone)]
struct Node(Value, Vec<Node>);

fn node(role: &str, name: &str, children: &[Node]) -> Node {
    let value = json!({ "role": { "value": role }, "name": { "value": name }, "properties": [] });
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

#[test]
fn the_parts_of_a_date_field_are_the_browsers_own() {
    let field = |parts: &[Node]| outline_of(node("form", "New", &[node("Date", "Ends", parts)]));
    let one = field(&[
        node("spinbutton", "Month Month", &[text("mm")]),
        node("button", "Show date picker", &[]),
    ]);
    assert_eq!(one, field(&[node("spinbutton", "Month", &[])]));
    assert_eq!(one, "form \"New\"\n  date field \"Ends\"\n");
}
