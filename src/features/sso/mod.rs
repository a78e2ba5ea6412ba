//! Single sign-on: going to an identity provider and coming back.

mod authorize;
mod finish;
pub mod pending;
mod problem;
mod return_page;
mod start;

pub use authorize::{AuthorizeSso, authorize_items};
pub use return_page::SsoReturnPage;
pub use start::{begin_sign_in, leave_to_switch, sign_in_beside};
