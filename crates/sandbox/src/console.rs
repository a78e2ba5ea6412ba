//! Serves the built console (`--dist`): history fallback, precompressed files, and its policy.

use std::path::Path;

use axum::{
    body::Body,
    extract::{Request, State as FromState},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::{
    failure::Failure,
    middleware,
    state::{AppState, State},
};

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
     clipboard-read=(), clipboard-write=(self), display-capture=(), encrypted-media=(), \
     fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
     identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(self), \
     screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), \
     xr-spatial-tracking=()";

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
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("origin-agent-cluster"), "?1"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_recognised() {
        assert!(is_hashed("console-1f2e3d4c5b6a7988.js"));
        assert!(is_hashed("console-1f2e3d4c5b6a7988_bg.wasm"));
        assert!(is_hashed("main-1f2e3d4c5b6a7988.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("favicon.svg"));
    }
}
