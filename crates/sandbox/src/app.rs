//! The routes, in the tiers of contract 0.2.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware as layers,
    routing::{any, get, post},
};

use crate::{
    auth::{layer, not_found},
    console, control, graphql, idp, middleware, rest,
    state::AppState,
};

/// The whole sandbox as a service that can be served or called in memory.
pub fn app(state: AppState) -> Router {
    let with_csrf = || layers::from_fn_with_state(state.clone(), layer::csrf_checked);
    let with_caller = || layers::from_fn_with_state(state.clone(), layer::authenticated);

    let unauthenticated = Router::new()
        .route("/v1/login", post(rest::login::handle))
        .route("/v1/register", post(rest::register::handle))
        .route("/v1/verify", get(rest::verify::handle))
        .route("/v1/sso/login", post(rest::sso_login::handle))
        .route("/v1/sso/callback", post(rest::sso_callback::handle))
        .route("/v1/orgs/{slug}/sso", get(rest::sso_login::by_slug))
        .route("/ready", get(rest::livez::handle));
    let public = Router::new()
        .route("/v1/refresh", post(rest::refresh::handle))
        .route("/v1/logout", post(rest::logout::handle))
        .route(
            "/v1/sso/token/callback",
            get(rest::sso_token_callback::handle),
        )
        .route("/csrf", get(rest::csrf::handle))
        .route(
            "/authentication/options",
            post(rest::authentication::options),
        )
        .route(
            "/authentication/verification",
            post(rest::authentication::verification),
        )
        .route("/livez", get(rest::livez::handle))
        .route("/.well-known/webfinger", get(rest::webfinger::handle))
        .route("/.well-known/jwks.json", get(rest::jwks::handle))
        .route_layer(with_csrf());
    let authenticated = Router::new()
        .route("/v1/switch", post(rest::switch::handle))
        .route("/v1/scopes", get(rest::scopes::handle))
        .route("/v1/2fa/validate", post(rest::two_factor::handle))
        .route("/v1/account/roles/organization", get(rest::roles::active))
        .route("/v1/account/roles/organization/{id}", get(rest::roles::one))
        .route("/v1/account/roles", post(rest::roles::objects))
        .route("/v1/account/access", post(rest::roles::access))
        .route(
            "/v1/sso/token/authorize",
            post(rest::sso_token_authorize::handle),
        )
        .route("/oauth/userinfo", get(rest::userinfo::handle))
        .route_layer(with_csrf())
        .route_layer(with_caller());
    let graph = Router::new()
        .route(
            "/query",
            get(graphql::http::query).post(graphql::http::query),
        )
        .route_layer(layers::from_fn_with_state(state.clone(), not_found::layer))
        .route_layer(layers::from_fn_with_state(
            state.clone(),
            layer::with_session,
        ))
        .route_layer(with_caller())
        .route_layer(layers::from_fn_with_state(
            state.clone(),
            middleware::graph_limited,
        ));
    let provider = Router::new()
        .route(
            "/idp/{organization}/.well-known/openid-configuration",
            get(idp::discovery::handle),
        )
        .route("/idp/{organization}/jwks", get(idp::jwks::handle))
        .route(
            "/idp/{organization}/authorize",
            get(idp::authorize::page).post(idp::authorize::decide),
        )
        .route("/idp/{organization}/token", post(idp::token::handle));
    let controls = Router::new()
        .route(
            "/sandbox/clock",
            post(control::clock::handle).get(control::clock::read),
        )
        .route("/sandbox/reset", post(control::reset::handle))
        .route("/sandbox/role", post(control::role::handle))
        .route(
            "/sandbox/expire-session",
            post(control::expire_session::handle),
        )
        .route("/sandbox/rate-limit", post(control::rate_limit::handle))
        .route("/sandbox/catalogue", post(control::catalogue::handle))
        .route("/sandbox/payment", post(control::payment::handle))
        .route(
            "/sandbox/organizations",
            post(control::organizations::handle),
        )
        .route("/sandbox/roles", post(control::roles::handle))
        .route(
            "/sandbox/passkey",
            post(control::passkey::handle).get(control::passkey::read),
        )
        .route("/sandbox/anonymous", post(control::anonymous::handle))
        .route("/sandbox/requests", get(control::requests::read))
        .route("/sandbox/schema.graphql", get(control::schema::handle));

    Router::new()
        .merge(unauthenticated)
        .merge(public)
        .merge(authenticated)
        .merge(graph)
        .merge(provider)
        .merge(controls)
        .method_not_allowed_fallback(middleware::wrong_method)
        .fallback_service(any(console::serve).with_state(state.clone()))
        // The layer below has its own, larger limit, and answers in the contract's shape.
        .layer(DefaultBodyLimit::disable())
        .layer(layers::from_fn_with_state(
            state.clone(),
            middleware::surround,
        ))
        .with_state(state)
}
