//! Filters with a value: the days of an end, who made a token, a scope, an organization; and whose creator
//! left.

use e2e::pages::TokenList;
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::json;

use super::token_list_filters::choose;
use super::token_list_support::{at, names};

/// Waits until the list has exactly these rows, in any order.
async fn has_rows(console: &Console, wanted: &[&str]) -> Result<()> {
    let mut rows = Vec::new();
    let outcome = console
        .until("the rows", async || {
            rows = names(console).await?;
            rows.sort();
            let mut wanted: Vec<&str> = wanted.to_vec();
            wanted.sort_unstable();
            Ok(rows == wanted)
        })
        .await;
    ensure!(outcome.is_ok(), "{rows:?} are listed, not {wanted:?}");
    Ok(())
}

#[test]
fn end_creator_scope_and_organization_narrow_at_the_server_and_come_back_by_address() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console.find("button", "Filter").await?.click().await?;
        let scope = console.find("combobox", "Scope").await?;
        scope.fill("task:delete").await?;
        scope.press(Key::Enter).await?;
        // In either spelling, as it is stored.
        let with_scope = ["Break-glass automation", "risk-register-sync"];
        has_rows(console, &with_scope).await?;
        choose(console, "Creator", "01K00000000000000000VS0002").await?;
        has_rows(console, &["risk-register-sync"]).await?;
        scope.fill("everything").await?;
        scope.press(Key::Tab).await?;
        console
            .shows("Enter a scope such as evidence:read.")
            .await?;
        console.press(Key::Escape).await?;
        console
            .arrives_at(&format!(
                "{API_TOKENS}?creator=01K00000000000000000VS0002&scope=task%3Adelete"
            ))
            .await?;
        console.reload().await?;
        has_rows(console, &["risk-register-sync"]).await?;
        console
            .find("button", "Remove filter Creator Adam Admin")
            .await?
            .click()
            .await?;
        has_rows(console, &with_scope).await?;
        console.back().await?;
        has_rows(console, &["risk-register-sync"]).await?;
        console
            .find("button", "Remove filter Scope task:delete")
            .await?
            .click()
            .await?;
        console
            .find("button", "Remove filter Creator Adam Admin")
            .await?
            .click()
            .await?;
        console.arrives_at(API_TOKENS).await?;
        // Legacy spelling.
        console
            .open(&format!("{API_TOKENS}?scope=can_edit_evidence&q=legacy"))
            .await?;
        has_rows(console, &["legacy-webhook", "!denied legacy-webhook"]).await?;
        console
            .open(&format!(
                "{PERSONAL_TOKENS}?organization=01K00000000000000000RG0003"
            ))
            .await?;
        has_rows(console, &["Quarterly access review", "Umbrella onboarding"]).await?;
        console
            .find("button", "Remove filter Organization Umbrella Health")
            .await?;
        Ok(())
    });
}

#[test]
fn the_days_of_an_end_are_those_of_the_reader() {
    // Ends at 23:59:59 of 30 June in Auckland, which is 11:59:59 UTC.
    let there = Options::new()
        .now("2026-06-15T00:00:00Z")
        .time_zone("Pacific/Auckland");
    run(there, async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let made =
            super::token_support::Made::api(console, "Kiwi", "evidence:read&expires_in=15").await?;
        ensure!(!made.id.is_empty());
        for (query, is_in) in [
            ("expires_from=2026-06-30&expires_to=2026-06-30", true),
            ("expires_from=2026-07-01", false),
            ("expires_to=2026-06-29", false),
        ] {
            console
                .open(&format!("{API_TOKENS}?q=Kiwi&{query}"))
                .await?;
            if is_in {
                has_rows(console, &["Kiwi"]).await?;
            } else {
                console.shows("No token matches").await?;
            }
        }
        console
            .find("button", "Clear search and filters")
            .await?
            .click()
            .await?;
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn whose_creator_has_left_is_marked_and_can_be_filtered() {
    run(Options::new(), async |console| {
        let gone = json!({ "email": "adam@acme.test", "organization": "acme", "role": "NONE" });
        console.control("role", &gone).await?;
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=50"),
        )
        .await?;
        TokenList::api(console)
            .says("Evidence upload", "Creator left")
            .await?;
        console.find("button", "Filter").await?.click().await?;
        console
            .find("checkbox", "Creator left")
            .await?
            .click()
            .await?;
        console
            .arrives_at(&format!("{API_TOKENS}?flag=creator_left&size=50"))
            .await?;
        let script = "const rows = [...document.querySelectorAll('tbody tr')]; \
            return rows.length > 0 && rows.every((row) => row.innerText.includes('Creator left'))";
        console
            .until("those only whose creator has left", async || {
                Ok(console.script(script).await? == true)
            })
            .await?;
        console.press(Key::Escape).await?;
        console
            .find("link", "Evidence upload")
            .await?
            .click()
            .await?;
        console.find("heading", "Evidence upload").await?;
        console.shows("Creator left").await
    });
}

#[test]
fn creators_are_the_members_of_all_pages_and_those_of_the_rows_who_have_left() {
    run(Options::new(), async |console| {
        let gone = json!({ "email": "adam@acme.test", "organization": "acme", "role": "NONE" });
        console.control("role", &gone).await?;
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=50"),
        )
        .await?;
        let list = TokenList::api(console);
        list.says("Evidence upload", "Creator left").await?;
        // From now on the backend gives two members at once.
        let two_at_once = "const send = window.fetch; window.members = 0; \
            window.fetch = async (request, ...more) => { \
                const sent = request.clone ? await request.clone().text() : ''; \
                if (!sent.includes('query Members')) return send(request, ...more); \
                window.members += 1; \
                return send(new Request(request, \
                    { body: sent.replace('(first: 100,', '(first: 2,') }), ...more); }; return 0";
        console.script(two_at_once).await?;
        console.find("button", "Filter").await?.click().await?;
        let offered = "return [...document.querySelector('select[aria-label=Creator]').options]\
            .map((option) => option.text)";
        let mut creators = json!(null);
        let outcome = console
            .until("the members of the last page", async || {
                creators = console.script(offered).await?;
                Ok(["Mia Member", "Olivia Owner", "Tess Two-Factor"]
                    .iter()
                    .all(|name| {
                        creators
                            .as_array()
                            .is_some_and(|all| all.contains(&json!(name)))
                    }))
            })
            .await;
        ensure!(outcome.is_ok(), "the creators are {creators}");
        let pages = console.script("return window.members").await?;
        ensure!(pages.as_u64() > Some(1), "{pages} pages were read");
        let adam = json!("01K00000000000000000VS0002, who left the organization");
        ensure!(
            creators.as_array().is_some_and(|all| all.contains(&adam)),
            "the creators are {creators}"
        );
        choose(console, "Creator", "01K00000000000000000VS0002").await?;
        console
            .arrives_at(&format!(
                "{API_TOKENS}?creator=01K00000000000000000VS0002&size=50"
            ))
            .await
    });
}
