//! From what somebody typed to a token that may be asked for.

use super::batch_names::{Batch, Names};
use super::consent::{self, Consent, Offered, Suggestion};
use super::expiry::{ExpiryChoice, ExpiryProblem};
use super::id::OrganizationId;
use super::kind::TokenKind;
use super::scope::ScopeSelection;
use super::secret::holds_token;
use super::visible_name::{is_hidden, is_visible};
use crate::sorted::SortedSet;
use chrono::{DateTime, NaiveDate, Utc};

/// The shortest name, in characters after trimming. The backend asks for one, Openlane's own
/// console for three.
pub const NAME_MIN: usize = 3;

/// The longest name, in characters after trimming.
pub const NAME_MAX: usize = 120;

/// The fields of the form, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name.
    Name,
    /// The description.
    Description,
    /// The scopes of an API token.
    Scopes,
    /// The organizations of a personal access token.
    Organizations,
    /// The end.
    Expiry,
}

impl Field {
    /// The field that says what a token of this kind reaches.
    pub const fn of_reach(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Api => Self::Scopes,
            TokenKind::Personal => Self::Organizations,
        }
    }

    /// The field's name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Description => "Description",
            Self::Scopes => "Scopes",
            Self::Organizations => "Authorized Organizations",
            Self::Expiry => "Expires At",
        }
    }
}

/// What the form holds: anything that can be typed and chosen, right or wrong. It never holds a
/// secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenDraft {
    /// As typed.
    pub name: String,
    /// As typed.
    pub description: String,
    /// What the token reaches.
    pub reach: DraftReach,
    /// When it ends.
    pub expiry: ExpiryChoice,
    /// The fields that a link has filled. Somebody else may have made that link.
    pub from_link: SortedSet<Field>,
    /// What was ticked.
    pub consents: Vec<Consent>,
}

/// What a draft reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftReach {
    /// An API token.
    Scopes(ScopeSelection),
    /// A personal access token.
    Organizations(SortedSet<OrganizationId>),
}

impl TokenDraft {
    /// An empty form.
    pub fn new(kind: TokenKind) -> Self {
        let reach = match kind {
            TokenKind::Api => DraftReach::Scopes(ScopeSelection::default()),
            TokenKind::Personal => DraftReach::Organizations(SortedSet::new()),
        };
        Self {
            name: String::new(),
            description: String::new(),
            reach,
            expiry: ExpiryChoice::default(),
            from_link: SortedSet::new(),
            consents: Vec::new(),
        }
    }

    /// Everything that has to be confirmed about it, confirmed or not, in the order of the fields. `today` is
    /// the current day in the user's zone.
    pub fn to_confirm(&self, offered: &Offered<'_>, today: NaiveDate) -> Vec<Consent> {
        let reach = consent::for_reach(&self.reach, self.suggested(today), offered);
        let end = consent::for_end(self.expiry, today);
        reach.into_iter().chain(end).collect()
    }

    /// The part that a link had in what the token reaches and when it ends, if it had one.
    fn suggested(&self, today: NaiveDate) -> Option<Suggestion> {
        let reach = self.from_link.contains(&Field::of_reach(self.kind()));
        let until = consent::until(self.expiry, today);
        (reach || self.from_link.contains(&Field::Expiry)).then_some(Suggestion { reach, until })
    }
}

/// A token that may be asked for. Only [`TokenDraft::check`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    name: String,
    description: Option<String>,
    reach: NewReach,
    expires_at: Option<DateTime<Utc>>,
}

/// What a new token reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewReach {
    /// Scopes as they are sent, of an API token.
    Scopes(Vec<String>),
    /// At least one organization, of a personal access token.
    Organizations(Vec<OrganizationId>),
}

impl NewToken {
    /// 3 to 120 characters, trimmed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Trimmed and not empty, if there is one.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// What it reaches.
    pub const fn reach(&self) -> &NewReach {
        &self.reach
    }

    /// When it ends, UTC; `None` is never.
    pub const fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at
    }

    /// A token with the same settings for each of these names.
    pub fn for_each(&self, names: &Names) -> Vec<Self> {
        let one = |name: &String| Self {
            name: name.clone(),
            ..self.clone()
        };
        names.as_slice().iter().map(one).collect()
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing but white space.
    #[error("Enter a name for the token.")]
    NameMissing,
    /// Fewer than [`NAME_MIN`] characters.
    #[error("The name needs at least 3 characters.")]
    NameTooShort,
    /// More than [`NAME_MAX`] characters.
    #[error("The name can have 120 characters at most.")]
    NameTooLong,
    /// Characters that cannot be seen: see [`visible_name`](super::visible_name).
    #[error("The name has characters that cannot be seen. Type it without them.")]
    NameHidden,
    /// The value of a token stands in it.
    #[error(
        "That is the value of a token, and everybody who sees this token would see it. Take it out, and \
         disable or delete the token that it belongs to."
    )]
    HoldsToken,
    /// No scope, and no tick that this is meant.
    #[error("Select at least one scope, or confirm that the token is to have none.")]
    NoScopes,
    /// Scopes with a high risk, and no tick that they are meant.
    #[error("Confirm what the token may do.")]
    PowerUnconfirmed,
    /// As good as full access, which the operator forbids.
    #[error("Full access is not allowed here. Select fewer scopes.")]
    FullAccess,
    /// No organization.
    #[error("Select at least one organization.")]
    NoOrganization,
    /// All organizations, or some that a link has chosen, and no tick that they are meant.
    #[error("Confirm where the token acts as you.")]
    OrganizationsUnconfirmed,
    /// Not an end.
    #[error(transparent)]
    Expiry(#[from] ExpiryProblem),
    /// No end, which the operator forbids.
    #[error("Every token needs an expiration date here. Choose one.")]
    EndForced,
    /// An end later than the operator allows, after so many days.
    #[error("A token may last {0} days at most here. Choose an earlier date.")]
    TooLong(u16),
    /// No end, and no tick that this is meant.
    #[error("Confirm that the token never expires.")]
    NeverUnconfirmed,
    /// An end more than a year away, and no tick that this is meant.
    #[error("Confirm that the token works for so long.")]
    LongLifeUnconfirmed,
}

/// A name that people can use: trimmed, 3 to 120 characters, all of which can be seen.
///
/// # Errors
/// The [`Problem`] to show at the field.
pub fn check_name(typed: &str) -> Result<String, Problem> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Err(Problem::NameMissing),
        _ if holds_token(name) => Err(Problem::HoldsToken),
        _ if name.chars().any(is_hidden) || !is_visible(name) => Err(Problem::NameHidden),
        n if n < NAME_MIN => Err(Problem::NameTooShort),
        n if n > NAME_MAX => Err(Problem::NameTooLong),
        _ => Ok(name.to_owned()),
    }
}

impl TokenDraft {
    /// Which kind of token this is.
    pub const fn kind(&self) -> TokenKind {
        match self.reach {
            DraftReach::Scopes(_) => TokenKind::Api,
            DraftReach::Organizations(_) => TokenKind::Personal,
        }
    }

    /// Turns the draft into a token that may be asked for. `today` is the current day in the
    /// user's zone, `day_end` the instant of 23:59:59 of a day there.
    ///
    /// # Errors
    /// Everything that is wrong, at most one problem a field, in the order of the fields.
    pub fn check(
        &self,
        offered: &Offered<'_>,
        today: NaiveDate,
        day_end: impl Fn(NaiveDate) -> Option<DateTime<Utc>>,
    ) -> Result<NewToken, Vec<(Field, Problem)>> {
        let mut problems = Vec::new();
        let mut note = |field, problem: Problem| problems.push((field, problem));
        let name = check_name(&self.name).unwrap_or_else(|problem| {
            note(Field::Name, problem);
            String::new()
        });
        if holds_token(&self.description) {
            note(Field::Description, Problem::HoldsToken);
        }
        let reach = match &self.reach {
            DraftReach::Scopes(selection) => NewReach::Scopes(selection.to_wire()),
            DraftReach::Organizations(organizations) => {
                if organizations.is_empty() {
                    note(Field::Organizations, Problem::NoOrganization);
                }
                NewReach::Organizations(organizations.iter().cloned().collect())
            }
        };
        let expires_at = self
            .expiry
            .instant(today, day_end)
            .unwrap_or_else(|problem| {
                note(Field::Expiry, problem.into());
                None
            });
        let limits = offered.limits;
        if let DraftReach::Scopes(selection) = &self.reach
            && let Some(problem) = limits.judge_scopes(selection, offered.catalogue)
        {
            note(Field::Scopes, problem);
        }
        if let Some(problem) = limits.judge_end(self.expiry, today) {
            note(Field::Expiry, problem);
        }
        for consent in self.to_confirm(offered, today) {
            if !self.consents.contains(&consent) {
                note(consent::field(&consent), consent.problem());
            }
        }
        problems.sort_by_key(|(field, _)| *field);
        problems.dedup_by_key(|(field, _)| *field);
        if !problems.is_empty() {
            return Err(problems);
        }
        let description = self.description.trim();
        Ok(NewToken {
            name,
            description: (!description.is_empty()).then(|| description.to_owned()),
            reach,
            expires_at,
        })
    }
}

impl TokenDraft {
    /// As [`Self::check`], for several tokens with the same settings: the name of the draft holds a name in
    /// each line.
    ///
    /// # Errors
    /// As sentences, at most one a field, in the order of the fields.
    pub fn check_several(
        &self,
        offered: &Offered<'_>,
        today: NaiveDate,
        day_end: impl Fn(NaiveDate) -> Option<DateTime<Utc>>,
    ) -> Result<Vec<NewToken>, Vec<(Field, String)>> {
        let batch = Batch::read(&self.name);
        let mut problems: Vec<(Field, String)> = Vec::new();
        problems.extend(batch.problem().map(|problem| (Field::Name, problem)));
        let names = batch.names();
        // The names were judged above; here any will do.
        let settings = Self {
            name: "settings".to_owned(),
            ..self.clone()
        };
        match (names, settings.check(offered, today, day_end)) {
            (Some(names), Ok(token)) => return Ok(token.for_each(&names)),
            (_, Ok(_)) => {}
            (_, Err(others)) => {
                let others = others.into_iter();
                problems.extend(others.map(|(field, problem)| (field, problem.to_string())));
            }
        }
        Err(problems)
    }
}

#[cfg(test)]
mod tests;
