//! The page of the built-in provider: plain HTML, no scripts.

use std::fmt::Write;

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use url::Url;

use super::request::{Asked, Somebody};
use crate::page_policy::own_page;

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;\
--line:light-dark(#c9ced6,#454c57);--accent:light-dark(#1d4ed8,#93b4ff)}\
body{margin:0;min-height:100vh;display:grid;place-items:center;\
background:light-dark(#f4f6f9,#14171c);color:light-dark(#1a1f27,#e8ebf0)}\
main{box-sizing:border-box;width:min(30rem,100vw);padding:2rem 1.5rem}\
h1{font-size:1.375rem;margin:0 0 .25rem}h2{font-size:1rem;margin:1.5rem 0 .5rem}p{margin:0 0 1rem}\
ul{list-style:none;margin:0;padding:0;display:grid;gap:.5rem}\
button{box-sizing:border-box;width:100%;min-height:2.75rem;padding:.5rem .875rem;\
font:inherit;text-align:start;color:inherit;\
background:light-dark(#fff,#1e232b);border:1px solid var(--line);border-radius:.5rem;cursor:pointer}\
button:hover{border-color:var(--accent)}\
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}\
small{display:block;color:light-dark(#56606e,#a6afbc)}\
.end{display:flex;gap:.5rem;margin-top:1.5rem}.end button{text-align:center}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn document(title: &str, main: &str, form_targets: &str, status: StatusCode) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>{main}</main></body></html>"
    );
    let mut response = (status, Html(html)).into_response();
    own_page(response.headers_mut(), STYLE, form_targets);
    response
}

/// Says why nothing can be chosen.
pub(super) fn refusal(text: &str) -> Response {
    let main = format!(
        "<h1>This request cannot be answered</h1><p>{}</p>",
        escape(text)
    );
    document("Request refused", &main, "'none'", StatusCode::BAD_REQUEST)
}

/// Offers the people to be.
pub(super) fn choices(
    organization: &str,
    asked: &Asked,
    members: &[Somebody],
    others: &[Somebody],
) -> Response {
    let name = escape(organization);
    let mut main = format!(
        "<h1>Sign in to {name}</h1><p>The sandbox's own identity provider. Who do you want to be?</p>\
         <form method=\"post\">"
    );
    for (field, value) in [
        ("client_id", asked.client_id.as_str()),
        ("redirect_uri", &asked.redirect_uri),
        ("response_type", "code"),
        ("state", &asked.state),
        ("nonce", &asked.nonce),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(
            main,
            "<input type=\"hidden\" name=\"{field}\" value=\"{}\">",
            escape(value)
        );
    }
    for (heading, people) in [("Members", members), ("Not members", others)] {
        if people.is_empty() {
            continue;
        }
        let _ = write!(main, "<h2>{heading}</h2><ul>");
        for (id, name, email) in people {
            let (id, name, email) = (escape(id), escape(name), escape(email));
            let _ = write!(
                main,
                "<li><button name=\"choice\" value=\"{id}\" aria-label=\"Continue as {name}\">\
                 Continue as {name}<small>{email}</small></button></li>"
            );
        }
        main.push_str("</ul>");
    }
    main.push_str(
        "<div class=\"end\"><button name=\"choice\" value=\"deny\">Deny</button>\
         <button name=\"choice\" value=\"fail\">Fail</button></div></form>",
    );
    // Browsers hold the redirect that follows a form to the policy as well.
    let target = Url::parse(&asked.redirect_uri)
        .map_or_else(|_| String::new(), |url| url.origin().ascii_serialization());
    document(
        &format!("Sign in to {name}"),
        &main,
        &format!("'self' {target}"),
        StatusCode::OK,
    )
}
