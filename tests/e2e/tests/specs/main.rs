//! The specs mirror the console's addresses. What holds at every address is in `loading` and `session`.

mod developers;
mod faults;
mod focus;
mod gallery;
mod held_answers;
mod hosting;
mod hosting_flows;
mod independent_provider;
mod keyboard;
mod late_answers;
mod loading;
mod login;
mod memory;
mod organization_switch;
mod second_person;
mod session;
mod session_life;
mod sign_in_outcomes;
mod sign_out;
mod slow;
mod sso_authorize;
mod sso_exemption;
mod sso_failures;
mod sso_stale;
mod sso_support;
