//! The channel between the tabs of the browser.

use super::later::Task;
use super::{Session, SessionStore};
use console_api::session::{Outcome, Reaction, on_message, outcome};
use console_api::tab_message::{Claim, TabMessage};
use console_platform::broadcast::Channel;
use console_platform::{clock, random};
use leptos::task::spawn_local;
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
            Some(Reaction::Renew(tokens)) => {
                let client = self.client;
                spawn_local(async move { _ = client.renew(&tokens).await });
            }
            Some(Reaction::Consider(claim)) => {
                self.client.begin_check();
                // Without the code nothing is believed.
                self.later(Task::Consider(claim), Self::considered);
            }
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

    fn considered(self) {
        self.client.end_check();
        self.wait_no_longer();
    }

    /// A new tab without an answer, or without a true one, has no session.
    pub(super) fn wait_no_longer(self) {
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
        let first = follows();
        let generation = self.generation.get_value();
        if first.is_some() && self.client.accepts(&claim.tokens).await {
            // Somebody may have signed out meanwhile, and is not signed in again by what was told before.
            let is_late = self.generation.get_value() != generation;
            match follows() {
                Some(Outcome::Adopt | Outcome::Hold) if is_late => self.discard(&claim.tokens),
                Some(Outcome::Adopt) => self.adopt(claim.tokens),
                Some(Outcome::End(reason)) => self.end(reason),
                Some(Outcome::Hold) => self.hold(&claim.tokens),
                None => {}
            }
        }
        self.considered();
    }
}
