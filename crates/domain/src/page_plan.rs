//! What to ask for to get one page of a list, and how the answers are joined.
//!
//! Where a list is sorted by a column with gaps it is two lists, one after the other: the rows that have a value, in
//! that order, and the rows that have none, newest first. Each is asked for on its own, because a cursor that crosses
//! the border leads to rows that do not match and to the same page for ever (contract 3.9). Both are in one request:
//! a page over the border needs the end of the first and the beginning of the second.

use super::list_query::{ListQuery, Position};
use super::row_key::RowKey;

/// The rows that are asked for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All that match.
    All,
    /// Those with a value in the sorted column.
    Set,
    /// Those without one; newest first.
    Unset,
}

/// One side of a row, without the row itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// What comes after it in the order of the list.
    After(RowKey),
    /// What comes before it.
    Before(RowKey),
}

/// Which rows of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// This many from its beginning.
    First(u16),
    /// This many up to its end.
    Last(u16),
}

/// What is asked of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRequest {
    /// Which part.
    pub part: Part,
    /// Only the rows on this side of a row.
    pub beyond: Option<Beyond>,
    /// Which of these.
    pub take: Take,
}

/// What came of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartAnswer<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// How many rows match the request, without its [`Take`].
    pub count: u64,
}

/// A page and its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many rows come before them.
    pub offset: u64,
    /// How many rows there are in all parts.
    pub total: u64,
}

/// What to ask for to get one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePlan {
    /// The part that the page is looked for in.
    pub sought: PartRequest,
    /// Whether it has to be counted as well how many rows that part has: [`PartRequest::beyond`] leaves some out.
    pub counts_sought: bool,
    /// The other part: the rest of the page, when the sought part has too few rows, or only how many it has.
    pub other: Option<PartRequest>,
    /// Whether the sought part is the second of the list.
    is_second: bool,
    /// Whether rows of the other part belong to the page when there is room.
    reaches_other: bool,
    /// Whether it is the last page, which may have fewer rows than there is room for.
    is_last: bool,
    size: u16,
}

impl PagePlan {
    /// The plan for the page that `query` asks for; `None` when its position is none of this list.
    pub fn new(query: &ListQuery) -> Option<Self> {
        let (first, second) = query.parts();
        let size = query.page_size;
        let (beyond, is_backwards) = match &query.position {
            Position::Unknown => return None,
            Position::First => (None, false),
            Position::Last => (None, true),
            Position::After(key) => (Some(Beyond::After(key.clone())), false),
            Position::Before(key) => (Some(Beyond::Before(key.clone())), true),
        };
        let sought = match &beyond {
            None if is_backwards => second.unwrap_or(first),
            None => first,
            Some(Beyond::After(key) | Beyond::Before(key)) => {
                let holds = |part: &Part| (*part == Part::Unset) == key.is_unset();
                [Some(first), second].into_iter().flatten().find(holds)?
            }
        };
        let take = |count| {
            if is_backwards {
                Take::Last(count)
            } else {
                Take::First(count)
            }
        };
        let is_second = Some(sought) == second;
        let reaches_other = second.is_some() && is_second == is_backwards;
        let other = second.map(|second| PartRequest {
            part: if is_second { first } else { second },
            beyond: None,
            // One row is the least that can be asked for; it is how many there are that is wanted.
            take: take(if reaches_other { size } else { 1 }),
        });
        Some(Self {
            counts_sought: beyond.is_some(),
            sought: PartRequest {
                part: sought,
                beyond,
                take: take(size),
            },
            other,
            is_second,
            reaches_other,
            is_last: query.position == Position::Last,
            size,
        })
    }

    /// Joins the answers. `whole` is how many rows the sought part has, where that was asked for; `other` is the
    /// answer of the other part, if there is one.
    pub fn join<T>(
        &self,
        sought: PartAnswer<T>,
        whole: Option<u64>,
        other: Option<PartAnswer<T>>,
    ) -> Joined<T> {
        // Without a key there is nothing that the count of the answer leaves out.
        let whole = whole.unwrap_or(sought.count);
        let (other_rows, other_count) =
            other.map_or((Vec::new(), 0), |part| (part.rows, part.count));
        let total = whole + other_count;
        let mut rows = sought.rows;
        if self.reaches_other && self.is_second {
            rows.splice(..0, other_rows);
        } else if self.reaches_other {
            rows.extend(other_rows);
        }
        let size = u64::from(self.size);
        let room = match total % size {
            rest if self.is_last && rest > 0 => rest,
            _ => size,
        };
        let surplus = rows
            .len()
            .saturating_sub(usize::try_from(room).unwrap_or(usize::MAX));
        let ahead = if self.is_second { other_count } else { 0 };
        let offset = match (&self.sought.beyond, self.sought.take) {
            (None, Take::First(_)) => 0,
            (None, Take::Last(_)) => total,
            (Some(Beyond::After(_)), _) => ahead + whole.saturating_sub(sought.count),
            (Some(Beyond::Before(_)), _) => ahead + sought.count,
        };
        match self.sought.take {
            Take::First(_) => rows.truncate(rows.len() - surplus),
            Take::Last(_) => drop(rows.drain(..surplus)),
        }
        let count = rows.len() as u64;
        // Counted from the end of the page.
        let offset = match self.sought.take {
            Take::First(_) => offset,
            Take::Last(_) => offset.saturating_sub(count),
        };
        Joined {
            rows,
            // What is counted and what is read may lie a moment apart.
            total: total.max(offset + count),
            offset,
        }
    }
}
