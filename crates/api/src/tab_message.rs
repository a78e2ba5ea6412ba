//! What tabs of the console tell each other: typed, of one version, as text on their channel.
//!
//! Any page of the origin can write to the channel. So a message is a claim: what it says of a session counts
//! only once the backend has accepted the tokens in it, see [`crate::session::outcome`].

use crate::session_tokens::SessionTokens;

/// A message.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, for a moment; how large depends on the target"
)]
#[derive(Clone, PartialEq, Eq)]
pub enum TabMessage {
    /// A tab asks for the newest tokens: it is new, or about to renew its own.
    Ask {
        /// What the answer has to carry; drawn for this question.
        nonce: String,
    },
    /// A tab says which session there is.
    Told(Claim),
    /// Somebody has signed out.
    SignedOut,
}

/// What a tab says of a session.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// Why it says so.
    pub kind: ClaimKind,
    /// The tokens of the session.
    pub tokens: SessionTokens,
}

/// Why a tab tells its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimKind {
    /// It was asked.
    Answer {
        /// The one of the question.
        nonce: String,
    },
    /// It has renewed it.
    Renewed,
    /// Somebody has just signed in, or gone to another organization.
    SignedIn,
}

/// The words on the channel, with the version of these messages. Tabs of another version do not know them.
const ASK: &str = "2 ask";
const ANSWER: &str = "2 answer";
const RENEWED: &str = "2 renewed";
const SIGNED_IN: &str = "2 signed in";
/// Without a version: whoever signs out signs out of the tabs of every version.
const SIGNED_OUT: &str = "out";

impl TabMessage {
    /// As text, for the channel.
    pub fn to_text(&self) -> String {
        match self {
            Self::SignedOut => SIGNED_OUT.to_owned(),
            Self::Ask { nonce } => [ASK, nonce, ""].join("\n"),
            Self::Told(Claim { kind, tokens }) => {
                let (word, nonce) = match kind {
                    ClaimKind::Answer { nonce } => (ANSWER, nonce.as_str()),
                    ClaimKind::Renewed => (RENEWED, ""),
                    ClaimKind::SignedIn => (SIGNED_IN, ""),
                };
                [word, nonce, &tokens.to_stored()].join("\n")
            }
        }
    }

    /// Reads [`Self::to_text`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text == SIGNED_OUT {
            return Some(Self::SignedOut);
        }
        let mut parts = text.splitn(3, '\n');
        let (word, nonce, rest) = (parts.next()?, parts.next()?.to_owned(), parts.next()?);
        if word == ASK {
            return Some(Self::Ask { nonce });
        }
        let kind = match word {
            ANSWER => ClaimKind::Answer { nonce },
            RENEWED => ClaimKind::Renewed,
            SIGNED_IN => ClaimKind::SignedIn,
            _ => return None,
        };
        let tokens = SessionTokens::from_stored(rest)?;
        Some(Self::Told(Claim { kind, tokens }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::tokens;

    #[test]
    fn every_message_survives_the_channel() {
        let tokens = tokens("ann", "acme", "12:00:00");
        let nonce = || "n1".to_owned();
        let claim = |kind| {
            TabMessage::Told(Claim {
                kind,
                tokens: tokens.clone(),
            })
        };
        for message in [
            TabMessage::Ask { nonce: nonce() },
            TabMessage::SignedOut,
            claim(ClaimKind::Answer { nonce: nonce() }),
            claim(ClaimKind::Renewed),
            claim(ClaimKind::SignedIn),
        ] {
            assert!(TabMessage::parse(&message.to_text()) == Some(message));
        }
    }

    #[test]
    fn what_no_tab_of_this_version_says_is_no_message() {
        let stored = tokens("ann", "acme", "12:00:00").to_stored();
        for nonsense in [
            String::new(),
            "ask".into(),
            "2 ask".into(),
            "2 answer".into(),
            "2 answer\nn1\nx\ny\n0".into(),
            format!("begun\n{stored}"),
            format!("here\n{stored}"),
            format!("1 signed in\n\n{stored}"),
            format!("3 signed in\n\n{stored}"),
            format!("2 signed in\n{stored}"),
        ] {
            assert!(TabMessage::parse(&nonsense).is_none(), "{nonsense}");
        }
    }
}
