//! The sheet: fifty values, copied and saved.

use std::collections::BTreeSet;

use e2e::harness::Clipboard;
use e2e::pages::{Shell, TokenList};
use e2e::{Options, ensure, run};
use serde_json::Value;

use crate::sso_support::{at_the_provider, olivia_at_her_tokens};

use super::{HEADING, at_the_sheet, create, names, requests, value_of, variables};

#[test]
fn fifty_tokens_come_with_one_request_and_all_of_them_work() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..47}\nCI 1\nMüller deploy\n密钥服务", 50).await?;
        ensure!(requests(console, 1).await?[0].len() == 50);
        console.has_no_accessibility_faults().await?;
        console.find("button", "Copy all").await?.click().await?;
        console.find("button", "Copied").await?;
        let copied = console.clipboard().await?;
        let copied = variables(&copied);
        let unique: BTreeSet<_> = copied.iter().map(|(name, _)| *name).collect();
        ensure!(
            copied.len() == 50 && unique.len() == 50,
            "{} are copied",
            copied.len()
        );
        for (_, value) in [copied[0], copied[48], copied[49]] {
            ensure!(console.get_as("/v1/scopes", value).await?.status == 200);
        }
        ensure!(
            copied[48].0 == "OPENLANE_TOKEN_M_LLER_DEPLOY",
            "{}",
            copied[48].0
        );
        ensure!(copied[0].1 == value_of(console, "ci-1").await?);
        ensure!(copied[46].1 == value_of(console, "ci-47").await?);
        // One alone.
        console.find("button", "Copy ci-2").await?.click().await?;
        console
            .until("one value on the clipboard", async || {
                Ok(console.clipboard().await? == copied[1].1)
            })
            .await?;
        console
            .find("checkbox", "I have stored these tokens")
            .await?
            .click()
            .await?;
        console.find("button", "Done").await?.click().await?;
        let list = TokenList::api(console);
        list.row("ci-47").await?;
        for (_, value) in &copied {
            console.has_forgotten(value).await?;
        }
        Ok(())
    });
}

#[test]
fn the_files_hold_all_values() {
    run(Options::new(), async |console| {
        let downloads = console.downloads().await?;
        at_the_sheet(console, "ci-{01..03}", 3).await?;
        let save = async |item: &str| {
            console.find("button", "Download").await?.click().await?;
            console.find("menuitem", item).await?.click().await
        };
        save(".env").await?;
        let (name, text) = console.downloaded(&downloads, ".env").await?;
        ensure!(name == "openlane-tokens.env", "{name}");
        ensure!(
            text.contains(&format!("CORE_HOST={}", console.address())),
            "{text}"
        );
        let in_env = variables(&text);
        ensure!(
            in_env.len() == 3 && in_env[2].0 == "OPENLANE_TOKEN_CI_03",
            "{text}"
        );
        save("JSON").await?;
        let (_, text) = console.downloaded(&downloads, ".json").await?;
        let read: Value = serde_json::from_str(&text)?;
        for (index, (variable, value)) in in_env.iter().enumerate() {
            ensure!(read[index]["variable"] == *variable && read[index]["token"] == *value);
        }
        ensure!(
            read[0]["name"] == "ci-01" && read[0]["expires_at"].is_string(),
            "{text}"
        );
        Ok(())
    });
}

#[test]
fn without_a_clipboard_the_values_are_shown_and_selected() {
    run(
        Options::new().clipboard(Clipboard::Denied),
        async |console| {
            at_the_sheet(console, "ci-{1..2}", 2).await?;
            let value = value_of(console, "ci-2").await?;
            console.find("button", "Copy all").await?.click().await?;
            console
                .shows("All values are selected: press Ctrl+C")
                .await?;
            let selected = "const field = document.activeElement; \
             return field.value.slice(field.selectionStart, field.selectionEnd)";
            console
                .until("all values to be selected", async || {
                    let text = console.script(selected).await?;
                    Ok(text.as_str().is_some_and(|text| text.contains(&value)))
                })
                .await?;
            console.has_no_accessibility_faults().await?;
            console.find("button", "Hide all").await?.click().await?;
            console.hides("All values are selected").await?;
            console.has_forgotten(&value).await?;
            console.find("button", "Copy ci-2").await?.click().await?;
            console.focuses("textbox", "Value of ci-2").await?;
            let field = console.find("textbox", "Value of ci-2").await?;
            field.comes_to_hold(&value).await
        },
    );
}

#[test]
fn single_sign_on_is_said_where_it_is_enforced() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("link", "Create several")
            .await?
            .click()
            .await?;
        console.find("heading", HEADING).await?;
        names(console, "ci-{1..2}").await?;
        e2e::pages::CreateToken(console)
            .scope("Evidence: Read")
            .await?
            .click()
            .await?;
        create(console, 2).await?;
        console.find("heading", "2 tokens created").await?;
        console
            .shows("Globex Compliance enforces single sign-on and refuses each of these tokens")
            .await?;
        let value = value_of(console, "ci-1").await?;
        ensure!(console.get_as("/v1/scopes", &value).await?.status == 401);
        Ok(())
    });
}

#[test]
fn what_openlane_answers_without_is_said_by_name() {
    run(Options::new(), async |console| {
        let form = super::at_form_as(console, "olivia@acme.test").await?;
        names(console, "ci-{1..3}").await?;
        form.scope("Evidence: Read").await?.click().await?;
        let drop = "const send = window.fetch; window.fetch = async (request, ...rest) => { \
             if (request.method !== 'POST') return send(request, ...rest); \
             const body = await request.clone().text(); \
             const answer = await send(new Request(request, { body }), ...rest); \
             if (!body.includes('createBulkAPIToken')) return answer; \
             const json = await answer.json(); \
             json.data.created.tokens = json.data.created.tokens.filter(({ name }) => name !== 'ci-2'); \
             return new Response(JSON.stringify(json), answer); }";
        console.script(drop).await?;
        create(console, 3).await?;
        console.find("heading", "2 tokens created").await?;
        console.alerts("No value came for 1 token").await?;
        console.alerts("Openlane answered without: ci-2").await?;
        console.has_no_accessibility_faults().await
    });
}
