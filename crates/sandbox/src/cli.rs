//! Reads the command line of the sandbox.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use crate::{
    config::{Catalogue, Config, Database, ExternalProvider, RefreshWindow, Seed},
    control::roles::MOST_MS,
    time,
};

/// What `--help` prints.
pub const USAGE: &str = "\
sandbox - stands in for the Openlane backend, on this machine only

  --listen ADDRESS         loopback address and port (127.0.0.1:17608; port 0 takes a free one)
  --db FILE | :memory:     where the data lives (target/sandbox.db)
  --seed demo|empty|large  what a new database holds (demo)
  --dist DIR               serve the built console from DIR on the same origin
  --public-url URL         where the console is in the browser, with its base path, for the return from SSO
  --now RFC3339            let the clock stand still at this instant
  --csrf on|off            CSRF protection (on)
  --require-payment on|off payment rule for creating tokens (on)
  --allow-origin URL       an origin allowed by CORS; may be repeated
  --production-cookies     cookie names and attributes of production
  --refresh-window default|open  when a refresh token becomes valid (default: late, as in production)
  --session-max-age SECONDS  life of a session cookie (3600)
  --access-ttl SECONDS     life of an access token (3600)
  --latency-ms N           delay every answer
  --fault-percent N        let N of 100 requests fail with 500
  --oidc-issuer URL --oidc-client-id ID --oidc-client-secret SECRET
                           another OpenID provider instead of the built-in one
  --catalogue current|next  objects of scopes: those of today, or the fewer of \
                           upstream's next version (current)
  --scope-delay SECONDS    how long after a change of a token's scopes it works (0; upstream about 10)
  --cold-roles-ms N        let the first list of somebody's relations take this long (upstream: 4000 to 7000)
  --short-roles            let lists of relations lack some
  --record-requests        keep what browsers ask for, for tests; `GET /sandbox/requests` tells it
  --passkeys on|off        sign-in with passkeys (on); their domain is that of --public-url, else localhost
";

/// What the command line asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print [`USAGE`] and end.
    Help,
    /// Serve.
    Serve(Box<Config>),
}

/// The arguments of this process, without its name.
///
/// # Errors
/// One line that names the argument that is no text.
pub fn arguments() -> Result<Vec<String>, String> {
    std::env::args_os()
        .skip(1)
        .map(|argument| {
            argument
                .into_string()
                .map_err(|raw| format!("{} is not UTF-8", raw.display()))
        })
        .collect()
}

/// Reads the arguments (without the program's name).
///
/// # Errors
/// One line that says which argument is wrong and why.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut config = Config::default();
    let (mut issuer, mut client_id, mut client_secret) = (None, None, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (flag, mut inline) = match argument.split_once('=') {
            Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || {
            inline
                .take()
                .or_else(|| arguments.next())
                .ok_or_else(|| format!("{flag} needs a value"))
        };
        match flag.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--listen" => config.listen = listen(&value()?)?,
            "--db" => config.database = database(value()?),
            "--seed" => config.seed = seed(&value()?)?,
            "--dist" => config.dist = Some(dist(&value()?)?),
            "--public-url" => config.public_url = Some(place(&flag, &value()?)?),
            "--now" => config.now = Some(now(&value()?)?),
            "--csrf" => config.csrf = switch(&flag, &value()?)?,
            "--require-payment" => config.require_payment = switch(&flag, &value()?)?,
            "--allow-origin" => config.allow_origins.push(allowed_origin(&flag, value()?)?),
            "--production-cookies" => config.production_cookies = true,
            "--refresh-window" => config.refresh_window = refresh_window(&value()?)?,
            "--session-max-age" => config.session_max_age = seconds(&flag, &value()?)?,
            "--access-ttl" => config.access_ttl = seconds(&flag, &value()?)?,
            "--latency-ms" => {
                config.latency = Duration::from_millis(number(&flag, &value()?, 600_000)?);
            }
            "--fault-percent" => {
                config.fault_percent = u8::try_from(number(&flag, &value()?, 100)?).unwrap_or(100);
            }
            "--cold-roles-ms" => {
                config.cold_roles = Duration::from_millis(number(&flag, &value()?, MOST_MS)?);
            }
            "--short-roles" => config.short_roles = true,
            "--record-requests" => config.record_requests = true,
            "--passkeys" => config.passkeys = switch(&flag, &value()?)?,
            "--oidc-issuer" => issuer = Some(provider_url(&flag, &value()?)?),
            "--oidc-client-id" => client_id = Some(value()?),
            "--oidc-client-secret" => client_secret = Some(value()?),
            "--catalogue" => config.catalogue = catalogue(&value()?)?,
            "--scope-delay" => {
                config.scope_delay = Duration::from_secs(number(&flag, &value()?, 3600)?);
            }
            _ => {
                return Err(format!(
                    "unknown argument {flag}; --help lists what there is"
                ));
            }
        }
        if inline.is_some() {
            return Err(format!("{flag} takes no value"));
        }
    }
    config.provider = match (issuer, client_id, client_secret) {
        (None, None, None) => None,
        (Some(issuer), Some(client_id), Some(client_secret)) => Some(ExternalProvider {
            issuer,
            client_id,
            client_secret,
        }),
        _ => {
            return Err(
                "--oidc-issuer, --oidc-client-id and --oidc-client-secret go together".to_owned(),
            );
        }
    };
    Ok(Command::Serve(Box::new(config)))
}

fn listen(value: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = value
        .replace("localhost", "127.0.0.1")
        .parse()
        .map_err(|_| {
            format!("--listen: \"{value}\" is not an address with a port, like 127.0.0.1:17608")
        })?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(format!(
            "--listen: {address} is not a loopback address; the sandbox serves this machine only"
        ))
    }
}

fn database(value: String) -> Database {
    if value == ":memory:" {
        Database::Memory
    } else {
        Database::File(PathBuf::from(value))
    }
}

fn seed(value: &str) -> Result<Seed, String> {
    match value {
        "demo" => Ok(Seed::Demo),
        "empty" => Ok(Seed::Empty),
        "large" => Ok(Seed::Large),
        _ => Err(format!("--seed: \"{value}\" is none of demo, empty, large")),
    }
}

fn dist(value: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(value);
    if !path.is_dir() {
        return Err(format!("--dist: \"{value}\" is not a folder"));
    }
    if !path.join("index.html").is_file() {
        return Err(format!(
            "--dist: \"{value}\" has no index.html; `cargo xtask dist` builds the console"
        ));
    }
    Ok(path)
}

fn origin(flag: &str, value: &str) -> Result<String, String> {
    let url = http_url(flag, value)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() {
        let wanted = url.origin().ascii_serialization();
        return Err(format!(
            "{flag}: \"{value}\" is more than an origin; give {wanted}"
        ));
    }
    // As browsers write it, whatever its case and port were.
    Ok(url.origin().ascii_serialization())
}

/// An origin, and the base path below which something stands there, without a slash at the end.
fn place(flag: &str, value: &str) -> Result<String, String> {
    let url = http_url(flag, value)?;
    let wanted = format!("{}{}", url.origin().ascii_serialization(), url.path());
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(format!(
            "{flag}: \"{value}\" is more than an origin and a path; give {wanted}"
        ));
    }
    Ok(wanted.trim_end_matches('/').to_owned())
}

fn http_url(flag: &str, value: &str) -> Result<url::Url, String> {
    url::Url::parse(value)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| format!("{flag}: \"{value}\" is not an http or https URL"))
}

fn allowed_origin(flag: &str, value: String) -> Result<String, String> {
    if value == "*" {
        Ok(value)
    } else {
        origin(flag, &value)
    }
}

/// An issuer keeps its slash: it must equal what the provider says of itself.
fn provider_url(flag: &str, value: &str) -> Result<String, String> {
    http_url(flag, value)?;
    Ok(value.to_owned())
}

fn now(value: &str) -> Result<i64, String> {
    time::parse(value).ok_or_else(|| {
        format!("--now: \"{value}\" is not an RFC 3339 time, like 2026-03-01T09:00:00Z")
    })
}

fn switch(flag: &str, value: &str) -> Result<bool, String> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{flag}: \"{value}\" is neither on nor off")),
    }
}

fn refresh_window(value: &str) -> Result<RefreshWindow, String> {
    match value {
        "default" => Ok(RefreshWindow::Default),
        "open" => Ok(RefreshWindow::Open),
        _ => Err(format!(
            "--refresh-window: \"{value}\" is neither default nor open"
        )),
    }
}

fn catalogue(value: &str) -> Result<Catalogue, String> {
    Catalogue::parse(value)
        .ok_or_else(|| format!("--catalogue: \"{value}\" is neither current nor next"))
}

fn seconds(flag: &str, value: &str) -> Result<Duration, String> {
    match number(flag, value, 10_000_000)? {
        0 => Err(format!("{flag}: must be more than 0")),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn number(flag: &str, value: &str, most: u64) -> Result<u64, String> {
    value
        .parse()
        .ok()
        .filter(|number| *number <= most)
        .ok_or_else(|| format!("{flag}: \"{value}\" is not a whole number from 0 to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn everything_has_a_default() {
        assert_eq!(read(""), Ok(Command::Serve(Box::default())));
    }

    #[test]
    fn only_loopback_is_listened_on() {
        assert!(read("--listen 0.0.0.0:80").is_err_and(|line| line.contains("loopback")));
        assert!(read("--listen [::1]:0").is_ok());
        assert!(read("--listen localhost:0").is_ok());
    }

    #[test]
    fn each_bad_argument_gives_one_line() {
        for line in [
            "--nope",
            "--db",
            "--seed big",
            "--now yesterday",
            "--csrf maybe",
            "--fault-percent 101",
            "--access-ttl 0",
            "--latency-ms -1",
            "--oidc-issuer http://127.0.0.1:1",
            "--allow-origin nonsense",
            "--production-cookies=yes",
            "--dist /nonexistent/folder",
            "--catalogue old",
            "--scope-delay soon",
            "--cold-roles-ms soon",
            "--short-roles=yes",
            "--passkeys maybe",
            "extra",
        ] {
            let error = read(line).expect_err(line);
            assert!(!error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn the_console_may_stand_below_a_path() {
        for (given, kept) in [
            ("http://Console.test:80/", "http://console.test"),
            (
                "https://console.test/console/",
                "https://console.test/console",
            ),
        ] {
            let Ok(Command::Serve(config)) = read(&format!("--public-url {given}")) else {
                panic!("not read");
            };
            assert_eq!(config.public_url.as_deref(), Some(kept));
            assert_eq!(config.redirect_uri(), format!("{kept}/login/sso"));
        }
    }

    #[test]
    fn values_may_follow_an_equals_sign() {
        let line = "--csrf=off --db=:memory: --fault-percent=5 \
                    --cold-roles-ms=4000 --short-roles --passkeys=off";
        let Ok(Command::Serve(config)) = read(line) else {
            panic!("not read");
        };
        assert!(!config.csrf);
        assert_eq!(config.database, Database::Memory);
        assert_eq!(config.fault_percent, 5);
        assert_eq!(config.cold_roles, Duration::from_secs(4));
        assert!(config.short_roles && !config.passkeys);
    }
}
