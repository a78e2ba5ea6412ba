//! The sign-in page.

use super::form::SignInForm;
use super::signed_out::SignedOut;
use crate::app::config::config;
use crate::app::navigation::use_navigate;
use crate::app::route::{Route, base, decode_query};
use crate::features::page::arrive;
use crate::session::{Session, use_session};
use console_domain::return_path::return_path;
use console_ui::Callout;
use console_view::prelude::*;
use leptos_router::hooks::use_location;

/// The sign-in page. Whoever is signed in already goes on at once.
#[component(transparent)]
pub fn SignInPage() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let query = use_location().search;
    let next = Memo::new(move |_| {
        let given = query.with(|query| decode_query(query));
        let next = given.into_iter().find(|(name, _)| name == "next");
        let next = next.map(|(_, path)| path).unwrap_or_default();
        return_path(&next).map_or_else(|| Route::Home.href(), |path| format!("{}{path}", base()))
    });
    let state = session.state();
    Effect::new(move |_| {
        if matches!(state.get(), Session::SignedIn(_)) {
            navigate.replace(&next.get_untracked());
        }
    });
    arrive("Sign in");
    let notice = config().sign_in_notice;
    view! {
        <main class="sign-in" id="main">
            <div class="sign-in-card">
                <h1 id="page-heading" tabindex="-1">"Sign in"</h1>
                <p class="muted">"Manage the API tokens of your Openlane organization."</p>
                {(!notice.is_empty()).then(|| view! { <Callout>{notice}</Callout> })}
                <SignedOut />
                <Show when=move || matches!(state.get(), Session::Guest | Session::Ended(_))>
                    <SignInForm return_to=next />
                </Show>
            </div>
        </main>
    }
}
