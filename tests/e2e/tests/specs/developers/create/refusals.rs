//! What the backend refuses is said in the right place, and the form keeps what was typed.

use e2e::pages::{CreateToken, SignIn, TokenCreated};
use e2e::paths::{NEW_API_TOKEN, NEW_PERSONAL_TOKEN};
use e2e::{Console, Options, Request, Result, ensure, run};
use serde_json::json;
use std::fs;
use thirtyfour::Key;

use super::super::super::loading::damaged;
use super::{API_HEADING, PERSONAL_HEADING, at_api_form, at_personal_form, inputs};

/// Fails unless the form still holds all of this.
async fn holds(console: &Console, form: CreateToken<'_>, name: &str) -> Result<()> {
    let value = console.find("textbox", "Name").await?.value().await?;
    ensure!(value == name, "the name is {value:?}");
    let text = console
        .find("textbox", "Description")
        .await?
        .value()
        .await?;
    ensure!(
        text == "Keeps what was typed",
        "the description is {text:?}"
    );
    ensure!(
        form.scope("Evidence: Write").await?.is_checked().await?,
        "the scope is lost"
    );
    ensure!(
        console.find("radio", "30 days").await?.is_checked().await?,
        "the end is lost"
    );
    Ok(())
}

async fn fill(form: CreateToken<'_>, name: &str) -> Result<()> {
    form.name(name).await?;
    form.description("Keeps what was typed").await?;
    form.scope("Evidence: Write").await?.click().await?;
    form.expires("30 days").await
}

#[test]
fn each_refusal_has_its_own_words_and_nothing_is_lost() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        fill(form, "first").await?;
        console.expects_status(500);
        console.expects_status(429);
        for (name, words) in [
            ("!payment now", "A payment method is needed"),
            ("!denied now", "You may not create tokens here"),
            (
                "!conflict now",
                "This conflicts with something that already exists",
            ),
            ("!500 now", "Request ID"),
            ("!429 now", "Too many requests"),
        ] {
            form.name(name).await?;
            form.submit().await?;
            console.alerts(words).await?;
            holds(console, form, name).await?;
            // It can be sent again.
            let button = console.find("button", "Create Token").await?;
            button.comes_to_be_disabled(false).await?;
        }
        form.name("good now").await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn a_personal_token_is_refused_in_the_same_words() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "").await?;
        form.name("!denied personal").await?;
        form.organization("Acme Security").await?.click().await?;
        form.submit().await?;
        console.alerts("You may not create tokens here").await?;
        for (name, words) in [
            (
                "!conflict personal",
                "This conflicts with something that already exists",
            ),
            ("!payment personal", "A payment method is needed"),
        ] {
            form.name(name).await?;
            form.submit().await?;
            console.alerts(words).await?;
        }
        ensure!(
            form.organization("Acme Security")
                .await?
                .is_checked()
                .await?
        );
        form.name("personal").await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn a_scope_that_the_backend_refuses_is_said_at_the_scopes() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        fill(form, "Other scope").await?;
        // As if the list of scopes had changed since it was read.
        let change = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
             if (request.method !== 'POST') return send(request, ...rest); \
             const body = (await request.clone().text()).replace('evidence:write', 'moonbase:write'); \
             return send(new Request(request, { body }), ...rest); }";
        console.script(change).await?;
        form.submit().await?;
        console.focuses("group", "Check these fields").await?;
        let message =
            "The scope “moonbase:write” cannot be given to a token. Remove it and try again.";
        let summary = console.find("group", "Check these fields").await?;
        summary.find("link", message).await?.click().await?;
        console.focuses("group", "Scopes").await?;
        holds(console, form, "Other scope").await?;
        // The backend was asked for it, and refused it itself.
        let sent = inputs(console, 1).await?;
        ensure!(
            sent[0]["scopes"] == json!(["evidence:read", "moonbase:write"]),
            "sent {sent:?}"
        );
        // It was an answer to the form as it was, which can be sent again.
        form.scope("Evidence: Write").await?.click().await?;
        console.absent("group", "Check these fields").await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn a_name_that_the_backend_refuses_is_said_at_the_name() {
    // As if the backend had another rule for names than the form: the name that it gets is empty.
    let change = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
         if (request.method !== 'POST') return send(request, ...rest); \
         const body = (await request.clone().text()).replace('\"name\":\"Other rule\"', '\"name\":\"\"'); \
         return send(new Request(request, { body }), ...rest); }";
    let said = |entity: &str| {
        format!(
            "Validator failed for field \"{entity}.name\": value is less than the required length."
        )
    };
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        fill(form, "Other rule").await?;
        console.script(change).await?;
        form.submit().await?;
        is_said_at_the_name(console, &said("APIToken")).await?;
        ensure!(
            inputs(console, 1).await?[0]["name"] == "",
            "the name was sent"
        );
        holds(console, form, "Other rule").await?;
        // It was an answer to the form as it was, which can be sent again.
        form.name("Another name").await?;
        console.absent("group", "Check these fields").await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "?name=Other%20rule").await?;
        form.organization("Acme Security").await?.click().await?;
        console.script(change).await?;
        form.submit().await?;
        is_said_at_the_name(console, &said("PersonalAccessToken")).await
    });
}

/// The summary has the focus, its link leads to the name, and there it is said again.
async fn is_said_at_the_name(console: &Console, message: &str) -> Result<()> {
    console.focuses("group", "Check these fields").await?;
    let summary = console.find("group", "Check these fields").await?;
    summary.find("link", message).await?.click().await?;
    console.focuses("textbox", "Name").await?;
    let name = console.find("textbox", "Name").await?;
    name.comes_to_be_invalid().await?;
    name.comes_to_say(message).await?;
    console.has_no_accessibility_faults().await
}

#[test]
fn an_end_that_is_past_for_the_backend_is_said_at_the_end() {
    let options = Options::new()
        .sandbox("--access-ttl")
        .sandbox("9999999")
        .sandbox("--session-max-age")
        .sandbox("9999999");
    run(options, async |console| {
        let form = at_api_form(console, "").await?;
        fill(form, "Too late").await?;
        // The question whether the name is taken is answered before the backend's clock jumps. Its answer
        // would tell the page the new time, and "30 days" would begin there.
        let answered = |request: &Request| {
            request.status == 200 && request.body.contains(r#""name":"Too late""#)
        };
        console.sent(0, 1, answered).await?;
        let later = "return new Date(Date.now() + 40 * 86400e3).toISOString()";
        let now = console.script(later).await?;
        console.control("clock", &json!({ "now": now })).await?;
        form.submit().await?;
        console.focuses("group", "Check these fields").await?;
        let end = console.find("group", "Expires At").await?;
        end.comes_to_say("The expiration date is in the past")
            .await?;
        holds(console, form, "Too late").await
    });
}

#[test]
fn an_organization_without_a_payment_method_says_so_up_front_and_when_it_refuses() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("ina@initech.test", NEW_API_TOKEN, API_HEADING)
            .await?;
        console.shows("No payment method on file").await?;
        let form = CreateToken(console);
        fill(form, "Paid").await?;
        form.submit().await?;
        console.alerts("A payment method is needed").await?;
        holds(console, form, "Paid").await
    });
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("ina@initech.test", NEW_PERSONAL_TOKEN, PERSONAL_HEADING)
            .await?;
        let form = CreateToken(console);
        form.name("Paid").await?;
        form.organization("Initech").await?.click().await?;
        form.submit().await?;
        console.alerts("A payment method is needed").await
    });
}

const OPEN_BILLING: &str = "Open billing (opens in a new tab)";

#[test]
fn the_way_to_billing_stands_where_a_payment_method_is_missing() {
    // As the operator writes it into the page.
    let dist = damaged("billing", "index", "html", |page| {
        let settings = r#""billingUrl": """#;
        let text = fs::read_to_string(page)?;
        ensure!(text.contains(settings), "the page has no {settings}");
        let address = r#""billingUrl": "https://billing.example.test/acme""#;
        Ok(fs::write(page, text.replace(settings, address))?)
    });
    let options = Options::new().dist(dist.expect("a copy of the build"));
    run(options, async |console| {
        SignIn(console)
            .and_go_to("ina@initech.test", NEW_API_TOKEN, API_HEADING)
            .await?;
        console.shows("No payment method on file").await?;
        let link = console.find("link", OPEN_BILLING).await?;
        let href = link.attribute("href").await?;
        ensure!(
            href.as_deref() == Some("https://billing.example.test/acme"),
            "it leads to {href:?}"
        );
        let form = CreateToken(console);
        fill(form, "Paid").await?;
        form.submit().await?;
        console.alerts("A payment method is needed").await?;
        console
            .until("the way to billing in the refusal as well", async || {
                Ok(console.count("link", OPEN_BILLING).await? == 2)
            })
            .await
    });
}

#[test]
fn a_slow_answer_is_waited_for_and_the_form_is_sent_once() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        fill(form, "!slow answer").await?;
        form.submit().await?;
        let name = console.find("textbox", "Name").await?;
        name.press(Key::Enter).await?;
        name.press(Key::Enter).await?;
        // Leaving now would lose the value that is on its way.
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console
            .find("alertdialog", "Leave while the token is being created?")
            .await?;
        console.find("button", "Wait for it").await?.click().await?;
        TokenCreated(console).appears().await?;
        inputs(console, 1).await?;
        Ok(())
    });
}

#[test]
fn a_failed_attempt_leaves_the_way_back_as_it_was() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", "/developers/api-tokens", "API Tokens")
            .await?;
        console.find("link", "Create").await?.click().await?;
        console.find("heading", API_HEADING).await?;
        let form = CreateToken(console);
        fill(form, "!denied twice").await?;
        form.submit().await?;
        console.alerts("You may not create tokens here").await?;
        // Other words, so that the first refusal is not taken for the second.
        form.name("!conflict twice").await?;
        form.submit().await?;
        console.alerts("This conflicts with something").await?;
        console.script("history.back()").await?;
        console
            .find("alertdialog", "Leave without creating the token?")
            .await?;
        console
            .find("button", "Discard the form")
            .await?
            .click()
            .await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at("/developers/api-tokens").await
    });
}

#[test]
fn on_a_slow_network_one_token_is_made() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "").await?;
        fill(form, "Slow network").await?;
        console.slow_network().await?;
        let button = console.find("button", "Create Token").await?;
        console
            .driver()
            .action_chain()
            .double_click_element(&button.element)
            .perform()
            .await?;
        TokenCreated(console).appears().await?;
        inputs(console, 1).await?;
        Ok(())
    });
}
