//! What a list shows: search, filters, order and page, and how a URL spells it.

use super::state::{Flag, TokenState};
use crate::sorted::SortedSet;

/// The page sizes that can be chosen. 100 is what the backend gives at most (contract 3.1).
pub const PAGE_SIZES: [u16; 4] = [10, 25, 50, 100];

/// The states that only single sign-on and the end tell apart: the backend sees no difference between
/// a token that waits for single sign-on and one that does not (contract 3.5).
const LIVE: [TokenState; 3] = [
    TokenState::Active,
    TokenState::ExpiresSoon,
    TokenState::NeedsSso,
];

/// The page size until somebody chooses another.
pub const DEFAULT_PAGE_SIZE: u16 = 25;

/// What the backend can sort by (contract 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortField {
    /// When it was made.
    Created,
    /// When it last changed.
    Updated,
    /// What it is called.
    Name,
    /// When it ends.
    Expires,
    /// When it was last used.
    LastUsed,
    /// Whether it is switched on.
    IsActive,
}

impl SortField {
    /// All fields, in the order of the menu.
    pub const ALL: [Self; 6] = [
        Self::Created,
        Self::Updated,
        Self::Name,
        Self::Expires,
        Self::LastUsed,
        Self::IsActive,
    ];

    /// The name of the field on the wire and in a URL: lower case, unlike most GraphQL enums.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Created => "created_at",
            Self::Updated => "updated_at",
            Self::Name => "name",
            Self::Expires => "expires_at",
            Self::LastUsed => "last_used_at",
            Self::IsActive => "is_active",
        }
    }
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            field: SortField::Created,
            descending: true,
        }
    }
}

impl Sort {
    /// The order in words: "Newest first".
    pub const fn label(self) -> &'static str {
        match (self.field, self.descending) {
            (SortField::Created, true) => "Newest first",
            (SortField::Created, false) => "Oldest first",
            (SortField::Updated, true) => "Recently changed first",
            (SortField::Updated, false) => "Least recently changed first",
            (SortField::Name, false) => "Name A to Z",
            (SortField::Name, true) => "Name Z to A",
            (SortField::Expires, false) => "Ends soonest first",
            (SortField::Expires, true) => "Ends latest first",
            (SortField::LastUsed, true) => "Recently used first",
            (SortField::LastUsed, false) => "Least recently used first",
            (SortField::IsActive, true) => "Switched on first",
            (SortField::IsActive, false) => "Switched off first",
        }
    }

    fn to_parameter(self) -> String {
        format!(
            "{}{}",
            if self.descending { "-" } else { "" },
            self.field.parameter()
        )
    }

    /// Reads `name` or `-created_at`.
    pub fn parse(text: &str) -> Option<Self> {
        let (descending, name) = text
            .strip_prefix('-')
            .map_or((false, text), |name| (true, name));
        let field = SortField::ALL
            .into_iter()
            .find(|field| field.parameter() == name)?;
        Some(Self { field, descending })
    }
}

/// Where in the list a page is. Cursors are the backend's and opaque.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// The first page.
    #[default]
    First,
    /// The page after this cursor.
    After(String),
    /// The page before this cursor; before the end of the list when it is empty.
    Before(String),
}

/// Everything that decides what a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Text that the name must contain; trimmed, case does not matter.
    pub search: String,
    /// Only these states; all when empty.
    pub states: SortedSet<TokenState>,
    /// Only tokens with every one of these flags.
    pub flags: SortedSet<Flag>,
    /// The order.
    pub sort: Sort,
    /// Rows a page, one of [`PAGE_SIZES`].
    pub page_size: u16,
    /// Which page.
    pub position: Position,
    /// The number of the page, from 1: only for the words "26–50 of 310".
    pub page: u32,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            states: SortedSet::new(),
            flags: SortedSet::new(),
            sort: Sort::default(),
            page_size: DEFAULT_PAGE_SIZE,
            position: Position::First,
            page: 1,
        }
    }
}

impl ListQuery {
    /// Reads the decoded parameters of a URL. What is unknown or wrong is left at its default: a
    /// list can always be shown.
    pub fn from_parameters<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (name, value) in parameters {
            match name {
                "q" => value.trim().clone_into(&mut query.search),
                "state" => query.states = pick(value, &TokenState::ALL, TokenState::parameter),
                "flag" => query.flags = pick(value, &Flag::ALL, Flag::parameter),
                "sort" => query.sort = Sort::parse(value).unwrap_or_default(),
                "size" => {
                    let size = value.parse().ok().filter(|size| PAGE_SIZES.contains(size));
                    query.page_size = size.unwrap_or(DEFAULT_PAGE_SIZE);
                }
                "after" if !value.is_empty() => query.position = Position::After(value.to_owned()),
                "before" => query.position = Position::Before(value.to_owned()),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        query
    }

    /// The same view with a place that goes together: where pages are walked the number alone says
    /// which part is shown, elsewhere the cursor does. `with_sso` is whether a token of the list can
    /// wait for single sign-on.
    #[must_use]
    pub fn settle(mut self, with_sso: bool) -> Self {
        if self.needs_walk(with_sso) {
            self.position = Position::First;
        } else if self.position == Position::First {
            self.page = 1;
        }
        self
    }

    /// The parameters of a URL that leads to this view, without those that are at their default.
    pub fn to_parameters(&self) -> Vec<(&'static str, String)> {
        let mut list = Vec::new();
        if !self.search.is_empty() {
            list.push(("q", self.search.clone()));
        }
        let joined = |words: Vec<&str>| words.join(",");
        if !self.states.is_empty() {
            list.push((
                "state",
                joined(self.states.iter().map(|state| state.parameter()).collect()),
            ));
        }
        if !self.flags.is_empty() {
            list.push((
                "flag",
                joined(self.flags.iter().map(|flag| flag.parameter()).collect()),
            ));
        }
        if self.sort != Sort::default() {
            list.push(("sort", self.sort.to_parameter()));
        }
        if self.page_size != DEFAULT_PAGE_SIZE {
            list.push(("size", self.page_size.to_string()));
        }
        match &self.position {
            Position::First => {}
            Position::After(cursor) => list.push(("after", cursor.clone())),
            Position::Before(cursor) => list.push(("before", cursor.clone())),
        }
        if self.page > 1 {
            list.push(("page", self.page.to_string()));
        }
        list
    }

    /// The same view from its first page: what every change of filter, order or size leads to.
    #[must_use]
    pub fn from_start(mut self) -> Self {
        self.position = Position::First;
        self.page = 1;
        self
    }

    /// Whether anything narrows the list.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || !self.states.is_empty() || !self.flags.is_empty()
    }

    /// Whether single sign-on decides about a row: some of the states that it tells apart are wanted
    /// and others are not.
    pub fn concerns_sso(&self) -> bool {
        let wanted = LIVE.iter().filter(|state| self.states.contains(state));
        (1..LIVE.len()).contains(&wanted.count())
    }

    /// Whether a filter is set that the backend has no field for, so that the pages have to be
    /// walked (contract 3.5: no filter on `ssoAuthorizations`, none on the number of scopes).
    /// `with_sso` is whether a token of the list can wait for single sign-on.
    pub fn needs_walk(&self, with_sso: bool) -> bool {
        self.flags.contains(&Flag::BroadAccess) || (with_sso && self.concerns_sso())
    }

    /// The same question where no token waits for single sign-on; `None` when nothing answers it.
    pub fn without_sso(mut self) -> Option<Self> {
        let asked = self.states.remove(&TokenState::NeedsSso);
        (!asked || !self.states.is_empty()).then_some(self)
    }

    /// The view of the last page of `total` rows: where somebody is led whose page is gone.
    #[must_use]
    pub fn at_end(mut self, total: u64, with_sso: bool) -> Self {
        let size = u64::from(self.page_size);
        let pages = u32::try_from(total.div_ceil(size)).unwrap_or(u32::MAX);
        // Counted from the end, pages only fall on the same rows when the last one is full.
        if pages < 2 || (!total.is_multiple_of(size) && !self.needs_walk(with_sso)) {
            return self.from_start();
        }
        if !self.needs_walk(with_sso) {
            self.position = Position::Before(String::new());
        }
        self.page = pages;
        self
    }

    /// How many rows come before this page.
    pub fn offset(&self) -> u64 {
        u64::from(self.page.saturating_sub(1)) * u64::from(self.page_size)
    }
}

fn pick<T: Copy + Ord>(value: &str, all: &[T], parameter: fn(T) -> &'static str) -> SortedSet<T> {
    value
        .split(',')
        .filter_map(|word| all.iter().copied().find(|item| parameter(*item) == word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(parameters: &[(&str, &str)]) -> ListQuery {
        ListQuery::from_parameters(parameters.iter().copied()).settle(true)
    }

    #[test]
    fn nonsense_in_a_url_leads_to_the_plain_list() {
        let query = read(&[
            ("state", "gone,,"),
            ("sort", "token"),
            ("size", "7"),
            ("page", "-3"),
            ("x", "y"),
            ("after", ""),
        ]);
        assert_eq!(query, ListQuery::default());
        assert!(query.to_parameters().is_empty());
    }

    #[test]
    fn a_page_number_needs_a_cursor() {
        assert_eq!(read(&[("page", "4")]).page, 1);
        assert_eq!(read(&[("page", "4"), ("after", "abc")]).offset(), 75);
    }

    #[test]
    fn a_page_that_is_gone_leads_to_the_last_one() {
        let third = read(&[("page", "3"), ("after", "abc")]);
        let second = third.clone().at_end(50, true);
        assert_eq!((second.page, second.offset()), (2, 25));
        assert_eq!(read(&[("before", ""), ("page", "2")]), second);
        assert_eq!(third.clone().at_end(25, true), ListQuery::default());
        assert_eq!(third.clone().at_end(51, true), ListQuery::default());
        assert_eq!(third.at_end(0, true), ListQuery::default());
        let walk = read(&[("state", "needs_sso"), ("page", "9")]);
        assert_eq!(walk.at_end(30, true).page, 2);
    }

    #[test]
    fn pages_are_walked_only_where_single_sign_on_decides() {
        for (states, concerns) in [
            ("", false),
            ("expired,revoked", false),
            ("active", true),
            ("expires_soon,expired", true),
            ("needs_sso", true),
            ("active,needs_sso", true),
            ("active,expires_soon,needs_sso", false),
        ] {
            let query = read(&[("state", states)]);
            assert_eq!(query.concerns_sso(), concerns, "{states}");
            assert_eq!(query.needs_walk(true), concerns, "{states}");
            assert!(!query.needs_walk(false), "{states}");
        }
        assert!(read(&[("flag", "broad_access")]).needs_walk(false));
        let linked =
            ListQuery::from_parameters([("state", "active"), ("page", "2"), ("after", "x")]);
        assert_eq!(linked.clone().settle(true).position, Position::First);
        assert_eq!(linked.clone().settle(false), linked);
    }

    #[test]
    fn where_nobody_demands_it_no_token_waits_for_single_sign_on() {
        assert_eq!(read(&[("state", "needs_sso")]).without_sso(), None);
        let rest = read(&[("state", "needs_sso,expired")]).without_sso();
        assert_eq!(rest, Some(read(&[("state", "expired")])));
        assert_eq!(read(&[]).without_sso(), Some(read(&[])));
    }

    proptest! {
        #[test]
        fn a_url_restores_the_same_view(search in "\\PC{0,20}", states in prop::collection::btree_set(prop::sample::select(TokenState::ALL.to_vec()), 0..7), flags in prop::collection::btree_set(prop::sample::select(Flag::ALL.to_vec()), 0..4), field in prop::sample::select(SortField::ALL.to_vec()), descending in any::<bool>(), page_size in prop::sample::select(PAGE_SIZES.to_vec()), cursor in prop::option::of(("[A-Za-z0-9+/]{4,20}", any::<bool>(), 1u32..9))) {
            let mut query = ListQuery { search: search.trim().to_owned(), states: states.into_iter().collect(), flags: flags.into_iter().collect(), sort: Sort { field, descending }, page_size, ..ListQuery::default() };
            if let Some((cursor, after, page)) = cursor.filter(|_| !query.needs_walk(true)) {
                query.position = if after { Position::After(cursor) } else { Position::Before(cursor) };
                query.page = page;
            }
            let parameters = query.to_parameters();
            let again = ListQuery::from_parameters(parameters.iter().map(|(name, value)| (*name, value.as_str())));
            prop_assert_eq!(again.settle(true), query);
        }
    }
}
