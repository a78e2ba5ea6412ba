//! What the form holds, signal by signal. Never a secret.

use chrono::{DateTime, Days, NaiveDate, Utc};
use console_domain::expiry::{ExpiryChoice, ExpiryProblem, SPANS, read_day};
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::new_token::{DraftReach, Field, TokenDraft};
use console_domain::scope::ScopeSelection;
use console_domain::sorted::SortedSet;
use console_platform::{clock, intl};
use console_reactive::prelude::*;

/// The value of the choice of a date of one's own.
pub const CUSTOM: &str = "custom";
/// The value of the choice of no end.
pub const NEVER: &str = "never";

/// The value of the choice to leave the end of a token that exists as it is.
pub const KEEP: &str = "keep";

/// The fields of the form. Copies are the same form.
#[derive(Clone, Copy)]
pub struct DraftState {
    /// Which kind of token.
    pub kind: TokenKind,
    /// As typed.
    pub name: RwSignal<String>,
    /// As typed.
    pub description: RwSignal<String>,
    /// The scopes of an API token.
    pub scopes: RwSignal<ScopeSelection>,
    /// Ticked: no scope is meant.
    pub none_is_meant: RwSignal<bool>,
    /// Ticked: full access is meant.
    pub full_is_meant: RwSignal<bool>,
    /// The organizations of a personal access token.
    pub organizations: RwSignal<SortedSet<OrganizationId>>,
    /// Number of days, [`CUSTOM`], [`NEVER`] or [`KEEP`].
    pub expiry: RwSignal<String>,
    /// The day of [`CUSTOM`], `YYYY-MM-DD`.
    pub date: RwSignal<String>,
    /// Ticked: it is meant that the token never ends.
    pub never_is_meant: RwSignal<bool>,
    /// The fields that a link filled.
    pub filled: RwSignal<SortedSet<Field>>,
}

/// The day where the person is, which changes while a form is open; tracked. What a form sends goes by the
/// same day as what it shows: it moves with the clock of the page, for all of them at once.
pub fn today() -> NaiveDate {
    intl::local_date(clock::ticking_now().get())
}

/// When a token with this choice ends; tracked.
///
/// # Errors
/// See [`ExpiryChoice::instant`].
pub fn end_of(choice: ExpiryChoice) -> Result<Option<DateTime<Utc>>, ExpiryProblem> {
    choice.instant(first_day(choice), intl::local_day_end)
}

/// The day from which a choice is judged; tracked. Days are counted from the one that is shown; whether a
/// date is over is decided at this moment: the page's clock moves twice a minute.
pub fn first_day(choice: ExpiryChoice) -> NaiveDate {
    let shown = today();
    match choice {
        ExpiryChoice::Date(_) => intl::local_date(clock::now()),
        ExpiryChoice::Span(_) | ExpiryChoice::Never => shown,
    }
}

impl DraftState {
    /// The form with what `draft` holds.
    pub fn new(draft: TokenDraft) -> Self {
        let kind = draft.kind();
        let (scopes, none, full, organizations) = match draft.reach {
            DraftReach::Scopes {
                selection,
                none_is_meant,
                full_is_meant,
            } => (selection, none_is_meant, full_is_meant, SortedSet::new()),
            DraftReach::Organizations(organizations) => {
                (ScopeSelection::default(), false, false, organizations)
            }
        };
        let (expiry, date) = match draft.expiry {
            ExpiryChoice::Span(days) if SPANS.contains(&days) => (days.to_string(), None),
            ExpiryChoice::Span(days) => (
                CUSTOM.to_owned(),
                today().checked_add_days(Days::new(days.into())),
            ),
            ExpiryChoice::Date(day) => (CUSTOM.to_owned(), day),
            ExpiryChoice::Never => (NEVER.to_owned(), None),
        };
        Self {
            kind,
            name: RwSignal::new(draft.name),
            description: RwSignal::new(draft.description),
            scopes: RwSignal::new(scopes),
            none_is_meant: RwSignal::new(none),
            full_is_meant: RwSignal::new(full),
            organizations: RwSignal::new(organizations),
            expiry: RwSignal::new(expiry),
            date: RwSignal::new(date.map(|day| day.to_string()).unwrap_or_default()),
            never_is_meant: RwSignal::new(draft.never_is_meant),
            filled: RwSignal::new(SortedSet::new()),
        }
    }

    /// What the form holds now; tracked.
    pub fn draft(self) -> TokenDraft {
        let reach = match self.kind {
            TokenKind::Api => DraftReach::Scopes {
                selection: self.scopes.get(),
                none_is_meant: self.none_is_meant.get(),
                full_is_meant: self.full_is_meant.get(),
            },
            TokenKind::Personal => DraftReach::Organizations(self.organizations.get()),
        };
        TokenDraft {
            name: self.name.get(),
            description: self.description.get(),
            reach,
            expiry: self.expiry_choice(),
            never_is_meant: self.never_is_meant.get(),
        }
    }

    /// The end that is chosen now; tracked.
    pub fn expiry_choice(self) -> ExpiryChoice {
        self.expiry.with(|choice| match choice.as_str() {
            NEVER => ExpiryChoice::Never,
            CUSTOM => ExpiryChoice::Date(self.date.with(|date| read_day(date))),
            days => days
                .parse()
                .map_or_else(|_| ExpiryChoice::default(), ExpiryChoice::Span),
        })
    }

    /// Whether the end of a token that exists stays as it is; tracked.
    pub fn keeps_end(self) -> bool {
        self.expiry.with(|choice| choice == KEEP)
    }

    /// Whether a link filled `field`.
    pub fn is_filled(self, field: Field) -> Signal<bool> {
        Signal::derive(move || self.filled.with(|filled| filled.contains(&field)))
    }
}
