//! The names, line by line, and what is refused.

use e2e::pages::TokenList;
use e2e::paths::NEW_API_TOKEN;
use e2e::{Options, Result, ensure, run};
use serde_json::json;

use super::{at_form_as, create, names, requests, variables};

#[test]
fn what_is_wrong_is_said_at_its_line_before_anything_is_sent() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "olivia@acme.test").await?;
        let long = "x".repeat(121);
        let text = format!("ci-{{1..3}}\n\nab\nci-2\n{long}\ndeploy");
        names(console, &text).await?;
        console
            .shows("4 names: ci-1, ci-2, ci-3, deploy. Line 2 is blank and left out.")
            .await?;
        form.scope("Evidence: Read").await?.click().await?;
        for problem in [
            "Line 3: The name needs at least 3 characters.",
            "Line 4: “ci-2” is already in line 1.",
            "Line 5: The name can have 120 characters at most.",
        ] {
            console.shows(problem).await?;
        }
        console.has_no_accessibility_faults().await?;
        create(console, 4).await?;
        console.focuses("group", "Check these fields").await?;
        let summary = console.find("group", "Check these fields").await?;
        let problem = "Correct lines 3, 4 and 5.";
        summary.find("link", problem).await?.click().await?;
        console.focuses("textbox", "Names").await?;
        requests(console, 0).await?;
        let field = console.find("textbox", "Names").await?;
        ensure!(field.value().await? == text, "what was typed is lost");
        names(console, "ci-{1..3}\ndeploy").await?;
        console.hides("Line 3").await?;
        create(console, 4).await?;
        console.find("heading", "4 tokens created").await?;
        let sent = requests(console, 1).await?;
        let names: Vec<_> = sent[0].iter().map(|input| &input["name"]).collect();
        ensure!(names == ["ci-1", "ci-2", "ci-3", "deploy"], "{names:?}");
        let scopes = |input: &serde_json::Value| input["scopes"] == json!(["evidence:read"]);
        ensure!(sent[0].iter().all(scopes), "{sent:?}");
        Ok(())
    });
}

#[test]
fn nothing_and_more_than_fifty_is_refused() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "olivia@acme.test").await?;
        form.scope("Evidence: Read").await?.click().await?;
        let button = console.find("button", "Create tokens").await?;
        button.click().await?;
        console.find("link", "Enter at least one name.").await?;
        names(console, "ci-{1..51}").await?;
        console
            .shows("Line 1: The range makes 51 names; 50 can be created at once.")
            .await?;
        names(console, "ci-{1..49}\none more\none too many").await?;
        console
            .shows("Line 3: This makes more than 50 names")
            .await?;
        let value = format!("tola_{}", "a1".repeat(32));
        names(console, &value).await?;
        console
            .shows("Line 1: That is the value of a token")
            .await?;
        requests(console, 0).await.map(drop)
    });
}

#[test]
fn names_of_active_tokens_are_told_and_no_error() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "olivia@acme.test").await?;
        console
            .open(&format!(
                "{NEW_API_TOKEN}?name=taken-one&scopes=evidence:read"
            ))
            .await?;
        form.submit().await?;
        e2e::pages::TokenCreated(console).done().await?;
        TokenList::api(console).row("taken-one").await?;
        console
            .find("link", "Create several")
            .await?
            .click()
            .await?;
        names(console, "free-one\ntaken-one").await?;
        console
            .shows("Active tokens already have these names: taken-one")
            .await?;
        names(console, "free-one").await?;
        console.hides("Active tokens already have").await
    });
}

/// What was typed and chosen is still there.
async fn nothing_is_lost(console: &e2e::Console) -> Result<()> {
    let field = console.find("textbox", "Names").await?;
    ensure!(field.value().await? == "ci-{1..3}", "the names are lost");
    let scopes = console.find("group", "Scopes").await?;
    let scope = scopes.find("checkbox", "Evidence: Read").await?;
    scope.comes_to_be_checked(true).await
}

#[test]
fn the_payment_rule_is_said_up_front_and_once_when_it_refuses() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "ina@initech.test").await?;
        console.shows("No payment method on file").await?;
        names(console, "ci-{1..3}").await?;
        form.scope("Evidence: Read").await?.click().await?;
        create(console, 3).await?;
        console.alerts("A payment method is needed").await?;
        let text = console.text().await?;
        let times = text.matches("A payment method is needed").count();
        ensure!(times == 1, "it is said {times} times");
        nothing_is_lost(console).await
    });
}

#[test]
fn a_refused_scope_is_said_once_at_the_scopes() {
    run(Options::new(), async |console| {
        let form = at_form_as(console, "olivia@acme.test").await?;
        names(console, "ci-{1..3}").await?;
        form.scope("Evidence: Read").await?.click().await?;
        // As if the list of scopes had changed since it was read.
        let change = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
             if (request.method !== 'POST') return send(request, ...rest); \
             const body = (await request.clone().text()).replaceAll('evidence:read', 'moonbase:read'); \
             return send(new Request(request, { body }), ...rest); }";
        console.script(change).await?;
        create(console, 3).await?;
        console.focuses("group", "Check these fields").await?;
        let message =
            "The scope “moonbase:read” cannot be given to a token. Remove it and try again.";
        let summary = console.find("group", "Check these fields").await?;
        summary.find("link", message).await?.click().await?;
        console.focuses("group", "Scopes").await?;
        nothing_is_lost(console).await
    });
}

#[test]
fn who_may_not_create_tokens_is_told() {
    run(Options::new(), async |console| {
        at_form_as(console, "mia@acme.test").await?;
        console.shows("You may not create API tokens here").await?;
        ensure!(console.count("textbox", "Names").await? == 0);
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn variables_are_read_from_a_file() {
    let text = "# a\nCORE_HOST=x\nOPENLANE_TOKEN_A=tola_1\nOPENLANE_TOKEN_B=tola_2\n";
    let expected = [
        ("OPENLANE_TOKEN_A", "tola_1"),
        ("OPENLANE_TOKEN_B", "tola_2"),
    ];
    assert_eq!(variables(text), expected);
}
