//! Renewing the session while the tab is open.

use super::SessionStore;
use console_api::client::NotRenewed;
use console_api::permissions;
use console_api::session_tokens::SessionTokens;
use console_platform::{clock, keep, visibility};
use console_reactive::prelude::*;
use leptos::task::spawn_local;

/// Renews a little before the access token ends, as long as the tab is open.
pub(super) fn renew_in_time(session: SessionStore) {
    // The tokens that the backend did not renew: it will not do so later either.
    let hopeless = StoredValue::new(None::<SessionTokens>);
    let is_renewing = StoredValue::new(false);
    let tick = clock::ticking_now();
    Effect::new(move |_| {
        let now = tick.get();
        let Some(tokens) = session.client.session().filter(|tokens| tokens.is_due(now)) else {
            return;
        };
        if is_renewing.get_value() {
            return;
        }
        is_renewing.set_value(true);
        let is_hopeless = hopeless.with_value(|known| known.as_ref() == Some(&tokens));
        spawn_local(async move {
            if is_hopeless {
                // Only the backend knows whether it is over; any call makes it say so.
                if tokens.ends_at() <= tokens.backend_time(now) {
                    let _ = permissions::check_session(session.client).await;
                }
            } else if session.client.renew(&tokens).await == Err(NotRenewed::Refused)
                // The answer may have shown that it was not due: the clock here had been set.
                && session.client.session().is_some_and(|now| now.is_due(clock::now()))
            {
                hopeless.set_value(Some(tokens));
            }
            is_renewing.set_value(false);
        });
    });
    // Timers stand still while the computer sleeps.
    keep(visibility::on_change(|is_visible| {
        if is_visible {
            clock::catch_up();
        }
    }));
}
