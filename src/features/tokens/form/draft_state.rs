//! What the form holds, signal by signal. Never a secret.

use crate::app::config::config;
use crate::session::SessionStore;
use chrono::{DateTime, Days, NaiveDate, Utc};
use console_domain::consent::{Consent, Offered};
use console_domain::expiry::{ExpiryChoice, ExpiryProblem, read_day};
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::new_token::{DraftReach, Field, TokenDraft};
use console_domain::scope::ScopeSelection;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedSet;
use console_platform::{clock, intl};
use console_reactive::prelude::*;
use std::sync::Arc;

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
    /// The organizations of a personal access token.
    pub organizations: RwSignal<SortedSet<OrganizationId>>,
    /// Number of days, [`CUSTOM`], [`NEVER`] or [`KEEP`].
    pub expiry: RwSignal<String>,
    /// The day of [`CUSTOM`], `YYYY-MM-DD`.
    pub date: RwSignal<String>,
    /// What was ticked.
    pub consents: RwSignal<Vec<Consent>>,
    /// The fields that a link filled.
    from_link: StoredValue<SortedSet<Field>>,
    session: SessionStore,
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
    /// The form with what `draft` holds, for who is signed in.
    pub fn new(draft: TokenDraft, session: SessionStore) -> Self {
        let kind = draft.kind();
        let (scopes, organizations) = match draft.reach {
            DraftReach::Scopes(selection) => (selection, SortedSet::new()),
            DraftReach::Organizations(organizations) => (ScopeSelection::default(), organizations),
        };
        let (expiry, date) = match draft.expiry {
            ExpiryChoice::Span(days) if config().limits.spans().contains(&days) => {
                (days.to_string(), None)
            }
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
            organizations: RwSignal::new(organizations),
            expiry: RwSignal::new(expiry),
            date: RwSignal::new(date.map(|day| day.to_string()).unwrap_or_default()),
            consents: RwSignal::new(draft.consents),
            from_link: StoredValue::new(draft.from_link),
            session,
        }
    }

    /// What the form holds now; tracked.
    pub fn draft(self) -> TokenDraft {
        let reach = match self.kind {
            TokenKind::Api => DraftReach::Scopes(self.scopes.get()),
            TokenKind::Personal => DraftReach::Organizations(self.organizations.get()),
        };
        TokenDraft {
            name: self.name.get(),
            description: self.description.get(),
            reach,
            expiry: self.expiry_choice(),
            from_link: self.from_link.get_value(),
            consents: self.consents.get(),
        }
    }

    /// Hands on what this user can choose from; tracked.
    pub fn with_offered<T>(
        self,
        catalogue: &ScopeCatalogue,
        then: impl FnOnce(&Offered<'_>) -> T,
    ) -> T {
        let organizations = self
            .session
            .account
            .ready()
            .map(|account| account.choosable())
            .unwrap_or_default();
        then(&Offered {
            catalogue,
            organizations: &organizations,
            limits: config().limits,
        })
    }

    /// What has to be confirmed about a token that is created with this form.
    pub fn due(self, catalogue: Arc<ScopeCatalogue>) -> Memo<Vec<Consent>> {
        Memo::new(move |_| {
            let draft = self.draft();
            let today = first_day(draft.expiry);
            self.with_offered(&catalogue, |offered| draft.to_confirm(offered, today))
        })
    }

    /// The name of this organization, or its identifier; tracked.
    pub fn organization_name(self, id: &OrganizationId) -> String {
        self.session.organization_name_or_id(id)
    }

    /// The name of the active organization; tracked.
    pub fn active_organization(self) -> String {
        self.session
            .organization()
            .map(|id| self.organization_name(&id))
            .unwrap_or_default()
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
        let is_filled = self.from_link.with_value(|fields| fields.contains(&field));
        Signal::stored(is_filled)
    }
}
