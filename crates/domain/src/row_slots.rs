//! Which row of a table shows which item, when rows outlive what they show.

use std::ops::Range;

/// How many rows above and below the visible ones count as in view: heights differ, and change when a row is
/// written.
pub const MARGIN: usize = 2;

/// For each of `now`, which are different, the row that shows it, of the rows of `before`, which are in the
/// order in which they are shown; `None` for a new row.
///
/// With `keeps` an item that is still there stays in its row, and no other item takes the row of one that is
/// gone: what somebody has begun in a row, and where the focus was, must not become another item's. Without
/// it the first is shown in the first row, the second in the second, and no row has to be made or moved.
pub fn assign<K: PartialEq>(before: &[K], now: &[K], keeps: bool) -> Vec<Option<usize>> {
    let count = before.len();
    // Most items follow the one that they followed before: the search begins there.
    let mut next = 0;
    let row_of = |(place, item): (usize, &K)| {
        if !keeps {
            return (place < count).then_some(place);
        }
        let mut rows = (next..count).chain(0..next);
        let row = rows.find(|row| before.get(*row) == Some(item))?;
        next = row + 1;
        Some(row)
    };
    now.iter().enumerate().map(row_of).collect()
}

/// Which rows of a table are in view, and [`MARGIN`] more on both sides. `top` is where its first row begins
/// in the window, `height` how high all `count` rows are, `window` how high the window is; all in CSS pixels.
pub fn in_view(top: f64, height: f64, window: f64, count: usize) -> Range<usize> {
    let rows = u32::try_from(count).unwrap_or(u32::MAX);
    let row = height / f64::from(rows);
    if !(row > 0.0 && window > 0.0) {
        return 0..count;
    }
    // What lies above the window is negative, which a cast makes 0.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as many as there are at most, and none below 0"
    )]
    let place = |pixels: f64| (pixels / row).clamp(0.0, f64::from(rows)) as usize;
    let first = place(-top).saturating_sub(MARGIN);
    let last = place(window - top).saturating_add(1 + MARGIN).min(count);
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::{MARGIN, assign, in_view};

    #[test]
    fn other_items_take_the_rows_in_their_order() {
        assert_eq!(
            assign(&["a", "b"], &["b", "c", "d"], false),
            [Some(0), Some(1), None]
        );
        assert_eq!(assign(&["a", "b", "c"], &["x"], false), [Some(0)]);
        assert_eq!(assign::<&str>(&[], &[], false), [None; 0]);
    }

    #[test]
    fn an_item_that_is_still_there_stays_in_its_row() {
        // One was made, one was deleted, two have changed places.
        assert_eq!(
            assign(&["a", "b", "c", "d"], &["new", "c", "a", "d"], true),
            [None, Some(2), Some(0), Some(3)]
        );
        assert_eq!(assign(&["a", "b", "c"], &["c"], true), [Some(2)]);
    }

    #[test]
    fn rows_in_view_are_those_that_the_window_shows() {
        // A hundred rows of 50 pixels, in a window of 800.
        let of = |top: f64| in_view(top, 5000.0, 800.0, 100);
        assert_eq!(of(300.0), 0..11 + MARGIN);
        assert_eq!(of(-1000.0), 20 - MARGIN..37 + MARGIN);
        assert_eq!(of(-4200.0), 84 - MARGIN..100);
        // Above and below what the window shows.
        assert_eq!(of(2000.0), 0..1 + MARGIN);
        assert_eq!(of(-9000.0), 100 - MARGIN..100);
        // Where nothing is laid out everything is in view.
        assert_eq!(in_view(0.0, 0.0, 800.0, 7), 0..7);
        assert_eq!(in_view(0.0, 0.0, 0.0, 0), 0..0);
    }
}
