//! Verify says whether the backend accepts the token alone, and if not, why.

use e2e::pages::TokenCreated;
use e2e::{Console, Options, Result, run};
use serde_json::json;

use super::{at_api_form, at_personal_form, at_the_value, graphql};
use crate::sso_support::answer_instead;

/// Presses the button and waits for the words.
async fn says(console: &Console, words: &str) -> Result<()> {
    console
        .find("button", "Verify token")
        .await?
        .click()
        .await?;
    console.shows(words).await
}

#[test]
fn accepted() {
    run(Options::new(), async |console| {
        at_the_value(console, "Accepted").await?;
        says(console, "Openlane accepts this token.").await
    });
}

#[test]
fn disabled() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Disabled&scopes=evidence:read").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        let find = "query { apiTokens(where: { name: \"Disabled\" }) { edges { node { id } } } }";
        let found = graphql(console, &secret, find, json!({})).await?;
        let id = &found["apiTokens"]["edges"][0]["node"]["id"];
        let disable = "mutation Disable($id: ID!) { updateAPIToken(id: $id, input: { \
             isActive: false }) { apiToken { id } } }";
        graphql(console, &secret, disable, json!({ "id": id })).await?;
        console.expects_status(401);
        says(console, "It is disabled. Enable it in its details.").await
    });
}

/// A backend whose sessions outlive the tokens.
fn long_sessions() -> Options {
    Options::new()
        .sandbox("--access-ttl")
        .sandbox("9999999")
        .sandbox("--session-max-age")
        .sandbox("9999999")
}

/// Nine days later, for the backend.
async fn nine_days_pass(console: &Console) -> Result<()> {
    let later = console
        .script("return new Date(Date.now() + 9 * 86400e3).toISOString()")
        .await?;
    console.control("clock", &json!({ "now": later })).await?;
    console.expects_status(401);
    Ok(())
}

#[test]
fn expired() {
    run(long_sessions(), async |console| {
        let form = at_api_form(console, "?name=Expired&scopes=evidence:read&expires_in=7").await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        nine_days_pass(console).await?;
        says(console, "It expired on").await
    });
    // The backend says the same of every personal token that it refuses; the token's data says more.
    run(long_sessions(), async |console| {
        let form = at_personal_form(console, "?name=Expired&expires_in=7").await?;
        form.organization("Acme Security").await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        nine_days_pass(console).await?;
        says(console, "It expired on").await
    });
}

#[test]
fn refused_for_a_reason_that_cannot_be_found_out() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "?name=Unexplained").await?;
        form.organization("Globex Compliance")
            .await?
            .click()
            .await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        console.expects_status(401);
        answer_instead(console, "/query", 503, "<html>").await?;
        says(console, "Why could not be found out").await?;
        console.hides("deleted").await
    });
}

#[test]
fn deleted() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "?name=Deleted").await?;
        form.organization("Acme Security").await?.click().await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        let find = "query { personalAccessTokens(where: { name: \"Deleted\" }) { edges { node { id } } } }";
        let found = graphql(console, &secret, find, json!({})).await?;
        let id = &found["personalAccessTokens"]["edges"][0]["node"]["id"];
        let delete =
            "mutation Delete($id: ID!) { deletePersonalAccessToken(id: $id) { deletedID } }";
        graphql(console, &secret, delete, json!({ "id": id })).await?;
        console.expects_status(401);
        says(console, "It has been deleted in the meantime.").await
    });
}

#[test]
fn blocked_by_single_sign_on() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "?name=Blocked").await?;
        form.organization("Globex Compliance")
            .await?
            .click()
            .await?;
        form.organization("Acme Security").await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        console.expects_status(401);
        says(console, "Globex Compliance enforces single sign-on.").await
    });
}

#[test]
fn without_an_organization() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "?name=Nowhere").await?;
        form.organization("Acme Security").await?.click().await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        let find = "query { personalAccessTokens(where: { name: \"Nowhere\" }) { edges { node { id } } } }";
        let found = graphql(console, &secret, find, json!({})).await?;
        let id = &found["personalAccessTokens"]["edges"][0]["node"]["id"];
        let clear = "mutation Clear($id: ID!) { updatePersonalAccessToken(id: $id, input: { \
             clearOrganizations: true }) { personalAccessToken { id } } }";
        graphql(console, &secret, clear, json!({ "id": id })).await?;
        console.expects_status(401);
        says(console, "It reaches no organization that you can see.").await
    });
}
