//! Choosing scopes: a grid of objects and verbs with presets and a search.

mod grid;
mod grid_focus;
mod picker;

pub use picker::ScopePicker;
