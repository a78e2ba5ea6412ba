//! Going to another view of the list: each has an address, and what somebody prefers is remembered on the
//! device.

use super::store::{ListStore, Listed};
use crate::app::route::{Route, kind_segment};
use console_domain::column::Columns;
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::list_preferences::ListPreferences;
use console_domain::list_query::ListQuery;
use console_platform::list_preferences;

/// Each kind in each organization is remembered by itself.
pub fn preferences_name(kind: TokenKind, organization: Option<OrganizationId>) -> String {
    let organization = organization.map(|id| id.to_string());
    format!(
        "{}-{}",
        kind_segment(kind),
        organization.unwrap_or_default()
    )
}

/// What the list shows whose address says nothing.
pub fn plain_list(name: &str) -> ListQuery {
    preferences(name).plain_list()
}

fn preferences(name: &str) -> ListPreferences {
    let stored = list_preferences::get(name);
    let preferences = stored.map(|text| ListPreferences::from_stored(&text));
    preferences.unwrap_or_default()
}

impl ListStore {
    /// Goes to the address of `query`. `replace` leaves no step to go back to, as while typing.
    pub fn go(self, query: &ListQuery, replace: bool) {
        let now = self.address.get_untracked();
        let columns = query.columns.clone().or_else(|| now.columns.clone());
        let query = ListQuery {
            columns,
            ..query.clone()
        };
        if now == query {
            return;
        }
        let parameters = self.plain.with_value(|plain| query.to_parameters(plain));
        let pairs = parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let href = Route::List(self.kind).href_with(pairs);
        self.navigate.update_url(&href, replace);
    }

    /// Changes the query and begins at its first page.
    pub fn change(self, change: impl FnOnce(&mut ListQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        self.go(&query.from_start(), false);
    }

    /// Shows these columns, and remembers them on this device.
    pub fn prefer_columns(self, columns: Columns) {
        self.remember(|preferences| preferences.columns = Some(columns.clone()));
        let address = self.address.get_untracked();
        let columns = Some(columns);
        self.go(&ListQuery { columns, ..address }, false);
    }

    /// Shows pages of this size, and remembers it on this device.
    pub fn prefer_page_size(self, page_size: u16) {
        self.remember(|preferences| preferences.page_size = Some(page_size));
        self.change(|query| query.page_size = page_size);
    }

    /// Changes what is remembered, and leaves the rest of it: the address may be a link of somebody else.
    fn remember(self, change: impl FnOnce(&mut ListPreferences)) {
        let name = self.preferences_name.get_value();
        let mut preferences = preferences(&name);
        change(&mut preferences);
        list_preferences::set(&name, &preferences.to_stored());
    }

    /// Goes to the page after the one that is shown.
    pub fn next_page(self) {
        let Some(Listed { query, page }) = self.page.ready_untracked() else {
            return;
        };
        if page.has_next() {
            self.go_beside(&query, query.after(page.tokens.last()), page.end());
        }
    }

    /// Goes to the page before the one that is shown.
    pub fn previous_page(self) {
        let Some(Listed { query, page }) = self.page.ready_untracked() else {
            return;
        };
        let size = u64::from(query.page_size);
        // What is left of a first page that lost rows is filled up from behind.
        if page.offset > size {
            self.go_beside(
                &query,
                query.before(page.tokens.first()),
                page.offset - size,
            );
        } else {
            self.go(&query.from_start(), false);
        }
    }

    /// Goes to the first page.
    pub fn first_page(self) {
        self.go(&self.query.get_untracked().from_start(), false);
    }

    /// Goes to the last page.
    pub fn last_page(self) {
        if let Some(Listed { query, page }) = self.page.ready_untracked() {
            let with_sso = self.with_sso.get_untracked();
            self.go(&query.at_end(page.total, with_sso), false);
        }
    }

    /// Goes to the page that begins after `offset` rows: to the one with its number where tokens are looked
    /// at one by one, elsewhere to `beside`.
    fn go_beside(self, query: &ListQuery, beside: Option<ListQuery>, offset: u64) {
        let mut next = if query.needs_scan(self.with_sso.get_untracked()) {
            query.clone()
        } else {
            beside.unwrap_or_else(|| query.clone().from_start())
        };
        let before = offset.div_ceil(query.page_size.into());
        next.page = u32::try_from(before).map_or(u32::MAX, |before| before.saturating_add(1));
        self.go(&next, false);
    }
}
