//! `GET /sandbox/requests`: what browsers asked for, where `--record-requests` keeps it.

use axum::{Json, extract::State as FromState};

use crate::{recorder::Record, state::AppState};

/// The requests so far, in the order in which they came.
pub(crate) async fn read(FromState(state): FromState<AppState>) -> Json<Vec<Record>> {
    Json(state.recorder.all())
}
