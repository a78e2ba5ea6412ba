//! The access review: which tokens ask for a decision, in which order, and what can be decided.

use crate::expiry::ExpiryChoice;
use crate::granted::is_broad;
use crate::id::{OrganizationId, TokenId};
use crate::kind::TokenKind;
use crate::sorted::SortedMap;
use crate::state::{EXPIRES_SOON_DAYS, UNUSED_DAYS, refusal};
use crate::token::{Reach, Token};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use console_json::{FromJson, Json, Object, object};

/// How many tokens a review looks at, at most.
pub const MOST_REVIEWED: u64 = 1_000;

/// Up to so many tokens are all shown at once.
const ALL_SHOWN: usize = 60;

/// How many tokens of each group are shown at first when `all` are reviewed. Each is a form of its own, and
/// there are seven groups: with twenty of each the browser's table of the elements that the program holds
/// grew beyond what a list needs, and it never shrinks.
pub const fn shown_at_first(all: usize) -> usize {
    if all <= ALL_SHOWN { all } else { 10 }
}

/// A token that was never used is asked about once it is older than this many days: a new one may be on its
/// way to where it is needed.
pub const NEVER_USED_DAYS: i64 = 30;

/// A token that is refused and was used within this many days is probably still being sent by something.
pub const STILL_USED_DAYS: i64 = 30;

/// Why a token asks for a decision. A token belongs to the first that applies; the order is from the most
/// urgent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// An API token whose creator is no member of the organization any more. It stays active (contract 4).
    CreatorLeft,
    /// Not used for [`UNUSED_DAYS`] days, or never and older than [`NEVER_USED_DAYS`] days.
    Unused,
    /// It never expires.
    NeverExpires,
    /// Its scopes grant many rights to write or delete: see [`is_broad`].
    BroadAccess,
    /// It ends within [`EXPIRES_SOON_DAYS`] days.
    ExpiresSoon,
    /// It is refused, and was used within [`STILL_USED_DAYS`] days.
    RefusedInUse,
    /// None of these.
    Rest,
}

impl Group {
    /// All groups, most urgent first.
    pub const ALL: [Self; 7] = [
        Self::CreatorLeft,
        Self::Unused,
        Self::NeverExpires,
        Self::BroadAccess,
        Self::ExpiresSoon,
        Self::RefusedInUse,
        Self::Rest,
    ];

    /// The heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::CreatorLeft => "Creator left",
            Self::Unused => "Unused",
            Self::NeverExpires => "Never expires",
            Self::BroadAccess => "Broad access",
            Self::ExpiresSoon => "Expires soon",
            Self::RefusedInUse => "Refused while still used",
            Self::Rest => "Nothing stands out",
        }
    }

    /// What its tokens have in common, as a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::CreatorLeft => {
                "Whoever created them has left the organization, or is a token that was deleted. They \
                 work all the same."
            }
            Self::Unused => {
                "Not used for 90 days, or created more than 30 days ago and never used."
            }
            Self::NeverExpires => "They have no expiration date.",
            Self::BroadAccess => "Their scopes grant more than 20 rights to write or delete.",
            Self::ExpiresSoon => "They expire within 14 days.",
            Self::RefusedInUse => {
                "Openlane refuses them, and something used them in the last 30 days."
            }
            Self::Rest => "None of the above applies.",
        }
    }
}

/// The group of `token` at `now`. `creator_left` says whether whoever made it is known to have left;
/// `demands_sso` as for [`refusal`].
pub fn group(
    token: &Token,
    creator_left: bool,
    demands_sso: impl Fn(&OrganizationId) -> bool,
    now: DateTime<Utc>,
) -> Group {
    let older_than =
        |at: Option<DateTime<Utc>>, days| at.is_some_and(|at| at < now - TimeDelta::days(days));
    let is_unused = match token.last_used_at {
        Some(_) => older_than(token.last_used_at, UNUSED_DAYS),
        None => older_than(token.created_at, NEVER_USED_DAYS),
    };
    let ends_soon = token
        .expires_at
        .is_some_and(|end| end > now && end <= now + TimeDelta::days(EXPIRES_SOON_DAYS));
    let is_broad =
        matches!(&token.reach, Reach::Scopes { scopes, .. } if is_broad(scopes.selection()));
    let is_refused_in_use = token.last_used_at.is_some()
        && !older_than(token.last_used_at, STILL_USED_DAYS)
        && refusal(token, demands_sso, now).is_some();
    if creator_left && token.kind() == TokenKind::Api {
        Group::CreatorLeft
    } else if is_unused {
        Group::Unused
    } else if token.expires_at.is_none() {
        Group::NeverExpires
    } else if is_broad {
        Group::BroadAccess
    } else if ends_soon {
        Group::ExpiresSoon
    } else if is_refused_in_use {
        Group::RefusedInUse
    } else {
        Group::Rest
    }
}

/// What is decided about a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// It is still needed as it is.
    Keep,
    /// It ends earlier: see [`Shortening`].
    Shorten,
    /// It is disabled, and can be enabled again.
    Disable,
    /// It is deleted for good.
    Delete,
}

impl Decision {
    /// All decisions, the mildest first.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Shorten, Self::Disable, Self::Delete];

    /// The word on its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Keep => "Keep",
            Self::Shorten => "Shorten",
            Self::Disable => "Disable",
            Self::Delete => "Delete",
        }
    }

    /// What has been done, once it has.
    pub const fn participle(self) -> &'static str {
        match self {
            Self::Keep => "Kept",
            Self::Shorten => "Shortened",
            Self::Disable => "Disabled",
            Self::Delete => "Deleted",
        }
    }

    /// The key that decides while the group of the token has the focus.
    pub const fn key(self) -> char {
        match self {
            Self::Keep => 'k',
            Self::Shorten => 's',
            Self::Disable => 'd',
            Self::Delete => 'x',
        }
    }

    /// The decision for a key, in either case.
    pub fn of_key(key: &str) -> Option<Self> {
        let mut letters = key.chars();
        let letter = letters.next().filter(|_| letters.next().is_none())?;
        let letter = letter.to_ascii_lowercase();
        Self::ALL.into_iter().find(|one| one.key() == letter)
    }

    /// The word under which it is stored.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Shorten => "shorten",
            Self::Disable => "disable",
            Self::Delete => "delete",
        }
    }

    fn from_parameter(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.parameter() == word)
    }

    /// Whether it can be decided about `token`: what is disabled or revoked cannot be disabled, and an end
    /// can only come earlier.
    pub fn is_possible(self, token: &Token, shorter: Option<DateTime<Utc>>) -> bool {
        match self {
            Self::Keep | Self::Delete => true,
            Self::Disable => !token.is_disabled_or_revoked(),
            Self::Shorten => {
                shorter.is_some_and(|new| token.expires_at.is_none_or(|end| end > new))
            }
        }
    }
}

/// How long shortened tokens go on working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortening(u16);

impl Shortening {
    /// What can be chosen, in days from today.
    pub const DAYS: [u16; 3] = [7, 30, 90];

    /// For this many days; `None` for a number that is not offered.
    pub fn new(days: u16) -> Option<Self> {
        Self::DAYS.contains(&days).then_some(Self(days))
    }

    /// In days from today.
    pub const fn days(self) -> u16 {
        self.0
    }

    /// The new end: as for a new token, at 23:59:59 of that day in the user's zone.
    pub fn end(
        self,
        today: NaiveDate,
        day_end: impl Fn(NaiveDate) -> Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        ExpiryChoice::Span(self.0).instant(today, day_end).ok()?
    }
}

impl Default for Shortening {
    fn default() -> Self {
        Self(30)
    }
}

/// What was decided about one token, as it is kept over a reload of the tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptDecision {
    /// The decision, if there is one.
    pub decision: Option<Decision>,
    /// The reviewer's note.
    pub note: String,
    /// When a request for it was sent last.
    pub sent_at: Option<DateTime<Utc>>,
    /// The end that was asked for then, for a decision to shorten.
    pub sent_end: Option<DateTime<Utc>>,
    /// When it was carried out, if it was.
    pub applied_at: Option<DateTime<Utc>>,
}

/// How many half-done reviews are kept: of the kinds, and of several organizations.
const MOST_KEPT: usize = 8;

/// A review as it is kept over a reload: identifiers and what was decided about them. No name, no scope, and
/// never a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptReview {
    /// Whose review of which tokens it is: nobody else's decisions are taken up.
    pub subject: String,
    /// How long shortened tokens go on working.
    pub shortening: Shortening,
    /// What was decided, by token.
    pub decisions: SortedMap<TokenId, KeptDecision>,
}

impl KeptReview {
    /// What the storage of the tab is to have: this review, and the `stored` ones of other subjects, the
    /// newest [`MOST_KEPT`] of all.
    pub fn to_stored(&self, stored: &str) -> String {
        let others = Json::parse(stored).and_then(Vec::<Json>::from_json);
        let mut all = vec![self.to_json()];
        let is_other = |review: &Json| {
            let subject = review
                .clone()
                .into_object()
                .and_then(|mut review| review.take("subject"));
            subject != Some(self.subject.clone())
        };
        all.extend(others.unwrap_or_default().into_iter().filter(is_other));
        all.truncate(MOST_KEPT);
        Json::from(all).to_string()
    }

    fn to_json(&self) -> Json {
        let entries = self.decisions.iter().map(|(id, kept)| {
            let mut entry = Object::default();
            entry.put("id", id);
            entry.put("decision", kept.decision.map(Decision::parameter));
            if !kept.note.is_empty() {
                entry.put("note", kept.note.as_str());
            }
            for (name, at) in [
                ("sent", kept.sent_at),
                ("end", kept.sent_end),
                ("applied", kept.applied_at),
            ] {
                if let Some(at) = at {
                    entry.put(name, at.to_rfc3339());
                }
            }
            Json::from(entry)
        });
        let entries: Vec<Json> = entries.collect();
        object! {
            "subject" => self.subject.as_str(),
            "days" => u32::from(self.shortening.0),
            "decisions" => entries,
        }
    }

    /// What the storage of the tab has for `subject`; nothing when there are only other ones, or it is
    /// damaged.
    pub fn from_stored(text: &str, subject: &str) -> Option<Self> {
        let all = Vec::<Json>::from_json(Json::parse(text)?)?;
        all.into_iter()
            .find_map(|review| Self::from_json(review, subject))
    }

    fn from_json(json: Json, subject: &str) -> Option<Self> {
        let mut object = json.into_object()?;
        let stored: String = object.take("subject")?;
        if stored != subject {
            return None;
        }
        let days: u64 = object.take("days")?;
        let entries: Vec<Json> = object.take("decisions")?;
        let entry = |entry: Json| {
            let mut entry = entry.into_object()?;
            let id: TokenId = entry.take("id")?;
            let decision: Option<String> = entry.take("decision")?;
            let note: Option<String> = entry.take("note")?;
            let mut time = |name| {
                let text: Option<String> = entry.take(name)?;
                Some(text.and_then(|at| at.parse().ok()))
            };
            let (sent_at, sent_end) = (time("sent")?, time("end")?);
            let applied_at = time("applied")?;
            let kept = KeptDecision {
                decision: decision.and_then(|word| Decision::from_parameter(&word)),
                note: note.unwrap_or_default(),
                sent_at,
                sent_end,
                applied_at,
            };
            Some((id, kept))
        };
        Some(Self {
            subject: stored,
            shortening: Shortening::new(u16::try_from(days).ok()?)?,
            decisions: entries.into_iter().filter_map(entry).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
