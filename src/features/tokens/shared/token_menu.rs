//! What can be done with one token.

use super::authorize_sso::authorize_items;
use super::may_edit::{CHECKING, may_edit_failure, may_edit_in};
use super::sso_demand::SsoDemand;
use crate::app::lazy::{ChunkLoadError, lazy};
use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::app::route::Route;
use crate::features::tokens::lifecycle::{Action, Lifecycle, use_lifecycle};
use crate::session::{SessionStore, use_session};
use console_domain::create_like::LIKE;
use console_domain::rotation::verb;
use console_domain::token::Token;
use console_platform::clock;
use console_ui::{Icon, MenuButton, MenuItem};
use console_view::prelude::*;
use leptos::task::spawn_local;

/// The address of the form for a token with the same settings.
pub fn create_like(token: &Token) -> String {
    Route::New(token.kind()).href_with([(LIKE, token.id.as_str())])
}

/// Makes the items for what changes a token.
pub type ItemsOf = fn(Signal<Token>, SessionStore, LeaveGuard, Lifecycle) -> Vec<MenuItem>;

// With the dialogs that the items open.
lazy!(actions: fn items_code() -> ItemsOf => items_of as ItemsOf);

/// Fetches what a menu has besides the link to the details: somebody is about to open one.
pub fn prepare_menu() {
    spawn_local(async {
        // Where it fails the menu itself tries again, and says so.
        let _ = items_code().await;
    });
}

/// What stands in the place of the items until their code has come; tracked.
fn waiting(code: RwSignal<Option<Result<ItemsOf, ChunkLoadError>>>) -> Vec<MenuItem> {
    if code.with(Option::is_some) {
        return vec![
            MenuItem::note("The rest of this menu could not be loaded"),
            MenuItem::action("Try again", move || code.set(None))
                .icon(Icon::REFRESH)
                .keeps_open(),
        ];
    }
    spawn_local(async move {
        let arrived = items_code().await;
        code.try_set(Some(arrived));
    });
    vec![MenuItem::note("Loading…")]
}

/// The menu at the end of a row. Its dialogs belong to the page: see `lifecycle`.
#[component(transparent)]
pub fn TokenMenu(
    /// The token.
    token: Signal<Token>,
) -> impl IntoView {
    let label =
        Signal::derive(move || token.with(|token| format!("Actions for {}", token.shown_name())));
    let lifecycle = use_lifecycle();
    let (session, guard) = (use_session(), use_leave_guard());
    let items = move || {
        // Not a part of them: a menu that grows may turn to the other side of its button, and a pointer that
        // was to press the first item is on the last one then, which deletes.
        if let Some(lifecycle) = lifecycle
            && lifecycle.items.with(Option::is_none)
        {
            return waiting(lifecycle.items);
        }
        let href = token.with(|token| Route::Details(token.kind(), token.id.clone()).href());
        let mut items = vec![
            MenuItem::link("Details", href)
                .icon(Icon::INFO)
                .single_key("Enter"),
        ];
        if let Some(lifecycle) = lifecycle {
            items.extend(match lifecycle.items.get() {
                Some(Ok(items_of)) => items_of(token, session, guard, lifecycle),
                _ => waiting(lifecycle.items),
            });
        }
        items
    };
    view! { <MenuButton label items /> }.into_any()
}

fn items_of(
    token: Signal<Token>,
    session: SessionStore,
    guard: LeaveGuard,
    lifecycle: Lifecycle,
) -> Vec<MenuItem> {
    let token = token.get();
    let (kind, id) = (token.kind(), token.id.clone());
    match may_edit_in(session, kind) {
        Some(false) => return Vec::new(),
        // Nothing is refused that may turn out to be allowed: the menu fills when it is known.
        None => {
            let is_failed = may_edit_failure(session, kind).is_some();
            let failed = "Your permissions could not be loaded";
            return unknown_items(session, is_failed, CHECKING, failed);
        }
        Some(true) => {}
    }
    let rotate = Route::Rotate(kind, id.clone()).href();
    let mut items = vec![
        MenuItem::link("Edit", Route::Edit(kind, id).href())
            .icon(Icon::PENCIL)
            .single_key("e"),
        MenuItem::link(verb(&token, clock::now()), rotate).icon(Icon::ROTATE),
        MenuItem::link("Create like this", create_like(&token)).icon(Icon::COPY),
    ];
    let demand = SsoDemand::of(session, kind);
    items.extend(authorize_items(session, guard, &token, &demand));
    let is_unknown = |id| demand.known(id).is_none() && !token.sso_authorizations.contains_key(id);
    if token.organizations().into_iter().any(is_unknown) {
        items.extend(unknown_items(
            session,
            demand.failure().is_some(),
            "Checking single sign-on…",
            "Single sign-on could not be checked",
        ));
    }
    items.push(MenuItem::separator());
    items.extend(lifecycle_items(lifecycle, &token));
    items
}

/// What stands in the place of items about which something is not known yet, or could not be found out.
fn unknown_items(
    session: SessionStore,
    is_failed: bool,
    checking: &'static str,
    failed: &'static str,
) -> Vec<MenuItem> {
    if !is_failed {
        return vec![MenuItem::note(checking)];
    }
    let retry = move || session.retry_permissions();
    vec![
        MenuItem::note(failed),
        MenuItem::action("Try again", retry)
            .icon(Icon::REFRESH)
            .keeps_open(),
    ]
}

fn lifecycle_items(lifecycle: Lifecycle, token: &Token) -> Vec<MenuItem> {
    let ask = |action: Action| {
        let token = token.clone();
        move || lifecycle.ask(action, token.clone())
    };
    let mut items = vec![if token.is_disabled_or_revoked() {
        MenuItem::action("Enable", ask(Action::Enable)).icon(Icon::PLAY)
    } else {
        MenuItem::action("Disable", ask(Action::Disable)).icon(Icon::PAUSE)
    }];
    if token.can_be_revoked() {
        items.push(
            MenuItem::action("Revoke", ask(Action::Revoke))
                .icon(Icon::BAN)
                .danger(),
        );
    }
    items.push(
        MenuItem::action("Delete", ask(Action::Delete))
            .icon(Icon::TRASH)
            .danger(),
    );
    items
}
