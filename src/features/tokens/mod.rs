//! Tokens of both kinds: one set of pages, told apart by their kind.
//!
//! `shared` and `form` hold what several pages are made of; a page names these, never another page, but
//! for `rotate`, which shows the differences that `edit` shows.

mod batch;
mod check;
mod create;
mod details;
mod edit;
mod form;
mod lifecycle;
mod list;
mod reveal;
mod review;
mod rotate;
mod shared;

pub use batch::BatchPage;
pub use check::CheckPage;
pub use create::{CreatePage, prepare_form};
pub use details::DetailsPage;
pub use edit::EditPage;
pub use form::{ScopePicker, ask_for_scopes};
pub use list::ListPage;
pub use reveal::SecretHolder;
pub use review::ReviewPage;
pub use rotate::RotatePage;
pub use shared::authorize_sso::AuthorizeSso;
pub use shared::may_edit::may_edit_in;
pub use shared::token_menu::prepare_menu;
