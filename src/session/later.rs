//! What is done for the session by code that a first visit does not need.

use super::SessionStore;
use crate::app::lazy::{ChunkLoadError, lazy};
use console_api::tab_message::Claim;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// Something to do.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, for a moment; how large depends on the target"
)]
pub(super) enum Task {
    /// Watch the session from now on.
    Watch,
    /// Consider what another tab says.
    Consider(Claim),
    /// End every pair that this tab has held.
    EndPairs {
        /// Whether that has been tried before.
        had_failed: bool,
    },
}

/// A task that is being done.
type Doing = Pin<Box<dyn Future<Output = ()>>>;

// With the page for signing in, which is there in time wherever something is filled in, and which a tab needs
// that finds no session.
lazy!(sign_in: fn doing(session: SessionStore, task: Task) -> Doing => Box::pin(run(session, task)));

async fn run(session: SessionStore, task: Task) {
    match task {
        Task::Watch => session.watch(),
        Task::Consider(claim) => session.consider(claim).await,
        Task::EndPairs { had_failed } => session.end_held(had_failed).await,
    }
}

impl SessionStore {
    /// Does `task` as soon as its code is there; calls `lost` if the code cannot be fetched.
    pub(super) fn later(self, task: Task, lost: fn(Self)) {
        spawn_local(async move {
            match doing(self, task).await {
                Ok(doing) => doing.await,
                Err(ChunkLoadError) => lost(self),
            }
        });
    }
}
