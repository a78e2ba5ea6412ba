//! The state and the flags of a token as badges: word and icon, never colour alone.

use console_domain::state::{Flag, TokenState};
use console_ui::{Badge, Icon, Tone};
use console_view::prelude::*;

/// How a state is shown.
pub const fn state_look(state: TokenState) -> (Tone, Icon) {
    match state {
        TokenState::Active => (Tone::Success, Icon::Check),
        TokenState::ExpiresSoon => (Tone::Warning, Icon::Clock),
        TokenState::Expired => (Tone::Danger, Icon::X),
        TokenState::Revoked => (Tone::Neutral, Icon::Ban),
        TokenState::Disabled => (Tone::Neutral, Icon::Pause),
        TokenState::NeedsSso => (Tone::Warning, Icon::Shield),
        TokenState::NoOrganization => (Tone::Danger, Icon::Building),
    }
}

/// How a flag is shown.
pub const fn flag_look(flag: Flag) -> (Tone, Icon) {
    match flag {
        Flag::NeverUsed | Flag::Unused => (Tone::Neutral, Icon::Clock),
        Flag::NoExpiration => (Tone::Neutral, Icon::Infinity),
        Flag::BroadAccess => (Tone::Warning, Icon::Alert),
    }
}

/// How a token stands, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Like this.
    Is(TokenState),
    /// It depends on single sign-on, and what the organizations demand is being asked.
    Checking,
    /// It depends on single sign-on, and what the organizations demand could not be found out.
    NotChecked,
}

/// A state in one word.
#[component(transparent)]
pub fn StateBadge(
    /// The state.
    standing: Standing,
) -> impl IntoView {
    let ((tone, icon), label) = match standing {
        Standing::Is(state) => (state_look(state), state.label()),
        Standing::Checking => ((Tone::Neutral, Icon::Shield), "Checking"),
        Standing::NotChecked => ((Tone::Neutral, Icon::Shield), "Not checked"),
    };
    view! { <Badge tone icon>{label}</Badge> }
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
