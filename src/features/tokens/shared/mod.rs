//! What several pages show about a token.

pub mod actions;
pub mod authorize_sso;
pub mod calendar_file;
pub mod confirm_delete;
pub mod makers;
pub mod may_edit;
pub mod pair;
pub mod reach;
pub mod read_all;
pub mod sso_demand;
pub mod state_badge;
pub mod token_loader;
pub mod token_menu;
