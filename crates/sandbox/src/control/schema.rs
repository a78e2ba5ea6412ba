//! `GET /sandbox/schema.graphql`: the schema that is served.

use axum::extract::State as FromState;

use crate::state::AppState;

/// The schema definition language.
pub(crate) async fn handle(FromState(state): FromState<AppState>) -> String {
    state.sdl()
}
