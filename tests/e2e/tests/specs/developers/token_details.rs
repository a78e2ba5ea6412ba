//! `/developers/<kind>/<id>`

use e2e::pages::{SignIn, TokenList};
use e2e::{Options, run};

const LIST: &str = "/developers/api-tokens";

#[test]
fn a_token_is_explained_with_what_fixes_it() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", LIST, "API Tokens")
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
                "Edit expiry",
            ),
        ] {
            console.open(&format!("{LIST}?q={search}")).await?;
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
                .and_go_to(person, LIST, "API Tokens")
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
            let here = format!("{LIST}/{}", console.arrives_below(LIST).await?);
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
                &format!("{LIST}/01JZ0000000000000000000009"),
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
        console.arrives_at(LIST).await?;
        console.is_titled("API Tokens ·").await
    });
}
