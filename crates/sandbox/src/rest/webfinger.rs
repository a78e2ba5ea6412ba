//! `GET /.well-known/webfinger` (contract 7.1).

use axum::{Json, extract::State as FromState, http::StatusCode};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::{
    auth::{roles::Role, sso_rule},
    failure::Failure,
    input::Params,
    state::AppState,
    store::accounts::{self, organization_exists, setting, switch},
};

/// Whether somebody (`acct:`) or an organization (`org:`) has to use SSO.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let resource = params.required("resource")?;
    let connection = state.store.lock().await;
    let unknown = || Failure::rest(StatusCode::NOT_FOUND, "object not found in the database");
    if let Some(email) = resource.strip_prefix("acct:") {
        let account = accounts::by_email(&connection, email)?.ok_or_else(unknown)?;
        let organization = account.default_organization;
        let enforced = sso_rule::required(&connection, &account.id, &organization)?;
        let mut reply = describe(&connection, &organization, enforced)?;
        if accounts::role(&connection, &account.id, &organization)? == Some(Role::Owner) {
            reply.insert("is_org_owner".to_owned(), json!(true));
        }
        return Ok(Json(Value::Object(reply)));
    }
    if let Some(organization) = resource.strip_prefix("org:") {
        if !organization_exists(&connection, organization)? {
            return Err(unknown());
        }
        let enforced = sso_rule::enforced(&connection, organization)?;
        return Ok(Json(Value::Object(describe(
            &connection,
            organization,
            enforced,
        )?)));
    }
    Err(Failure::bad("missing required field"))
}

fn describe(
    connection: &Connection,
    organization: &str,
    enforced: bool,
) -> rusqlite::Result<Map<String, Value>> {
    let mut reply = Map::new();
    reply.insert("success".to_owned(), json!(true));
    reply.insert("enforced".to_owned(), json!(enforced));
    let optional = [
        ("provider", "identity_provider"),
        ("discovery_url", "oidc_discovery_endpoint"),
        ("saml_signin_url", "saml_signin_url"),
    ];
    for (field, column) in optional {
        if let Some(value) =
            setting(connection, organization, column)?.filter(|value| value != "NONE")
        {
            reply.insert(field.to_owned(), json!(value));
        }
    }
    reply.insert("organization_id".to_owned(), json!(organization));
    reply.insert(
        "tfa_enforced".to_owned(),
        json!(switch(
            connection,
            organization,
            "multifactor_auth_enforced"
        )?),
    );
    Ok(reply)
}
