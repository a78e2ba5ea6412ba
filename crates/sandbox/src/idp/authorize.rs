//! `/idp/{organization}/authorize`: choose who to be, or deny, or fail.

use axum::{
    body::Bytes,
    extract::{Path, State as FromState},
    response::Response,
};
use rusqlite::Connection;

use super::{
    CODE_LIFE, Grant, Person, page,
    request::{Asked, Somebody},
};
use crate::{
    input::Params,
    state::AppState,
    store::accounts::{self, Account},
};

/// `GET`: the page.
pub(crate) async fn page(
    FromState(state): FromState<AppState>,
    Path(organization): Path<String>,
    params: Params,
) -> Response {
    let connection = state.store.lock().await;
    let asked = match Asked::read(&state, &connection, &organization, &params) {
        Ok(asked) => asked,
        Err(text) => return page::refusal(&text),
    };
    match people(&connection, &organization) {
        Ok((name, members, others)) => page::choices(&name, &asked, &members, &others),
        Err(error) => page::refusal(&error.to_string()),
    }
}

fn people(
    connection: &Connection,
    organization: &str,
) -> rusqlite::Result<(String, Vec<Somebody>, Vec<Somebody>)> {
    let name = connection.query_row(
        "SELECT display_name FROM organizations WHERE id=?1",
        [organization],
        |row| row.get(0),
    )?;
    let members = accounts::members(connection, organization)?;
    let mut others = accounts::everybody(connection)?;
    others.retain(|person| !members.contains(person));
    Ok((name, members, others))
}

/// `POST`: the choice, as a form field `choice` (a user id, `deny` or `fail`), or `email`, which may be that
/// of somebody whom only the provider knows.
pub(crate) async fn decide(
    FromState(state): FromState<AppState>,
    Path(organization): Path<String>,
    body: Bytes,
) -> Response {
    let params = Params::read(&body);
    let connection = state.store.lock().await;
    let asked = match Asked::read(&state, &connection, &organization, &params) {
        Ok(asked) => asked,
        Err(text) => return page::refusal(&text),
    };
    let known = match (params.get("choice"), params.get("email")) {
        ("deny", _) => {
            let text = "The user denied the request.";
            return asked.back(&[("error", "access_denied"), ("error_description", text)]);
        }
        ("fail", _) => {
            let text = "The provider failed on demand.";
            return asked.back(&[("error", "server_error"), ("error_description", text)]);
        }
        ("", email) => accounts::by_email(&connection, email),
        (id, _) => accounts::by_id(&connection, id),
    };
    let person = match (known, params.get("email")) {
        (Ok(Some(account)), _) => person_of(&connection, account),
        (Ok(None), email) if email.contains('@') => Ok(Person {
            subject: email.to_owned(),
            email: email.to_owned(),
            name: email.to_owned(),
        }),
        (Ok(None), _) => Err("Nobody of that name is known here.".to_owned()),
        (Err(error), _) => Err(error.to_string()),
    };
    let person = match person {
        Ok(person) => person,
        Err(text) => return page::refusal(&text),
    };
    let now = state.clock.now();
    let code = state.random.alphanumeric(40);
    let grant = Grant {
        organization,
        redirect_uri: asked.redirect_uri.clone(),
        nonce: asked.nonce.clone(),
        person,
        expires: now.saturating_add(CODE_LIFE),
    };
    state.provider.remember(code.clone(), grant, now);
    asked.back(&[("code", &code)])
}

fn person_of(connection: &Connection, account: Account) -> Result<Person, String> {
    let name = connection.query_row(
        "SELECT display_name FROM users WHERE id=?1",
        [&account.id],
        |row| row.get(0),
    );
    Ok(Person {
        name: name.map_err(|error| error.to_string())?,
        subject: account.id,
        email: account.email,
    })
}
