//! The page: from `index.html`, as people write it, to what browsers get.
//!
//! No strict policy would run inline scripts whose hash it does not know. So the policy is written last,
//! when the text of all scripts is settled, and it travels in the page: the same rule holds under `trunk
//! serve`, the sandbox, nginx or a bucket.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail, ensure};

use crate::hash::{HashedFile, sha256};
use crate::html;
use crate::wasm::Program;

/// The page that links these files, for a base path that begins and ends with a slash. `minify` makes each of
/// its scripts small.
///
/// # Errors
/// If `index.html` lacks one of the links that Trunk reads, or something the policy forbids is in it; if a
/// script cannot be made small.
pub(crate) fn shipped(
    index: &str,
    base_path: &str,
    style: &HashedFile,
    program: &Program,
    minify: impl Fn(&str) -> Result<String>,
) -> Result<String> {
    let HashedFile {
        name, integrity, ..
    } = style;
    let style =
        format!("<link rel=\"stylesheet\" href=\"{base_path}{name}\" integrity=\"{integrity}\">");
    let (script, module) = (&program.script, &program.module);
    let program = format!(
        "<link rel=\"modulepreload\" href=\"{base_path}{}\" crossorigin=\"anonymous\" integrity=\"{}\">\n\
         <link rel=\"preload\" href=\"{base_path}{}\" crossorigin=\"anonymous\" integrity=\"{}\" \
         as=\"fetch\" type=\"application/wasm\">",
        script.name, script.integrity, module.name, module.integrity
    );
    let page = replace_trunk_link(index, "css", &style)?;
    let page = replace_trunk_link(&page, "rust", &program)?;
    let page = write_base_path(&page, base_path)?;
    let page = name_program_before_scripts(&page);
    let page = minify_scripts(&squeeze(&page), minify)?;
    write_policy(&write_import_map(&page)?)
}

/// States what has to be in the script that the page imports, in place of what stands there: an `import()`
/// cannot say so itself. The policy then lets this file run and no other of the origin.
///
/// # Errors
/// If the page links no script with its integrity.
pub(crate) fn write_import_map(page: &str) -> Result<String> {
    let mut page = page.to_owned();
    if let Some(old) = import_map(&page) {
        page.replace_range(old.span, "");
    }
    let tags = html::tags(&page);
    let link = tags.iter().find(|tag| tag.is("rel", "modulepreload"));
    let script =
        link.and_then(|link| Some((link.attribute("href")?, link.attribute("integrity")?)));
    let (href, integrity) = script.context("the page links no script with its integrity")?;
    let map = serde_json::json!({ "integrity": { href: integrity } });
    // Before anything that loads a module.
    let head = tags.iter().find(|tag| tag.name == "head");
    let start = head.context("the page has no <head>")?.span.end;
    page.insert_str(start, &format!("<script type=\"importmap\">{map}</script>"));
    Ok(page)
}

/// The import map of a page, see [`write_import_map`].
pub(crate) fn import_map(page: &str) -> Option<html::Tag> {
    let mut tags = html::tags(page).into_iter();
    let mut map = tags.find(|tag| tag.is("type", "importmap"))?;
    if let Some(body) = &map.body {
        map.span.end = body.end + "</script>".len();
    }
    Some(map)
}

/// Puts links to built files in the place of the link that tells Trunk to build them.
fn replace_trunk_link(page: &str, kind: &str, links: &str) -> Result<String> {
    let tags = html::tags(page);
    let link = tags
        .iter()
        .find(|tag| tag.attribute("data-trunk").is_some() && tag.is("rel", kind))
        .with_context(|| format!("index.html has no <link data-trunk rel=\"{kind}\">"))?;
    let mut page = page.to_owned();
    page.replace_range(link.span.clone(), links);
    Ok(page)
}

/// The base path for which a built page was made.
///
/// # Errors
/// If the page does not state one.
pub(crate) fn base_path(page: &str) -> Result<String> {
    html::tags(page)
        .iter()
        .find(|tag| tag.is("name", "base-path"))
        .and_then(|tag| tag.attribute("content").map(str::to_owned))
        .context("the built page does not say its base path")
}

/// States the base path, from which the router starts.
///
/// # Errors
/// If the page has no place for it, or the path would need escaping.
pub(crate) fn write_base_path(page: &str, public_url: &str) -> Result<String> {
    let tags = html::tags(page);
    let meta = tags
        .iter()
        .find(|tag| tag.name == "meta" && tag.is("name", "base-path"))
        .context("index.html has no <meta name=\"base-path\">")?;
    ensure!(
        !public_url.contains(['"', '<', '>', '&']),
        "the public URL `{public_url}` has letters that cannot stand in a page"
    );
    let mut page = page.to_owned();
    page.replace_range(
        meta.span.clone(),
        &format!("<meta name=\"base-path\" content=\"{public_url}\">"),
    );
    Ok(page)
}

/// Makes the preload link of the module one that only names it, and puts it before the first script, which
/// fetches it: WebKit takes a preloaded file for another one when it is fetched with its integrity, and loads
/// it twice.
pub(crate) fn name_program_before_scripts(page: &str) -> String {
    let tags = html::tags(page);
    let preload = |tag: &&html::Tag| tag.is("rel", "preload") && tag.is("as", "fetch");
    let (Some(link), Some(script)) = (
        tags.iter().find(preload),
        tags.iter().find(|tag| tag.name == "script"),
    ) else {
        return page.to_owned();
    };
    let (Some(href), Some(integrity)) = (link.attribute("href"), link.attribute("integrity"))
    else {
        return page.to_owned();
    };
    let named = format!(
        "<link rel=\"alternate\" type=\"application/wasm\" href=\"{href}\" data-integrity=\"{integrity}\">\n"
    );
    let mut page = page.to_owned();
    if link.span.start < script.span.start {
        page.replace_range(link.span.clone(), &named);
    } else {
        page.replace_range(link.span.clone(), "");
        page.insert_str(script.span.start, &named);
    }
    page
}

/// Drops comments, indentation and empty lines. Line ends stay, so scripts mean the same.
pub(crate) fn squeeze(page: &str) -> String {
    let mut squeezed = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, comment)) = rest.split_once("<!--") {
        squeezed.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    squeezed.push_str(rest);
    let lines = squeezed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Makes the scripts small that stand in the page.
fn minify_scripts(page: &str, minify: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut small = page.to_owned();
    // From the end, so that what stands before keeps its place.
    for tag in html::tags(page).into_iter().rev() {
        if tag.name == "script"
            && tag.attribute("type").is_none()
            && let Some(body) = tag.body
        {
            let script = minify(&page[body.clone()])?;
            small.replace_range(body, script.trim());
        }
    }
    Ok(small)
}

/// Writes the policy as the first thing in the head, in place of one that stands there.
pub(crate) fn write_policy(page: &str) -> Result<String> {
    let mut page = page.to_owned();
    if let Some(old) = html::tags(&page)
        .iter()
        .find(|tag| tag.is("http-equiv", "content-security-policy"))
    {
        page.replace_range(old.span.clone(), "");
    }
    let policy = policy(&page)?;
    let head = html::tags(&page)
        .iter()
        .find(|tag| tag.name == "head")
        .map(|tag| tag.span.end);
    let head = head.context("the page has no <head>")?;
    page.insert_str(
        head,
        &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
    );
    Ok(page)
}

/// The policy of this page: only its own scripts run, and it talks only to its own origin and the API.
/// Scripts in files run if their hash stands in the import map;
/// without one, as in builds by Trunk, all of the origin.
fn policy(page: &str) -> Result<String> {
    let mut scripts = match import_map(page).and_then(|map| map.body) {
        Some(map) => hashes_in(&page[map])?,
        None => " 'self'".to_owned(),
    };
    let mut connect = "'self'".to_owned();
    for tag in html::tags(page) {
        if tag.attribute("style").is_some() || tag.name == "style" {
            bail!(
                "index.html has an inline style in <{}>; the policy forbids it",
                tag.name
            );
        }
        let Some(body) = tag.body.clone().filter(|_| tag.attribute("src").is_none()) else {
            continue;
        };
        if tag.is("id", "console-config") {
            connect.push_str(&api_origin(&page[body])?);
        } else if !tag.is("type", "application/json") {
            let _ = write!(scripts, " 'sha256-{}'", sha256(page[body].as_bytes()));
        }
    }
    Ok(format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data:; \
         font-src 'self'; connect-src {connect}; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    ))
}

/// ` 'sha256-…'` for each file of an import map.
fn hashes_in(map: &str) -> Result<String> {
    let map: serde_json::Value =
        serde_json::from_str(map).context("the import map of the page is not JSON")?;
    let files = map.get("integrity").and_then(serde_json::Value::as_object);
    let files = files.context("the import map of the page states no integrity")?;
    let hashes = files.values().filter_map(serde_json::Value::as_str);
    Ok(hashes.fold(String::new(), |mut sources, hash| {
        let _ = write!(sources, " '{hash}'");
        sources
    }))
}

/// ` https://api.example.com` when the settings name an API elsewhere.
fn api_origin(config: &str) -> Result<String> {
    let config: serde_json::Value =
        serde_json::from_str(config).context("console-config in index.html is not JSON")?;
    let api = config
        .get("apiBase")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    if api.is_empty() || api.starts_with('/') {
        return Ok(String::new());
    }
    let Some((scheme @ ("https" | "http"), rest)) = api.split_once("://") else {
        bail!("apiBase in console-config must be empty or begin with https://, not `{api}`");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
    ensure!(
        !host.is_empty() && host.chars().all(allowed),
        "apiBase in console-config names no host: `{api}`"
    );
    Ok(format!(" {scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_made_small_and_what_is_none_is_left_alone() {
        let page = "<script>\none\n</script><script type=\"application/json\">{ }</script>\
             <script>two</script>";
        let small = minify_scripts(page, |script| Ok(format!("[{}]", script.trim())));
        assert_eq!(
            small.expect("a page"),
            "<script>[one]</script><script type=\"application/json\">{ }</script><script>[two]</script>"
        );
    }

    const PAGE: &str = "<!doctype html><html><head><meta charset=utf-8>\
        <meta name=\"base-path\" content=\"/\"/><script>alert(1)</script>\
        <script type=\"application/json\" id=\"console-config\">{\"apiBase\":\"\"}</script>\
        </head><body><script type=module>alert(2)</script></body></html>";

    #[test]
    fn inline_scripts_are_hashed_and_data_is_not() {
        let sealed = write_policy(PAGE).expect("a policy");
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let first = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(sealed.contains(first), "{sealed}");
        assert_eq!(sealed.matches("'sha256-").count(), 2);
        let start = "<!doctype html><html><head><meta http-equiv=\"Content-Security-Policy\" \
            content=\"default-src 'none'; ";
        assert!(sealed.starts_with(start), "{sealed}");
        assert!(sealed.contains("; connect-src 'self';"));
        assert!(sealed.contains("; script-src 'wasm-unsafe-eval' 'self' 'sha256-"));
        assert!(!sealed.contains("unsafe-inline") && !sealed.contains("'unsafe-eval'"));
    }

    #[test]
    fn sealing_again_changes_nothing() {
        let once = write_policy(PAGE).expect("a policy");
        assert_eq!(write_policy(&once).expect("again"), once);
    }

    #[test]
    fn an_api_elsewhere_enters_connect_src() {
        let elsewhere = PAGE.replace(
            "\"apiBase\":\"\"",
            "\"apiBase\":\"https://api.example.com:8443/x\"",
        );
        let sealed = write_policy(&elsewhere).expect("a policy");
        assert!(
            sealed.contains("; connect-src 'self' https://api.example.com:8443;"),
            "{sealed}"
        );
        for bad in [
            "api.example.com",
            "https://",
            "https://a;script-src *",
            "javascript://x",
        ] {
            let page = PAGE.replace("\"apiBase\":\"\"", &format!("\"apiBase\":\"{bad}\""));
            assert!(write_policy(&page).is_err(), "{bad}");
        }
    }

    #[test]
    fn inline_styles_are_refused() {
        assert!(write_policy(&PAGE.replace("<body>", "<body style='margin:0'>")).is_err());
        assert!(write_policy(&PAGE.replace("</head>", "<style>a{}</style></head>")).is_err());
    }

    #[test]
    fn the_base_path_is_written() {
        let page = write_base_path(PAGE, "/console/").expect("a page");
        assert!(
            page.contains("<meta name=\"base-path\" content=\"/console/\">"),
            "{page}"
        );
        assert!(write_base_path(PAGE, "/\">").is_err());
        assert!(write_base_path("<head></head>", "/").is_err());
    }

    #[test]
    fn the_first_script_finds_the_program_and_what_it_has_to_be() {
        let named = "<link rel=\"alternate\" type=\"application/wasm\" href=\"/b.wasm\" \
            data-integrity=\"b\">\n";
        let preload = "<link rel=\"preload\" href=\"/b.wasm\" integrity=\"b\" as=\"fetch\">";
        let other = "<link rel=\"modulepreload\" integrity=\"a\">";
        assert_eq!(
            name_program_before_scripts(&format!("<p><script></script>{other}{preload}</p>")),
            format!("<p>{named}<script></script>{other}</p>")
        );
        assert_eq!(
            name_program_before_scripts(&format!("{preload}<script></script>")),
            format!("{named}<script></script>")
        );
        let done = format!("{named}<script></script>");
        assert_eq!(name_program_before_scripts(&done), done);
    }

    #[test]
    fn pages_are_squeezed() {
        let page = "<p>\n  <!-- a\n comment -->\n  text\n\n\
            <script>\n    // why\n    a()\n    b()\n  </script>\n";
        assert_eq!(squeeze(page), "<p>\ntext\n<script>\na()\nb()\n</script>");
    }

    #[test]
    fn a_shipped_page_links_its_files_and_covers_its_scripts() {
        let file = |name: &str| HashedFile {
            name: name.to_owned(),
            sha256: String::new(),
            integrity: format!("sha256-{name}"),
        };
        let program = Program {
            script: file("a.js"),
            module: file("a.wasm"),
        };
        let index = PAGE.replace(
            "</head>",
            "<link data-trunk rel=css href=a.css><link data-trunk rel=\"rust\" data-bin=\"a\"/></head>",
        );
        let page = shipped(&index, "/x/", &file("a.css"), &program, |it| {
            Ok(it.to_owned())
        })
        .expect("a page");
        for link in [
            "<link rel=\"stylesheet\" href=\"/x/a.css\" integrity=\"sha256-a.css\">",
            "href=\"/x/a.js\" crossorigin=\"anonymous\" integrity=\"sha256-a.js\">",
            "type=\"application/wasm\" href=\"/x/a.wasm\" data-integrity=\"sha256-a.wasm\">",
            "<meta name=\"base-path\" content=\"/x/\">",
            "<script type=\"importmap\">{\"integrity\":{\"/x/a.js\":\"sha256-a.js\"}}</script>",
            // No other file of the origin.
            "script-src 'wasm-unsafe-eval' 'sha256-a.js' 'sha256-",
        ] {
            assert!(page.contains(link), "{link} in {page}");
        }
        let moved = page.replace("href=\"/x/a.js\"", "href=\"/y/a.js\"");
        let moved = write_import_map(&moved).expect("a page");
        assert!(
            moved.contains("{\"integrity\":{\"/y/a.js\":\"sha256-a.js\"}}")
                && !moved.contains("/x/a.js")
        );
        assert!(!page.contains("data-trunk"), "{page}");
        assert_eq!(write_policy(&page).expect("sealed"), page);
        assert!(shipped(PAGE, "/", &file("a.css"), &program, |it| Ok(it.to_owned())).is_err());
    }
}
