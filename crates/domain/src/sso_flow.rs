//! A trip to an identity provider: what is remembered meanwhile, what comes back, and whether it
//! worked (contract 7).

use super::id::{OrganizationId, TokenId, UserId};
use super::kind::TokenKind;
use crate::sorted::SortedMap;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The longest text of a provider that is repeated to the reader, in characters.
const LONGEST_REASON: usize = 200;

/// A flow that has left for an identity provider. It holds identifiers and times, never a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoFlow {
    /// The organization whose provider it is.
    pub organization: OrganizationId,
    /// Where to go on afterwards: path and query, with the base.
    pub return_path: String,
    /// When it left, UTC. For people to read; nothing is decided by it.
    pub started_at: DateTime<Utc>,
    /// Who was signed in when it left. Somebody else may come back.
    pub user: Option<UserId>,
    /// The e-mail address that was typed to sign in. Somebody else may come back.
    #[serde(default)]
    pub typed: Option<String>,
    /// The organization to go on in afterwards: the session that comes back is in the flow's.
    pub then: Option<OrganizationId>,
    /// Whether it runs in a new tab, while the page in the first tab waits for the session.
    #[serde(alias = "is_beside")]
    pub in_new_tab: bool,
    /// The token that is to be authorized; a plain sign-in has none.
    pub authorization: Option<Authorization>,
    /// What the provider has to send back with its answer (`state` of RFC 6749, section 4.1.1): without it
    /// the answer is not this flow's. It is worth nothing without the backend's cookie.
    #[serde(skip)]
    pub state: Option<String>,
}

/// The part of a flow that authorizes a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// The token.
    pub token: TokenId,
    /// Whether it is an API token.
    pub is_api: bool,
    /// The token's authorization by the flow's organization before it left, if there was one.
    pub before: Option<DateTime<Utc>>,
    /// The organizations whose turn comes after this one.
    pub queue: Vec<OrganizationId>,
}

impl SsoFlow {
    /// Whether whoever has come back with this address is the one who was typed, or nobody was.
    pub fn is_typed(&self, email: &str) -> bool {
        let same = |typed: &str| typed.trim().to_lowercase() == email.trim().to_lowercase();
        self.typed.as_deref().is_none_or(same)
    }
}

impl Authorization {
    /// Which kind of token it is.
    pub const fn kind(&self) -> TokenKind {
        if self.is_api {
            TokenKind::Api
        } else {
            TokenKind::Personal
        }
    }

    /// Whether these authorizations of the token, read again, show that `organization` has
    /// authorized it meanwhile: there is one, and it is not the one from before. The only proof
    /// there is; what the address says and what the local clock shows prove nothing.
    pub fn has_worked(
        &self,
        organization: &OrganizationId,
        authorizations: &SortedMap<OrganizationId, DateTime<Utc>>,
    ) -> bool {
        let now = authorizations.get(organization);
        now.is_some() && now != self.before.as_ref()
    }

    /// The first organization of the queue that has not authorized the token.
    pub fn next(
        &self,
        authorizations: &SortedMap<OrganizationId, DateTime<Utc>>,
    ) -> Option<&OrganizationId> {
        self.queue
            .iter()
            .find(|organization| !authorizations.contains_key(*organization))
    }
}

/// What an identity provider sent along in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// A code, to be exchanged by the backend.
    Code {
        /// The code; it works once.
        code: String,
        /// What ties it to the browser that left.
        state: String,
        /// Who answers (`iss` of RFC 9207), where the provider says so.
        issuer: Option<String>,
    },
    /// The person, or the provider on their behalf, said no.
    Denied,
    /// The provider could not do it.
    Failed {
        /// What it says about it, shortened.
        reason: String,
    },
    /// An answer that does not belong to this flow: anybody can make such a link.
    Foreign,
    /// Nothing: the address was opened by hand, reloaded, or come back to.
    Nothing,
}

impl Returned {
    /// Reads the decoded parameters of the address. `state` is what the flow has left with, where that is
    /// known; an answer with another one is somebody else's, and nothing of it is used.
    pub fn read(parameters: &[(String, String)], state: Option<&str>) -> Self {
        let find = |wanted: &str| {
            parameters
                .iter()
                .find(|(name, value)| name == wanted && !value.is_empty())
                .map(|(_, value)| value.as_str())
        };
        let is_own = state.is_some() && find("state") == state;
        if let Some(error) = find("error") {
            if !is_own {
                return Self::Foreign;
            }
            if error == "access_denied" {
                return Self::Denied;
            }
            let reason = find("error_description").unwrap_or(error);
            let printable = |c: &char| !c.is_control();
            return Self::Failed {
                reason: reason
                    .chars()
                    .filter(printable)
                    .take(LONGEST_REASON)
                    .collect(),
            };
        }
        match (find("code"), find("state")) {
            (Some(_), Some(_)) if state.is_some() && !is_own => Self::Foreign,
            (Some(code), Some(state)) => Self::Code {
                code: code.to_owned(),
                state: state.to_owned(),
                issuer: find("iss").map(str::to_owned),
            },
            _ => Self::Nothing,
        }
    }
}

/// The issuer identifier of the provider with this discovery document (OpenID Connect Discovery 1.0, section
/// 4.1).
pub fn issuer_of(discovery_url: &str) -> Option<String> {
    let issuer = discovery_url.strip_suffix("/.well-known/openid-configuration")?;
    Some(issuer.to_owned())
}

/// Whether two issuer identifiers name the same provider. They are compared as they are (RFC 9207, section
/// 2.4), but for a slash at the end: it gets lost between an issuer and its discovery document.
pub fn is_same_issuer(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// Host and port of an address, for people to compare.
pub fn host(address: &str) -> &str {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

/// Whether an identity provider can be at `target`: `https:`, or plain http on this machine. An
/// answer of the API must not lead anywhere else.
pub fn is_safe_target(target: &str) -> bool {
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_loopback = loopback.iter().any(|origin| {
        target.strip_prefix(origin).is_some_and(|rest| {
            // User information before an `@` could name another host behind it.
            let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
            rest.starts_with([':', '/', '?']) && !authority.contains('@')
        })
    });
    target.starts_with("https://") || is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-11-23T12:{minute:02}:00Z").parse().unwrap()
    }

    fn id(name: &str) -> OrganizationId {
        OrganizationId::new(name)
    }

    fn authorization(before: Option<DateTime<Utc>>) -> Authorization {
        Authorization {
            token: TokenId::new("t"),
            is_api: false,
            before,
            queue: vec![id("umbrella"), id("initech")],
        }
    }

    fn read(query: &[(&str, &str)]) -> Returned {
        let owned: Vec<_> = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Returned::read(&owned, Some("s"))
    }

    #[test]
    fn only_a_new_authorization_by_that_organization_proves_anything() {
        let none = SortedMap::new();
        let old = SortedMap::from([(id("globex"), at(1))]);
        let other = SortedMap::from([(id("umbrella"), at(2))]);
        let first = authorization(None);
        assert!(!first.has_worked(&id("globex"), &none));
        assert!(!first.has_worked(&id("globex"), &other));
        assert!(first.has_worked(&id("globex"), &old));
        let again = authorization(Some(at(1)));
        assert!(!again.has_worked(&id("globex"), &old));
        // A backend whose clock was set back may well stamp an earlier time.
        assert!(again.has_worked(&id("globex"), &SortedMap::from([(id("globex"), at(0))])));
    }

    #[test]
    fn who_comes_back_is_compared_with_who_was_typed() {
        let mut flow = SsoFlow {
            organization: id("globex"),
            return_path: "/".into(),
            started_at: at(0),
            user: None,
            typed: None,
            then: None,
            in_new_tab: false,
            authorization: None,
            state: None,
        };
        assert!(flow.is_typed("anybody@globex.test"));
        flow.typed = Some(" Sam@Globex.test".into());
        assert!(flow.is_typed("sam@globex.test"));
        assert!(!flow.is_typed("sam@globex.test.evil"));
        // A flow that left with the version before is read as it was written.
        let text = serde_json::to_string(&flow).unwrap();
        let older = text.replace(r#""typed":" Sam@Globex.test","#, "");
        assert_ne!(older, text);
        assert_eq!(serde_json::from_str::<SsoFlow>(&older).unwrap().typed, None);
    }

    #[test]
    fn the_queue_skips_what_has_been_done_meanwhile() {
        let flow = authorization(None);
        assert_eq!(flow.next(&SortedMap::new()), Some(&id("umbrella")));
        let one = SortedMap::from([(id("umbrella"), at(2))]);
        assert_eq!(flow.next(&one), Some(&id("initech")));
        let both = SortedMap::from([(id("umbrella"), at(2)), (id("initech"), at(3))]);
        assert_eq!(flow.next(&both), None);
    }

    #[test]
    fn a_provider_answers_with_a_code_or_an_error() {
        assert_eq!(
            read(&[("code", "c"), ("state", "s"), ("x", "y")]),
            Returned::Code {
                code: "c".into(),
                state: "s".into(),
                issuer: None,
            }
        );
        let named = read(&[("code", "c"), ("state", "s"), ("iss", "https://idp.test")]);
        assert!(
            matches!(named, Returned::Code { issuer: Some(issuer), .. } if issuer == "https://idp.test")
        );
        assert_eq!(
            read(&[("error", "access_denied"), ("code", "c"), ("state", "s")]),
            Returned::Denied
        );
        let failed = |reason: &str| Returned::Failed {
            reason: reason.into(),
        };
        assert_eq!(
            read(&[
                ("error", "server_error"),
                ("error_description", "no\nway"),
                ("state", "s")
            ]),
            failed("noway")
        );
        assert_eq!(
            read(&[("error", "server_error"), ("state", "s")]),
            failed("server_error")
        );
        let long = "é".repeat(300);
        assert_eq!(
            read(&[
                ("error", "x"),
                ("error_description", long.as_str()),
                ("state", "s")
            ]),
            failed(&"é".repeat(200))
        );
        for nothing in [
            &[][..],
            &[("code", "c")],
            &[("code", ""), ("state", "s")],
            &[("token_authorized", "1")],
        ] {
            assert_eq!(read(nothing), Returned::Nothing);
        }
    }

    #[test]
    fn the_words_of_a_stranger_are_nobodys_answer() {
        let foreign: [&[(&str, &str)]; 5] = [
            &[("error", "server_error"), ("error_description", "Call 555")],
            &[("error", "access_denied"), ("state", "other")],
            &[("error", "access_denied"), ("state", "")],
            &[("code", "c"), ("state", "other")],
            &[("code", "c"), ("error", "x"), ("state", "S")],
        ];
        for parameters in foreign {
            assert_eq!(read(parameters), Returned::Foreign, "{parameters:?}");
        }
        // A flow that left without a known state: the backend judges the code, and nobody is quoted.
        let unknown = |parameters: &[(String, String)]| Returned::read(parameters, None);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let code = unknown(&[pair("code", "c"), pair("state", "s")]);
        assert!(matches!(code, Returned::Code { .. }));
        assert_eq!(
            unknown(&[pair("error", "x"), pair("state", "s")]),
            Returned::Foreign
        );
    }

    #[test]
    fn an_issuer_is_known_by_its_discovery_document() {
        let issuer = issuer_of("https://idp.test/acme/.well-known/openid-configuration");
        let issuer = issuer.as_deref().unwrap();
        assert_eq!(issuer, "https://idp.test/acme");
        assert_eq!(issuer_of("https://idp.test/other"), None);
        assert!(is_same_issuer(issuer, "https://idp.test/acme/"));
        for other in [
            "https://idp.test",
            "https://idp.test/Acme",
            "https://idp.test.evil/acme",
            "",
        ] {
            assert!(!is_same_issuer(issuer, other), "{other}");
        }
    }

    #[test]
    fn the_host_is_what_a_browser_would_go_to() {
        for (address, expected) in [
            (
                "https://idp.test/authorize?x=https://other.test",
                "idp.test",
            ),
            ("http://127.0.0.1:8081?x", "127.0.0.1:8081"),
            ("https://idp.test@evil.test/a", "evil.test"),
            ("https://a@b@evil.test", "evil.test"),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }

    #[test]
    fn only_https_and_this_machine_are_followed() {
        assert!(is_safe_target("https://idp.example.test/authorize?x=1"));
        assert!(is_safe_target(
            "http://127.0.0.1:8081/authorize?hint=a@b.test"
        ));
        for bad in [
            "http://idp.example.test",
            "javascript:alert(1)",
            "//evil.test",
            "http://127.0.0.1.evil.test/",
            "http://localhost@evil.test/",
            "http://localhost:80@evil.test/",
            "data:text/html,x",
        ] {
            assert!(!is_safe_target(bad), "{bad}");
        }
    }
}
