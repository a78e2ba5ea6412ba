//! `--dist`: the built console on the same origin.

mod support;

use std::path::PathBuf;

use axum::{body::Body, http::Request};
use sandbox::config::{Config, Seed};
use support::{Answer, Browser, config, state};

const INDEX: &str = "<!doctype html><head><meta http-equiv=\"Content-Security-Policy\" \
     content=\"default-src 'none'; script-src 'self'\"></head><body>console</body>";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sandbox-dist-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        folder.write("index.html", INDEX);
        folder.write("app-0123456789abcdef.js", "plain");
        folder.write("app-0123456789abcdef.js.br", "brotli");
        folder.write("app-0123456789abcdef.js.gz", "gzip");
        folder.write("app-0123456789abcdef_bg.wasm", "wasm");
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary one harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn browser(folder: &Folder) -> Browser {
    Browser::new(&state(Config {
        dist: Some(folder.0.clone()),
        ..config(Seed::Demo)
    }))
}

async fn encoded(browser: &mut Browser, path: &str, encodings: &str) -> Answer {
    let request = Request::get(path).header("accept-encoding", encodings);
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_route_of_the_console_answers_with_the_page_and_its_policy() {
    let folder = Folder::new("routes");
    let mut browser = browser(&folder);
    for path in [
        "/",
        "/login",
        "/login/sso?code=1",
        "/developers/api-tokens/01ABC/edit",
        "/index.html",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.bytes, INDEX.as_bytes(), "{path}");
        assert_eq!(answer.header("content-type"), "text/html");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(
            answer
                .header("permissions-policy")
                .contains("clipboard-write=(self)")
        );
    }
}

#[tokio::test]
async fn files_are_precompressed_typed_and_kept() {
    let folder = Folder::new("files");
    let mut browser = browser(&folder);
    let script = "/app-0123456789abcdef.js";
    for (accepted, body, encoding) in [
        ("br, gzip", "brotli", "br"),
        ("gzip", "gzip", "gzip"),
        ("", "plain", ""),
    ] {
        let answer = encoded(&mut browser, script, accepted).await;
        assert_eq!(answer.bytes, body.as_bytes());
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.header("content-type"), "text/javascript");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
    let wasm = browser.get("/app-0123456789abcdef_bg.wasm").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
}

#[tokio::test]
async fn missing_files_and_unknown_routes_of_the_backend_stay_missing() {
    let folder = Folder::new("missing");
    let mut browser = browser(&folder);
    for path in [
        "/nothing.js",
        "/v1/nothing",
        "/../Cargo.toml",
        "/.well-known/nothing",
        "/%2e%2e/%2e%2e/etc/passwd.txt",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    assert_eq!(browser.get("/livez").await.status, 200);
}

#[tokio::test]
async fn a_changed_page_is_read_again() {
    let folder = Folder::new("changed");
    let mut browser = browser(&folder);
    assert!(
        browser
            .get("/")
            .await
            .header("content-security-policy")
            .contains("script-src 'self';")
    );
    folder.write("index.html", "<script>boot()</script>");
    // Some file systems keep times coarsely; another time makes the change plain.
    let file = std::fs::File::options()
        .write(true)
        .open(folder.0.join("index.html"))
        .unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    let policy = browser
        .get("/login")
        .await
        .header("content-security-policy")
        .to_owned();
    assert!(
        policy.contains("'sha256-") && policy.ends_with("; frame-ancestors 'none'"),
        "{policy}"
    );
}

#[tokio::test]
async fn without_a_folder_there_is_no_page() {
    let mut browser = Browser::new(&state(config(Seed::Demo)));
    let answer = browser.get("/login").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.at("/error"), "code=404, message=Not Found");
}
