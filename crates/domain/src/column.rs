//! The columns of a list: which are shown, and in which order. The name always comes first.

/// A column that can be hidden and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The state in a word, with the flags.
    State,
    /// The scopes, or the organizations.
    Reach,
    /// When the token ends.
    Expires,
    /// When it was last used.
    LastUsed,
    /// When it was made, and by whom.
    Created,
}

impl Column {
    /// All columns, in the order that they have until somebody changes it.
    pub const ALL: [Self; 5] = [
        Self::State,
        Self::Reach,
        Self::Expires,
        Self::LastUsed,
        Self::Created,
    ];

    /// The word in a URL.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Reach => "reach",
            Self::Expires => "expires",
            Self::LastUsed => "used",
            Self::Created => "created",
        }
    }
}

/// The columns that are shown, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Default for Columns {
    fn default() -> Self {
        Self(Column::ALL.into())
    }
}

impl Columns {
    /// Reads the words of a URL, separated by commas; what is unknown, or there twice, is left out.
    pub fn parse(text: &str) -> Self {
        let mut columns = Vec::new();
        for word in text.split(',') {
            let column = Column::ALL
                .into_iter()
                .find(|column| column.parameter() == word);
            columns.extend(column.filter(|column| !columns.contains(column)));
        }
        Self(columns)
    }

    /// For [`Self::parse`]. None at all is one comma: an empty parameter could be one that nobody has filled
    /// in.
    pub fn to_parameter(&self) -> String {
        if self.0.is_empty() {
            return ",".to_owned();
        }
        let words: Vec<&str> = self.0.iter().map(|column| column.parameter()).collect();
        words.join(",")
    }

    /// The columns, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Column> {
        self.0.iter().copied()
    }

    /// Whether this one is shown.
    pub fn contains(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// How many are shown.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is shown.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With `column` shown, at the end, or hidden.
    #[must_use]
    pub fn with(mut self, column: Column, is_shown: bool) -> Self {
        self.0.retain(|one| *one != column);
        if is_shown {
            self.0.push(column);
        }
        self
    }

    /// With `column` one place nearer to the beginning, or to the end. At either end, or hidden, it stays.
    #[must_use]
    pub fn moved(mut self, column: Column, is_towards_start: bool) -> Self {
        let Some(at) = self.0.iter().position(|one| *one == column) else {
            return self;
        };
        let to = if is_towards_start {
            at.checked_sub(1)
        } else {
            Some(at + 1)
        };
        if let Some(to) = to.filter(|to| *to < self.0.len()) {
            self.0.swap(at, to);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_choice_is_read_back(chosen in prop::collection::vec(0_usize..5, 0..9)) {
            let words: Vec<&str> = chosen.iter().map(|n| Column::ALL[*n].parameter()).collect();
            let columns = Columns::parse(&words.join(","));
            prop_assert_eq!(&Columns::parse(&columns.to_parameter()), &columns);
            for column in Column::ALL {
                prop_assert_eq!(columns.contains(column), words.contains(&column.parameter()));
            }
        }
    }

    #[test]
    fn columns_are_shown_hidden_and_moved() {
        let columns = Columns::default().with(Column::Reach, false);
        assert_eq!(columns.to_parameter(), "state,expires,used,created");
        let columns = columns.with(Column::Reach, true);
        assert_eq!(columns.to_parameter(), "state,expires,used,created,reach");
        let columns = columns
            .moved(Column::Reach, true)
            .moved(Column::State, true);
        assert_eq!(columns.to_parameter(), "state,expires,used,reach,created");
        let columns = columns
            .moved(Column::Created, false)
            .moved(Column::State, false);
        assert_eq!(columns.to_parameter(), "expires,state,used,reach,created");
        let hidden = columns.clone().with(Column::Expires, false);
        assert_eq!(hidden.clone().moved(Column::Expires, true), hidden);
    }

    #[test]
    fn nonsense_shows_what_is_known_of_it() {
        assert_eq!(
            Columns::parse("gone,state,state,,reach").to_parameter(),
            "state,reach"
        );
        let none = Columns::parse(",");
        assert!(none.is_empty() && Columns::parse(&none.to_parameter()).is_empty());
    }
}
