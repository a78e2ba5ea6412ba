//! The channel between the tabs of the browser.

use super::SessionStore;
use console_api::session::{Reaction, TabMessage, on_message, pair_to_end};
use console_platform::broadcast::Channel;
use console_platform::clock;
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
        let held = self.client.session();
        let pair = self
            .state
            .with_untracked(|state| pair_to_end(state, &message).cloned());
        if let Some(pair) = pair {
            self.hold(&pair);
        }
        let unsaved = self.guard.unsaved();
        let reaction = self.state.with_untracked(|state| {
            on_message(state, held.as_ref(), unsaved, message, clock::device_now())
        });
        match reaction {
            Some(Reaction::Reply(message)) => _ = self.post(&message),
            Some(Reaction::Adopt(tokens)) => self.adopt(tokens),
            Some(Reaction::End(reason)) => self.end(reason),
            Some(Reaction::Drop(unsaved)) => self.signed_out_elsewhere(unsaved),
            None => {}
        }
    }

    /// Tells the other tabs; `false` when the browser has no channel between tabs.
    pub(super) fn post(self, message: &TabMessage) -> bool {
        self.channel.with_value(|channel| {
            channel
                .as_ref()
                .is_some_and(|channel| channel.post(&message.to_text()))
        })
    }
}
