//! The specs mirror the console's addresses. What holds at every address is in `loading` and `session`.

mod developers;
mod faults;
mod hosting;
mod loading;
mod login;
mod memory;
mod session;
mod session_life;
mod sign_in_outcomes;
mod sso_authorize;
mod sso_failures;
