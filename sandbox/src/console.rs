//! Serves the built console, or the framework's 404 when there is none.

use axum::{
    extract::{Request, State as FromState},
    response::{IntoResponse, Response},
};

use crate::{middleware, state::AppState};

/// Whatever no route of the backend answers.
pub(crate) async fn serve(FromState(_state): FromState<AppState>, _request: Request) -> Response {
    middleware::not_found().await.into_response()
}
