//! Ids for elements that refer to each other.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// An id that no other element has: `unique("field")` gives `field-7`.
pub fn unique(prefix: &str) -> String {
    let number = NEXT.get().wrapping_add(1);
    NEXT.set(number);
    format!("{prefix}-{number}")
}
