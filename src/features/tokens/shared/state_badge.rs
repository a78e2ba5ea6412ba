//! The state and the flags of a token as badges: word and icon, never colour alone.

use console_domain::state::{Flag, TokenState};
use console_ui::{Badge, Icon, Tone};
use console_view::prelude::*;

/// How a state is shown.
pub const fn state_look(state: TokenState) -> (Tone, Icon) {
    match state {
        TokenState::Active => (Tone::Success, Icon::CHECK),
        TokenState::ExpiresSoon => (Tone::Warning, Icon::CLOCK),
        TokenState::Expired => (Tone::Danger, Icon::X),
        TokenState::Revoked => (Tone::Neutral, Icon::BAN),
        TokenState::Disabled => (Tone::Neutral, Icon::PAUSE),
        TokenState::NeedsSso => (Tone::Warning, Icon::SHIELD),
        TokenState::NoOrganization => (Tone::Danger, Icon::BUILDING),
    }
}

/// How a flag is shown.
pub const fn flag_look(flag: Flag) -> (Tone, Icon) {
    match flag {
        Flag::NeverUsed | Flag::Unused => (Tone::Neutral, Icon::CLOCK),
        Flag::NoExpiration => (Tone::Neutral, Icon::INFINITY),
        Flag::BroadAccess => (Tone::Warning, Icon::ALERT),
        Flag::CreatorLeft => (Tone::Warning, Icon::USER),
    }
}

/// The state of a token as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayedState {
    /// It is in this state.
    Known(TokenState),
    /// It depends on single sign-on, and what the organizations demand is being asked.
    Checking,
    /// It depends on single sign-on, and what the organizations demand could not be found out.
    Unknown,
}

impl DisplayedState {
    /// The words shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Known(state) => state.label(),
            Self::Checking => "Checking",
            Self::Unknown => "Not checked",
        }
    }
}

/// A state in one word.
#[component(transparent)]
pub fn StateBadge(
    /// The state.
    standing: DisplayedState,
) -> impl IntoView {
    let badge = |(tone, icon)| view! { <Badge tone icon>{standing.label()}</Badge> };
    match standing {
        DisplayedState::Known(state) => badge(state_look(state)),
        // Other elements, so that it is not this badge that moves when the state is known.
        DisplayedState::Checking | DisplayedState::Unknown => {
            view! { <span>{badge((Tone::Neutral, Icon::SHIELD))}</span> }.into_any()
        }
    }
}

/// A flag in a word or two.
#[component(transparent)]
pub fn FlagBadge(
    /// The flag.
    flag: Flag,
) -> impl IntoView {
    let (tone, icon) = flag_look(flag);
    view! { <Badge tone icon>{flag.label()}</Badge> }
}
