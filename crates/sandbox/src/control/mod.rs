//! What exists only in the sandbox: moving the clock, restoring the seed, ending a session, changing a role,
//! a payment method or the catalogue of scopes, adding organizations, limiting the rate, showing the schema
//! and the requests of browsers, spoiling lists of relations, storing a passkey, signing for somebody
//! anonymous.

pub(crate) mod anonymous;
pub(crate) mod catalogue;
pub(crate) mod clock;
pub(crate) mod expire_session;
pub(crate) mod organizations;
pub(crate) mod passkey;
pub(crate) mod payment;
pub(crate) mod rate_limit;
pub(crate) mod requests;
pub(crate) mod reset;
pub(crate) mod role;
pub(crate) mod roles;
pub(crate) mod schema;
