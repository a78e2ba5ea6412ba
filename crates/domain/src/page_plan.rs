//! What to ask for to get one page of a list, and how the answers are joined.
//!
//! Where a list is sorted by a column with gaps it is two lists, one after the other: the rows that have a
//! value, in that order, and the rows that have none, newest first. Each is asked for on its own, because a
//! cursor that crosses the border leads to rows that do not match and to the same page for ever (contract
//! 3.9). Both are in one request: a page over the border needs the end of the first and the beginning of
//! the second.

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
    /// Whether the rows of that part have to be counted as well: [`PartRequest::beyond`] leaves some out.
    pub counts_sought: bool,
    /// The other part: the rest of the page, when the sought part has too few rows, or only how many it has.
    pub other: Option<PartRequest>,
    /// What the other part is to the page.
    other_is: Other,
    /// Whether it is the last page, which may have fewer rows than there is room for.
    is_last: bool,
    size: u16,
}

/// What the part in which a page is not looked for is to the page. Without such a part it has no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    /// It comes before the page: only how many rows it has matters.
    Ahead,
    /// It comes before the page, which is read from its end: where there is room, its last rows are in front.
    FillsFront,
    /// It comes after the page: only how many rows it has matters.
    Behind,
    /// It comes after the page: where there is room, its first rows are at the end.
    FillsEnd,
}

impl PagePlan {
    /// The plan for the page that `query` asks for; `None` when its position is none of this list.
    #[inline(never)]
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
        let other_is = match (is_second, is_backwards) {
            (true, true) => Other::FillsFront,
            (true, false) => Other::Ahead,
            (false, true) => Other::Behind,
            (false, false) => Other::FillsEnd,
        };
        let other = second.map(|second| PartRequest {
            part: if is_second { first } else { second },
            beyond: None,
            take: take(match other_is {
                Other::FillsFront | Other::FillsEnd => size,
                // One row is the least that can be asked for; it is how many there are that is wanted.
                Other::Ahead | Other::Behind => 1,
            }),
        });
        Some(Self {
            counts_sought: beyond.is_some(),
            sought: PartRequest {
                part: sought,
                beyond,
                take: take(size),
            },
            other,
            other_is,
            is_last: query.position == Position::Last,
            size,
        })
    }

    /// Joins the answers. `whole` is how many rows the sought part has, where that was asked for; `other` is
    /// the answer of the other part, if there is one.
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
        match self.other_is {
            Other::FillsFront => drop(rows.splice(..0, other_rows)),
            Other::FillsEnd => rows.extend(other_rows),
            Other::Ahead | Other::Behind => {}
        }
        let size = u64::from(self.size);
        let room = match total % size {
            rest if self.is_last && rest > 0 => rest,
            _ => size,
        };
        let surplus = rows
            .len()
            .saturating_sub(usize::try_from(room).unwrap_or(usize::MAX));
        let ahead = match self.other_is {
            Other::Ahead | Other::FillsFront => other_count,
            Other::Behind | Other::FillsEnd => 0,
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TokenId;
    use crate::list_query::{Sort, SortField};
    use crate::row_key::KeyValue;

    /// Sorted by the end of life, three rows a page.
    fn plan(position: Position) -> PagePlan {
        let query = ListQuery {
            sort: Sort {
                field: SortField::Expires,
                descending: false,
            },
            page_size: 3,
            position,
            ..ListQuery::default()
        };
        PagePlan::new(&query).unwrap()
    }

    fn key(is_unset: bool) -> RowKey {
        let time = chrono::DateTime::default();
        RowKey {
            value: if is_unset {
                KeyValue::Unset(time)
            } else {
                KeyValue::Time(time)
            },
            id: TokenId::new("01JZ"),
        }
    }

    fn answer<const N: usize>(rows: [u8; N], count: u64) -> PartAnswer<u8> {
        let rows = rows.to_vec();
        PartAnswer { rows, count }
    }

    fn page<const N: usize>(rows: [u8; N], offset: u64, total: u64) -> Joined<u8> {
        let rows = rows.to_vec();
        Joined {
            rows,
            offset,
            total,
        }
    }

    /// The list has the rows 0 to 4 with a value and 5 to 7 without one.
    #[test]
    fn a_page_over_the_border_has_the_end_of_one_part_and_the_beginning_of_the_other() {
        let next = plan(Position::After(key(false)));
        let other = next.other.as_ref().unwrap();
        assert_eq!(
            (next.sought.part, next.sought.take),
            (Part::Set, Take::First(3))
        );
        assert_eq!((other.part, other.take), (Part::Unset, Take::First(3)));
        let joined = next.join(answer([3, 4], 2), Some(5), Some(answer([5, 6, 7], 3)));
        assert_eq!(joined, page([3, 4, 5], 3, 8));

        let previous = plan(Position::Before(key(true)));
        let other = previous.other.as_ref().unwrap();
        assert_eq!(
            (previous.sought.part, previous.sought.take),
            (Part::Unset, Take::Last(3))
        );
        assert_eq!((other.part, other.take), (Part::Set, Take::Last(3)));
        let joined = previous.join(answer([5], 1), Some(3), Some(answer([2, 3, 4], 5)));
        assert_eq!(joined, page([3, 4, 5], 3, 8));
    }

    #[test]
    fn a_page_within_one_part_only_counts_the_other() {
        let next = plan(Position::After(key(true)));
        assert_eq!(next.other.as_ref().unwrap().take, Take::First(1));
        let joined = next.join(answer([6, 7], 2), Some(3), Some(answer([0], 5)));
        assert_eq!(joined, page([6, 7], 6, 8));

        let previous = plan(Position::Before(key(false)));
        assert_eq!(previous.other.as_ref().unwrap().take, Take::Last(1));
        let joined = previous.join(answer([0, 1, 2], 3), Some(5), Some(answer([7], 3)));
        assert_eq!(joined, page([0, 1, 2], 0, 8));
    }

    #[test]
    fn the_last_page_is_the_one_that_going_forward_leads_to() {
        let last = plan(Position::Last);
        let joined = last.join(answer([5, 6, 7], 3), None, Some(answer([2, 3, 4], 5)));
        assert_eq!(joined, page([6, 7], 6, 8));
        let full = last.join(answer([5], 1), None, Some(answer([2, 3, 4], 5)));
        assert_eq!(full, page([3, 4, 5], 3, 6));
        let none = last.join(answer([], 0), None, Some(answer([], 0)));
        assert_eq!(none, page([], 0, 0));
    }

    #[test]
    fn a_position_that_is_none_of_the_list_has_no_plan() {
        let unknown = ListQuery {
            position: Position::Unknown,
            ..ListQuery::default()
        };
        assert_eq!(PagePlan::new(&unknown), None);
        // By the moment of creation no row is without a value.
        let unset = ListQuery {
            position: Position::After(key(true)),
            ..ListQuery::default()
        };
        assert_eq!(PagePlan::new(&unset), None);
    }
}
