//! Tokens of both kinds: one set of pages, told apart by their kind.

mod catalogue;
mod create;
mod details;
mod edit;
mod lifecycle;
mod list;
mod may_edit;
mod one_token;
mod pair;
mod reveal;
mod rotate;
mod scope_picker;
pub mod sso_demand;
mod state_badge;
mod token_menu;

pub use catalogue::prepare_form;
pub use create::CreatePage;
pub use details::DetailsPage;
pub use edit::EditPage;
pub use list::ListPage;
pub use reveal::SecretHolder;
pub use rotate::RotatePage;
pub use scope_picker::ScopePicker;
