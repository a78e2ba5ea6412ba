//! The app: its session, its pages, and what floats above them.

use crate::domain::kind::TokenKind;
use crate::features::lazy_pages::{
    CreatePage, DetailsPage, EditPage, RotatePage, SignInPage, SsoReturnPage,
};
use crate::features::leave_guard::provide_leave_guard;
use crate::features::shell::{Guarded, NoPage};
use crate::features::tokens::ListPage;
use crate::route::{self, DEVELOPERS, EDIT, ID, KIND, LOGIN, NEW, ROTATE, Route as Page, SSO};
use crate::session::provide_session;
use crate::ui::{AnnouncerRegion, ToastRegion};
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::{NavigateOptions, ParamSegment, StaticSegment};

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    provide_leave_guard();
    provide_session();
    view! {
        <Router base=route::base()>
            <Routes fallback=|| view! { <NoPage /> }>
                <Route path=StaticSegment("") view=Home />
                <Route path=StaticSegment(LOGIN) view=SignInPage />
                <Route path=(StaticSegment(LOGIN), StaticSegment(SSO)) view=SsoReturnPage />
                <ParentRoute path=StaticSegment(DEVELOPERS) view=Guarded>
                    <Route path=StaticSegment("") view=Home />
                    <Route path=ParamSegment(KIND) view=ListPage />
                    <Route path=(ParamSegment(KIND), StaticSegment(NEW)) view=CreatePage />
                    <Route path=(ParamSegment(KIND), ParamSegment(ID)) view=DetailsPage />
                    <Route path=(ParamSegment(KIND), ParamSegment(ID), StaticSegment(EDIT)) view=EditPage />
                    <Route path=(ParamSegment(KIND), ParamSegment(ID), StaticSegment(ROTATE)) view=RotatePage />
                </ParentRoute>
            </Routes>
            <ToastRegion />
            <AnnouncerRegion />
        </Router>
    }
}

/// Goes on to the list of API tokens.
#[component]
fn Home() -> impl IntoView {
    let navigate = use_navigate();
    let options = NavigateOptions {
        replace: true,
        resolve: false,
        ..NavigateOptions::default()
    };
    Effect::new(move |_| navigate(&Page::List(TokenKind::Api).href(), options.clone()));
}
