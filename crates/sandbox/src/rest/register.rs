//! `POST /v1/register` (contract 1.13).

use axum::{
    Json,
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    auth::password,
    failure::Failure,
    input::{Input, required},
    seed,
    state::AppState,
    store::accounts,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    password: Option<String>,
}

/// Makes a user with a personal organization; the e-mail waits for `/v1/verify`.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let email = required(body.email, "email")?.to_lowercase();
    let first_name = required(body.first_name, "first_name")?;
    let last_name = required(body.last_name, "last_name")?;
    let secret = required(body.password, "password")?;
    let (now, random) = (state.clock.now(), &state.random);
    let hash = password::hash(&secret, &random.bytes(16)).map_err(Failure::Internal)?;
    let connection = state.store.lock().await;
    if accounts::by_email(&connection, &email)?.is_some() {
        return Err(Failure::Rest {
            status: StatusCode::CONFLICT,
            error: "user already exists".to_owned(),
            code: Some("USER_EXISTS"),
        });
    }
    let person = seed::Person {
        id: random.ulid(now),
        setting_id: random.ulid(now),
        personal_organization: (random.ulid(now), random.ulid(now), random.ulid(now)),
        email: email.clone(),
        first_name,
        last_name,
        hash: Some(hash),
    };
    let token = random.alphanumeric(43);
    let transaction = connection.unchecked_transaction()?;
    seed::register(&transaction, &person, now)?;
    transaction.execute(
        "INSERT INTO verifications (token, user_id) VALUES (?1, ?2)",
        [&token, &person.id],
    )?;
    transaction.commit()?;
    let reply = json!({
        "success": true,
        "user_id": person.id,
        "email": email,
        "message": "Welcome to Openlane!",
        "token": token,
    });
    Ok((StatusCode::CREATED, Json(reply)).into_response())
}
