//! Who is signed in, the theme, the keyboard, signing out.

use super::shortcuts::{Asked, palette_keys};
use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::app::load::Load;
use crate::session::{Session, SessionStore, use_session};
use console_domain::shortcut::Shortcut;
use console_ui::{Avatar, Icon, MenuButton, MenuItem, theme_items, toast};
use console_view::prelude::*;
use leptos::task::spawn_local;

/// Signs out, after asking whether what would be lost by that here and in other tabs may be lost.
pub(super) fn sign_out(session: SessionStore, guard: LeaveGuard) {
    spawn_local(async move {
        let elsewhere = session.unsaved_elsewhere().await;
        // Another tab may have been faster.
        if session
            .state()
            .with_untracked(|state| *state == Session::Guest)
        {
            return;
        }
        guard.ask_to_sign_out(elsewhere, move || {
            toast::clear();
            session.sign_out();
        });
    });
}

/// The menu at the bottom of the sidebar.
#[component(transparent)]
pub fn AccountMenu(asked: Asked) -> impl IntoView {
    let session = use_session();
    let guard = use_leave_guard();
    let user = Memo::new(move |_| session.account.ready().map(|account| account.user));
    let name = Signal::derive(move || {
        let is_lost = session
            .account
            .signal()
            .with(|state| matches!(state, Load::Failed(_)));
        let otherwise = if is_lost { "Account" } else { "" };
        user.get()
            .map_or_else(|| otherwise.to_owned(), |user| user.name)
    });
    let email = Signal::derive(move || user.get().map(|user| user.email).unwrap_or_default());
    let items = move || {
        let mut items = theme_items();
        items.push(MenuItem::separator());
        let ask = move |shortcut| move || asked.set(vec![shortcut]);
        items.push(
            MenuItem::action("Command palette", ask(Shortcut::Palette))
                .icon(Icon::SEARCH)
                .shortcut(palette_keys()),
        );
        items.push(
            MenuItem::action("Keyboard shortcuts", ask(Shortcut::Help))
                .icon(Icon::INFO)
                .single_key("?"),
        );
        items.push(MenuItem::separator());
        let out = move || sign_out(session, guard);
        items.push(MenuItem::action("Sign out", out).icon(Icon::LOG_OUT));
        items
    };
    view! {
        <MenuButton
            label="Account"
            items
            trigger_class="user-button"
            trigger=move || {
                view! {
                    {move || view! { <Avatar name=name.get() round=true /> }}
                    <span class="user-text">
                        <b dir="auto" translate="no">{name}</b>
                        <small>{email}</small>
                    </span>
                }
            }
        />
    }
}
