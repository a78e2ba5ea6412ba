//! What the specs about sessions and single sign-on share.

use e2e::pages::{CreateToken, Kind, PASSWORD, SignIn, TokenCreated};
use e2e::{Console, Result, ensure};
use serde_json::{Value, json};

/// Owner of Acme, admin of Globex, member of Umbrella and Stark.
pub const OLIVIA: &str = "olivia@acme.test";

/// Chooses who to be at the provider of the sandbox, or to deny, or to fail.
pub async fn at_the_provider(console: &Console, choice: &str) -> Result<()> {
    console.find("button", choice).await?.click().await
}

/// The status that `/query` answers to a token alone. Nothing but the token's own right is asked for.
async fn status_of(console: &Console, kind: Kind, token: &str) -> Result<u16> {
    let query = match kind {
        Kind::Api => "{ apiTokens { totalCount } }",
        Kind::Personal => "{ self { id } }",
    };
    let answer = console
        .post_as("/query", token, &json!({ "query": query }))
        .await?;
    ensure!(
        answer.status != 200 || answer.body["errors"].is_null(),
        "{}",
        answer.body
    );
    Ok(answer.status)
}

/// Fails unless `/query` accepts the token.
pub async fn is_accepted(console: &Console, kind: Kind, token: &str) -> Result<()> {
    let status = status_of(console, kind, token).await?;
    ensure!(status == 200, "the token is refused with {status}");
    Ok(())
}

/// Fails unless `/query` refuses the token.
pub async fn is_refused(console: &Console, kind: Kind, token: &str) -> Result<()> {
    let status = status_of(console, kind, token).await?;
    ensure!(status == 401, "the answer to the token is {status}");
    Ok(())
}

/// Makes a personal token as whoever is signed in; its value, with the page that shows it still open.
pub async fn new_personal_token(
    console: &Console,
    name: &str,
    organizations: &[&str],
) -> Result<String> {
    console
        .open("/developers/personal-access-tokens/new")
        .await?;
    console
        .find("heading", "Create personal access token")
        .await?;
    let form = CreateToken(console);
    form.name(name).await?;
    for organization in organizations {
        form.organization(organization).await?.click().await?;
    }
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    created.reveal().await
}

/// Makes an API token of the active organization; its value, with the page that shows it still open.
pub async fn new_api_token(console: &Console, name: &str) -> Result<String> {
    console.open("/developers/api-tokens/new").await?;
    console.find("heading", "Create API token").await?;
    let form = CreateToken(console);
    form.name(name).await?;
    form.preset("Read only").await?;
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    created.reveal().await
}

/// Confirms that the new token is stored and goes to its details.
pub async fn to_the_details(console: &Console, name: &str) -> Result<()> {
    TokenCreated(console).done().await?;
    console.find("link", name).await?.click().await?;
    console.find("heading", name).await?;
    Ok(())
}

/// Ends the session of this tab at the backend, as time would.
pub async fn end_session(console: &Console) -> Result<()> {
    let script = "
        const bearer = sessionStorage.getItem('session').split('\\n')[0];
        const answer = await fetch('/sandbox/expire-session', {
            method: 'POST', body: '{}',
            headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' } });
        return answer.status";
    let status = in_page(console, script).await?;
    ensure!(status == 200, "the sandbox answered {status}");
    Ok(())
}

/// Signs in again in the dialog over the page, as whoever was signed in.
pub async fn sign_in_again(console: &Console) -> Result<()> {
    let dialog = console.find("dialog", "Your session has ended").await?;
    dialog.find("button", "Continue").await?.click().await?;
    dialog
        .find("textbox", "Password")
        .await?
        .fill(PASSWORD)
        .await?;
    dialog.find("button", "Sign in").await?.click().await?;
    console.absent("dialog", "Your session has ended").await
}

/// Waits until the session was renewed this often, or was to be, in all tabs so far. Oftener is a failure.
pub async fn refreshes(console: &Console, count: usize) -> Result<()> {
    console
        .sent(0, count, |request| request.url.ends_with("/v1/refresh"))
        .await
        .map(drop)
}

/// How often the backend has ended a pair of tokens.
pub async fn sign_outs(console: &Console) -> Result<usize> {
    let requests = console.requests().await?;
    let outs = requests
        .iter()
        .filter(|request| request.url.ends_with("/v1/logout") && request.status == 200);
    Ok(outs.count())
}

/// Sets this tab's clock forward from now on, as by hand: somebody is there.
pub async fn clock_jumps(console: &Console, seconds: i64) -> Result<()> {
    // At once: between two scripts the page may look at its clock, and find that nobody was there.
    let script = format!(
        "{} localStorage.setItem('last-input', String(Math.floor(Date.now() / 1000))); return 0",
        moved_clock(seconds)
    );
    console.script(&script).await.map(drop)
}

/// Sets this tab's clock forward from now on, as when nobody does anything for so long.
pub async fn time_passes(console: &Console, seconds: i64) -> Result<()> {
    let script = format!("{} return 0", moved_clock(seconds));
    console.script(&script).await.map(drop)
}

/// The statements that move the clock of the page.
fn moved_clock(seconds: i64) -> String {
    let milliseconds = seconds * 1000;
    format!(
        "const Real = Date; globalThis.Date = class Date extends Real {{
            constructor(...parts) {{
                if (parts.length) super(...parts); else super(Real.now() + {milliseconds}); }}
            static now() {{ return Real.now() + {milliseconds}; }}
        }};"
    )
}

/// Lets the page look at its clock, as when its tab comes to the front.
pub async fn look_at_the_clock(console: &Console) -> Result<()> {
    console
        .script("document.dispatchEvent(new Event('visibilitychange')); return 0")
        .await
        .map(drop)
}

async fn in_page(console: &Console, script: &str) -> Result<Value> {
    console
        .script(&format!("return (async () => {{ {script} }})()"))
        .await
}

/// What an administrator does in Openlane itself: `send` posts with the session of this tab, `change` writes
/// the settings of the active organization.
const AS_ADMINISTRATOR: &str = "
    const bearer = sessionStorage.getItem('session').split('\\n')[0];
    const { org } = JSON.parse(atob(bearer.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    const { csrf } = await (await fetch('/csrf')).json();
    const send = async (path, body) => (await fetch(path, {
        method: 'POST', body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf,
            Authorization: `Bearer ${bearer}` } })).json();
    const ask = async (query, variables) => {
        const { data, errors } = await send('/query', { query, variables });
        if (errors) throw new Error(JSON.stringify(errors));
        return data;
    };
    const { organization } =
        await ask('query ($id: ID!) { organization(id: $id) { setting { id } } }', { id: org });
    const change = (input) => ask('mutation ($id: ID!, $input: UpdateOrganizationSettingInput!) { \
        updateOrganizationSetting(id: $id, input: $input) { organizationSetting { id } } }', \
        { id: organization.setting.id, input });";

/// The active organization asks for two-factor authentication from now on.
pub async fn enforce_two_factor(console: &Console) -> Result<()> {
    let script =
        format!("{AS_ADMINISTRATOR} await change({{ multifactorAuthEnforced: true }}); return 0");
    in_page(console, &script).await.map(drop)
}

/// The active organization gets an identity provider, which is tried as the backend demands, and asks for it
/// from now on.
pub async fn enforce_sso(console: &Console) -> Result<()> {
    let script = format!(
        "{AS_ADMINISTRATOR}
        const provider = `${{location.origin}}/idp/${{org}}`;
        await change({{ identityProvider: 'GENERIC_OIDC', identityProviderClientID: 'openlane-test',
            identityProviderClientSecret: 'a secret',
            oidcDiscoveryEndpoint: `${{provider}}/.well-known/openid-configuration` }});
        const begun = await send('/v1/sso/login', {{ organization_id: org, is_test: true }});
        const {{ self }} = await ask('{{ self {{ id }} }}');
        const form = new URL(begun.redirect_uri).searchParams;
        form.set('choice', self.id);
        const back = await fetch(`${{provider}}/authorize`, {{ method: 'POST', body: form }});
        const answer = new URL(back.url).searchParams;
        await send('/v1/sso/callback', {{
            code: answer.get('code'), state: answer.get('state'), organization_id: org }});
        await change({{ identityProviderLoginEnforced: true }});
        return 0"
    );
    in_page(console, &script).await.map(drop)
}

/// Olivia, signed in and at her API tokens.
pub async fn olivia_at_her_tokens(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to(OLIVIA, Kind::Api.path(), Kind::Api.title())
        .await
}

/// From now on the answers to calls of `path` from this page are these, and none of them reaches the backend.
pub async fn answer_instead(console: &Console, path: &str, status: u16, body: &str) -> Result<()> {
    let (path, body) = (json!(path), json!(body));
    let script = format!(
        "const send = window.fetch;
        window.fetch = (request, ...more) => String(request.url ?? request).includes({path})
            ? Promise.resolve(new Response({body}, {{ status: {status},
                headers: {{ 'X-Request-ID': 'request-of-the-spec' }} }}))
            : send(request, ...more); return 0"
    );
    console.script(&script).await.map(drop)
}
