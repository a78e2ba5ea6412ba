//! The channel between the tabs of the browser.

use super::later::Task;
use super::{Session, SessionStore};
use console_api::session::{Outcome, Reaction, on_message, outcome};
use console_api::tab_message::{Claim, TabMessage};
use console_platform::broadcast::Channel;
use console_platform::{clock, random};
use std::rc::Rc;

/// The name of the channel.
const CHANNEL: &str = "openlane-session";

impl SessionStore {
    /// Joins the channel, and reacts to what other tabs say from now on.
    pub(super) fn join_tabs(self) {
        let channel = Channel::join(CHANNEL, move |message| self.on_message(&message));
        self.channel.set_value(channel.map(Rc::new));
    }

    fn on_message(self, text: &str) {
        let Some(message) = TabMessage::parse(text) else {
            return;
        };
        let (held, unsaved) = (self.client.session(), self.guard.unsaved());
        let reaction = self.asked.with_value(|asked| {
            on_message(
                held,
                unsaved,
                asked.as_deref(),
                message,
                clock::device_now(),
            )
        });
        match reaction {
            Some(Reaction::Reply(message)) => _ = self.post(&message),
            Some(Reaction::Drop(unsaved)) => self.signed_out_elsewhere(unsaved),
            // Without the code nothing is believed.
            Some(Reaction::Consider(claim)) => self.later(Task::Consider(claim), |_| {}),
            None => {}
        }
    }

    /// Asks the other tabs for the session; `false` when the browser has no channel between tabs.
    pub(super) fn ask_tabs(self) -> bool {
        let nonce = random::nonce();
        self.asked.set_value(Some(nonce.clone()));
        self.post(&TabMessage::Ask { nonce })
    }

    /// Tells the other tabs; `false` when the browser has no channel between tabs.
    pub(super) fn post(self, message: &TabMessage) -> bool {
        self.channel.with_value(|channel| {
            channel
                .as_ref()
                .is_some_and(|channel| channel.post(&message.to_text()))
        })
    }

    /// Nobody has answered, or not the truth.
    pub(super) fn nobody_is_signed_in(self) {
        if self.state.get_untracked() == Session::Loading && !self.client.is_checking() {
            self.state.set(Session::Guest);
        }
    }

    /// Does what follows from a claim of another tab, once the backend has accepted its tokens.
    pub(super) async fn consider(self, claim: Claim) {
        let follows = || {
            let held = self.client.session();
            self.state
                .with_untracked(|state| outcome(state, held.as_ref(), &claim))
        };
        if follows().is_some() && self.client.accepts(&claim.tokens).await {
            match follows() {
                Some(Outcome::Adopt) => self.adopt(claim.tokens),
                Some(Outcome::End(reason)) => self.end(reason),
                Some(Outcome::Hold) => self.hold(&claim.tokens),
                None => {}
            }
        }
        self.nobody_is_signed_in();
    }
}
