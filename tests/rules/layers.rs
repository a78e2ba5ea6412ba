//! Which module may name which.

use super::source::{Finding, Source, finds, holds};

/// The modules of the console above its domain.
const CONSOLE: [&str; 12] = [
    "api",
    "app",
    "config",
    "failure",
    "features",
    "lazy",
    "load",
    "navigation",
    "platform",
    "route",
    "session",
    "ui",
];

/// What knows nothing of the console, except for JSON, which the domain is read from.
const FOUNDATIONS: [&str; 2] = ["reactive", "view"];

/// Which modules at the root a folder must not name.
fn names_none_of(source: &Source, folder: &str, forbidden: &[&str]) -> Vec<Finding> {
    if !source.path.starts_with(folder) {
        return Vec::new();
    }
    let names = source.root_modules().into_iter();
    names
        .filter(|(_, name)| forbidden.contains(name))
        .map(|(line, name)| {
            let fix = "pass in what is needed, or move this up to where both are known";
            (line, format!("{folder} must not name `{name}`: {fix}"))
        })
        .collect()
}

fn domain_is_plain_rust(source: &Source) -> Vec<Finding> {
    let foreign = ["leptos", "web_sys", "js_sys", "gloo", "wasm_bindgen"];
    if !source.path.starts_with("src/domain/") {
        return Vec::new();
    }
    let tokens = source.tokens.iter();
    tokens
        .filter(|token| foreign.iter().any(|name| token.text.starts_with(name)))
        .map(|token| {
            let fix = "domain knows neither framework nor browser: take the value as a parameter";
            (token.line, format!("`{}`: {fix}", token.text))
        })
        .collect()
}

#[test]
fn domain_knows_no_framework_and_no_browser() {
    let rule = domain_is_plain_rust;
    finds(
        rule,
        "src/domain/x.rs",
        "/// leptos\nuse chrono::Utc;\nuse leptos::prelude::*;",
        &[3],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "fn f() -> f64 {\n js_sys::Date::now()\n}",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "use wasm_bindgen_futures::spawn_local;\nuse gloo_net::x;",
        &[1, 2],
    );
    finds(rule, "src/ui/x.rs", "use leptos::prelude::*;", &[]);
    holds(rule);
}

fn domain_names_only_domain(source: &Source) -> Vec<Finding> {
    let mut findings = names_none_of(source, "src/domain/", &CONSOLE);
    findings.extend(names_none_of(source, "src/domain/", &FOUNDATIONS));
    findings
}

#[test]
fn domain_names_no_other_module() {
    let rule = domain_names_only_domain;
    finds(
        rule,
        "src/domain/x.rs",
        "use crate::domain::id;\nuse crate::platform::clock;",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "use crate::{\n domain::{id, api},\n session,\n};",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "use super::api;\nuse super::super::api;",
        &[2],
    );
    finds(
        rule,
        "src/domain/mod.rs",
        "use super::api;\npub(crate) mod id;",
        &[1],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "fn f() { let x =\n crate::api::client::f(); }",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "#[cfg(test)]\nmod tests { use crate::api; }\nuse crate::ui;",
        &[3],
    );
    holds(rule);
}

fn api_names_nothing_above(source: &Source) -> Vec<Finding> {
    names_none_of(source, "src/api/", &["features", "ui", "app"])
}

#[test]
fn api_names_nothing_above_it() {
    let rule = api_names_nothing_above;
    finds(
        rule,
        "src/api/x.rs",
        "use crate::domain::id;\nuse crate::features::sso;",
        &[2],
    );
    finds(
        rule,
        "src/api/x.rs",
        "use crate::{domain::id, ui};\nuse super::super::app;",
        &[1, 2],
    );
    holds(rule);
}

fn parts_know_nothing_of_the_app(source: &Source) -> Vec<Finding> {
    let app = ["api", "features", "navigation", "route", "app", "session"];
    let mut findings = names_none_of(source, "src/ui/", &app);
    findings.extend(names_none_of(source, "src/platform/", &app));
    findings.extend(names_none_of(source, "src/platform/", &["ui"]));
    findings
}

#[test]
fn ui_and_platform_know_nothing_of_the_app() {
    let rule = parts_know_nothing_of_the_app;
    finds(
        rule,
        "src/ui/x.rs",
        "use crate::platform::clock;\nuse crate::api::error::ApiError;",
        &[2],
    );
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { view! { <a\n href=crate::route::base() /> } }",
        &[2],
    );
    finds(
        rule,
        "src/platform/x.rs",
        "use crate::session::Session;\nuse crate::ui::icon;",
        &[1, 2],
    );
    holds(rule);
}

fn foundations_know_nothing_of_the_console(source: &Source) -> Vec<Finding> {
    let mut findings = names_none_of(source, "src/reactive/", &["view"]);
    for folder in ["src/view/", "src/reactive/", "src/json.rs"] {
        findings.extend(names_none_of(source, folder, &CONSOLE));
        findings.extend(names_none_of(source, folder, &["domain"]));
    }
    findings
}

#[test]
fn signals_and_views_know_nothing_of_the_console() {
    let rule = foundations_know_nothing_of_the_console;
    finds(
        rule,
        "src/view/x.rs",
        "use crate::reactive::Memo;\nuse crate::ui::Button;",
        &[2],
    );
    finds(rule, "src/reactive/x.rs", "use crate::view::Node;", &[1]);
    holds(rule);
}

fn features_do_not_name_the_app(source: &Source) -> Vec<Finding> {
    names_none_of(source, "src/features/", &["app"])
}

#[test]
fn features_do_not_name_the_app_that_holds_them() {
    let rule = features_do_not_name_the_app;
    finds(
        rule,
        "src/features/x/mod.rs",
        "use crate::app::App;\nuse super::super::app;",
        &[1, 2],
    );
    finds(
        rule,
        "src/features/x/mod.rs",
        "use super::app;\nuse crate::route::Route;",
        &[],
    );
    holds(rule);
}
