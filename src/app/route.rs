//! The addresses of the app. This is the only place that spells a path.

use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::cell::OnceCell;

/// First segment of everything behind the sign-in.
const DEVELOPERS: &str = "developers";
/// First segment of the sign-in page.
const LOGIN: &str = "login";
/// Where the identity provider sends people back to: `/login/sso`.
const SSO: &str = "sso";
/// Last segment of a create form.
const NEW: &str = "new";
/// Last segment of the form for several tokens.
const NEW_BATCH: &str = "new-batch";
/// Last segment of an edit form.
const EDIT: &str = "edit";
/// Last segment of a rotation.
const ROTATE: &str = "rotate";
/// The access review. Behind it stands the kind, unless it is about API tokens.
const REVIEW: &str = "review";
/// Where found values are checked.
const CHECK: &str = "check";

/// First segments of the addresses in Openlane's documentation, which have [`DEVELOPERS`] behind them: of a
/// list of API tokens in two of its editions, and of personal ones.
const ORGANIZATION_SETTINGS: [&str; 2] = ["organization-settings", "settings"];
const USER_SETTINGS: &str = "user-settings";

const API_TOKENS: &str = "api-tokens";
const PERSONAL_TOKENS: &str = "personal-access-tokens";

/// Unreserved characters of RFC 3986 stay as they are.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

thread_local! {
    static BASE: OnceCell<String> = const { OnceCell::new() };
}

/// Says once, at start, which path the app is served under: no final slash, "" at the root.
pub fn serve_under(base: String) {
    BASE.with(|cell| {
        let _ = cell.set(base);
    });
}

/// The path that the app is served under; "" at the root.
pub fn base() -> String {
    BASE.with(|cell| cell.get().cloned().unwrap_or_default())
}

/// A page of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Leads to the list of API tokens.
    Home,
    /// The address of a list in Openlane's documentation: leads there.
    Documented(TokenKind),
    /// The sign-in page; afterwards on to this path.
    Login {
        /// Path and query inside the app.
        next: Option<String>,
    },
    /// The return from an identity provider.
    SsoReturn,
    /// The tokens of one kind.
    List(TokenKind),
    /// The create form.
    New(TokenKind),
    /// The form for several API tokens.
    NewBatch,
    /// One token.
    Details(TokenKind, TokenId),
    /// Changing one token.
    Edit(TokenKind, TokenId),
    /// Replacing one token.
    Rotate(TokenKind, TokenId),
    /// The access review of the tokens of one kind.
    Review(TokenKind),
    /// Checking values that somebody has found.
    Check,
}

/// The segment that names a kind in a path.
pub const fn kind_segment(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => API_TOKENS,
        TokenKind::Personal => PERSONAL_TOKENS,
    }
}

/// The kind that a segment of a path names.
pub fn kind_from_segment(segment: &str) -> Option<TokenKind> {
    TokenKind::ALL
        .into_iter()
        .find(|kind| kind_segment(*kind) == segment)
}

/// Whether a path (with the base, without a query) is below that of the pages which only somebody who is
/// signed in can see.
pub fn is_behind_sign_in(path: &str) -> bool {
    let inside = path.strip_prefix(base().as_str()).unwrap_or_default();
    let first = inside.split('/').find(|segment| !segment.is_empty());
    first == Some(DEVELOPERS)
}

impl Route {
    /// The sign-in page that leads on to `next`, a path and query inside the app.
    pub fn login(next: String) -> Self {
        Self::Login { next: Some(next) }
    }

    /// The address to link to, with the path that the app is served under.
    pub fn href(&self) -> String {
        format!("{}{}", base(), self.path())
    }

    /// The address with a query; the parameters are not yet encoded.
    pub fn href_with<'a>(
        &self,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let query = encode_query(parameters);
        if query.is_empty() {
            self.href()
        } else {
            format!("{}?{query}", self.href())
        }
    }

    fn path(&self) -> String {
        let token = |kind: TokenKind, id: &TokenId, last: &str| {
            let id = utf8_percent_encode(id.as_str(), COMPONENT);
            format!("/{DEVELOPERS}/{}/{id}{last}", kind_segment(kind))
        };
        match self {
            Self::Home => "/".to_owned(),
            Self::Documented(kind) => {
                let settings = match kind {
                    TokenKind::Api => ORGANIZATION_SETTINGS[0],
                    TokenKind::Personal => USER_SETTINGS,
                };
                format!("/{settings}/{DEVELOPERS}")
            }
            Self::Login { next: None } => format!("/{LOGIN}"),
            Self::Login { next: Some(next) } => {
                format!("/{LOGIN}?{}", encode_query([("next", next.as_str())]))
            }
            Self::SsoReturn => format!("/{LOGIN}/{SSO}"),
            Self::List(kind) => format!("/{DEVELOPERS}/{}", kind_segment(*kind)),
            Self::New(kind) => format!("/{DEVELOPERS}/{}/{NEW}", kind_segment(*kind)),
            Self::NewBatch => format!("/{DEVELOPERS}/{API_TOKENS}/{NEW_BATCH}"),
            Self::Details(kind, id) => token(*kind, id, ""),
            Self::Edit(kind, id) => token(*kind, id, &format!("/{EDIT}")),
            Self::Rotate(kind, id) => token(*kind, id, &format!("/{ROTATE}")),
            Self::Review(TokenKind::Api) => format!("/{DEVELOPERS}/{REVIEW}"),
            Self::Review(kind) => format!("/{DEVELOPERS}/{REVIEW}/{}", kind_segment(*kind)),
            Self::Check => format!("/{DEVELOPERS}/{CHECK}"),
        }
    }

    /// The page whose address is shown, or `None`.
    pub fn here() -> Option<Self> {
        Self::parse(&web_sys::window()?.location().pathname().ok()?)
    }

    /// The page that a path (with the base, without a query) leads to, or `None`.
    pub fn parse(path: &str) -> Option<Self> {
        let inside = path.strip_prefix(base().as_str())?;
        let segments: Vec<String> = inside
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        Some(match segments.as_slice() {
            [] | [DEVELOPERS] => Self::Home,
            [first, DEVELOPERS] if ORGANIZATION_SETTINGS.contains(first) => {
                Self::Documented(TokenKind::Api)
            }
            [USER_SETTINGS, DEVELOPERS] => Self::Documented(TokenKind::Personal),
            [LOGIN] => Self::Login { next: None },
            [LOGIN, SSO] => Self::SsoReturn,
            [DEVELOPERS, REVIEW] => Self::Review(TokenKind::Api),
            [DEVELOPERS, REVIEW, kind] => Self::Review(kind_from_segment(kind)?),
            [DEVELOPERS, CHECK] => Self::Check,
            [DEVELOPERS, API_TOKENS, NEW_BATCH] => Self::NewBatch,
            [DEVELOPERS, kind, rest @ ..] => {
                let kind = kind_from_segment(kind)?;
                match rest {
                    [] => Self::List(kind),
                    [NEW] => Self::New(kind),
                    [id] => Self::Details(kind, TokenId::new(*id)),
                    [id, EDIT] => Self::Edit(kind, TokenId::new(*id)),
                    [id, ROTATE] => Self::Rotate(kind, TokenId::new(*id)),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }
}

/// `name=value&…`, encoded.
pub fn encode_query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in parameters {
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(utf8_percent_encode(name, COMPONENT));
        query.push('=');
        query.extend(utf8_percent_encode(value, COMPONENT));
    }
    query
}

/// The decoded parameters of a query, in their order. `+` reads as a space, like in forms.
pub fn decode_query(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_address() {
        let id = || TokenId::new("01JZ0000000000000000000001");
        let mut routes = vec![
            Route::Home,
            Route::Login { next: None },
            Route::SsoReturn,
            Route::Check,
            Route::NewBatch,
        ];
        for kind in TokenKind::ALL {
            routes.extend([
                Route::Documented(kind),
                Route::List(kind),
                Route::New(kind),
                Route::Details(kind, id()),
                Route::Edit(kind, id()),
                Route::Rotate(kind, id()),
                Route::Review(kind),
            ]);
        }
        for route in routes {
            assert_eq!(
                Route::parse(&route.href()),
                Some(route.clone()),
                "{}",
                route.href()
            );
        }
        assert_eq!(Route::parse("/developers"), Some(Route::Home));
        let documented = Some(Route::Documented(TokenKind::Api));
        assert_eq!(Route::parse("/settings/developers"), documented);
        for unknown in [
            "/x",
            "/settings",
            "/settings/developers/x",
            "/developers/x",
            "/developers/review/x",
            "/developers/check/x",
            "/developers/api-tokens/1/x",
            "/developers/api-tokens/1/edit/x",
            "/login/x",
        ] {
            assert_eq!(Route::parse(unknown), None, "{unknown}");
        }
        assert!(is_behind_sign_in("/developers/x") && is_behind_sign_in("/developers"));
        assert!(!is_behind_sign_in("/x") && !is_behind_sign_in("/login/developers"));
    }

    #[test]
    fn queries_survive_a_round_trip() {
        let list = [("q", "a&b=c d+é%"), ("empty", "")];
        let decoded = decode_query(&encode_query(list));
        assert_eq!(
            decoded,
            list.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let next = Route::Login {
            next: Some("/developers/api-tokens?q=a&b".into()),
        };
        assert_eq!(
            next.href(),
            "/login?next=%2Fdevelopers%2Fapi-tokens%3Fq%3Da%26b"
        );
    }
}
