//! What a browser remembers of how somebody likes a list: its columns and the number of rows on a page.

use crate::column::Columns;
use crate::list_query::{ListQuery, PAGE_SIZES};

/// What is remembered. What was never chosen is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPreferences {
    /// The columns, in their order.
    pub columns: Option<Columns>,
    /// Rows on a page, one of [`PAGE_SIZES`].
    pub page_size: Option<u16>,
}

impl ListPreferences {
    /// Reads what [`Self::to_stored`] has written. What is damaged was never chosen.
    pub fn from_stored(text: &str) -> Self {
        let (columns, size) = text.split_once(' ').unwrap_or_default();
        let size = size.parse().ok().filter(|size| PAGE_SIZES.contains(size));
        Self {
            columns: (!columns.is_empty()).then(|| Columns::parse(columns)),
            page_size: size,
        }
    }

    /// `state,expires 50`
    pub fn to_stored(&self) -> String {
        let columns = self.columns.as_ref().map(Columns::to_parameter);
        let size = self.page_size.map(|size| size.to_string());
        format!(
            "{} {}",
            columns.unwrap_or_default(),
            size.unwrap_or_default()
        )
    }

    /// The list that a URL without any parameter shows.
    pub fn plain_list(self) -> ListQuery {
        let plain = ListQuery::default();
        ListQuery {
            columns: self.columns,
            page_size: self.page_size.unwrap_or(plain.page_size),
            ..plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_back() {
        let sizes = PAGE_SIZES.into_iter().map(Some).chain([None]);
        for page_size in sizes {
            for columns in ["", ",", "state,expires"] {
                let preferences = ListPreferences {
                    columns: (!columns.is_empty()).then(|| Columns::parse(columns)),
                    page_size,
                };
                let stored = preferences.to_stored();
                assert_eq!(ListPreferences::from_stored(&stored), preferences);
            }
        }
    }

    #[test]
    fn what_is_damaged_was_never_chosen() {
        for text in ["", "x", " 7", " -1"] {
            assert_eq!(
                ListPreferences::from_stored(text),
                ListPreferences::default()
            );
        }
        assert_eq!(
            ListPreferences::default().plain_list(),
            ListQuery::default()
        );
    }
}
