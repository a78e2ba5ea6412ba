//! The pair of tokens that stands for a signed-in session.

use super::claims::{Claims, claims};
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::session_time::{Lifetime, renew_at};
use crate::platform::clock;
use chrono::{DateTime, TimeDelta, Utc};

/// The pair that stands for a signed-in session. It never leaves memory and `sessionStorage`.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTokens {
    access: String,
    refresh: String,
    claims: Claims,
    refresh_from: Option<DateTime<Utc>>,
    refresh_until: Option<DateTime<Utc>>,
    /// How far the backend's clock is ahead of this one. People's clocks are wrong; without this a
    /// new session could look as if it were over.
    ahead: TimeDelta,
}

impl SessionTokens {
    /// Reads tokens that have just come from the backend. `None` when the access token is none, as
    /// in replies that ask for single sign-on first.
    pub fn received(access: String, refresh: String) -> Option<Self> {
        let claims = claims(&access)?;
        let ahead = claims
            .iat
            .map_or(TimeDelta::zero(), |iat| iat - clock::now());
        Some(Self::new(access, refresh, claims, ahead))
    }

    fn new(access: String, refresh: String, claims: Claims, ahead: TimeDelta) -> Self {
        let refresh_claims = self::claims(&refresh);
        Self {
            refresh_from: refresh_claims.as_ref().and_then(|claims| claims.nbf),
            refresh_until: refresh_claims.map(|claims| claims.exp),
            access,
            refresh,
            claims,
            ahead,
        }
    }

    /// The text form that other tabs and a reload get.
    pub fn to_stored(&self) -> String {
        let ahead = self.ahead.num_seconds();
        format!("{}\n{}\n{ahead}", self.access, self.refresh)
    }

    /// Reads [`Self::to_stored`].
    pub fn from_stored(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (access, refresh) = (lines.next()?, lines.next()?);
        let ahead = TimeDelta::try_seconds(lines.next()?.parse().ok()?)?;
        let claims = claims(access)?;
        Some(Self::new(
            access.to_owned(),
            refresh.to_owned(),
            claims,
            ahead,
        ))
    }

    /// The active organization.
    pub const fn organization(&self) -> Option<&OrganizationId> {
        self.claims.org.as_ref()
    }

    /// The user.
    pub const fn user(&self) -> Option<&UserId> {
        self.claims.user_id.as_ref()
    }

    /// What stands behind `Bearer` in a request.
    pub(super) fn bearer(&self) -> &str {
        &self.access
    }

    /// The refresh token, for renewing and for signing out.
    pub(super) fn refresh_token(&self) -> &str {
        &self.refresh
    }

    /// When the access token ends, by the backend's clock.
    pub const fn ends_at(&self) -> DateTime<Utc> {
        self.claims.exp
    }

    /// What the backend's clock shows when this one shows `now`.
    pub fn backend_time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.ahead
    }

    /// Whether it is time to renew, at `now` by this clock.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        let lifetime = Lifetime {
            from: self.claims.iat,
            until: self.claims.exp,
            refresh_from: self.refresh_from,
        };
        renew_at(&lifetime) <= self.backend_time(now)
    }

    /// Whether nothing can be done with this pair any more, at `now` by this clock.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let now = self.backend_time(now);
        self.claims.exp <= now && self.refresh_until.is_none_or(|until| until <= now)
    }
}
