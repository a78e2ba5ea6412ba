//! The value of a new token: shown once, at the same address as the form that made it.

mod holder;
mod snippets;
mod value;
mod verify;
mod view;

pub use holder::SecretHolder;
pub use view::Reveal;
