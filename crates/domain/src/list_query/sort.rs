//! The order of a list.

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
    /// Whether it is enabled.
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

    /// Whether rows can have no value in it. Those come last, in whichever order (contract 3.9).
    pub const fn has_gaps(self) -> bool {
        matches!(self, Self::Expires | Self::LastUsed)
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
            (SortField::Expires, false) => "Expires soonest first",
            (SortField::Expires, true) => "Expires latest first",
            (SortField::LastUsed, true) => "Recently used first",
            (SortField::LastUsed, false) => "Least recently used first",
            (SortField::IsActive, true) => "Enabled first",
            (SortField::IsActive, false) => "Disabled first",
        }
    }

    /// `name` or `-created_at`, for [`Self::parse`].
    pub fn to_parameter(self) -> String {
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
