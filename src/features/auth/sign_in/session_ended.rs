//! Signing in again without losing the page.

use super::form::{SignInForm, Waiting};
use super::limits::{StillThere, limit_reached};
use crate::app::lazy::{lazy, lazy_on_demand, loading};
use crate::app::leave_guard::use_leave_guard;
use crate::session::{EndReason, Session, use_session};
use console_ui::{Button, Dialog, Variant};
use console_view::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

lazy!(sign_in: fn dialog(is_shown: bool) => is_shown.then(|| view! { <StillThere /><SignInAgain /> }));

/// What is to be done when a session is over, and what it costs.
const GO_ON: &str =
    "Sign in again to continue where you left off. Everything on this page is still there.";

/// Fetches the code for signing in again: whoever fills in a form must not need the network for it at the
/// moment when the session ends.
pub fn prepare() {
    spawn_local(async {
        // Without it the dialog will say so, and fetch it once more.
        let _ = dialog(false).await;
    });
}

/// A dialog over the page while the session is over, and one just before its end when nobody does anything.
/// Everything typed below them is kept.
#[component(transparent)]
pub fn SessionEndedDialog() -> impl IntoView {
    let session = use_session();
    let state = session.state();
    lazy_on_demand(
        move || session.ends_soon().get() || state.with(|state| matches!(state, Session::Ended(_))),
        loading,
        || Box::pin(dialog(true)),
    )
}

#[component(transparent)]
fn SignInAgain() -> impl IntoView {
    let session = use_session();
    let state = session.state();
    let guard = use_leave_guard();
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
    let waiting = move || {
        let Session::Ended(identity) = state.get_untracked() else {
            return None;
        };
        let account = session.account.ready_untracked()?;
        let organization = identity.organization.as_ref();
        let enforces = organization
            .and_then(|id| account.organization(id))
            .is_some_and(|found| found.enforces_sso_for(&account.user.email));
        let is_exempt = organization
            .is_some_and(|id| untrack(|| session.is_sso_exempt(id)).unwrap_or_default());
        let needs_sso =
            (enforces && !is_exempt) || untrack(|| session.end_reason()) == EndReason::NeedsSso;
        Some(Waiting {
            identity,
            email: account.user.email,
            needs_sso,
        })
    };
    let description = Signal::derive(move || {
        match session.end_reason() {
        EndReason::Expired => GO_ON.to_owned(),
        reason @ (EndReason::Idle | EndReason::TooLong) => {
            format!("{} {GO_ON}", limit_reached(reason).unwrap_or_default())
        }
        EndReason::NeedsSso => "The organization requires single sign-on again. Sign in through its \
                                identity provider to continue. Everything on this page is still there."
            .to_owned(),
        EndReason::OtherUser => "Somebody else has signed in in another tab, and a browser has one session \
                                 at a time. This page is hidden, and nothing on it is lost. Sign in again \
                                 to continue; the other tab then has to sign in again."
            .to_owned(),
    }
    });
    view! {
        <Dialog
            open
            heading="Your session has ended"
            description
            dismissable=false
            footer=move || {
                view! {
                    <Button variant=Variant::Ghost on_press=move || guard.ask(move || session.forget())>
                        "Leave this page"
                    </Button>
                }
            }
        >
            {waiting().map(|waiting| view! { <SignInForm return_to=here waiting /> })}
        </Dialog>
    }
}
