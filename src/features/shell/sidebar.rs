//! The sidebar: organization, pages, user. A drawer on narrow screens.

use super::account_menu::AccountMenu;
use super::organization_switch::OrganizationSwitch;
use crate::domain::kind::TokenKind;
use crate::route::Route;
use crate::ui::{Icon, IconView};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The sidebar; `open` matters on narrow screens only.
#[component]
pub fn Sidebar(open: RwSignal<bool>) -> impl IntoView {
    let pathname = use_location().pathname;
    let link = move |kind: TokenKind, icon: Icon| {
        let href = Route::List(kind).href();
        let current = {
            let href = href.clone();
            move || {
                pathname
                    .with(|path| path.starts_with(&href))
                    .then_some("page")
            }
        };
        view! {
            <a class="nav-link" href=href aria-current=current>
                <IconView icon />
                {kind.list_name()}
            </a>
        }
    };
    let close_on_escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    view! {
        <div class="sidebar" class:is-open=open on:keydown=close_on_escape>
            <div class="sidebar-scrim" on:click=move |_| open.set(false)></div>
            <div class="sidebar-panel">
                <OrganizationSwitch />
                <nav class="nav" aria-label="Developer Settings">
                    <p class="nav-heading" aria-hidden="true">"Developer Settings"</p>
                    {link(TokenKind::Api, Icon::Key)}
                    {link(TokenKind::Personal, Icon::User)}
                </nav>
                <AccountMenu />
            </div>
        </div>
    }
}
