//! Follows.

use crate::failure::Failure;

pub(crate) async fn handle() -> Failure {
    Failure::bad("missing OIDC configuration, please contact support")
}

pub(crate) async fn by_slug() -> Failure {
    Failure::bad("missing OIDC configuration, please contact support")
}

pub(crate) struct Begun {
    pub(crate) redirect_uri: String,
    pub(crate) cookies: Vec<cookie::Cookie<'static>>,
}

pub(crate) async fn begin(_: &crate::state::State, _: &str) -> Result<Begun, Failure> {
    Err(Failure::bad(
        "missing OIDC configuration, please contact support",
    ))
}
