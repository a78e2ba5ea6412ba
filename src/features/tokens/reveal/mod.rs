//! The value of a new token: shown once, at the same address as the form that made it.

mod guard;
mod holder;
mod snippets;
mod value;
mod verify;
mod view;

pub use guard::{ValueGuard, hide_when_away};
pub use holder::{NewValue, SecretHolder};
pub use view::Reveal;
