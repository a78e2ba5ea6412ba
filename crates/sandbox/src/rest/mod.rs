//! The REST endpoints: one file each, with its handler and its tests.

pub(crate) mod authentication;
pub(crate) mod csrf;
pub(crate) mod jwks;
pub(crate) mod livez;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod refresh;
pub(crate) mod register;
pub(crate) mod roles;
pub(crate) mod scopes;
pub(crate) mod sso_callback;
pub(crate) mod sso_login;
pub(crate) mod sso_token_authorize;
pub(crate) mod sso_token_callback;
pub(crate) mod switch;
pub(crate) mod two_factor;
pub(crate) mod userinfo;
pub(crate) mod verify;
pub(crate) mod webfinger;
