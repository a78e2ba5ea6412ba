//! Who is signed in, the theme, signing out.

use crate::app::leave_guard::use_leave_guard;
use crate::app::load::Load;
use crate::session::{Session, use_session};
use console_ui::{Avatar, Icon, MenuButton, MenuItem, theme_items, toast};
use console_view::prelude::*;
use leptos::task::spawn_local;

/// The menu at the bottom of the sidebar.
#[component(transparent)]
pub fn AccountMenu() -> impl IntoView {
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
    let sign_out = move || {
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
    };
    let items = move || {
        let mut items = theme_items();
        items.push(MenuItem::separator());
        items.push(MenuItem::action("Sign out", sign_out).icon(Icon::LOG_OUT));
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
                        <b dir="auto">{name}</b>
                        <small>{email}</small>
                    </span>
                }
            }
        />
    }
}
