//! The console behind nginx with `deploy/nginx.conf`, at `/` and at `/console/`, without TLS and with it.

use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use std::fs;
use std::path::PathBuf;

use e2e::pages::{CreateToken, SignIn, TokenCreated, TokenList};
use e2e::{Console, Options, Result, Setup, bail, ensure, run};
use reqwest::Response;
use reqwest::header::HeaderMap;

/// The paths at which it stands.
pub const BASES: [&str; 2] = ["/", "/console/"];

/// At both paths; the API refuses every origin but one that is not the console's.
pub fn at_every_base(spec: impl AsyncFn(&Console) -> Result<()>) {
    for base in BASES {
        let options = Options::new()
            .behind_nginx(base)
            .sandbox("--allow-origin")
            .sandbox("https://app.example.com");
        run(options, &spec);
    }
}

async fn get(address: &str, encodings: &str) -> Result<Response> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let request = client.get(address).header("Accept-Encoding", encodings);
    Ok(request.send().await?)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The file of the build with this ending.
fn built(ending: &str) -> Result<String> {
    for entry in fs::read_dir(Setup::read()?.dist)? {
        let file = PathBuf::from(entry?.file_name());
        if file.extension().is_some_and(|found| found == ending) {
            return Ok(file.to_string_lossy().into_owned());
        }
    }
    bail!("the build has no {ending}")
}

#[test]
fn from_the_sign_in_to_a_stored_token_and_back() {
    at_every_base(async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let list = TokenList::api(console);
        list.create().await?;
        console.arrives_at(NEW_API_TOKEN).await?;
        let form = CreateToken(console);
        form.name("Behind nginx").await?;
        form.scope("Evidence: Read").await?.click().await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let secret = created.reveal().await?;
        created.done().await?;
        console.arrives_at(API_TOKENS).await?;
        list.row("Behind nginx").await?;
        let answer = console.get_as("/v1/scopes", &secret).await?;
        ensure!(
            answer.status == 200,
            "the token was answered {}",
            answer.status
        );

        console.find("link", "Behind nginx").await?.click().await?;
        console.find("heading", "Behind nginx").await?;
        let details = format!("{API_TOKENS}/{}", console.arrives_below(API_TOKENS).await?);
        console.reload().await?;
        console.find("heading", "Behind nginx").await?;
        console.arrives_at(&details).await?;
        console.back().await?;
        console.arrives_at(API_TOKENS).await?;
        list.row("Behind nginx").await?;
        Ok(())
    });
}

#[test]
fn everything_comes_from_below_the_base_path_or_from_the_api() {
    at_every_base(async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.find("table", "API Tokens").await?;
        let origin = console.address().trim_end_matches("/console");
        for request in console.requests().await? {
            let own = request.url.starts_with(&format!("{}/", console.address()));
            let api = ["query", "v1/", "csrf", ".well-known/"]
                .iter()
                .any(|path| request.url.starts_with(&format!("{origin}/{path}")));
            ensure!(own || api, "{request:?}");
            // Some may still be on their way.
            ensure!(matches!(request.status, 0 | 200), "{request:?}");
        }
        Ok(())
    });
}

#[test]
fn an_address_that_leads_nowhere_is_the_consoles_own_page() {
    at_every_base(async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", "/developers/nonsense", "Page not found")
            .await?;
        console.open("/no/such.page").await?;
        console.find("heading", "Page not found").await?;
        console
            .find("link", "Go to API Tokens")
            .await?
            .click()
            .await?;
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn every_file_comes_with_its_headers() {
    at_every_base(async |console| {
        let address = console.address();
        let [code, style, wasm] = [built("js")?, built("css")?, built("wasm")?];
        let page = "text/html; charset=utf-8";
        let kept = "public, max-age=31536000, immutable, no-transform";
        for (path, kind, caching) in [
            ("", page, "no-cache, no-transform"),
            ("index.html", page, "no-cache, no-transform"),
            ("developers/api-tokens/new", page, "no-cache, no-transform"),
            (code.as_str(), "text/javascript; charset=utf-8", kept),
            (style.as_str(), "text/css; charset=utf-8", kept),
            (wasm.as_str(), "application/wasm", kept),
        ] {
            let answer = get(&format!("{address}/{path}"), "gzip").await?;
            ensure!(
                answer.status() == 200,
                "/{path} is answered {}",
                answer.status()
            );
            let headers = answer.headers();
            for (name, value) in [
                ("content-type", kind),
                ("cache-control", caching),
                ("content-encoding", "gzip"),
                ("vary", "Accept-Encoding"),
            ] {
                ensure!(header(headers, name) == value, "/{path}: {headers:#?}");
            }
            hardened(path, headers)?;
            let plain = get(&format!("{address}/{path}"), "identity").await?;
            ensure!(header(plain.headers(), "content-encoding").is_empty());
        }
        Ok(())
    });
}

/// The headers of the console's files, each once and none of the API's. A unit test of xtask holds their
/// whole values.
fn hardened(path: &str, headers: &HeaderMap) -> Result<()> {
    for (name, value) in [
        ("content-security-policy", "frame-ancestors 'none'"),
        ("cross-origin-opener-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        let all: Vec<_> = headers.get_all(name).iter().collect();
        ensure!(all == [value], "/{path}: {name}: {all:?}");
    }
    let features = header(headers, "permissions-policy");
    ensure!(
        features.contains("clipboard-write=(self)") && features.contains("camera=()"),
        "/{path}: {features}"
    );
    ensure!(
        !headers.contains_key("x-frame-options"),
        "/{path}: {headers:#?}"
    );
    Ok(())
}

#[test]
fn a_file_of_another_build_is_missing_and_is_asked_for_again() {
    at_every_base(async |console| {
        let path = "console-0123456789abcdef.wasm";
        let answer = get(&format!("{}/{path}", console.address()), "gzip").await?;
        ensure!(answer.status() == 404, "it is answered {}", answer.status());
        ensure!(header(answer.headers(), "cache-control") == "no-cache, no-transform");
        hardened(path, answer.headers())
    });
}

#[test]
fn a_base_path_without_its_slash_leads_to_the_console() {
    run(Options::new().behind_nginx("/console/"), async |console| {
        let answer = get(console.address(), "identity").await?;
        ensure!(answer.status() == 308, "it is answered {}", answer.status());
        ensure!(header(answer.headers(), "location") == "/console/");
        Ok(())
    });
}

#[test]
fn the_api_keeps_its_own_headers_cookies_and_ids() {
    at_every_base(async |console| {
        let origin = console.address().trim_end_matches("/console");
        let answer = get(&format!("{origin}/csrf"), "identity").await?;
        let headers = answer.headers();
        ensure!(header(headers, "content-type") == "application/json");
        ensure!(header(headers, "content-security-policy") == "default-src 'self'");
        ensure!(
            !headers.contains_key("cross-origin-opener-policy"),
            "{headers:#?}"
        );
        ensure!(header(headers, "set-cookie").starts_with("ol.csrf-token="));
        ensure!(!header(headers, "x-request-id").is_empty(), "{headers:#?}");

        let named = reqwest::Client::new()
            .get(format!("{origin}/livez"))
            .header("X-Request-ID", "named-by-the-client");
        let answer = named.send().await?;
        ensure!(header(answer.headers(), "x-request-id") == "named-by-the-client");
        Ok(())
    });
}

#[test]
fn the_api_judges_other_origins_itself() {
    at_every_base(async |console| {
        let origin = console.address().trim_end_matches("/console");
        for (from, status) in [
            (origin, 400),
            ("https://app.example.com", 400),
            ("https://evil.example", 401),
            (&format!("{origin}.evil.example"), 401),
        ] {
            let answer = reqwest::Client::new()
                .post(format!("{origin}/v1/login"))
                .header("Origin", from)
                .json(&serde_json::json!({}))
                .send()
                .await?;
            ensure!(answer.status() == status, "{from}: {}", answer.status());
        }
        Ok(())
    });
}

#[test]
fn what_begins_with_a_dot_is_missing() {
    at_every_base(async |console| {
        for path in [".env", ".git/config", "developers/.htaccess"] {
            let answer = get(&format!("{}/{path}", console.address()), "identity").await?;
            ensure!(answer.status() == 404, "{path}: {}", answer.status());
        }
        Ok(())
    });
}

#[test]
fn the_answer_of_an_identity_provider_is_not_in_the_log() {
    at_every_base(async |console| {
        let address = console.address();
        for query in ["?code=hush-hush&state=x", "?state=x&code=hush-hush#y"] {
            get(&format!("{address}/login/sso{query}"), "identity").await?;
        }
        console
            .until("two lines", async || {
                Ok(console.server_log()?.matches("/login/sso 200 ").count() == 2)
            })
            .await?;
        let log = console.server_log()?;
        ensure!(!log.contains("hush-hush"), "{log}");
        Ok(())
    });
}

#[test]
fn over_tls_a_token_is_made_and_the_browser_is_told_to_stay() {
    run(Options::new().behind_tls(), async |console| {
        ensure!(console.address().starts_with("https://localhost:"));
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        let stays =
            "return fetch('/').then((page) => page.headers.get('Strict-Transport-Security'))";
        let stays = console.script(stays).await?;
        ensure!(stays == "max-age=31536000", "{stays}");
        let form = CreateToken(console);
        TokenList::api(console).create().await?;
        form.name("Over TLS").await?;
        form.scope("Evidence: Read").await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn plain_http_leads_to_tls_and_other_names_nowhere() {
    run(Options::new().behind_tls(), async |console| {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let plain = format!("http://127.0.0.1:{}/developers?a=b", console.plain_port()?);
        let ask = |host: &str| client.get(&plain).header("Host", host).send();
        let answer = ask("localhost").await?;
        ensure!(answer.status() == 308, "it is answered {}", answer.status());
        let wanted = format!("{}/developers?a=b", console.address());
        ensure!(header(answer.headers(), "location") == wanted);
        for other in ["evil.example", "127.0.0.1"] {
            let answer = ask(other).await;
            ensure!(answer.is_err(), "{other}: {answer:?}");
        }
        // A browser names no host to an address, so the server shows it no certificate.
        console.expects_network_failures();
        let nameless = console.address().replace("localhost", "127.0.0.1");
        let refused = console.driver().goto(&nameless).await;
        ensure!(refused.is_err(), "{nameless} is answered");
        Ok(())
    });
}
