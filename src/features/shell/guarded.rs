//! The one gate to everything behind the sign-in.

use super::shortcuts::{Asked, Shortcuts};
use super::sidebar::{MENU_ID, Sidebar};
use crate::app::leave_guard::LeaveGuardDialog;
use crate::app::navigation::use_navigate;
use crate::app::route::{Route, base};
use crate::features::auth::sign_in::SessionEndedDialog;
use crate::features::not_found::NotFound;
use crate::session::{EndReason, Session, use_session};
use console_domain::id::{OrganizationId, UserId};
use console_platform::online::online;
use console_ui::{Icon, IconButton, Spinner};
use console_view::prelude::*;
use leptos_router::hooks::use_location;

/// What the gate shows.
#[derive(Clone, PartialEq, Eq)]
enum Gate {
    Waiting,
    Closed,
    /// Open for this user in this organization. When either changes the pages are made anew, so
    /// that nothing of the other one stays.
    Open(Option<UserId>, Option<OrganizationId>),
}

/// Shows the pages to whoever is signed in and leads everybody else to the sign-in page, with the
/// way back.
#[component(transparent)]
pub fn Guarded(
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let state = use_session().state();
    let gate = Memo::new(move |_| {
        state.with(|state| match state {
            Session::Loading => Gate::Waiting,
            Session::Guest => Gate::Closed,
            Session::SignedIn(identity) | Session::Ended(identity) => {
                Gate::Open(identity.user.clone(), identity.organization.clone())
            }
        })
    });
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if gate.get() == Gate::Closed {
            let path = location.pathname.get_untracked();
            let inside = path.strip_prefix(base().as_str()).unwrap_or(&path);
            let query = location.search.get_untracked();
            let next = if query.is_empty() {
                inside.to_owned()
            } else {
                format!("{inside}?{query}")
            };
            navigate.replace(&Route::login(next).href());
        }
    });
    move || match gate.get() {
        Gate::Waiting | Gate::Closed => view! { <div class="page"><Spinner /></div> }.into_any(),
        Gate::Open(..) => {
            let page = children.clone();
            view! { <Shell>{page.run()}</Shell> }.into_any()
        }
    }
}

/// What stands at an address that leads nowhere: within the frame, for who is signed in.
#[component(transparent)]
pub fn NoPage() -> impl IntoView {
    let state = use_session().state();
    let is_inside = Memo::new(move |_| state.with(|state| state.identity().is_some()));
    move || {
        if is_inside.get() {
            view! { <Shell><NotFound /></Shell> }
        } else {
            view! { <main class="main" id="main"><NotFound /></main> }
        }
    }
}

#[component(transparent)]
fn Shell(children: ChildrenFn) -> impl IntoView {
    let asked = Asked::new(Vec::new());
    let menu_open = RwSignal::new(false);
    let location = use_location();
    // Going somewhere closes the menu of narrow screens.
    Effect::new(move |_| {
        location.pathname.track();
        menu_open.set(false);
    });
    let online = online();
    let session = use_session();
    // Somebody else sits here now: the rows of the first one are no business of theirs.
    let is_covered = Memo::new(move |_| {
        session
            .state()
            .with(|state| matches!(state, Session::Ended(_)))
            && session.end_reason() == EndReason::OtherUser
    });
    view! {
        <div class="app" class:is-covered=is_covered>
            <a class="skip-link" href="#main" inert=menu_open>"Skip to content"</a>
            <header class="topbar" inert=menu_open>
                <IconButton
                    id=MENU_ID
                    icon=Icon::MENU
                    label="Menu"
                    expanded=menu_open
                    on_press=move || menu_open.update(|open| *open = !*open)
                />
                <span class="topbar-title">"Developer Settings"</span>
            </header>
            <Sidebar open=menu_open asked />
            <main class="main" id="main" tabindex="-1" inert=menu_open>
                <Show when=move || !online.get()>
                    <p class="banner" role="status">
                        "You are offline. What you see may be out of date; changes cannot be saved."
                    </p>
                </Show>
                {children.run()}
            </main>
            <Shortcuts asked />
            <SessionEndedDialog />
            <LeaveGuardDialog />
        </div>
    }
}
