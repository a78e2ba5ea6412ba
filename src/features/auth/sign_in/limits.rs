//! The limits of a session, in words.

use crate::app::config::idle_limit;
use crate::session::{EndReason, use_session};
use console_domain::session_limits::LONGEST_MINUTES;
use console_ui::{Button, Dialog};
use console_view::prelude::*;

/// That a session has come to a limit, if that is why it is over.
pub(super) fn limit_reached(reason: EndReason) -> Option<String> {
    match reason {
        EndReason::Idle => Some(format!("There was no activity here for {}.", idle_time())),
        EndReason::TooLong => Some(format!(
            "A session lasts {} hours at most.",
            LONGEST_MINUTES / 60
        )),
        EndReason::Expired | EndReason::NeedsSso | EndReason::OtherUser => None,
    }
}

fn idle_time() -> String {
    format!("{} minutes", idle_limit().0)
}

/// Asks before a session ends because nobody does anything. Any key or press is an answer, and takes the
/// question away. A movement of the pointer is none while it is asked: it leads to the button.
#[component(transparent)]
pub(super) fn StillThere() -> impl IntoView {
    let open = use_session().ends_soon();
    let description = Signal::stored(format!(
        "The session ends after {} without activity, in less than a minute. Press any key, or \
         the button, to stay signed in. What you have typed is kept either way.",
        idle_time()
    ));
    view! {
        <Dialog
            open
            alert=true
            heading="Are you still there?"
            description
            footer=move || view! { <Button on_press=move || open.set(false)>"Stay signed in"</Button> }
        >
            ""
        </Dialog>
    }
}
