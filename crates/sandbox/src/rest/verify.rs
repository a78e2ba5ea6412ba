//! `GET /v1/verify?token=` (contract 1.13).

use axum::{
    Json,
    extract::State as FromState,
    response::{IntoResponse, Response},
};
use rusqlite::OptionalExtension;
use serde_json::json;

use crate::{
    auth::{cookies, session::Session},
    failure::Failure,
    input::Params,
    state::AppState,
    store::accounts,
};

/// Confirms an e-mail and signs in.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    params: Params,
) -> Result<Response, Failure> {
    let token = params.required("token")?;
    let connection = state.store.lock().await;
    let user: Option<String> = connection
        .query_row(
            "SELECT user_id FROM verifications WHERE token=?1",
            [&token],
            |row| row.get(0),
        )
        .optional()?;
    let account = match user {
        Some(user) => accounts::by_id(&connection, &user)?,
        None => None,
    };
    let account =
        account.ok_or_else(|| Failure::bad("unable to verify token, please try again"))?;
    if account.confirmed {
        return Err(Failure::bad("email address has already been verified"));
    }
    connection.execute(
        "UPDATE user_settings SET email_confirmed=1 WHERE user_id=?1",
        [&account.id],
    )?;
    let session = Session::start(
        &state,
        &connection,
        &account.id,
        &account.default_organization,
    )?;
    let mut reply = session.body();
    reply.insert("user_id".to_owned(), json!(account.id));
    reply.insert("email".to_owned(), json!(account.email));
    reply.insert("message".to_owned(), json!("success"));
    let mut response = Json(reply).into_response();
    cookies::append(response.headers_mut(), [session.cookie(&state)]);
    Ok(response)
}
