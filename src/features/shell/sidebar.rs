//! The sidebar: organization, pages, user. A drawer on narrow screens: while it is open it has the
//! focus and everything else is out of reach.

use super::account_menu::AccountMenu;
use super::organization_switch::OrganizationSwitch;
use super::shortcuts::Asked;
use crate::app::load::Load;
use crate::app::route::Route;
use crate::session::use_session;
use console_domain::kind::TokenKind;
use console_platform::events::key;
use console_platform::focus;
use console_platform::media::media;
use console_ui::{Button, Icon, IconButton, IconView, Size};
use console_view::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos_router::hooks::use_location;

/// From this width on the sidebar stands beside the page; as in the style sheet.
const WIDE: &str = "(width >= 64em)";

/// The id of the button that opens the drawer.
pub const MENU_ID: &str = "menu-button";
/// The id of the button that closes it.
const CLOSE_ID: &str = "menu-close";

/// Moves the focus into the drawer when it opens, and back when it closes and nothing else took it.
fn keep_focus(open: RwSignal<bool>) {
    let is_wide = media(WIDE);
    Effect::new(move |_| {
        if is_wide.get() {
            open.set(false);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open.is_some_and(|was_open| was_open != is_open) {
            // What was inert or hidden can take the focus one frame later.
            request_animation_frame(move || {
                if is_open {
                    focus::id(CLOSE_ID);
                } else if focus::active().is_none_or(|active| {
                    active
                        .closest(".sidebar")
                        .is_ok_and(|sidebar| sidebar.is_some())
                }) {
                    focus::id(MENU_ID);
                }
            });
        }
        is_open
    });
}

/// The sidebar; `open` matters on narrow screens only. Its menu asks for what keys ask for.
#[component(transparent)]
pub fn Sidebar(open: RwSignal<bool>, asked: Asked) -> impl IntoView {
    let pathname = use_location().pathname;
    let link = move |route: Route, name: &'static str, icon: Icon| {
        let href = route.href();
        let current = {
            let href = href.clone();
            move || {
                pathname
                    .with(|path| path.starts_with(&href))
                    .then_some("page")
            }
        };
        view! {
            <a class="nav-link" href=href aria-current=current on:click=move |_| open.set(false)>
                <IconView icon />
                {name}
            </a>
        }
    };
    let list = move |kind: TokenKind, icon| link(Route::List(kind), kind.list_name(), icon);
    let close_on_escape = move |event: KeyboardEvent| {
        if key(&event) == "Escape" && !event.default_prevented() {
            open.set(false);
        }
    };
    keep_focus(open);
    let account = use_session().account;
    let is_lost = Memo::new(move |_| {
        account
            .signal()
            .with(|state| matches!(state, Load::Failed(_)))
    });
    let organizations = move || {
        if !is_lost.get() {
            return view! { <OrganizationSwitch /> }.into_any();
        }
        on_cleanup(|| focus::rescue(&[".org-switch button"]));
        view! {
            <div class="sidebar-problem" role="alert">
                <p>"Your organizations could not be loaded."</p>
                <Button size=Size::Small icon=Icon::REFRESH on_press=move || account.load()>
                    "Load again"
                </Button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="sidebar" class:is-open=open on:keydown=close_on_escape>
            <div class="sidebar-scrim" on:click=move |_| open.set(false)></div>
            <nav class="sidebar-panel" aria-label="Developer Settings">
                <div class="sidebar-close">
                    <IconButton
                        id=CLOSE_ID
                        icon=Icon::X
                        label="Close menu"
                        on_press=move || open.set(false)
                    />
                </div>
                {organizations}
                <div class="nav">
                    <p class="nav-heading" aria-hidden="true">"Developer Settings"</p>
                    {list(TokenKind::Api, Icon::KEY)}
                    {list(TokenKind::Personal, Icon::USER)}
                    {link(Route::Review(TokenKind::Api), "Access review", Icon::CHECK)}
                    {link(Route::Check, "Check a token", Icon::SEARCH)}
                </div>
                <AccountMenu asked />
            </nav>
        </div>
    }
}
