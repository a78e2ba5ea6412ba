//! Choosing scopes: a grid of objects and verbs with presets and a search.

mod grid;
mod grid_keys;
mod others;
mod picker;
mod row;
mod rows;

pub use picker::ScopePicker;
