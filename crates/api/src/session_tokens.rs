//! The pair of tokens that stands for a signed-in session.

use super::claims::{Claims, claims};
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::id::{OrganizationId, UserId};
use console_domain::session_time::{Lifetime, renew_at};
use console_platform::clock;

/// How far two measurements of a clock may be apart by themselves: whole seconds, and the way that an
/// answer takes.
const TOLERANCE: TimeDelta = TimeDelta::seconds(10);

/// The pair that stands for a signed-in session. It never leaves memory and `sessionStorage`.
#[derive(Clone)]
pub struct SessionTokens {
    access: String,
    refresh: String,
    claims: Claims,
    refresh_from: Option<DateTime<Utc>>,
    refresh_until: Option<DateTime<Utc>>,
    /// When somebody signed in, by the backend's clock.
    began: Option<DateTime<Utc>>,
    /// How far the backend's clock is ahead of this one. People's clocks are wrong; without this a
    /// new session could look as if it were over.
    ahead: TimeDelta,
    /// The same by the `Date` of an answer. A proxy may have written that, so it is no use by itself;
    /// but when it changes, it is this clock that was set.
    dated_ahead: Option<TimeDelta>,
}

/// The same pair, whatever is known about clocks.
impl PartialEq for SessionTokens {
    fn eq(&self, other: &Self) -> bool {
        (&self.access, &self.refresh) == (&other.access, &other.refresh)
    }
}

impl Eq for SessionTokens {}

impl SessionTokens {
    /// Reads tokens that have just come from the backend. `None` when the access token is none, as
    /// in replies that ask for single sign-on first.
    pub fn received(access: String, refresh: String) -> Option<Self> {
        let claims = claims(&access)?;
        let ahead = claims
            .iat
            .map_or(TimeDelta::zero(), |iat| iat - clock::device_now());
        Some(Self::new(access, refresh, claims, ahead))
    }

    fn new(access: String, refresh: String, claims: Claims, ahead: TimeDelta) -> Self {
        let refresh_claims = self::claims(&refresh);
        Self {
            refresh_from: refresh_claims.as_ref().and_then(|claims| claims.nbf),
            refresh_until: refresh_claims.map(|claims| claims.exp),
            access,
            refresh,
            began: claims.iat,
            claims,
            ahead,
            dated_ahead: None,
        }
    }

    /// The text form that other tabs and a reload get.
    pub fn to_stored(&self) -> String {
        let ahead = self.ahead.num_seconds();
        let dated = self
            .dated_ahead
            .map(|dated| dated.num_seconds().to_string());
        let began = self.began.map(|began| began.timestamp().to_string());
        [
            self.access.as_str(),
            &self.refresh,
            &ahead.to_string(),
            &dated.unwrap_or_default(),
            &began.unwrap_or_default(),
        ]
        .join("\n")
    }

    /// Reads [`Self::to_stored`].
    pub fn from_stored(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (access, refresh) = (lines.next()?, lines.next()?);
        let mut number = || lines.next()?.parse::<i64>().ok();
        let ahead = TimeDelta::try_seconds(number()?)?;
        let dated_ahead = number().and_then(TimeDelta::try_seconds);
        let began = number().and_then(|began| DateTime::from_timestamp(began, 0));
        let claims = claims(access)?;
        let mut pair = Self::new(access.to_owned(), refresh.to_owned(), claims, ahead);
        pair.dated_ahead = dated_ahead;
        pair.began = began.or(pair.began);
        Some(pair)
    }

    /// This pair as one of the session that `earlier` stands for: it has begun when that has.
    #[must_use]
    pub fn continuing(self, earlier: &Self) -> Self {
        Self {
            began: earlier.began.or(self.began),
            ..self
        }
    }

    /// For how long the session has lasted since somebody signed in, at `now` by this clock.
    pub fn age(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        Some(self.backend_time(now) - self.began?)
    }

    /// The same pair, with how far the `Date` of the answer that brought it was ahead of this clock, unless
    /// it knows already.
    pub(super) fn dated(self, ahead: Option<TimeDelta>) -> Self {
        Self {
            dated_ahead: self.dated_ahead.or(ahead),
            ..self
        }
    }

    /// Notes how far the `Date` of an answer is ahead of this clock. Whether that was news.
    pub(super) fn note_date(&mut self, ahead: TimeDelta) -> bool {
        let moved = ahead - self.dated_ahead.unwrap_or(ahead);
        if self.dated_ahead.is_some() && moved.abs() <= TOLERANCE {
            return false;
        }
        self.ahead += moved;
        self.dated_ahead = Some(ahead);
        true
    }

    /// How far the backend's clock is ahead of this device's.
    pub(super) const fn ahead(&self) -> TimeDelta {
        self.ahead
    }

    /// The active organization.
    pub const fn organization(&self) -> Option<&OrganizationId> {
        self.claims.org.as_ref()
    }

    /// The user.
    pub const fn user(&self) -> Option<&UserId> {
        self.claims.user_id.as_ref()
    }

    /// Whether both pairs stand for the same user in the same organization.
    pub(super) fn is_same_session(&self, other: &Self) -> bool {
        (self.user(), self.organization()) == (other.user(), other.organization())
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

    /// Whether the access token is good for calls, at `now` by this clock.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.backend_time(now) < self.claims.exp
    }

    /// Whether nothing can be done with this pair any more, at `now` by this clock.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let now = self.backend_time(now);
        self.claims.exp <= now && self.refresh_until.is_none_or(|until| until <= now)
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::SessionTokens;
    use chrono::{DateTime, Utc};
    use std::fmt::Write;

    /// An unsigned JWT with this payload.
    pub fn jwt(payload: &str) -> String {
        let symbols = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut bits = String::new();
        for byte in payload.bytes() {
            write!(bits, "{byte:08b}").unwrap();
        }
        let encoded: String = bits
            .as_bytes()
            .chunks(6)
            .map(|chunk| format!("{:0<6}", std::str::from_utf8(chunk).unwrap()))
            .map(|chunk| usize::from_str_radix(&chunk, 2).unwrap())
            .map(|index| char::from(symbols[index]))
            .collect();
        format!("e30.{encoded}.sig")
    }

    fn seconds(time: &str) -> i64 {
        let time: DateTime<Utc> = format!("2026-11-23T{time}Z").parse().unwrap();
        time.timestamp()
    }

    /// Tokens of one hour that began at `from`, for a clock that is right. The refresh token is accepted
    /// during the last 15 minutes of it and one hour more (contract 1.3).
    pub fn tokens(user: &str, organization: &str, from: &str) -> SessionTokens {
        let from = seconds(from);
        let (hour, quarter) = (3600, 900);
        let access = jwt(&format!(
            r#"{{"iat":{from},"exp":{},"org":"{organization}","user_id":"{user}"}}"#,
            from + hour
        ));
        let refresh = jwt(&format!(
            r#"{{"nbf":{},"exp":{},"org":"{organization}"}}"#,
            from + hour - quarter,
            from + 2 * hour
        ));
        SessionTokens::from_stored(&format!("{access}\n{refresh}\n0")).unwrap()
    }

    /// A moment of the day of [`tokens`].
    pub fn at(time: &str) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds(time), 0).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{at, tokens};
    use super::*;

    #[test]
    fn a_stored_pair_comes_back_whole() {
        let mut pair = tokens("ann", "acme", "12:00:00");
        pair.note_date(TimeDelta::seconds(3));
        let again = SessionTokens::from_stored(&pair.to_stored()).unwrap();
        assert!(again == pair);
        assert_eq!(again.to_stored(), pair.to_stored());
        // Without the lines that an earlier version did not write.
        let short = pair.to_stored();
        let short: Vec<&str> = short.lines().take(3).collect();
        assert!(SessionTokens::from_stored(&short.join("\n")) == Some(again));
        assert!(SessionTokens::from_stored("").is_none());
        assert!(SessionTokens::from_stored("a\nb\n0").is_none());
    }

    #[test]
    fn a_pair_is_renewed_inside_its_window_and_over_after_it() {
        let pair = tokens("ann", "acme", "12:00:00");
        assert!(!pair.is_due(at("12:58:59")) && pair.is_due(at("12:59:00")));
        // The access token has ended, the refresh token has not.
        assert!(!pair.is_over(at("13:30:00")));
        assert!(pair.is_over(at("14:00:00")));
    }

    #[test]
    fn a_session_is_as_old_as_its_sign_in_however_often_it_is_renewed() {
        let first = tokens("ann", "acme", "12:00:00");
        let renewed = tokens("ann", "acme", "12:59:00").continuing(&first);
        let again = tokens("ann", "acme", "13:58:00").continuing(&renewed);
        let stored = SessionTokens::from_stored(&again.to_stored()).unwrap();
        for pair in [first, renewed, again, stored] {
            assert_eq!(pair.age(at("14:30:00")), Some(TimeDelta::minutes(150)));
        }
    }

    #[test]
    fn a_clock_that_is_set_while_the_session_lives_moves_what_is_known_of_the_backends() {
        let mut pair = tokens("ann", "acme", "12:00:00");
        // The first date only says how far a proxy's clock is off.
        assert!(pair.note_date(TimeDelta::minutes(5)));
        assert_eq!(pair.backend_time(at("12:00:00")), at("12:00:00"));
        assert!(!pair.note_date(TimeDelta::minutes(5) + TimeDelta::seconds(9)));
        // This clock was set back by an hour.
        assert!(pair.note_date(TimeDelta::minutes(65)));
        assert_eq!(pair.backend_time(at("11:00:00")), at("12:00:00"));
    }
}
