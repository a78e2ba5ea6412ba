//! Serves the built console (`--dist`): history fallback, precompressed files, and its policy.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use axum::{
    body::Body,
    extract::{Request, State as FromState},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::{
    failure::Failure,
    middleware,
    state::{AppState, State},
};

const META: &str = "http-equiv=\"content-security-policy\"";
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
     clipboard-read=(), clipboard-write=(self), display-capture=(), encrypted-media=(), \
     fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
     identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), \
     screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), \
     xr-spatial-tracking=()";

/// `index.html` as it was last read.
#[derive(Debug, Default)]
pub(crate) struct Index(Mutex<Option<Read>>);

#[derive(Clone, Debug)]
struct Read {
    changed: Option<SystemTime>,
    policy: HeaderValue,
}

/// Whatever no route of the backend answers.
pub(crate) async fn serve(FromState(state): FromState<AppState>, request: Request) -> Response {
    let known = matches!(*request.method(), Method::GET | Method::HEAD);
    match &state.config.dist {
        Some(folder) if known && !middleware::is_api(request.uri().path()) => {
            file(&state, folder, request).await
        }
        _ => middleware::not_found().into_response(),
    }
}

async fn file(state: &State, folder: &Path, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let policy = match state.index.policy(&folder.join("index.html")).await {
        Ok(policy) => policy,
        Err(error) => {
            let text = format!("--dist: {} has no index.html: {error}", folder.display());
            return Failure::Internal(text).into_response();
        }
    };
    // A route of the console has no extension; a missing file must stay missing.
    let page = !name.contains('.') || name == "index.html";
    let target = if page { "/index.html" } else { path.as_str() };
    let mut response = send(folder, target, request).await;
    if response.status() == StatusCode::NOT_FOUND {
        return middleware::not_found().into_response();
    }
    let cache = if page {
        "no-cache"
    } else if is_hashed(&name) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=300"
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}

async fn send(folder: &Path, target: &str, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match target.parse() {
        Ok(uri) => parts.uri = uri,
        Err(_) => return StatusCode::NOT_FOUND.into_response(),
    }
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    match files
        .oneshot(Request::from_parts(parts, Body::empty()))
        .await
    {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

/// Whether a file name carries a hash of its content, as the build gives it: `name-0123456789abcdef.js`.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Index {
    /// The policy of this `index.html`, read again when the file changed.
    async fn policy(&self, path: &Path) -> std::io::Result<HeaderValue> {
        let changed = tokio::fs::metadata(path).await?.modified().ok();
        if let Some(read) = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            && read.changed == changed
            && changed.is_some()
        {
            return Ok(read.policy.clone());
        }
        let html = tokio::fs::read_to_string(PathBuf::from(path)).await?;
        let policy = HeaderValue::try_from(policy_of(&html)).map_err(std::io::Error::other)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Read {
            changed,
            policy: policy.clone(),
        });
        Ok(policy)
    }
}

/// The policy that the page itself names, or a strict one made for its inline scripts.
fn policy_of(html: &str) -> String {
    let policy = from_meta(html).unwrap_or_else(|| strict(html));
    format!(
        "{}; frame-ancestors 'none'",
        policy.trim().trim_end_matches(';')
    )
}

fn from_meta(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let at = lower.find(META)?;
    let (start, end) = (
        lower.get(..at)?.rfind('<')?,
        at + lower.get(at..)?.find('>')?,
    );
    let tag = html.get(start..end)?;
    let content = lower.get(start..end)?.find("content=\"")? + "content=\"".len();
    let value = tag.get(content..)?.split('"').next()?;
    let value = value
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&apos;", "'");
    Some(
        value
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("&amp;", "&"),
    )
}

fn strict(html: &str) -> String {
    let mut hashes = String::new();
    for script in inline_scripts(html) {
        hashes.push_str(" 'sha256-");
        STANDARD.encode_string(Sha256::digest(script), &mut hashes);
        hashes.push('\'');
    }
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'self'"
    )
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        let runs = !attributes.contains("src=") && !attributes.contains("application/json");
        (runs && !script.is_empty()).then_some(script)
    })
}

/// Headers of the console's files, for pages that the sandbox itself shows.
pub(crate) fn own_page(headers: &mut HeaderMap, style: &str, form_targets: &str) {
    let hash = STANDARD.encode(Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action {form_targets}; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_of_the_page_is_sent_with_frame_ancestors() {
        let html = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src \
             'none';\n  script-src 'self'\"></head>";
        assert_eq!(
            policy_of(html),
            "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
        );
    }

    #[test]
    fn without_one_the_inline_scripts_are_hashed() {
        let html = "<script type=\"module\">boot()</script><script src=\"a.js\"></script>";
        let hash = STANDARD.encode(Sha256::digest("boot()"));
        assert!(policy_of(html).contains(&format!("'wasm-unsafe-eval' 'sha256-{hash}';")));
    }

    #[test]
    fn hashed_names_are_recognised() {
        assert!(is_hashed("console-1f2e3d4c5b6a7988.js"));
        assert!(is_hashed("console-1f2e3d4c5b6a7988_bg.wasm"));
        assert!(is_hashed("main-1f2e3d4c5b6a7988.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("favicon.svg"));
    }
}
