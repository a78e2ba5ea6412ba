//! A small real backend that stands in for Openlane, so that the console runs, is developed and is tested on
//! one machine with nothing else installed.
//!
//! It keeps data in SQLite, checks every rule, and speaks the wire that `docs/contract.md` describes;
//! "contract 3.4" in these docs is a section there, and **(R)** marks what that contract concludes from the
//! backend's code rather than reads in it. The console shares no type with this crate: a shared type would
//! hide a mismatch on the wire.
//!
//! # Seed `demo`
//! The password of all users is `sandbox-Passw0rd`.
//!
//! | user | role | special |
//! |---|---|---|
//! | olivia@acme.test | Acme owner (default) | also in all others: see `seed/people.rs` |
//! | adam@acme.test | Acme admin | |
//! | mia@acme.test | Acme member | may look at API tokens, not change them |
//! | ari@acme.test | Acme auditor | |
//! | sam@globex.test | Globex member (default) | password sign-in is redirected to SSO |
//! | tess@acme.test | Acme member | TOTP `JBSWY3DPEHPK3PXP`, recovery code `sandbox-recovery-1` |
//! | una@acme.test | Acme member | e-mail not verified |
//! | ina@initech.test | Initech owner (default) | every token creation meets the payment rule |
//!
//! Ids are fixed: `01K00000000000000000` followed by two letters and four digits; `RG0001` to `RG0006` are
//! Acme Security, Globex Compliance, Umbrella Health, Initech, Stark Archive and Olivia's workspace, `VS0001`
//! to `VS0008` the users in the order above, `AT…` API tokens, `PT…` personal tokens; `RG0007` is Wayne
//! Logistics.
//!
//! Wayne Logistics holds the tokens that make trouble: `AT0101` a scope of each spelling, `AT0102` one scope
//! in both spellings, `AT0103` one scope twice, `AT0104` a scope that the catalogue does not know, `AT0105`
//! made by somebody who is no member, `AT0106` made by the token `AT0107`, which has no scopes, `AT0108`
//! scopes cleared but not taken away; and `AT0110` to `AT0169`, 30 that never expire beside 30 that do, for
//! the pages of contract 3.9.
//!
//! # Scopes
//! What a token may do is kept apart from the scopes that it lists, as upstream, with what scopes imply
//! (contract 5). `--catalogue next` offers the 71 objects of upstream's next version instead of 77,
//! `--scope-delay SECONDS` lets a change of scopes work only after that time (upstream about 10 seconds; 0
//! here). Introspection is off with `--production-cookies`, as on a server that is not for development.
//!
//! # Failures on demand
//! A token whose name begins with one of these words makes its creation, change and deletion fail:
//! `!payment`, `!denied`, `!conflict`, `!500`, `!429`; or answers after 5 seconds (`!slow`), commits and
//! closes the connection (`!lost`), answers 200 with HTML (`!garbage`). One that begins with `!held` cannot
//! be deleted until it has another name. The seed has `!denied legacy-webhook` and `!conflict replica sync`
//! in Acme Security, so that a bulk action can fail for a part.
//!
//! # Controls
//! `POST /sandbox/reset` restores the seed, `POST /sandbox/expire-session` ends the caller's session, `POST
//! /sandbox/clock` moves the clock (`{"now":"…"}` or `{"advance_seconds":N}`), `POST /sandbox/role` gives
//! somebody another role (`{"email":"…","organization":"acme","role":"MEMBER"}`; with `NONE` a member may
//! no longer look), `POST /sandbox/rate-limit` lets the next requests fail with 429
//! (`{"requests":3,"retry_after":5,"path":"/v1/switch"}`; without a path on every route, with 0 requests on
//! none), `POST /sandbox/roles` spoils the long list of a caller's relations
//! (`{"cold_ms":5000,"short":true,"refuse":true,"refuse_self":2}`, each optional), `POST /sandbox/passkey`
//! stores a passkey of somebody or turns passkeys off and on (`{"enabled":false}`), `POST /sandbox/anonymous`
//! signs a token of somebody who is not signed in, `GET /sandbox/schema.graphql` shows the schema, `POST
//! /sandbox/catalogue` offers another catalogue of scopes (`{"catalogue":"next"}` or `current`), `POST
//! /sandbox/payment` puts a payment method on file or takes it away
//! (`{"organization":"acme","on_file":false}`), `POST /sandbox/organizations` makes somebody the owner of new
//! ones (`{"email":"…","names":["Hooli"]}`).
//!
//! # Commands
//! `sandbox` serves. The crate `conformance` checks a server against the contract, row by row. `bench` (in a
//! release build) measures lists of 5,000 tokens. `SANDBOX_SECONDS` makes the tests `fuzz` and `concurrency`
//! run longer than their few seconds (`cargo xtask test --long`: for minutes), `SANDBOX_FUZZ_SEED` makes the
//! fuzzing another one.

mod app;
mod auth;
mod catalogue;
pub mod cli;
mod clock;
pub mod config;
mod console;
mod control;
mod failure;
mod graphql;
mod idp;
mod input;
mod limits;
mod middleware;
mod open;
mod page_policy;
mod passkeys;
mod random;
mod recorder;
mod rest;
mod role_lists;
mod seed;
mod serve;
mod sso;
mod state;
mod store;
mod time;

pub use app::app;
pub use seed::PASSWORD;
pub use serve::{Server, serve};
pub use state::{AppState, State};
