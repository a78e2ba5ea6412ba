//! What a token reaches, in words: as granted (contract 5), not only as written.

use console_domain::access_summary::{powers, shortfalls};
use console_domain::granted::{BASICS, granted};
use console_domain::id::OrganizationId;
use console_domain::object_label::object_label;
use console_domain::scope::{ScopeSelection, Verb, Verbs};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedMap;
use console_domain::token::Reach;
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{CopyButton, Size};
use console_view::prelude::*;

/// The scopes by area with what they include, or the organizations.
#[component(transparent)]
pub fn ReachView(
    /// What to show.
    reach: Reach,
) -> impl IntoView {
    match reach {
        Reach::Scopes { scopes, .. } if scopes.selection().is_empty() => view! {
            <p class="muted">{format!("None. The token can still authenticate, {BASICS}.")}</p>
        }
        .into_any(),
        Reach::Scopes { scopes, .. } => scope_list(scopes.selection()),
        Reach::Organizations(all) if all.is_empty() => {
            view! { <p class="muted">"None that you can see"</p> }.into_any()
        }
        Reach::Organizations(all) => {
            let items = all
                .into_iter()
                .map(|entry| {
                    let label = format!("Copy organization ID of {}", isolated(&entry.name));
                    view! {
                        <li>
                            <span dir="auto" translate="no">{entry.name}</span>
                            {copy_organization_id(label, &entry.id)}
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="plain-list">{items}</ul> }.into_any()
        }
    }
}

/// A button that copies what `X-Organization-ID` takes.
pub fn copy_organization_id(label: String, id: &OrganizationId) -> AnyView {
    let id = id.to_string();
    view! {
        <CopyButton label text=move || id.clone() size=Size::Small icon_only=true />
    }
    .into_any()
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
            let objects = area.objects.iter();
            let objects = objects.map(|entry| (entry.label.clone(), entry.offered));
            block(area.name, lines(objects))
        })
        .collect_view();
    let granted = granted(scopes);
    let included = granted.beyond(scopes);
    let included = (!included.is_empty()).then(|| {
        let objects = included.objects();
        let objects = objects.map(|(object, verbs)| (object_label(object), verbs));
        block("Included by these", lines(objects))
    });
    let other: Vec<String> = scopes.others().map(str::to_owned).collect();
    let other = (!other.is_empty()).then(|| {
        let texts = view! { <p><code dir="auto" translate="no">{other.join(", ")}</code></p> };
        block("Not known to this console", texts.into_any())
    });
    let notes = powers(&granted)
        .map(|power| format!("It can {power}."))
        .chain(shortfalls(&granted))
        .chain([format!("Like every API token it can {BASICS}.")])
        .map(|note| view! { <li>{note}</li> })
        .collect_view();
    let notes = view! { <ul class="plain-list">{notes}</ul> }.into_any();
    view! { <div class="scope-areas">{areas} {included} {other} {block("In addition", notes)}</div> }
        .into_any()
}

/// A part of the list with its heading.
fn block(name: &'static str, content: AnyView) -> AnyView {
    view! { <div class="scope-area"><p class="muted small">{name}</p> {content}</div> }.into_any()
}

/// Objects of which the same can be done share a line: a token for everything still fits the page.
fn lines(objects: impl Iterator<Item = (String, Verbs)>) -> AnyView {
    let mut lines: Vec<(Verbs, Vec<String>)> = Vec::new();
    for (label, verbs) in objects {
        match lines.iter_mut().find(|(of, _)| *of == verbs) {
            Some((_, labels)) => labels.push(label),
            None => lines.push((verbs, vec![label])),
        }
    }
    let lines = lines
        .into_iter()
        .map(|(verbs, labels)| {
            let verbs: Vec<&str> = verbs.iter().map(Verb::as_str).collect();
            view! { <li><b translate="no">{labels.join(", ")}</b> " " {intl::list_and(&verbs)}</li> }
        })
        .collect_view();
    view! { <ul class="plain-list">{lines}</ul> }.into_any()
}
