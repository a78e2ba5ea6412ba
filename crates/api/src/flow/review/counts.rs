//! How far the decisions of a review have come, in numbers.

use super::ReviewItem;
use console_domain::review::Group;

/// How many tokens of a review there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All tokens.
    pub all: usize,
    /// Those with a decision.
    pub decided: usize,
    /// Decisions that are to be carried out.
    pub pending: usize,
    /// Tokens without a decision, by group.
    undecided: [usize; Group::ALL.len()],
}

impl Counts {
    /// Counts `items`.
    pub fn of(items: &[ReviewItem]) -> Self {
        let mut counts = Self::default();
        for item in items {
            counts.all += 1;
            counts.pending += usize::from(item.is_pending());
            if item.decision.is_some() {
                counts.decided += 1;
            } else if let Some(undecided) = counts.undecided.get_mut(item.group as usize) {
                *undecided += 1;
            }
        }
        counts
    }

    /// How many tokens of a group nothing is decided about.
    pub fn undecided(&self, group: Group) -> usize {
        let count = self.undecided.get(group as usize);
        count.copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;
    use crate::flow::review::ItemResult;
    use crate::flow::samples::{api_token, at};
    use console_domain::review::Decision;

    #[test]
    fn a_token_is_counted_by_its_group_until_something_is_decided_about_it() {
        let mut items = [
            ReviewItem::new(api_token("a"), Group::Unused),
            ReviewItem::new(api_token("b"), Group::Unused),
            ReviewItem::new(api_token("c"), Group::Rest),
        ];
        items[1].decision = Some(Decision::Keep);
        let counts = Counts::of(&items);
        assert_eq!((counts.all, counts.decided, counts.pending), (3, 1, 1));
        let undecided = |group| counts.undecided(group);
        assert_eq!(Group::ALL.map(undecided), [0, 1, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_decision_is_pending_until_it_was_carried_out() {
        let mut item = ReviewItem::new(api_token("a"), Group::Rest);
        item.decision = Some(Decision::Delete);
        for (result, pending) in [
            (None, 1),
            (Some(ItemResult::Failed(ApiError::NoAnswer)), 1),
            (Some(ItemResult::Applied(at("2026-11-29T12:00:00Z"))), 0),
            (Some(ItemResult::Unneeded), 0),
        ] {
            item.result = result;
            let counts = Counts::of(std::slice::from_ref(&item));
            assert_eq!((counts.decided, counts.pending), (1, pending), "{item:?}");
        }
    }
}
