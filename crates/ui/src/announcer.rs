//! Saying things to screen readers.

use std::time::Duration;

use console_view::prelude::*;

use super::layer;

#[derive(Clone, Default)]
struct Message {
    text: String,
    number: u32,
}

struct Channels {
    polite: ArcRwSignal<Message>,
    assertive: ArcRwSignal<Message>,
}

thread_local! {
    static CHANNELS: Channels = Channels {
        polite: ArcRwSignal::new(Message::default()),
        assertive: ArcRwSignal::new(Message::default()),
    };
}

fn say(channel: &ArcRwSignal<Message>, text: String) {
    let number = channel
        .with_untracked(|message| message.number)
        .wrapping_add(1);
    channel.set(Message { text, number });
    // Cleared after it was announced: an old message must not be read again when a dialog over the page
    // closes, nor be found by somebody who reads on through the page.
    let channel = channel.clone();
    set_timeout(
        move || {
            if channel.with_untracked(|message| message.number) == number {
                channel.update(|message| message.text.clear());
            }
        },
        Duration::from_secs(4),
    );
}

/// Says `text` when the reader pauses. Never a secret: screen readers may log what they say.
pub fn announce(text: impl Into<String>) {
    CHANNELS.with(|channels| say(&channels.polite, text.into()));
}

/// Interrupts with `text`: only for what cannot wait.
pub fn announce_now(text: impl Into<String>) {
    CHANNELS.with(|channels| say(&channels.assertive, text.into()));
}

/// The live regions. One in the shell; dialogs bring their own.
///
/// `<AnnouncerRegion/>`
#[component(transparent)]
pub fn AnnouncerRegion() -> impl IntoView {
    let (polite, assertive) =
        CHANNELS.with(|channels| (channels.polite.clone(), channels.assertive.clone()));
    let on_top = layer::enter(layer::Kind::Announcer);
    let text = move |channel: &ArcRwSignal<Message>| {
        if !on_top() {
            return String::new();
        }
        channel.with(|Message { text, number }| {
            // The same words twice are a change only if something differs.
            if text.is_empty() || number % 2 == 0 {
                text.clone()
            } else {
                format!("{text}\u{a0}")
            }
        })
    };
    let polite_text = {
        let text = text.clone();
        move || text(&polite)
    };
    view! {
        <div class="visually-hidden" role="status">{polite_text}</div>
        <div class="visually-hidden" role="alert">{move || text(&assertive)}</div>
    }
}
