//! What new tokens will be, beside the form.

use super::{DraftState, end_of};
use crate::session::use_session;
use console_domain::access_summary::{Risk, can_do, notes, risk};
use console_domain::expiry::ExpiryChoice;
use console_domain::kind::TokenKind;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::visible_name::isolated;
use console_platform::{clock, intl};
use console_ui::with_names;
use console_view::prelude::*;
use std::sync::Arc;

/// The live summary.
#[component(transparent)]
pub fn DraftSummary(
    /// The form.
    state: DraftState,
    /// The scopes that exist.
    catalogue: Arc<ScopeCatalogue>,
    /// What it is called, or they; "" as long as there is no name.
    called: Signal<String>,
) -> impl IntoView {
    let session = use_session();
    let names = Memo::new(move |_| {
        let chosen = state.organizations.get();
        let all = session
            .account
            .ready()
            .map(|account| account.organizations)
            .unwrap_or_default();
        all.into_iter()
            .filter(|organization| chosen.contains(&organization.id))
            .map(|organization| isolated(&organization.name))
            .collect::<Vec<_>>()
    });
    let access = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| match state.kind {
            TokenKind::Api => state.scopes.with(|scopes| can_do(scopes, &catalogue)),
            TokenKind::Personal => names.with(|names| {
                if names.is_empty() {
                    "Nothing yet".to_owned()
                } else {
                    format!("Everything you can do in {}", intl::list_and(names))
                }
            }),
        })
    };
    let besides = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| match state.kind {
            TokenKind::Api => state.scopes.with(|scopes| notes(scopes, &catalogue)),
            TokenKind::Personal => vec![],
        })
    };
    let danger = Memo::new(move |_| {
        let never = state.expiry_choice() == ExpiryChoice::Never;
        let (level, reason) = match state.kind {
            TokenKind::Api => state.scopes.with(|scopes| risk(scopes, &catalogue)),
            TokenKind::Personal => names.with(|names| match names.len() {
                0 => (Risk::Low, "reaches no organization yet".to_owned()),
                count => (
                    Risk::High,
                    format!(
                        "acts as you in {}",
                        intl::count(count as u64, "organization", "organizations")
                    ),
                ),
            }),
        };
        let reason = if never {
            format!("{reason}, and never expires")
        } else {
            reason
        };
        (level, reason)
    });
    let ends = Memo::new(move |_| {
        let now = clock::ticking_now().get();
        match end_of(state.expiry_choice()) {
            Ok(Some(end)) => format!("{}, {}", intl::date_long(end), intl::relative(end, now)),
            Ok(None) => "Never".to_owned(),
            Err(_) => "Not chosen yet".to_owned(),
        }
    });
    let name = move || {
        let name = called.get();
        if name.is_empty() {
            "Not named yet".to_owned()
        } else {
            name
        }
    };
    view! {
        <aside class="summary" aria-label="Summary">
            <h2>"Summary"</h2>
            <dl class="summary-list">
                <div><dt>"Name"</dt><dd dir="auto" translate="no">{name}</dd></div>
                <div>
                    <dt>"Can"</dt>
                    <dd>{with_names(move || access.get())} {move || besides_view(besides.get())}</dd>
                </div>
                <div>
                    <dt>"Risk"</dt>
                    <dd>
                        <div
                            class="meter"
                            data-level=move || danger.get().0.level().to_string()
                            aria-hidden="true"
                        >
                            <i></i><i></i><i></i><i></i>
                        </div>
                        {move || {
                            let (level, reason) = danger.get();
                            format!("{}: {reason}", level.label())
                        }}
                    </dd>
                </div>
                <div><dt>"Expires"</dt><dd>{ends}</dd></div>
            </dl>
        </aside>
    }
}

/// What has to be known besides, a line each.
fn besides_view(notes: Vec<String>) -> Option<AnyView> {
    (!notes.is_empty()).then(|| {
        let lines = notes.into_iter().map(|note| view! { <li>{note}</li> });
        view! { <ul class="plain-list small muted">{lines.collect_view()}</ul> }.into_any()
    })
}
