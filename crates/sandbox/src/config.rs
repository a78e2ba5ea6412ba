//! What the command line can say, and its defaults.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use crate::time::{HOUR, MINUTE, Micros, SECOND};

/// Where the data lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In memory, gone at the end.
    Memory,
    /// In this file (and its `-wal` and `-shm` companions).
    File(PathBuf),
}

/// What a new database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// The users, organizations and tokens of the crate documentation.
    Demo,
    /// Users and organizations of `Demo`, but no token.
    Empty,
    /// `Demo` and 5,000 API tokens in Acme Security.
    Large,
}

/// When a refresh token may be used (contract 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshWindow {
    /// From 15 minutes before the access token ends, as the backend does by default.
    Default,
    /// At once.
    Open,
}

/// An OpenID provider other than the built-in one, for the organizations that enforce SSO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalProvider {
    /// Issuer URL; its discovery document is below `/.well-known/openid-configuration`.
    pub issuer: String,
    /// Client id registered there.
    pub client_id: String,
    /// Client secret registered there.
    pub client_secret: String,
}

/// Which objects scopes can speak of (contract 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Catalogue {
    /// The 77 of the version that the contract was read from.
    Current,
    /// The 71 of upstream's next version.
    Next,
}

impl Catalogue {
    /// Reads a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "current" => Some(Self::Current),
            "next" => Some(Self::Next),
            _ => None,
        }
    }
}

/// Everything that can be set from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line and stands for itself"
)]
pub struct Config {
    /// Address to listen on; loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the data lives.
    pub database: Database,
    /// What a new database holds.
    pub seed: Seed,
    /// Folder of the built console, served on the same origin.
    pub dist: Option<PathBuf>,
    /// Origin and base path of the console in the browser; the sandbox's own origin when absent. SSO returns
    /// there.
    pub public_url: Option<String>,
    /// Instant at which the clock stands still, in microseconds since the epoch.
    pub now: Option<i64>,
    /// CSRF protection (contract 2.1).
    pub csrf: bool,
    /// Payment rule (contract 4).
    pub require_payment: bool,
    /// Origins allowed by CORS; empty means the library default of contract 2.2.
    pub allow_origins: Vec<String>,
    /// Names and attributes of cookies as in production (contract 1.7).
    pub production_cookies: bool,
    /// When a refresh token may be used.
    pub refresh_window: RefreshWindow,
    /// Life of a session cookie.
    pub session_max_age: Duration,
    /// Life of an access token.
    pub access_ttl: Duration,
    /// Delay before every answer.
    pub latency: Duration,
    /// Share of requests that fail with 500, in percent.
    pub fault_percent: u8,
    /// How long the first list of a caller's relations takes (contract 6).
    pub cold_roles: Duration,
    /// Lists of relations lack some, `can_edit` among them (contract 6).
    pub short_roles: bool,
    /// Sign-in with a passkey (contract 1.14).
    pub passkeys: bool,
    /// Other OpenID provider.
    pub provider: Option<ExternalProvider>,
    /// Which objects scopes can speak of.
    pub catalogue: Catalogue,
    /// How long after a change of scopes it works; upstream about 10 seconds (contract 5).
    pub scope_delay: Duration,
    /// Keeps what browsers ask for, for tests.
    pub record_requests: bool,
    /// Makes ids and secrets repeatable; for tests only, no flag sets it.
    pub random_seed: Option<u64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 17608)),
            database: Database::File(PathBuf::from("target/sandbox.db")),
            seed: Seed::Demo,
            dist: None,
            public_url: None,
            now: None,
            csrf: true,
            require_payment: true,
            allow_origins: Vec::new(),
            production_cookies: false,
            refresh_window: RefreshWindow::Default,
            session_max_age: Duration::from_hours(1),
            access_ttl: Duration::from_hours(1),
            latency: Duration::ZERO,
            fault_percent: 0,
            cold_roles: Duration::ZERO,
            short_roles: false,
            passkeys: true,
            provider: None,
            catalogue: Catalogue::Current,
            scope_delay: Duration::ZERO,
            record_requests: false,
            random_seed: None,
        }
    }
}

impl Config {
    /// The sandbox's own origin, without a slash at the end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// Where the identity provider sends the browser back to (contract 7.2).
    pub(crate) fn redirect_uri(&self) -> String {
        let console = self.public_url.clone().unwrap_or_else(|| self.origin());
        format!("{}/login/sso", console.trim_end_matches('/'))
    }

    /// How long after a change of scopes it works, in microseconds.
    pub(crate) fn scope_delay(&self) -> Micros {
        micros(self.scope_delay)
    }

    /// Life of a session, in microseconds.
    pub(crate) fn session_life(&self) -> Micros {
        micros(self.session_max_age)
    }

    /// Life of an access token, in microseconds.
    pub(crate) fn access_life(&self) -> Micros {
        micros(self.access_ttl)
    }

    /// Life of a refresh token: two hours, or twice the access token when that is longer.
    pub(crate) fn refresh_life(&self) -> Micros {
        (2 * HOUR).max(self.access_life().saturating_mul(2))
    }

    /// How long after issue a refresh token starts to be valid.
    pub(crate) fn refresh_delay(&self) -> Micros {
        match self.refresh_window {
            RefreshWindow::Open => 0,
            RefreshWindow::Default => (self.access_life() - 15 * MINUTE).max(0),
        }
    }
}

fn micros(duration: Duration) -> Micros {
    i64::try_from(duration.as_secs())
        .unwrap_or(i64::MAX / SECOND)
        .saturating_mul(SECOND)
}
