//! What can be done with one token.

use super::authorize_sso::authorize_items;
use super::may_edit::may_edit_now;
use super::sso_demand::SsoDemand;
use crate::app::leave_guard::use_leave_guard;
use crate::app::route::Route;
use crate::features::tokens::lifecycle::{Action, menu_place, use_lifecycle};
use crate::session::use_session;
use console_domain::kind::TokenKind;
use console_domain::token::Token;
use console_ui::{Icon, MenuButton, MenuItem};
use console_view::prelude::*;

/// The menu at the end of a row. Its dialogs belong to the page: see `lifecycle`.
#[component(transparent)]
pub fn TokenMenu(
    /// The token.
    token: Token,
) -> impl IntoView {
    let label = format!("Actions for {}", token.name);
    let place = menu_place(&token.id);
    let lifecycle = use_lifecycle();
    let (session, guard) = (use_session(), use_leave_guard());
    let items = move || {
        let (kind, id) = (token.kind(), token.id.clone());
        let mut items = vec![
            MenuItem::link("Details", Route::Details(kind, id.clone()).href()).icon(Icon::Info),
        ];
        let Some(lifecycle) = lifecycle.filter(|_| may_edit_now(session, kind) == Some(true))
        else {
            return items;
        };
        let ask = |action: Action| {
            let token = token.clone();
            move || lifecycle.ask(action, token.clone())
        };
        items.push(MenuItem::link("Edit", Route::Edit(kind, id.clone()).href()).icon(Icon::Pencil));
        items.push(MenuItem::link("Rotate", Route::Rotate(kind, id).href()).icon(Icon::Rotate));
        let owned = session.owned.ready_untracked().unwrap_or_default();
        let demand = session
            .account
            .ready_untracked()
            .map(|account| SsoDemand::new(kind, &account, &owned));
        if let Some(demand) = demand {
            items.extend(authorize_items(session, guard, &token, &demand));
        }
        items.push(MenuItem::separator());
        let is_off = !token.is_active || token.revocation.is_some();
        items.push(if is_off {
            MenuItem::action("Enable", ask(Action::Enable)).icon(Icon::Play)
        } else {
            MenuItem::action("Disable", ask(Action::Disable)).icon(Icon::Pause)
        });
        if kind == TokenKind::Api && token.revocation.is_none() {
            items.push(
                MenuItem::action("Revoke", ask(Action::Revoke))
                    .icon(Icon::Ban)
                    .danger(),
            );
        }
        items.push(
            MenuItem::action("Delete", ask(Action::Delete))
                .icon(Icon::Trash)
                .danger(),
        );
        items
    };
    view! { <span data-token=place><MenuButton label items /></span> }.into_any()
}
