//! Content security policies of pages: the console's own, and those of pages that the sandbox itself shows.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

const META: &str = "http-equiv=\"content-security-policy\"";

/// `index.html` as it was last read.
#[derive(Debug, Default)]
pub(crate) struct Index(Mutex<Option<Read>>);

#[derive(Clone, Debug)]
struct Read {
    changed: Option<SystemTime>,
    policy: HeaderValue,
}

impl Index {
    /// The policy of this `index.html`, read again when the file changed.
    pub(crate) async fn policy(&self, path: &Path) -> std::io::Result<HeaderValue> {
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
         base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
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
}
