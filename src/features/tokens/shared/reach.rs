//! What a token reaches, in words.

use console_domain::object_label::object_label;
use console_domain::scope::{Scope, ScopeSelection, Verb, Verbs};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedMap;
use console_domain::token::Reach;
use console_platform::intl;
use console_view::prelude::*;

/// A scope as it is sent, in words: `Evidence: Read`.
pub fn scope_words(scope: &str) -> String {
    Scope::parse(scope).map_or_else(
        || scope.to_owned(),
        |scope| format!("{}: {}", object_label(&scope.object), scope.verb.label()),
    )
}

/// The scopes by area, or the organizations.
#[component(transparent)]
pub fn ReachView(
    /// What to show.
    reach: Reach,
) -> impl IntoView {
    match reach {
        Reach::Scopes { scopes, .. } if scopes.is_empty() => view! {
            <p class="muted">"None. The token can do nothing else than authenticate."</p>
        }
        .into_any(),
        Reach::Scopes { scopes, .. } => scope_list(&scopes),
        Reach::Organizations(all) if all.is_empty() => {
            view! { <p class="muted">"None"</p> }.into_any()
        }
        Reach::Organizations(all) => {
            let items = all
                .into_iter()
                .map(|entry| view! { <li dir="auto">{entry.name}</li> })
                .collect_view();
            view! { <ul class="plain-list">{items}</ul> }.into_any()
        }
    }
}

fn scope_list(scopes: &ScopeSelection) -> AnyView {
    let chosen: SortedMap<String, Vec<&str>> = scopes
        .objects()
        .map(|(object, verbs)| (object.to_owned(), verbs.iter().map(Verb::as_str).collect()))
        .collect();
    let catalogue = ScopeCatalogue::new(&chosen);
    let areas = catalogue
        .areas()
        .iter()
        .map(|area| {
            // Objects of which the same can be done share a line: a token for everything still fits the page.
            let mut lines: Vec<(Verbs, Vec<String>)> = Vec::new();
            for entry in &area.objects {
                let (verbs, label) = (entry.offered, entry.label.clone());
                match lines.iter_mut().find(|(of, _)| *of == verbs) {
                    Some((_, labels)) => labels.push(label),
                    None => lines.push((verbs, vec![label])),
                }
            }
            let objects = lines
                .into_iter()
                .map(|(verbs, labels)| {
                    let verbs: Vec<String> =
                        verbs.iter().map(|verb| verb.as_str().to_owned()).collect();
                    view! { <li><b>{labels.join(", ")}</b> " " {intl::list_and(&verbs)}</li> }
                })
                .collect_view();
            view! {
                <div class="scope-area">
                    <p class="muted small">{area.name}</p>
                    <ul class="plain-list">{objects}</ul>
                </div>
            }
        })
        .collect_view();
    let other: Vec<String> = scopes.unreadable().map(str::to_owned).collect();
    let other = (!other.is_empty()).then(|| {
        view! {
            <div class="scope-area">
                <p class="muted small">"Not known to this console"</p>
                <p><code dir="auto">{other.join(", ")}</code></p>
            </div>
        }
    });
    view! { <div class="scope-areas">{areas} {other}</div> }.into_any()
}
