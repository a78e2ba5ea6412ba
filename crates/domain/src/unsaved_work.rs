//! Work on a page that would be lost by leaving it.

use super::visible_name::isolated;

/// What sort of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkKind {
    /// The value of a new token, not confirmed as stored. It cannot be had again.
    Value,
    /// A token that is being created: its value is in the answer that is on its way.
    Creating,
    /// A form for a new token that was filled in and not sent.
    Draft,
    /// Changes to a token that were not saved.
    Changes,
}

impl WorkKind {
    const ALL: [Self; 4] = [Self::Value, Self::Creating, Self::Draft, Self::Changes];

    const fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Creating => "creating",
            Self::Draft => "draft",
            Self::Changes => "changes",
        }
    }
}

/// Work on one page, and the token that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsavedWork {
    /// What sort.
    pub kind: WorkKind,
    /// The token's name. Empty as long as it has none.
    pub name: String,
}

impl UnsavedWork {
    /// Work on the token of this name.
    pub fn new(kind: WorkKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
        }
    }

    /// As text, for other tabs.
    pub fn to_text(&self) -> String {
        format!("{}\n{}", self.kind.word(), self.name)
    }

    /// Reads [`Self::to_text`].
    pub fn from_text(text: &str) -> Option<Self> {
        let (word, name) = text.split_once('\n')?;
        let kind = WorkKind::ALL.into_iter().find(|kind| kind.word() == word)?;
        Some(Self::new(kind, name))
    }

    /// The work in a few words that continue a sentence.
    pub fn describe(&self) -> String {
        let name = self.name.trim();
        let named = if name.is_empty() {
            String::new()
        } else {
            format!(" “{}”", isolated(name))
        };
        match self.kind {
            WorkKind::Value => {
                format!("the value of the new token{named}, which nobody has confirmed as stored")
            }
            WorkKind::Creating => format!("the value of the token{named} that is being created"),
            WorkKind::Draft => format!("the form for a new token{named}"),
            WorkKind::Changes => format!("the unsaved changes to the token{named}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_survives_the_way_to_another_tab() {
        for kind in WorkKind::ALL {
            for name in ["", "ci", "two\nlines"] {
                let work = UnsavedWork::new(kind, name);
                assert_eq!(UnsavedWork::from_text(&work.to_text()), Some(work));
            }
        }
        for nonsense in ["", "value", "else\nci"] {
            assert_eq!(UnsavedWork::from_text(nonsense), None);
        }
    }

    #[test]
    fn work_is_named_with_its_token() {
        let named = UnsavedWork::new(WorkKind::Value, "ci").describe();
        assert!(named.contains("“\u{2068}ci\u{2069}”"), "{named}");
        let nameless = UnsavedWork::new(WorkKind::Draft, " ").describe();
        assert_eq!(nameless, "the form for a new token");
    }
}
