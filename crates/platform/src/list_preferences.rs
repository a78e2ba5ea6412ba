//! How somebody likes a list, kept on this device: its columns and the number of rows on a page. Nothing that
//! a list shows.

use crate::storage::{self, Area};

fn key(list: &str) -> String {
    format!("list-{list}")
}

/// What is remembered of this list.
pub fn get(list: &str) -> Option<String> {
    storage::get(Area::Local, &key(list))
}

/// Remembers this of the list.
pub fn set(list: &str, preferences: &str) {
    storage::set(Area::Local, &key(list), preferences);
}
