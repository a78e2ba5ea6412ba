//! The contract as checks against a running server, given by its URL: the sandbox, or a real backend.
//!
//! What only the sandbox can do (moving the clock, choosing who to be at its identity provider) and what
//! needs its demo accounts is skipped elsewhere, and the report names it.

mod bodies;
mod client;
mod credentials;
mod documents;
mod guards;
mod headers;
mod lists;
mod members;
mod mutations;
mod null_order;
mod passkeys;
mod personal;
mod problems;
mod relations;
mod renewal;
mod rights;
mod scopes;
mod seed;
mod sessions;
mod spelling;
mod sso;
mod sso_refusals;
mod sso_tokens;
mod suite;
mod transport;
mod usage;
mod webfinger;
mod words;

use client::Client;
use suite::Suite;
pub use suite::{Check, Outcome, Report};

/// What to check, and as whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// Origin of the server, like `http://127.0.0.1:17608`.
    pub url: String,
    /// E-mail of an owner of an organization that has a payment method and enforces no SSO.
    pub user: String,
    /// Password of that user, and of the demo accounts if the server has them.
    pub password: String,
}

/// Runs all checks, one after the other. Blocks.
///
/// # Errors
/// One line, when nothing answers there.
pub fn run(options: &Options) -> Result<Report, String> {
    let mut suite = Suite::new(options.clone());
    let answer = suite.stranger().get("/livez");
    if answer.status == 0 {
        return Err(format!("{} does not answer: {}", options.url, answer.text));
    }
    suite.probe();
    suite.provider = suite.demo && suite.controls && sso::has_own_provider(&suite);
    guards::run(&mut suite);
    bodies::run(&mut suite);
    headers::run(&mut suite);
    sessions::run(&mut suite);
    credentials::run(&mut suite);
    passkeys::run(&mut suite);
    renewal::run(&mut suite);
    scopes::run(&mut suite);
    relations::run(&mut suite);
    transport::run(&mut suite);
    problems::run(&mut suite);
    mutations::run(&mut suite);
    lists::run(&mut suite);
    null_order::run(&mut suite);
    spelling::run(&mut suite);
    words::run(&mut suite);
    members::run(&mut suite);
    personal::run(&mut suite);
    usage::run(&mut suite);
    rights::run(&mut suite);
    documents::run(&mut suite);
    seed::run(&mut suite);
    webfinger::run(&mut suite);
    sso::run(&mut suite);
    sso_refusals::run(&mut suite);
    sso_tokens::run(&mut suite);
    Ok(suite.report())
}
