//! `POST /sandbox/reset`: the data of the seed, the clock of the command line, nobody signed in.

use axum::{Json, extract::State as FromState};
use serde_json::{Value, json};

use crate::{failure::Failure, seed, state::AppState, store::layout::EMPTIED, time};

/// Restores the seed.
pub(crate) async fn handle(FromState(state): FromState<AppState>) -> Result<Json<Value>, Failure> {
    let connection = state.store.lock().await;
    state.clock.reset();
    state.provider.forget();
    state.limits.lift();
    state.catalogue.set(state.config.catalogue);
    state.passkeys.reset();
    state.role_lists.reset(&state.config);
    let now = state.clock.now();
    let transaction = connection.unchecked_transaction()?;
    for table in EMPTIED {
        transaction.execute_batch(&format!("DELETE FROM {table}"))?;
    }
    seed::plant(&transaction, &state.config, now)?;
    transaction.commit()?;
    Ok(Json(json!({ "success": true, "now": time::format(now) })))
}
