//! Who made a token: members by name, tokens by name, and those who have left by their identifier.

use e2e::pages::TokenList;
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::token_list_support::{Disturbance, at, calm, disturb, disturbed, settled};

/// From the next page on the backend answers as if this member had left: the membership is not in its
/// answers.
async fn leaves(console: &Console, name: &str) -> Result<()> {
    let name = json!(name);
    let source = format!(
        "{{ const honest = window.fetch; window.fetch = async (request, ...more) => {{ \
            const sent = request.clone ? await request.clone().text() : more[0]?.body ?? ''; \
            const answer = await honest(request, ...more); \
            if (!sent.includes('query Makers')) return answer; \
            const body = await answer.json(); \
            const people = body.data.people; \
            people.edges = people.edges.filter(({{ node }}) => node.user.name !== {name}); \
            return new Response(JSON.stringify(body), answer) }} }}"
    );
    console
        .protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await
        .map(drop)
}

#[test]
fn makers_are_named_to_whoever_may_look() {
    for person in ["olivia@acme.test", "mia@acme.test"] {
        run(Options::new(), async |console| {
            at(console, person, API_TOKENS).await?;
            let list = TokenList::api(console);
            list.says("Evidence upload", "Adam Admin").await?;
            list.says("Jira bridge", "Olivia Owner").await?;
            console
                .find("link", "Evidence upload")
                .await?
                .click()
                .await?;
            console.find("heading", "Evidence upload").await?;
            console.shows("by Adam Admin").await
        });
    }
}

#[test]
fn whoever_has_left_is_told_by_the_identifier() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        leaves(console, "Adam Admin").await?;
        console.reload().await?;
        let list = TokenList::api(console);
        list.says("Evidence upload", "left the organization")
            .await?;
        list.says("Jira bridge", "Olivia Owner").await?;
        let row = list.row("Evidence upload").await?.text().await?;
        ensure!(row.contains("01K0000000000000000"), "no identifier: {row}");
        console.has_no_accessibility_faults().await?;
        console
            .find("link", "Evidence upload")
            .await?
            .click()
            .await?;
        console.find("heading", "Evidence upload").await?;
        console.shows("left the organization").await?;
        console
            .shows("No member and no API token of the organization has this ID any more")
            .await?;
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn names_that_could_not_be_had_are_asked_for_again_with_the_next_rows() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        disturb(console, "query Makers", Disturbance::Failed).await?;
        console.reload().await?;
        settled(console).await?;
        console.find("link", "Evidence upload").await?;
        let text = console.text().await?;
        ensure!(!text.contains("Try again"), "names are a nicety: {text}");
        ensure!(!text.contains("Adam Admin") && !text.contains("left the organization"));
        // Reads are sent three times before they are given up.
        disturbed(console, 3).await?;
        calm(console).await?;
        console.find("button", "Name").await?.click().await?;
        console.shows("Adam Admin").await
    });
}
