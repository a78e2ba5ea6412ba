//! What a badge, a callout or a toast means.

use super::icon::Icon;

/// The meaning; it picks the colour and the default icon, never the colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to note.
    #[default]
    Neutral,
    /// It worked, or it is well.
    Success,
    /// It works, with something to look at.
    Warning,
    /// It does not work, or something is lost.
    Danger,
    /// Worth knowing.
    Info,
}

impl Tone {
    /// The class that colours an element with it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
            Self::Info => "tone-info",
        }
    }

    /// The icon that goes with it unless another says more.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Info => Icon::INFO,
            Self::Success => Icon::CHECK,
            Self::Warning => Icon::ALERT,
            Self::Danger => Icon::ALERT_CIRCLE,
        }
    }
}
