//! When a session is renewed.

use chrono::{DateTime, TimeDelta, Utc};

/// For how long a session lives, and from when on it can be renewed. All by the backend's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// When the access token was made.
    pub from: Option<DateTime<Utc>>,
    /// When it ends.
    pub until: DateTime<Utc>,
    /// From when on the refresh token is accepted.
    pub refresh_from: Option<DateTime<Utc>>,
}

/// When to renew: a minute before the access token ends, or a twentieth of its life if that is
/// less, but never before the backend accepts the refresh token (contract 1.3).
pub fn renew_at(lifetime: &Lifetime) -> DateTime<Utc> {
    let minute = TimeDelta::seconds(60);
    let margin = lifetime
        .from
        .map_or(minute, |from| ((lifetime.until - from) / 20).min(minute));
    let early = lifetime.until - margin;
    lifetime.refresh_from.map_or(early, |from| early.max(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-23T{time}Z").parse().unwrap()
    }

    fn renewal(from: Option<&str>, until: &str, refresh_from: Option<&str>) -> DateTime<Utc> {
        renew_at(&Lifetime {
            from: from.map(at),
            until: at(until),
            refresh_from: refresh_from.map(at),
        })
    }

    #[test]
    fn a_session_is_renewed_just_before_it_ends_and_inside_the_window() {
        let hour = Some("12:00:00");
        assert_eq!(renewal(hour, "13:00:00", Some("12:45:00")), at("12:59:00"));
        // Five minutes are the shortest life (contract 1.11).
        assert_eq!(renewal(hour, "12:05:00", None), at("12:04:45"));
        assert_eq!(renewal(None, "13:00:00", None), at("12:59:00"));
        // A window that opens late is waited for.
        assert_eq!(renewal(hour, "13:00:00", Some("13:00:00")), at("13:00:00"));
    }
}
