//! What exists only in the sandbox: moving the clock, restoring the seed, ending a session, changing a role, showing the schema.

pub(crate) mod clock;
pub(crate) mod expire_session;
pub(crate) mod reset;
pub(crate) mod role;
pub(crate) mod schema;
