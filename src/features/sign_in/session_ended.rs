//! Signing in again without losing the page.

use super::form::SignInForm;
use crate::route::Route;
use crate::session::{Session, use_session};
use crate::ui::{Button, Dialog, Variant};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A dialog over the page while the session is over. Everything typed below it is kept.
#[component]
pub fn SessionEndedDialog() -> impl IntoView {
    let session = use_session();
    let state = session.state();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(matches!(state.get(), Session::Ended(_))));
    let location = use_location();
    let here = Signal::derive(move || {
        let query = location.search.get();
        let path = location.pathname.get();
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    });
    let email = Signal::derive(move || {
        session
            .account
            .ready()
            .map(|account| account.user.email)
            .unwrap_or_default()
    });
    view! {
        <Dialog
            open
            heading="Your session has ended"
            description="Sign in again to go on where you were. What you typed is still there."
            dismissable=false
            footer=move || {
                view! {
                    <Button variant=Variant::Ghost on_press=move || session.forget()>
                        "Leave this page"
                    </Button>
                }
            }
        >
            <SignInForm return_to=here email=email.get_untracked() />
        </Dialog>
    }
}

/// The address of the sign-in page that leads back to `path`.
pub fn login_href(path: String) -> String {
    Route::Login { next: Some(path) }.href()
}
