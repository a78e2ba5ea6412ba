//! One token: everything that is known about it, why it is refused, and what can be done.

mod actions;
mod fields;
mod page;
mod reach;
mod reason;

pub use page::DetailsPage;
pub use reach::{ReachView, scope_words};
