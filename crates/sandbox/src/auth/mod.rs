//! Who calls: bearer tokens, sessions, cookies, CSRF (contract 1 and 2).

pub(crate) mod bearer;
pub(crate) mod caller;
pub(crate) mod cookies;
pub(crate) mod csrf;
pub(crate) mod jwt;
pub(crate) mod layer;
pub(crate) mod not_found;
pub(crate) mod password;
pub(crate) mod rights;
pub(crate) mod roles;
pub(crate) mod session;
pub(crate) mod sso_rule;
