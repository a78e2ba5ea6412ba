//! Work on a page that would be lost by leaving it.

use super::visible_name::isolated;

/// What the name of every such lock begins with.
const LOCK: &str = "unsaved\n";

/// What sort of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkKind {
    /// The value of a new token, not confirmed as stored. It cannot be had again.
    Value,
    /// The values of several new tokens, likewise. The name says how many.
    Values,
    /// A token that is being created: its value is in the answer that is on its way.
    Creating,
    /// Several tokens that are being created, likewise.
    CreatingSeveral,
    /// A form for a new token that was filled in and not sent.
    Draft,
    /// A form for several new tokens, likewise.
    DraftOfSeveral,
    /// Changes to a token that were not saved.
    Changes,
}

impl WorkKind {
    const ALL: [Self; 7] = [
        Self::Value,
        Self::Values,
        Self::Creating,
        Self::CreatingSeveral,
        Self::Draft,
        Self::DraftOfSeveral,
        Self::Changes,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Values => "values",
            Self::Creating => "creating",
            Self::CreatingSeveral => "creating-several",
            Self::Draft => "draft",
            Self::DraftOfSeveral => "draft-of-several",
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

    /// The name of the lock that a tab holds while it has this work. The browser tells every tab which locks
    /// there are, however busy the tab is that holds one.
    pub fn lock_name(&self) -> String {
        format!("{LOCK}{}\n{}", self.kind.word(), self.name)
    }

    /// Reads [`Self::lock_name`]; `None` for other locks.
    pub fn from_lock_name(text: &str) -> Option<Self> {
        let (word, name) = text.strip_prefix(LOCK)?.split_once('\n')?;
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
            WorkKind::Values => {
                format!(
                    "the values of {}, which nobody has confirmed as stored",
                    isolated(name)
                )
            }
            WorkKind::Creating => format!("the value of the token{named} that is being created"),
            WorkKind::CreatingSeveral => {
                format!("the values of tokens that are being created, the first{named}")
            }
            WorkKind::Draft => format!("the form for a new token{named}"),
            WorkKind::DraftOfSeveral => "the form for several new tokens".to_owned(),
            WorkKind::Changes => format!("the unsaved changes to the token{named}"),
        }
    }
}

/// Of the names of all locks of all tabs those of work in other tabs. One of them is that of `here`, the work
/// in this tab.
pub fn unsaved_elsewhere(mut locks: Vec<String>, here: Option<&UnsavedWork>) -> Vec<String> {
    let here = here.map(UnsavedWork::lock_name);
    if let Some(own) = locks.iter().position(|name| Some(name) == here.as_ref()) {
        locks.swap_remove(own);
    }
    locks.retain(|name| name.starts_with(LOCK));
    locks
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice;

    #[test]
    fn every_work_can_be_read_from_the_name_of_its_lock() {
        for kind in WorkKind::ALL {
            for name in ["", "ci", "two\nlines"] {
                let work = UnsavedWork::new(kind, name);
                assert_eq!(UnsavedWork::from_lock_name(&work.lock_name()), Some(work));
            }
        }
        for other in [
            "",
            "renewal",
            "value\nci",
            "unsaved\nvalue",
            "unsaved\nelse\nci",
        ] {
            assert_eq!(UnsavedWork::from_lock_name(other), None, "{other}");
        }
    }

    #[test]
    fn what_other_tabs_have_is_all_but_ones_own() {
        let [value, draft] =
            [WorkKind::Value, WorkKind::Draft].map(|kind| UnsavedWork::new(kind, "ci"));
        let told = |works: &[&UnsavedWork], here| {
            let mut names: Vec<String> = works.iter().map(|work| work.lock_name()).collect();
            names.insert(0, "renewal".to_owned());
            let elsewhere = unsaved_elsewhere(names, here);
            let works = elsewhere
                .iter()
                .filter_map(|name| UnsavedWork::from_lock_name(name));
            works.collect::<Vec<_>>()
        };
        assert_eq!(told(&[], None), []);
        assert_eq!(told(&[&value], Some(&value)), []);
        // Two tabs with the same form.
        assert!(told(&[&draft, &draft], Some(&draft)) == *slice::from_ref(&draft));
        assert!(told(&[&value, &draft], Some(&draft)) == *slice::from_ref(&value));
        assert_eq!(
            told(&[&value, &draft], None),
            [value.clone(), draft.clone()]
        );
        // The lock is taken a moment after the work has begun.
        assert_eq!(told(&[], Some(&UnsavedWork::new(WorkKind::Draft, ""))), []);
    }

    #[test]
    fn work_is_named_with_its_token() {
        let named = UnsavedWork::new(WorkKind::Value, "ci").describe();
        assert!(named.contains("“\u{2068}ci\u{2069}”"), "{named}");
        let nameless = UnsavedWork::new(WorkKind::Draft, " ").describe();
        assert_eq!(nameless, "the form for a new token");
    }
}
