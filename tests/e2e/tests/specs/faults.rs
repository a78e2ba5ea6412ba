//! What keeps the console from working although its files arrive: each gives a readable page with a way on.

use e2e::paths::API_TOKENS;
use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;

use e2e::pages::{CreateToken, SignIn, TokenCreated, TokenList};
use e2e::{Console, Options, Result, Setup, ensure, run};
use serde_json::json;

use super::sso_support::{
    answer_instead, new_personal_token, olivia_at_her_tokens, to_the_details,
};

const API: [&str; 4] = ["*/query", "*/v1/*", "*/csrf", "*/.well-known/*"];

/// Gives the address on the sign-in page, which is the first call to the API, and is told what is wrong.
async fn is_told_at_the_sign_in(console: &Console, text: &str) -> Result<()> {
    console.open(API_TOKENS).await?;
    SignIn(console).give_email("olivia@acme.test").await?;
    console.alerts(text).await?;
    // The way on: the same button once more.
    let again = console.find("button", "Continue").await?;
    again.comes_to_be_disabled(false).await
}

#[test]
fn an_api_that_is_down_is_told_and_may_come_back() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        console.block(&API).await?;
        is_told_at_the_sign_in(console, "Openlane did not answer").await?;
        console.block(&[]).await?;
        console.find("button", "Continue").await?.click().await?;
        SignIn(console).give_password(e2e::pages::PASSWORD).await?;
        console.find("table", "API Tokens").await?;

        console.block(&API).await?;
        console.reload().await?;
        console.alerts("Openlane did not answer").await?;
        console.block(&[]).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("table", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn an_api_that_is_down_behind_nginx_is_told() {
    run(
        Options::new().api_that_answers("return 444;"),
        async |console| {
            console.expects_status(502);
            is_told_at_the_sign_in(
                console,
                "The server failed. Try again in a moment (status 502)",
            )
            .await?;
            Ok(())
        },
    );
}

#[test]
fn an_api_that_answers_pages_is_told() {
    let page =
        "default_type text/html; return 200 '<!doctype html><title>Welcome</title><p>Welcome';";
    run(Options::new().api_that_answers(page), async |console| {
        is_told_at_the_sign_in(
            console,
            "The answer could not be understood. Is the API address right?",
        )
        .await?;
        Ok(())
    });
}

#[test]
fn a_clock_that_is_an_hour_off_keeps_nobody_out() {
    for seconds in [3600, -3600] {
        run(Options::new().clock_error(seconds), async |console| {
            // With the clock ahead a session looks due for renewal long before the backend accepts that.
            console.expects_failed_requests("/v1/refresh");
            SignIn(console)
                .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
                .await?;
            let list = TokenList::api(console);
            console.reload().await?;
            list.create().await?;
            let form = CreateToken(console);
            form.name("Whatever the time").await?;
            form.scope("Evidence: Read").await?.click().await?;
            form.submit().await?;
            let created = TokenCreated(console);
            created.appears().await?;
            created.done().await?;
            list.row("Whatever the time").await?;
            Ok(())
        });
    }
}

/// Storages that throw, as they do where a browser forbids them.
const FORBIDDEN: &str = "for (const area of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
    Object.defineProperty(window, area, { get() { throw new DOMException('forbidden', 'SecurityError'); } });
    window.BroadcastChannel = class {
        constructor() { throw new DOMException('forbidden', 'SecurityError'); } };
    navigator.locks.request = () => Promise.reject(new DOMException('forbidden', 'SecurityError'));";

#[test]
fn forbidden_storage_costs_only_the_session_after_a_reload() {
    run(Options::new(), async |console| {
        console
            .driver()
            .cdp()
            .send_raw(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": FORBIDDEN }),
            )
            .await?;
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.find("table", "API Tokens").await?;
        console.reload().await?;
        console.find("textbox", "Email").await?;
        Ok(())
    });
}

#[test]
fn forbidden_cookies_are_told() {
    let options = Options::new().preference("profile.default_content_setting_values.cookies", 2);
    run(options, async |console| {
        console.expects_status(401);
        console.expects_status(403);
        console.open(API_TOKENS).await?;
        SignIn(console).give_email("olivia@acme.test").await?;
        console.shows("Cookies are blocked").await?;
        console.shows("Allow cookies for this page").await?;
        // Whoever signs in nevertheless meets a refusal, and does not wait for ever.
        SignIn(console).give_password(e2e::pages::PASSWORD).await?;
        console.shows("The tokens could not be loaded").await?;
        console
            .shows("Your browser blocks cookies for this page")
            .await?;
        ensure!(!console.text().await?.contains("CSRF"));
        // Coming back from an identity provider ends in the same words.
        console.open("/login/sso?code=abc&state=def").await?;
        console
            .alerts("Your browser blocks cookies for this page")
            .await
    });
}

#[test]
fn blocked_modules_are_told() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        console.expects_network_failures();
        console.block(&["*.js"]).await?;
        console.open(API_TOKENS).await?;
        console.alerts("The console could not start").await?;
        console.alerts(".js").await?;
        let alert = console.find("alert", "").await?;
        console.block(&[]).await?;
        alert.find("link", "Reload the page").await?.click().await?;
        console.find("textbox", "Email").await?;
        Ok(())
    });
}

#[test]
fn a_browser_without_webassembly_is_told() {
    run(Options::new(), async |console| {
        console
            .driver()
            .cdp()
            .send_raw(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": "delete window.WebAssembly" }),
            )
            .await?;
        console.expects_log("This browser has no WebAssembly");
        console.open(API_TOKENS).await?;
        console.alerts("This browser has no WebAssembly").await
    });
}

/// A copy of the build with an address of the API for which it was not sealed.
fn with_api(base: &str) -> Result<PathBuf> {
    let setup = Setup::read()?;
    let folder = setup.output.join("elsewhere");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(&setup.dist)? {
        let file = entry?.path();
        let is_compressed = file
            .extension()
            .is_some_and(|ending| ending == "br" || ending == "gz");
        if let Some(name) = file
            .file_name()
            .filter(|_| !is_compressed && file.is_file())
        {
            fs::copy(&file, folder.join(name))?;
        }
    }
    let page = fs::read_to_string(folder.join("index.html"))?;
    let changed = page.replace("\"apiBase\": \"\"", &format!("\"apiBase\": \"{base}\""));
    ensure!(page != changed, "the page has no apiBase");
    fs::write(folder.join("index.html"), changed)?;
    Ok(folder)
}

/// Nobody has knocked at this door.
fn untouched(door: &TcpListener) -> Result<()> {
    door.set_nonblocking(true)?;
    let nobody = door
        .accept()
        .is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
    ensure!(
        nobody,
        "a request has left for an origin that the policy does not name"
    );
    Ok(())
}

#[test]
fn an_api_that_the_policy_does_not_name_is_never_asked() {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = door.local_addr().expect("its address");
    let dist = with_api(&format!("http://{address}")).expect("a build");
    run(Options::new().dist(dist), async |console| {
        console.expects_log("The settings of this console");
        console.open(API_TOKENS).await?;
        console
            .alerts("browsers do not let this page call the address in “apiBase”")
            .await?;
        ensure!(console.count("textbox", "Email").await? == 0);
        untouched(&door)
    });
}

#[test]
fn an_answer_that_leads_to_another_origin_is_not_followed() {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = door.local_addr().expect("its address");
    let redirect = format!("return 307 http://{address}$request_uri;");
    run(Options::new().api_that_answers(redirect), async |console| {
        console.expects_policy_violations();
        is_told_at_the_sign_in(console, "did not answer").await?;
        untouched(&door)
    });
}

#[test]
fn an_answer_that_names_no_place_of_a_provider_is_not_followed() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        new_personal_token(console, "For Globex", &["Globex Compliance"]).await?;
        to_the_details(console, "For Globex").await?;
        let here = console.location().await?;
        for target in [
            "javascript:document.body.remove()",
            "http://idp.example.test/authorize",
            "http://127.0.0.1@idp.example.test/authorize",
            "//idp.example.test/authorize",
        ] {
            // Without what the answer of before has left on the page.
            console.reload().await?;
            let button = "Authorize Globex Compliance for SSO";
            let button = console.find("button", button).await?;
            let body = json!({ "success": true, "redirect_uri": target }).to_string();
            answer_instead(console, "/v1/sso/token/authorize", 200, &body).await?;
            button.click().await?;
            console.alerts("is not set up completely").await?;
            ensure!(console.location().await? == here, "it followed {target}");
        }
        let own = console.address();
        let sent = console.requests().await?;
        ensure!(
            sent.iter().all(|sent| sent.url.starts_with(own)),
            "{sent:?}"
        );
        Ok(())
    });
}
