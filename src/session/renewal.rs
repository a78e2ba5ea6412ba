//! Renewing the session while the tab is open.

use crate::app::lazy::{ChunkLoadError, lazy};
use console_api::client::{Client, NotRenewed, Renewing};
use console_api::error::ApiError;
use console_api::permissions;
use console_api::renewal_schedule::{Due, RenewalSchedule};
use console_api::session_tokens::SessionTokens;
use console_platform::clock;
use console_reactive::prelude::*;
use leptos::task::spawn_local;

// With the page for signing in, which is there in time wherever something is filled in.
lazy!(sign_in: fn renewal(client: Client, used: SessionTokens) -> Renewing
    => Box::pin(async move { client.renew_exclusively(&used).await }));

/// Renews the session of `client`. Without the code for it nobody knows whether it can be: as without a
/// network.
pub(super) fn renew(client: Client, used: SessionTokens) -> Renewing {
    Box::pin(async move {
        match renewal(client, used).await {
            Ok(renewing) => renewing.await,
            Err(ChunkLoadError) => Err(NotRenewed::Failed(ApiError::NoAnswer)),
        }
    })
}

/// The renewals a little before the access token ends.
#[derive(Clone, Copy)]
pub(super) struct Renewals {
    client: Client,
    schedule: StoredValue<RenewalSchedule>,
}

impl Renewals {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            schedule: StoredValue::new(RenewalSchedule::default()),
        }
    }

    /// Does what is due now.
    pub(super) fn on_tick(self) {
        let Self { client, schedule } = self;
        // A session knows by itself how wrong this clock is.
        let now = clock::device_now();
        let due = schedule.try_update_value(|schedule| schedule.on_tick(client.session(), now));
        let Some(due) = due.flatten() else { return };
        spawn_local(async move {
            match due {
                Due::Renew(tokens) => {
                    let result = client.renew(&tokens).await.map(drop);
                    let held = client.session();
                    schedule.update_value(|schedule| {
                        schedule.on_result(tokens, result, held.as_ref(), clock::device_now());
                    });
                }
                Due::Probe => {
                    let _ = permissions::check_session(client).await;
                    schedule.update_value(RenewalSchedule::on_probed);
                }
            }
        });
    }
}
