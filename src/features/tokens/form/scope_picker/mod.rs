//! Choosing scopes: a grid of objects and verbs with presets and a search.

mod grid;
mod grid_keys;
mod picker;
mod rows;

pub use picker::ScopePicker;
