//! The two kinds of token.

/// Which kind of token a page, a form or a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Belongs to the active organization, limited by scopes, `tola_…`.
    Api,
    /// Belongs to the signed-in user, limited by the organizations chosen, `tolp_…`.
    Personal,
}

impl TokenKind {
    /// Both kinds, in the order of the navigation.
    pub const ALL: [Self; 2] = [Self::Api, Self::Personal];

    /// The name of the list page and of its link.
    pub const fn list_name(self) -> &'static str {
        match self {
            Self::Api => "API Tokens",
            Self::Personal => "Personal Access Tokens",
        }
    }

    /// One token, in running text.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Api => "API token",
            Self::Personal => "personal access token",
        }
    }

    /// What the values of its tokens begin with (contract 4).
    pub const fn value_prefix(self) -> &'static str {
        match self {
            Self::Api => "tola_",
            Self::Personal => "tolp_",
        }
    }

    /// The word for `token_type` in `POST /v1/sso/token/authorize` (contract 7.4).
    pub const fn sso_token_type(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Personal => "personal",
        }
    }
}
