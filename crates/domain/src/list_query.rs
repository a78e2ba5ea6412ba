//! What a list shows: search, filters, order and page, and how a URL spells it.

use super::column::Columns;
use super::id::{OrganizationId, UserId};
use super::kind::TokenKind;
use super::page_plan::Part;
use super::row_key::RowKey;
use super::scope::Scope;
use super::state::{Flag, TokenState};
use super::token::Token;
use crate::expiry::read_day;
use crate::sorted::SortedSet;
use chrono::NaiveDate;

mod sort;

pub use sort::{Sort, SortField};

/// The page sizes that can be chosen.
pub const PAGE_SIZES: [u16; 4] = [10, 25, 50, LARGEST_PAGE];

/// The tokens that the backend gives at once, at most (contract 3.1).
pub const LARGEST_PAGE: u16 = 100;

/// The states that only single sign-on and the end tell apart: the backend sees no difference between
/// a token that waits for single sign-on and one that does not (contract 3.5).
const LIVE: [TokenState; 3] = [
    TokenState::Active,
    TokenState::ExpiresSoon,
    TokenState::NeedsSso,
];

/// The page size until somebody chooses another.
pub const DEFAULT_PAGE_SIZE: u16 = 25;

/// Where in the list a page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// The first page.
    #[default]
    First,
    /// The page after this row.
    After(RowKey),
    /// The page before this row.
    Before(RowKey),
    /// The last page.
    Last,
    /// What the URL says is no place in a list.
    Unknown,
}

/// Days in the user's zone, the first and the last included; open where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl DayRange {
    /// Whether every day is in it.
    pub const fn is_open(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
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
    /// Only tokens that end within these days.
    pub ends: DayRange,
    /// Only tokens that this user, or API token, has made.
    pub creator: Option<UserId>,
    /// Only API tokens with this scope, in either spelling.
    pub scope: Option<Scope>,
    /// Only personal tokens that reach this organization.
    pub organization: Option<OrganizationId>,
    /// The columns, if somebody has chosen them.
    pub columns: Option<Columns>,
    /// The order.
    pub sort: Sort,
    /// Rows a page, one of [`PAGE_SIZES`].
    pub page_size: u16,
    /// Which page.
    pub position: Position,
    /// The number of the page, from 1. Where tokens are looked at one by one it says which page that is;
    /// elsewhere the position does, and this only tells the people who read the URL.
    pub page: u32,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            states: SortedSet::new(),
            flags: SortedSet::new(),
            ends: DayRange::default(),
            creator: None,
            scope: None,
            organization: None,
            columns: None,
            sort: Sort::default(),
            page_size: DEFAULT_PAGE_SIZE,
            position: Position::First,
            page: 1,
        }
    }
}

impl ListQuery {
    /// Reads the decoded parameters of a URL. What it does not say is as in `plain`, and so is what is
    /// unknown or wrong: a list can always be shown.
    pub fn from_parameters<'a>(
        plain: Self,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut query = plain;
        let (mut place, mut has_size) = (None, false);
        for (name, value) in parameters {
            match name {
                "q" => value.trim().clone_into(&mut query.search),
                "state" => query.states = pick(value, &TokenState::ALL, TokenState::parameter),
                "flag" => query.flags = pick(value, &Flag::ALL, Flag::parameter),
                "expires_from" => query.ends.from = read_day(value),
                "expires_to" => query.ends.to = read_day(value),
                "creator" => query.creator = some(value).map(UserId::from),
                "scope" => query.scope = Scope::parse(value),
                "organization" => query.organization = some(value).map(OrganizationId::from),
                "columns" if !value.is_empty() => query.columns = Some(Columns::parse(value)),
                "sort" => query.sort = Sort::parse(value).unwrap_or_default(),
                "size" => {
                    let size = value.parse().ok().filter(|size| PAGE_SIZES.contains(size));
                    query.page_size = size.unwrap_or(query.page_size);
                    has_size = size.is_some();
                }
                "after" if !value.is_empty() => place = Some((value, true)),
                "before" => place = Some((value, false)),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        // A place is one of pages of a size: not of that which this device remembers.
        if !has_size && (place.is_some() || query.page > 1) {
            query.page_size = DEFAULT_PAGE_SIZE;
        }
        // What a key says depends on the order, which may stand behind it.
        query.position = match place {
            None => Position::First,
            Some(("", _)) => Position::Last,
            Some((key, is_after)) => match RowKey::parse(key, query.sort.field) {
                Some(key) if is_after => Position::After(key),
                Some(key) => Position::Before(key),
                None => Position::Unknown,
            },
        };
        query
    }

    /// The same view with a place that goes together: where tokens are looked at one by one the number
    /// alone says which page is shown, elsewhere the position does, and a number without one names no page.
    /// `with_sso` is whether a token of the list can wait for single sign-on.
    #[must_use]
    pub fn normalize_position(mut self, with_sso: bool) -> Self {
        if self.needs_scan(with_sso) {
            self.position = Position::First;
        } else if self.position == Position::First && self.page > 1 {
            self.position = Position::Unknown;
        }
        self
    }

    /// Without what tokens of `kind` do not have: organizations are those of personal tokens, scopes count
    /// for API tokens only, and personal ones are made by oneself.
    #[must_use]
    pub fn for_kind(mut self, kind: TokenKind) -> Self {
        match kind {
            TokenKind::Api => self.organization = None,
            TokenKind::Personal => {
                self.scope = None;
                self.creator = None;
            }
        }
        self
    }

    /// The parameters of a URL that leads to this view, without those that are as in `plain`.
    pub fn to_parameters(&self, plain: &Self) -> Vec<(&'static str, String)> {
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
        let day = |day: NaiveDate| day.to_string();
        let others = [
            ("expires_from", self.ends.from.map(day)),
            ("expires_to", self.ends.to.map(day)),
            ("creator", self.creator.as_ref().map(ToString::to_string)),
            ("scope", self.scope.as_ref().map(ToString::to_string)),
            (
                "organization",
                self.organization.as_ref().map(ToString::to_string),
            ),
            (
                "columns",
                (self.columns != plain.columns).then(|| self.columns().to_parameter()),
            ),
        ];
        list.extend(
            others
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        if self.sort != Sort::default() {
            list.push(("sort", self.sort.to_parameter()));
        }
        let is_placed = self.page > 1 || self.position != Position::First;
        if self.page_size != plain.page_size || (is_placed && self.page_size != DEFAULT_PAGE_SIZE) {
            list.push(("size", self.page_size.to_string()));
        }
        match &self.position {
            Position::First | Position::Unknown => {}
            Position::After(key) => list.push(("after", key.to_parameter())),
            Position::Before(key) => list.push(("before", key.to_parameter())),
            Position::Last => list.push(("before", String::new())),
        }
        if self.page > 1 {
            list.push(("page", self.page.to_string()));
        }
        list
    }

    /// The same view behind `row`; `None` without one. `page` is left as it is.
    pub fn after(&self, row: Option<&Token>) -> Option<Self> {
        let key = RowKey::of(row?, self.sort.field);
        Some(Self {
            position: Position::After(key),
            ..self.clone()
        })
    }

    /// The same view in front of `row`; `None` without one. `page` is left as it is.
    pub fn before(&self, row: Option<&Token>) -> Option<Self> {
        let key = RowKey::of(row?, self.sort.field);
        Some(Self {
            position: Position::Before(key),
            ..self.clone()
        })
    }

    /// The same view from its first page: what every change of filter, order or size leads to.
    #[must_use]
    pub fn from_start(mut self) -> Self {
        self.position = Position::First;
        self.page = 1;
        self
    }

    /// Whether this is the first page.
    pub fn is_from_start(&self) -> bool {
        self.position == Position::First && self.page == 1
    }

    /// The columns that are shown.
    pub fn columns(&self) -> Columns {
        self.columns.clone().unwrap_or_default()
    }

    /// Whether anything narrows the list.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.has_filters()
    }

    /// Whether something besides the search narrows it.
    pub fn has_filters(&self) -> bool {
        !self.states.is_empty()
            || !self.flags.is_empty()
            || !self.ends.is_open()
            || self.creator.is_some()
            || self.scope.is_some()
            || self.organization.is_some()
    }

    /// The same view with nothing that narrows it, from its first page.
    #[must_use]
    pub fn without_filters(self) -> Self {
        Self {
            sort: self.sort,
            page_size: self.page_size,
            columns: self.columns,
            ..Self::default()
        }
    }

    /// Whether single sign-on decides about a row: some of the states that it tells apart are wanted
    /// and others are not.
    pub fn concerns_sso(&self) -> bool {
        let wanted = LIVE.iter().filter(|state| self.states.contains(state));
        (1..LIVE.len()).contains(&wanted.count())
    }

    /// Whether a filter is set that the backend has no field for, so that tokens have to be
    /// looked at one by one (contract 3.5: no filter on `ssoAuthorizations`, none on the number of scopes).
    /// `with_sso` is whether a token of the list can wait for single sign-on.
    pub fn needs_scan(&self, with_sso: bool) -> bool {
        let by_sight = [Flag::BroadAccess, Flag::CreatorLeft];
        by_sight.iter().any(|flag| self.flags.contains(flag)) || (with_sso && self.concerns_sso())
    }

    /// The same question where no token waits for single sign-on; `None` when nothing answers it.
    pub fn without_sso(mut self) -> Option<Self> {
        let asked = self.states.remove(&TokenState::NeedsSso);
        (!asked || !self.states.is_empty()).then_some(self)
    }

    /// The parts that the list is asked for in, in their order.
    pub fn parts(&self) -> (Part, Option<Part>) {
        let has = |flag| self.flags.contains(&flag);
        let ends =
            |state: &TokenState| matches!(state, TokenState::Expired | TokenState::ExpiresSoon);
        let (only_unset, only_set) = match self.sort.field {
            SortField::Expires => (
                has(Flag::NoExpiration),
                !self.ends.is_open() || (!self.states.is_empty() && self.states.iter().all(ends)),
            ),
            SortField::LastUsed => (has(Flag::NeverUsed), has(Flag::Unused)),
            _ => return (Part::All, None),
        };
        match (only_unset, only_set) {
            (true, _) => (Part::Unset, None),
            (_, true) => (Part::Set, None),
            _ => (Part::Set, Some(Part::Unset)),
        }
    }

    /// The view of the last page of `total` rows: where somebody is led whose page is gone.
    #[must_use]
    pub fn at_end(mut self, total: u64, with_sso: bool) -> Self {
        let pages = total.div_ceil(self.page_size.into());
        if pages < 2 {
            return self.from_start();
        }
        if !self.needs_scan(with_sso) {
            self.position = Position::Last;
        }
        self.page = u32::try_from(pages).unwrap_or(u32::MAX);
        self
    }

    /// How many rows come before the page with this number.
    pub fn offset(&self) -> u64 {
        u64::from(self.page.saturating_sub(1)) * u64::from(self.page_size)
    }
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

fn pick<T: Copy + Ord>(value: &str, all: &[T], parameter: fn(T) -> &'static str) -> SortedSet<T> {
    value
        .split(',')
        .filter_map(|word| all.iter().copied().find(|item| parameter(*item) == word))
        .collect()
}

#[cfg(test)]
mod tests;
