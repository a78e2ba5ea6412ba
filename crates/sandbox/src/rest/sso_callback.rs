//! `POST /v1/sso/callback` (contract 7.3).

use axum::{
    Json,
    extract::State as FromState,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::json;

use crate::{
    auth::{
        cookies::{self, flow},
        roles::Role,
        session::Session,
    },
    failure::Failure,
    input::{Input, required},
    seed,
    sso::{Identity, Registration},
    state::{AppState, State},
    store::{
        accounts::{self, Account, setting, switch},
        row,
        tables::{API_TOKEN, PERSONAL_ACCESS_TOKEN},
        tokens,
    },
    time,
};

const NO_MEMBER: &str = "you authenticated successfully but are not a member of this \
     organization; ask an administrator to invite you";

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    code: Option<String>,
    state: Option<String>,
    organization_id: Option<String>,
}

/// Completes a sign-in, in the backend's order, and authorizes the token whose cookies are there.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    headers: HeaderMap,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let code = required(body.code, "code")?;
    let given_state = required(body.state, "state")?;
    let asked = required(body.organization_id, "organization_id")?;
    let registration = {
        let connection = state.store.lock().await;
        Registration::of(&connection, &asked, state.config.redirect_uri())?
    };
    let nonce = check_cookies(&headers, &given_state)?;
    let identity = registration
        .exchange(code, nonce, state.clock.now())
        .await?;

    if !is_accepted(&identity.email) {
        // The code is the backend's; the contract does not tell its words (R).
        return Err(Failure::invalid("invalid email address"));
    }
    let connection = state.store.lock().await;
    let account = find_or_create(&state, &connection, &identity)?;
    connection.execute(
        "UPDATE user_settings SET email_confirmed=1 WHERE user_id=?1",
        [&account.id],
    )?;
    let organization = cookies::get(&headers, flow::ORGANIZATION)
        .ok_or_else(|| Failure::bad("http: named cookie not present"))?;
    ensure_member(&state, &connection, &account, &organization)?;
    let session = Session::start(&state, &connection, &account.id, &organization)?;
    accounts::seen(&connection, &account.id, "OIDC", state.clock.now())?;

    let mut gone = vec![flow::ORGANIZATION];
    if let Some((token, kind)) = token_cookies(&headers) {
        if let Err(failure) = stamp(&state, &connection, &account, &organization, &token, &kind) {
            // The session has begun all the same, and its cookie is on the answer.
            let mut response = failure.into_response();
            cookies::append(response.headers_mut(), [session.cookie(&state)]);
            return Ok(response);
        }
        gone.extend([flow::TOKEN, flow::TOKEN_TYPE]);
    }
    if cookies::get(&headers, flow::TEST).as_deref() == Some("1") {
        tested(&connection, &account, &organization)?;
    }
    let mut response = if let Some(target) = cookies::get(&headers, flow::RETURN) {
        let email: String =
            url::form_urlencoded::byte_serialize(account.email.as_bytes()).collect();
        let location = format!("{target}?email={email}");
        (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
    } else {
        let mut reply = session.body();
        reply.insert("message".to_owned(), json!("success"));
        if account.two_factor {
            reply.insert("tfa_enabled".to_owned(), json!(true));
        }
        Json(reply).into_response()
    };
    // `state`, `nonce` and `user_sso` stay, as they do upstream.
    let gone = gone
        .into_iter()
        .map(|name| cookies::clear(&state.config, name));
    cookies::append(
        response.headers_mut(),
        [session.cookie(&state)].into_iter().chain(gone),
    );
    Ok(response)
}

/// The nonce, if the state is the remembered one.
pub(crate) fn check_cookies(headers: &HeaderMap, given: &str) -> Result<String, Failure> {
    if cookies::get(headers, flow::STATE).as_deref() != Some(given) {
        let text = "state parameter does not match, possible CSRF attack or session expired";
        return Err(Failure::bad(text));
    }
    cookies::get(headers, flow::NONCE).ok_or_else(|| {
        Failure::bad("missing nonce cookie, possible CSRF attack or session expired")
    })
}

/// The validator of addresses: well formed, and not of a domain of throw-away addresses, for which one name
/// stands here.
fn is_accepted(email: &str) -> bool {
    const THROW_AWAY: &str = "mailinator.com";
    email.split_once('@').is_some_and(|(name, domain)| {
        let plain = |text: &str| !text.is_empty() && !text.contains([' ', '@', '"']);
        plain(name) && plain(domain) && domain.contains('.') && domain != THROW_AWAY
    })
}

fn token_cookies(headers: &HeaderMap) -> Option<(String, String)> {
    cookies::get(headers, flow::TOKEN).zip(cookies::get(headers, flow::TOKEN_TYPE))
}

fn find_or_create(
    state: &State,
    connection: &Connection,
    identity: &Identity,
) -> Result<Account, Failure> {
    if let Some(account) = accounts::by_email(connection, &identity.email)? {
        return Ok(account);
    }
    let now = state.clock.now();
    let id = || state.random.ulid(now);
    let (first_name, last_name) = identity
        .name
        .split_once(' ')
        .unwrap_or((identity.name.as_str(), ""));
    let person = seed::Person {
        id: id(),
        setting_id: id(),
        personal_organization: (id(), id(), id()),
        email: identity.email.clone(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        hash: None,
    };
    seed::register(connection, &person, now)?;
    accounts::by_id(connection, &person.id)?
        .ok_or_else(|| Failure::Internal("a new user is not there".to_owned()))
}

/// Whoever the provider vouches for becomes a member, if the organization wants that for the e-mail's domain.
fn ensure_member(
    state: &State,
    connection: &Connection,
    account: &Account,
    organization: &str,
) -> Result<(), Failure> {
    if accounts::is_member(connection, &account.id, organization)? {
        return Ok(());
    }
    let domains: Vec<String> = setting(connection, organization, "jit_allowed_email_domains")?
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    let domain = account.email.rsplit('@').next().unwrap_or_default();
    let welcome = switch(
        connection,
        organization,
        "identity_provider_jit_provisioning",
    )? && (domains.is_empty()
        || domains
            .iter()
            .any(|known| known.eq_ignore_ascii_case(domain)));
    if !welcome {
        return Err(Failure::rest(StatusCode::FORBIDDEN, NO_MEMBER));
    }
    let now = state.clock.now();
    let id = state.random.ulid(now);
    Ok(accounts::join(
        connection,
        &id,
        &account.id,
        organization,
        Role::Member,
        now,
    )?)
}

/// Stamps the token: a personal one must be the user's, an API token the organization's.
pub(crate) fn stamp(
    state: &State,
    connection: &Connection,
    account: &Account,
    organization: &str,
    token: &str,
    kind: &str,
) -> Result<(), Failure> {
    let (entity, owner) = match kind {
        "personal" => (&PERSONAL_ACCESS_TOKEN, account.id.as_str()),
        "api" => (&API_TOKEN, organization),
        other => return Err(Failure::Internal(format!("token_type cookie is {other}"))),
    };
    if row::find(
        connection,
        entity,
        "t0.id=?1 AND t0.owner_id=?2",
        [token, owner],
    )?
    .is_none()
    {
        return Err(Failure::Internal(format!(
            "{token} does not belong to {owner}"
        )));
    }
    let now = state.clock.now();
    let at = time::format(now);
    Ok(tokens::authorize(
        connection,
        entity.table,
        token,
        organization,
        &at,
        now,
    )?)
}

/// Notes that the provider works; without the right to edit, the framework's 500 (contract 7.3, (R)).
fn tested(connection: &Connection, account: &Account, organization: &str) -> Result<(), Failure> {
    if switch(connection, organization, "identity_provider_auth_tested")? {
        return Ok(());
    }
    if !accounts::role(connection, &account.id, organization)?.is_some_and(Role::can_edit) {
        return Err(Failure::echo(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal Server Error",
        ));
    }
    connection.execute(
        "UPDATE organization_settings SET identity_provider_auth_tested=1 WHERE organization_id=?1",
        [organization],
    )?;
    Ok(())
}
