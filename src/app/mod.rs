//! The app: its session, its pages, and what floats above them.

pub mod config;
pub mod failure;
pub mod lazy;
pub mod leave_guard;
pub mod load;
pub mod navigation;
pub mod pages;
pub mod publish;
pub mod route;
pub mod scroll;
pub mod slow;

use crate::features::not_found::NotFound;
use crate::features::shell::{Guarded, NoPage};
use crate::features::tokens::ListPage;
use crate::session::provide_session;
use console_api::waiting;
use console_domain::kind::TokenKind;
use console_ui::{AnnouncerRegion, ToastRegion, still_waiting};
use console_view::prelude::*;
use leave_guard::provide_leave_guard;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use navigation::{provide_navigation, use_navigate};
use pages::{
    BatchPage, CheckPage, CreatePage, DetailsPage, EditPage, ReviewPage, RotatePage, SignInPage,
    SsoReturnPage, fetch_ahead,
};
use route::Route;

/// The whole app.
#[leptos::component]
pub fn App() -> impl leptos::IntoView {
    provide_leave_guard();
    scroll::remember_positions();
    provide_session();
    waiting::on_change(|is_late| still_waiting(is_late.then_some(waiting::stop)));
    leptos::view! { <Router base=route::base()>{Page::of(Pages)}</Router> }
}

/// Where an address leads, as far as what stands around the page is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    /// On to the list of this kind.
    LeadsTo(TokenKind),
    SignIn,
    SsoReturn,
    /// Behind the sign-in.
    Developers,
    Unknown,
}

impl Area {
    fn of(path: &str, route: Option<&Route>) -> Self {
        match route {
            // Whether there is such a page is told to whoever may see the others.
            None if route::is_behind_sign_in(path) => Self::Developers,
            None => Self::Unknown,
            Some(Route::Home) => Self::LeadsTo(TokenKind::Api),
            Some(Route::Documented(kind)) => Self::LeadsTo(*kind),
            Some(Route::Login { .. }) => Self::SignIn,
            Some(Route::SsoReturn) => Self::SsoReturn,
            Some(
                Route::List(_)
                | Route::New(_)
                | Route::NewBatch
                | Route::Details(..)
                | Route::Edit(..)
                | Route::Rotate(..)
                | Route::Review(_)
                | Route::Check,
            ) => Self::Developers,
        }
    }
}

/// The page of the address. Leptos's own `Routes` would bring the code for a tree of types; [`Route`] knows
/// every address.
#[component(transparent)]
fn Pages() -> impl IntoView {
    let location = use_location();
    let here = Memo::new(move |_| Route::parse(&location.pathname.get()));
    let area = Memo::new(move |_| {
        let path = location.pathname.get();
        here.with(|route| Area::of(&path, route.as_ref()))
    });
    provide_navigation();
    fetch_ahead();
    view! {
        {move || match area.get() {
            Area::LeadsTo(kind) => view! { <LeadOn kind /> },
            Area::SignIn => view! { <SignInPage /> },
            Area::SsoReturn => view! { <SsoReturnPage /> },
            Area::Developers => view! { <Guarded>{move || page(here.get())}</Guarded> },
            Area::Unknown => view! { <NoPage /> },
        }}
        <ToastRegion />
        <AnnouncerRegion />
    }
}

/// A page behind the sign-in.
fn page(route: Option<Route>) -> AnyView {
    match route {
        Some(Route::List(kind)) => view! { <ListPage kind /> },
        Some(Route::New(kind)) => view! { <CreatePage kind /> },
        Some(Route::NewBatch) => view! { <BatchPage /> },
        Some(Route::Details(kind, id)) => view! { <DetailsPage kind id /> },
        Some(Route::Edit(kind, id)) => view! { <EditPage kind id /> },
        Some(Route::Rotate(kind, id)) => view! { <RotatePage kind id /> },
        Some(Route::Review(kind)) => view! { <ReviewPage kind /> },
        Some(Route::Check) => view! { <CheckPage /> },
        None => view! { <NotFound /> },
        // On the way to another area.
        Some(Route::Home | Route::Documented(_) | Route::Login { .. } | Route::SsoReturn) => {
            ().into_any()
        }
    }
}

/// Goes on to the list of a kind.
#[component(transparent)]
fn LeadOn(kind: TokenKind) -> impl IntoView {
    let navigate = use_navigate();
    Effect::new(move |_| navigate.replace(&Route::List(kind).href()));
}
