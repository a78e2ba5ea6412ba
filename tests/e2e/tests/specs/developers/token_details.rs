//! `/developers/<kind>/<id>`

use super::token_support::Made;
use e2e::pages::{SignIn, TokenCreated, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Options, ensure, run};
use serde_json::json;

#[test]
fn a_token_is_explained_with_what_fixes_it() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let list = TokenList::api(console);
        list.choose("GitHub Actions deploy", "Details").await?;
        console.find("heading", "GitHub Actions deploy").await?;
        console
            .shows("Uploads build evidence after each release")
            .await?;
        console.shows("Olivia Owner (you)").await?;
        console.shows("It is not the secret value").await?;
        console.find("button", "Copy ID").await?;
        console.has_no_accessibility_faults().await?;
        for (search, name, words, role, fix) in [
            (
                "Staging",
                "Staging importer",
                "it is disabled",
                "button",
                "Enable it",
            ),
            (
                "Contractor",
                "Contractor laptop",
                "Secret was committed to a public repository",
                "button",
                "Enable it",
            ),
            (
                "Audit 2025",
                "Audit 2025 data room",
                "it expired on",
                "link",
                "Edit expiration",
            ),
        ] {
            console.open(&format!("{API_TOKENS}?q={search}")).await?;
            console.find("link", name).await?.click().await?;
            console.find("heading", name).await?;
            console.shows(words).await?;
            console.find(role, fix).await?;
        }
        Ok(())
    });
}

#[test]
fn a_member_and_an_auditor_may_read_it_and_are_told_who_can_change_it() {
    for person in ["mia@acme.test", "ari@acme.test"] {
        run(Options::new(), async |console| {
            SignIn(console)
                .and_go_to(person, API_TOKENS, "API Tokens")
                .await?;
            console
                .find("link", "Staging importer")
                .await?
                .click()
                .await?;
            console.find("heading", "Staging importer").await?;
            console.shows("it is disabled").await?;
            console
                .shows("Owners and admins of the organization can edit")
                .await?;
            for (role, name) in [
                ("link", "Edit"),
                ("link", "Rotate"),
                ("button", "Enable"),
                ("button", "Enable it"),
                ("button", "Revoke"),
                ("button", "Delete"),
            ] {
                console.absent(role, name).await?;
            }
            let here = format!("{API_TOKENS}/{}", console.arrives_below(API_TOKENS).await?);
            for page in ["edit", "rotate"] {
                console.open(&format!("{here}/{page}")).await?;
                console
                    .shows("You can look at this token, not change it")
                    .await?;
            }
            console.has_no_accessibility_faults().await
        });
    }
}

#[test]
fn one_that_is_not_there_is_told_and_leads_back() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}/01JZ0000000000000000000009"),
                "API token not found",
            )
            .await?;
        console.shows("It may have been deleted").await?;
        console.has_no_accessibility_faults().await?;
        console
            .find("link", "Back to API Tokens")
            .await?
            .click()
            .await?;
        console.arrives_at(API_TOKENS).await?;
        console.is_titled("API Tokens ·").await
    });
}

#[test]
fn every_reason_for_which_it_is_refused_is_told() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let made = maker.another(console, "twice-refused").await?;
        let ended = json!({ "expiresAt": "2026-01-02T03:04:05Z", "isActive": false });
        maker.changes(console, &made.id, ended).await?;
        console.open(&format!("{API_TOKENS}/{}", made.id)).await?;
        console.shows("it expired on").await?;
        console.shows("It is also disabled.").await?;
        let text = console.text().await?;
        ensure!(!text.contains("makes it work again"), "it promises: {text}");
        console.has_no_accessibility_faults().await?;

        maker
            .changes(console, &made.id, json!({ "isActive": true }))
            .await?;
        console.reload().await?;
        console
            .shows("A later expiration date makes it work again.")
            .await?;
        ensure!(!console.text().await?.contains("It is also"));
        Ok(())
    });
}

#[test]
fn the_end_that_passes_while_it_is_shown_is_told() {
    run(
        Options::new().now("2026-03-01T12:00:00Z"),
        async |console| {
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
            let made = maker.another(console, "ending-spec").await?;
            let end = json!({ "expiresAt": "2026-03-01T12:05:00Z" });
            maker.changes(console, &made.id, end).await?;
            console.open(&format!("{API_TOKENS}/{}", made.id)).await?;
            console.shows("Expires soon").await?;
            made.is_accepted(console).await?;
            console
                .control("clock", &json!({ "now": "2026-03-01T12:05:01Z" }))
                .await?;
            made.is_refused(console).await?;
            console
                .script(
                    "const Honest = Date; window.Date = class extends Honest { \
                        constructor(...parts) { \
                            parts.length ? super(...parts) : super(Honest.now() + 301000) } \
                        static now() { return Honest.now() + 301000 } }; \
                     window.dispatchEvent(new Event('focus'))",
                )
                .await?;
            console.shows("it expired on").await?;
            console.find("link", "Edit expiration").await?;
            ensure!(!console.text().await?.contains("Expires soon"));
            Ok(())
        },
    );
}

#[test]
fn tags_are_told_without_the_links_of_rotations() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=GitHub"),
                "API Tokens",
            )
            .await?;
        console
            .find("link", "GitHub Actions deploy")
            .await?
            .click()
            .await?;
        console.shows("ci, github").await?;
        console.find("link", "Rotate").await?.click().await?;
        console
            .find("button", "Create new token")
            .await?
            .click()
            .await?;
        let created = TokenCreated(console);
        created.appears().await?;
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        console.find("button", "Continue").await?.click().await?;
        console
            .find("link", "Details of the new token")
            .await?
            .click()
            .await?;
        console.shows("ci, github").await?;
        ensure!(!console.text().await?.contains("rotated-from"));
        Ok(())
    });
}
