//! `POST /sandbox/organizations` with `{"email", "names": ["Hooli", …]}`: makes organizations with these
//! names, of which somebody is the owner and which have a payment method. Whoever belongs to more than a
//! hundred reads them in several pages (contract 3.1).

use axum::{Json, extract::State as FromState, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    auth::roles::Role,
    failure::Failure,
    input::Input,
    seed::{self, NewOrganization},
    state::AppState,
    store::accounts,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    email: String,
    names: Vec<String>,
}

/// Makes them, all or none.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let now = state.clock.now();
    let connection = state.store.lock().await;
    let Some(owner) = accounts::by_email(&connection, &body.email)? else {
        let text = format!("there is no user {}", body.email);
        return Err(Failure::rest(StatusCode::NOT_FOUND, text));
    };
    let transaction = connection.unchecked_transaction()?;
    let mut ids = Vec::new();
    for name in &body.names {
        let [id, setting_id, membership] = [(); 3].map(|()| state.random.ulid(now));
        let organization = NewOrganization {
            id: &id,
            setting_id: &setting_id,
            name,
            slug: &id.to_lowercase(),
            paid: true,
            created_by: &owner.id,
            ..NewOrganization::default()
        };
        seed::insert_organization(&transaction, &organization, now)?;
        accounts::join(&transaction, &membership, &owner.id, &id, Role::Owner, now)?;
        ids.push(id);
    }
    transaction.commit()?;
    Ok(Json(json!({ "success": true, "ids": ids })))
}
