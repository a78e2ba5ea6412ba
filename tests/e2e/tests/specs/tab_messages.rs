//! What another page of the origin can say on the channel between tabs, and what of it is believed.

use e2e::pages::{PASSWORD, Shell, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Request, Result, ensure, run};
use serde_json::Value;

use super::held_answers::{hold_answers, is_held, release, stored_session};
use super::sso_support::{OLIVIA, olivia_at_her_tokens};

/// A page of the origin that is not the console.
const STRANGER: &str = "/sandbox/schema.graphql";

/// The browser looks for an icon there.
const NO_ICON: &str = "favicon.ico";

/// What makes up tokens: an access and a refresh token as the console would read them, signed by nobody.
const FORGE: &str = "
    const forge = (user, organization, seconds) => {
        const now = Math.floor(Date.now() / 1000);
        const part = (value) => btoa(JSON.stringify(value))
            .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
        const token = (claims) => `${part({ alg: 'none' })}.${part(claims)}.c2ln`;
        const access = token({ iat: now, exp: now + seconds, org: organization, user_id: user });
        const refresh = token({ nbf: now, exp: now + seconds, org: organization });
        return `${access}\\n${refresh}\\n0`;
    };
    const sisters = new BroadcastChannel('openlane-session');";

/// Opens a tab with a page that is not the console, and runs a script there.
async fn a_stranger(console: &Console, script: &str) -> Result<Value> {
    console.new_tab().await?;
    console.open(STRANGER).await?;
    console
        .script(&format!("return (async () => {{ {FORGE} {script} }})()"))
        .await
}

fn is_check(request: &Request) -> bool {
    request.url.ends_with("/oauth/userinfo")
}

/// Waits until the backend was asked this often whether tokens are accepted, and has answered with `status`.
async fn checks(console: &Console, count: usize, status: u64) -> Result<()> {
    console
        .until("the answers to the checks", async || {
            let requests = console.requests().await?;
            let answered = requests
                .iter()
                .filter(|sent| is_check(sent) && sent.status == status);
            Ok(answered.count() == count)
        })
        .await
}

/// The session goes on: another list comes, as Olivia's.
async fn goes_on(console: &Console) -> Result<()> {
    ensure!(console.count("dialog", "Your session has ended").await? == 0);
    console
        .find("link", "Personal Access Tokens")
        .await?
        .click()
        .await?;
    console.find("table", "Personal Access Tokens").await?;
    console.find("link", "API Tokens").await?.click().await?;
    console.find("table", "API Tokens").await?;
    console.shows(OLIVIA).await
}

#[test]
fn tokens_that_the_backend_does_not_accept_change_nothing() {
    run(Options::new(), async |console| {
        console.expects_log(NO_ICON);
        console.expects_status(401);
        olivia_at_her_tokens(console).await?;
        let own = "const bearer = sessionStorage.getItem('session').split('\\n')[0];
            const part = bearer.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
            const { org, user_id } = JSON.parse(atob(part)); return `${user_id} ${org}`";
        let own = console.script(own).await?;
        let (user, organization) = own
            .as_str()
            .and_then(|own| own.split_once(' '))
            .unwrap_or_default();
        // Somebody else signs in; the same person does; the same session is renewed for a day.
        a_stranger(
            console,
            &format!(
                "for (const [word, user, seconds] of
                    [['signed in', 'mallory', 3600], ['signed in', '{user}', 3600],
                     ['renewed', '{user}', 86400]])
                    sisters.postMessage(`2 ${{word}}\\n\\n${{forge(user, '{organization}', seconds)}}`);
                return 0"
            ),
        )
        .await?;
        console.switch_to(0).await?;
        checks(console, 3, 401).await?;
        goes_on(console).await
    });
}

#[test]
fn what_nobody_has_asked_for_is_not_even_looked_at() {
    run(Options::new(), async |console| {
        console.expects_log(NO_ICON);
        olivia_at_her_tokens(console).await?;
        // A real session of somebody else, as an answer, and in the words of another version.
        let script = "
            const answer = await fetch('/v1/login', { method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ username: 'adam@acme.test', password: 'sandbox-Passw0rd' }) });
            const pair = await answer.json();
            const tokens = `${pair.access_token}\\n${pair.refresh_token}\\n0`;
            for (const words of ['2 answer\\n1', '2 answer\\n', 'here', 'begun',
                '1 signed in\\n', '3 signed in\\n'])
                sisters.postMessage(`${words}\\n${tokens}`);
            for (const message of [{ word: '2 signed in', tokens }, null, 2, '', '2 answer'])
                sisters.postMessage(message);
            return answer.status";
        ensure!(a_stranger(console, script).await? == 200);
        console.switch_to(0).await?;
        goes_on(console).await?;
        let asked = console.requests().await?;
        ensure!(!asked.iter().any(is_check), "{asked:#?}");
        Ok(())
    });
}

#[test]
fn a_new_tab_believes_no_answer_that_the_backend_refuses() {
    run(Options::new(), async |console| {
        console.expects_log(NO_ICON);
        console.expects_status(401);
        console.open(STRANGER).await?;
        let script = format!(
            "{FORGE} window.sisters = sisters;
            sisters.onmessage = ({{ data }}) => {{
                const [word, nonce] = data.split('\\n');
                if (word === '2 ask')
                    sisters.postMessage(`2 answer\\n${{nonce}}\\n${{forge('mallory', 'acme', 3600)}}`);
            }}; return 0"
        );
        console.script(&script).await?;
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        checks(console, 1, 401).await?;
        console.find("textbox", "Email").await?;
        // Whoever signs in here is who is signed in.
        SignIn(console).give_email(OLIVIA).await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("table", "API Tokens").await?;
        console.shows(OLIVIA).await
    });
}

#[test]
fn a_sign_out_is_not_undone_by_what_was_told_before_it() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let stored = stored_session(console).await?;
        hold_answers(console, "/oauth/userinfo").await?;
        console.new_tab().await?;
        console.open("/login/sso").await?;
        console.script("sessionStorage.clear(); return 0").await?;
        let told = serde_json::json!(format!("2 signed in\n\n{stored}"));
        let tell = format!(
            "window.sisters = new BroadcastChannel('openlane-session'); \
             window.sisters.postMessage({told}); return 0"
        );
        console.script(&tell).await?;
        console.switch_to(0).await?;
        is_held(console).await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        release(console).await?;
        ensure!(stored_session(console).await?.is_empty(), "signed in again");
        console.find("textbox", "Email").await?;
        Ok(())
    });
}
