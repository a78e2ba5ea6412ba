//! The frame around every page of a signed-in session.

mod account_menu;
mod guarded;
mod organization_list;
mod organization_switch;
mod palette;
mod shortcuts;
mod sidebar;

pub use guarded::{Guarded, NoPage};
