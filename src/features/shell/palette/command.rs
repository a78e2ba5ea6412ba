//! What the palette offers besides tokens.

use crate::app::route::Route;
use console_api::account::Account;
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::organization::Organization;
use console_platform::theme::Theme;
use console_ui::Icon;

/// What choosing something does.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// Goes to this page.
    Go(String),
    /// Makes this organization the active one.
    SwitchTo(Organization),
    /// Copies the identifier of the active organization.
    CopyId(OrganizationId),
    Theme(Theme),
    /// Lists the keys.
    Help,
    SignOut,
}

/// One thing to choose.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) command: Command,
    /// The group that it stands in.
    pub(super) group: &'static str,
    pub(super) label: String,
    /// Whether the label holds somebody's name for something, which is not to be translated.
    pub(super) is_name: bool,
    /// What people may type instead, in small letters.
    pub(super) keywords: &'static str,
    /// What stands behind the label.
    pub(super) note: String,
    pub(super) icon: Icon,
}

impl Offer {
    fn new(
        command: Command,
        group: &'static str,
        label: impl Into<String>,
        keywords: &'static str,
        icon: Icon,
    ) -> Self {
        Self {
            command,
            group,
            label: label.into(),
            is_name: false,
            keywords,
            note: String::new(),
            icon,
        }
    }
}

/// The groups in their order. Tokens stand behind the pages that fit.
pub(super) const GO: &str = "Go to";
const TOKENS: &str = "Tokens";
const CREATE: &str = "Create";
const ORGANIZATION: &str = "Organization";
const CONSOLE: &str = "Console";

/// Everything but tokens. `may_create` says whether API tokens can be created.
pub(super) fn offers(
    account: Option<&Account>,
    active: Option<&OrganizationId>,
    may_create: bool,
) -> Vec<Offer> {
    let go = |route: Route, label: &'static str, keywords, icon| {
        Offer::new(Command::Go(route.href()), GO, label, keywords, icon)
    };
    let create = |route: Route, label: &'static str| {
        Offer::new(
            Command::Go(route.href()),
            CREATE,
            label,
            "new add",
            Icon::PLUS,
        )
    };
    let [api, own] = TokenKind::ALL;
    let mut all = vec![
        go(
            Route::List(api),
            api.list_name(),
            "list organization",
            Icon::KEY,
        ),
        go(
            Route::List(own),
            own.list_name(),
            "list my own pat",
            Icon::USER,
        ),
        go(
            Route::Review(api),
            "Access review",
            "audit who has what",
            Icon::CHECK,
        ),
        go(
            Route::Review(own),
            "Review personal access tokens",
            "audit access my own pat",
            Icon::CHECK,
        ),
        go(
            Route::Check,
            "Check a token",
            "leak found which",
            Icon::SEARCH,
        ),
    ];
    if may_create {
        all.push(create(Route::New(api), "Create API token"));
        all.push(create(Route::NewBatch, "Create several API tokens"));
    }
    all.push(create(Route::New(own), "Create personal access token"));
    let others = account.map(|account| account.organizations.iter());
    let others = others.into_iter().flatten();
    all.extend(
        others
            .filter(|organization| Some(&organization.id) != active)
            .map(|organization| Offer {
                is_name: true,
                ..Offer::new(
                    Command::SwitchTo(organization.clone()),
                    ORGANIZATION,
                    format!("Switch to {}", organization.name),
                    "change organization",
                    Icon::BUILDING,
                )
            }),
    );
    all.extend(active.map(|id| Offer {
        note: id.to_string(),
        ..Offer::new(
            Command::CopyId(id.clone()),
            ORGANIZATION,
            "Copy organization ID",
            "x-organization-id header",
            Icon::COPY,
        )
    }));
    for theme in Theme::ALL {
        let icon = match theme {
            Theme::Light => Icon::SUN,
            Theme::Dark => Icon::MOON,
            Theme::System => Icon::MONITOR,
        };
        let label = format!("Theme: {}", theme.label());
        let command = Command::Theme(theme);
        all.push(Offer::new(
            command,
            CONSOLE,
            label,
            "colour color appearance",
            icon,
        ));
    }
    let help = "Keyboard shortcuts";
    all.push(Offer::new(
        Command::Help,
        CONSOLE,
        help,
        "keys help",
        Icon::INFO,
    ));
    let out = "Sign out";
    all.push(Offer::new(
        Command::SignOut,
        CONSOLE,
        out,
        "log out off leave",
        Icon::LOG_OUT,
    ));
    all
}

/// What leads to a token.
pub(super) fn to_token(token: &console_domain::token::Token, note: String) -> Offer {
    let route = Route::Details(token.kind(), token.id.clone());
    let icon = match token.kind() {
        TokenKind::Api => Icon::KEY,
        TokenKind::Personal => Icon::USER,
    };
    Offer {
        is_name: true,
        note,
        ..Offer::new(
            Command::Go(route.href()),
            TOKENS,
            token.shown_name(),
            "",
            icon,
        )
    }
}
