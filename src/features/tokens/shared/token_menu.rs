//! What can be done with one token.

use super::authorize_sso::authorize_items;
use super::may_edit::{CHECKING, may_edit_failure, may_edit_in};
use super::sso_demand::SsoDemand;
use crate::app::leave_guard::use_leave_guard;
use crate::app::route::Route;
use crate::features::tokens::lifecycle::{Action, Lifecycle, menu_place, use_lifecycle};
use crate::session::{SessionStore, use_session};
use console_domain::create_like::LIKE;
use console_domain::kind::TokenKind;
use console_domain::rotation::verb;
use console_domain::token::Token;
use console_platform::clock;
use console_ui::{Icon, MenuButton, MenuItem};
use console_view::prelude::*;

/// The address of the form for a token with the same settings.
pub fn create_like(token: &Token) -> String {
    Route::New(token.kind()).href_with([(LIKE, token.id.as_str())])
}

/// The menu at the end of a row. Its dialogs belong to the page: see `lifecycle`.
#[component(transparent)]
pub fn TokenMenu(
    /// The token.
    token: Memo<Token>,
) -> impl IntoView {
    let label =
        Signal::derive(move || token.with(|token| format!("Actions for {}", token.shown_name())));
    let place = token.with_untracked(|token| menu_place(&token.id));
    let lifecycle = use_lifecycle();
    let (session, guard) = (use_session(), use_leave_guard());
    let items = move || {
        let token = token.get();
        let (kind, id) = (token.kind(), token.id.clone());
        let mut items = vec![
            MenuItem::link("Details", Route::Details(kind, id.clone()).href())
                .icon(Icon::INFO)
                .single_key("Enter"),
        ];
        let Some(lifecycle) = lifecycle else {
            return items;
        };
        match may_edit_in(session, kind) {
            Some(false) => return items,
            // Nothing is refused that may turn out to be allowed: the menu fills when it is known.
            None => {
                let is_failed = may_edit_failure(session, kind).is_some();
                items.extend(unknown_items(
                    session,
                    is_failed,
                    CHECKING,
                    "What you may do could not be loaded",
                ));
                return items;
            }
            Some(true) => {}
        }
        items.push(
            MenuItem::link("Edit", Route::Edit(kind, id.clone()).href())
                .icon(Icon::PENCIL)
                .single_key("e"),
        );
        let rotate = Route::Rotate(kind, id).href();
        items.push(MenuItem::link(verb(&token, clock::now()), rotate).icon(Icon::ROTATE));
        items.push(MenuItem::link("Create like this", create_like(&token)).icon(Icon::COPY));
        let demand = SsoDemand::of(session, kind);
        items.extend(authorize_items(session, guard, &token, &demand));
        let is_unknown =
            |id| demand.known(id).is_none() && !token.sso_authorizations.contains_key(id);
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
    };
    view! { <span data-token=place><MenuButton label items /></span> }.into_any()
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
    let is_off = !token.is_active || token.revocation.is_some();
    let mut items = vec![if is_off {
        MenuItem::action("Enable", ask(Action::Enable)).icon(Icon::PLAY)
    } else {
        MenuItem::action("Disable", ask(Action::Disable)).icon(Icon::PAUSE)
    }];
    if token.kind() == TokenKind::Api && token.revocation.is_none() {
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
