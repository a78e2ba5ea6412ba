//! What is to be said on the sign-in page about the end of the last session.

use super::limits::limit_reached;
use crate::session::{SignOut, use_session};
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::focus;
use console_ui::{Button, Callout, Icon, Size, Tone, with_names};
use console_view::prelude::*;

/// Which limit the session has come to, what this tab has lost, and whether the session has ended at the
/// backend too.
#[component(transparent)]
pub fn SignedOut() -> impl IntoView {
    let session = use_session();
    let (state, removed) = (session.sign_out_state(), session.removed());
    let ending = move || match state.get() {
        SignOut::None => ().into_any(),
        SignOut::Ending => view! {
            <p class="muted small" role="status">"Ending the session at Openlane…"</p>
        }
        .into_any(),
        SignOut::Ended => view! {
            <Callout tone=Tone::Success role="status" title="The session has ended at Openlane too">
                <p>"Nobody can use it any longer."</p>
            </Callout>
        }
        .into_any(),
        SignOut::Failed(error) => {
            let again = move || {
                // This button goes away.
                focus::id("page-heading");
                session.end_pairs();
            };
            view! {
                <Callout tone=Tone::Danger role="alert" title="You are signed out here, but not at Openlane">
                    <p>
                        "This browser has forgotten the session, but Openlane has not ended it: whoever \
                         has a copy of it could still use it. Try again before you leave a computer \
                         that others use. "
                        {error.to_string()}
                    </p>
                    <div class="callout-actions">
                        <Button size=Size::Small icon=Icon::REFRESH on_press=again>"Try again"</Button>
                    </div>
                </Callout>
            }
            .into_any()
        }
    };
    view! {
        {move || limit_reached(session.end_reason()).map(limit_view)}
        {move || removed.get().map(|work| removed_view(&work))}
        {ending}
    }
}

fn limit_view(reached: String) -> AnyView {
    view! {
        <Callout role="status" title="Your session has ended">
            <p>{reached}</p>
        </Callout>
    }
    .into_any()
}

fn removed_view(work: &UnsavedWork) -> AnyView {
    let way_on = match work.kind {
        WorkKind::Value => {
            "It cannot be shown again. If it is not stored, sign in and rotate the token, or delete it and \
             create a new one."
        }
        WorkKind::Values => {
            "They cannot be shown again. If they are not stored, sign in and delete those tokens, then \
             create new ones."
        }
        WorkKind::Creating => {
            "The token may exist, and its value cannot be shown. Sign in and look for it in the list; \
             then rotate it, or delete it and create a new one."
        }
        WorkKind::CreatingSeveral => {
            "The tokens may exist, and their values cannot be shown. Sign in and look for them in the list; \
             then delete them and create new ones."
        }
        WorkKind::Draft | WorkKind::DraftOfSeveral => {
            "Nothing was created. Sign in to fill it in again."
        }
        WorkKind::Changes => "Nothing was saved. Sign in to make them again.",
    };
    let text = format!(
        "Somebody signed out in another tab of this browser, which ends the session in all of them. This tab \
         has lost {}. {way_on}",
        work.describe()
    );
    view! {
        <Callout tone=Tone::Warning role="alert" title="You were signed out in another tab">
            <p dir="auto">{with_names(move || text.clone())}</p>
        </Callout>
    }
    .into_any()
}
