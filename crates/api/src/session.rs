//! Who is signed in, and what a tab does when another one says something about it.
//!
//! The session cookie is one for the whole browser, so there is one user at a time: when somebody else signs
//! in in another tab, the session here is over. Tabs may be in different organizations. The console keeps
//! the state in a signal and the tokens in memory and `sessionStorage`; what follows from a message is
//! decided here.

use crate::session_tokens::SessionTokens;
use chrono::{DateTime, Utc};
use console_domain::id::{OrganizationId, UserId};
use console_domain::unsaved_work::UnsavedWork;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Not known yet: the other tabs are being asked.
    Loading,
    /// Nobody is.
    Guest,
    /// Somebody is.
    SignedIn(Identity),
    /// Somebody was, and can continue after signing in again; what was being typed is kept.
    Ended(Identity),
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its time was over, or the backend ended it.
    Expired,
    /// As before, and the organization demands its identity provider.
    NeedsSso,
    /// Somebody else signed in in another tab.
    OtherUser,
}

/// Whose session it is, and in which organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user, where the token names one.
    pub user: Option<UserId>,
    /// The active organization.
    pub organization: Option<OrganizationId>,
}

impl Identity {
    /// Whose session `tokens` stand for.
    pub fn of(tokens: &SessionTokens) -> Self {
        Self {
            user: tokens.user().cloned(),
            organization: tokens.organization().cloned(),
        }
    }
}

impl Session {
    /// Whose session it is, or was until it ended.
    pub const fn identity(&self) -> Option<&Identity> {
        match self {
            Self::SignedIn(identity) | Self::Ended(identity) => Some(identity),
            Self::Loading | Self::Guest => None,
        }
    }

    /// What it becomes when it is over. Without a page of the user (`has_page`) nothing is lost by starting
    /// from the sign-in page.
    #[must_use]
    pub fn after_end(&self, has_page: bool) -> Self {
        match self.identity() {
            Some(identity) if has_page => Self::Ended(identity.clone()),
            _ => Self::Guest,
        }
    }
}

/// What tabs tell each other.
#[derive(Clone, PartialEq, Eq)]
pub enum TabMessage {
    /// A tab asks for the newest tokens: it is new, or about to renew its own.
    Request,
    /// The tokens of a session, in answer to a request or after a renewal.
    Tokens(SessionTokens),
    /// Somebody has just signed in.
    SignedIn(SessionTokens),
    /// Somebody has signed out.
    SignedOut,
}

/// The words on the channel. Tabs of an older version of the console know them too.
const REQUEST: &str = "ask";
const SIGNED_OUT: &str = "out";
const TOKENS: &str = "here\n";
const SIGNED_IN: &str = "begun\n";

impl TabMessage {
    /// As text, for the channel.
    pub fn to_text(&self) -> String {
        match self {
            Self::Request => REQUEST.to_owned(),
            Self::SignedOut => SIGNED_OUT.to_owned(),
            Self::Tokens(tokens) => format!("{TOKENS}{}", tokens.to_stored()),
            Self::SignedIn(tokens) => format!("{SIGNED_IN}{}", tokens.to_stored()),
        }
    }

    /// Reads [`Self::to_text`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            REQUEST => return Some(Self::Request),
            SIGNED_OUT => return Some(Self::SignedOut),
            _ => {}
        }
        if let Some(tokens) = text.strip_prefix(TOKENS) {
            SessionTokens::from_stored(tokens).map(Self::Tokens)
        } else {
            SessionTokens::from_stored(text.strip_prefix(SIGNED_IN)?).map(Self::SignedIn)
        }
    }
}

/// What a tab does about a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Answer with this message.
    Reply(TabMessage),
    /// Use these tokens from now on.
    Adopt(SessionTokens),
    /// The session here is over, see [`Session::after_end`].
    End(EndReason),
    /// Forget the session: somebody has signed out of the whole browser. This goes with it.
    Drop(Option<UnsavedWork>),
}

/// What a tab in state `session` that holds the tokens `held` does about `message`, at `now` by its clock.
/// `unsaved` is what it would lose by leaving its page.
pub fn on_message(
    session: &Session,
    held: Option<&SessionTokens>,
    unsaved: Option<UnsavedWork>,
    message: TabMessage,
    now: DateTime<Utc>,
) -> Option<Reaction> {
    match message {
        TabMessage::Request => held
            .filter(|tokens| !tokens.is_over(now))
            .map(|tokens| Reaction::Reply(TabMessage::Tokens(tokens.clone()))),
        TabMessage::SignedOut => Some(Reaction::Drop(unsaved)),
        TabMessage::Tokens(tokens) => {
            // The others answer with what they have, which may be older than what is here.
            let is_newer = held.is_none_or(|held| held.ends_at() < tokens.ends_at());
            let is_wanted = is_newer || !matches!(session, Session::SignedIn(_));
            (is_wanted && should_adopt(session, &tokens)).then_some(Reaction::Adopt(tokens))
        }
        TabMessage::SignedIn(tokens) => {
            let is_other_user = session
                .identity()
                .is_some_and(|mine| mine.user.as_ref() != tokens.user());
            if is_other_user {
                return Some(Reaction::End(EndReason::OtherUser));
            }
            should_adopt(session, &tokens).then_some(Reaction::Adopt(tokens))
        }
    }
}

/// The pair of tokens in a message of another tab, where it is the same person's: whichever tab signs out
/// ends it, also when that tab is closed by then.
pub fn pair_to_end<'a>(session: &Session, message: &'a TabMessage) -> Option<&'a SessionTokens> {
    let (TabMessage::Tokens(tokens) | TabMessage::SignedIn(tokens)) = message else {
        return None;
    };
    let mine = session.identity()?;
    (mine.user.is_some() && mine.user.as_ref() == tokens.user()).then_some(tokens)
}

/// Whether tokens of another tab are for this one: not when that tab is in another organization.
fn should_adopt(session: &Session, tokens: &SessionTokens) -> bool {
    session
        .identity()
        .is_none_or(|mine| *mine == Identity::of(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::{at, tokens};
    use console_domain::unsaved_work::WorkKind;

    fn ann() -> SessionTokens {
        tokens("ann", "acme", "12:00:00")
    }

    fn signed_in() -> Session {
        Session::SignedIn(Identity::of(&ann()))
    }

    fn ended() -> Session {
        Session::Ended(Identity::of(&ann()))
    }

    /// What a tab does that holds the tokens of `ann` if it is signed in.
    fn told(session: &Session, message: TabMessage) -> Option<Reaction> {
        let held = matches!(session, Session::SignedIn(_)).then(ann);
        on_message(session, held.as_ref(), None, message, at("12:30:00"))
    }

    fn is_adopted(
        session: &Session,
        message: fn(SessionTokens) -> TabMessage,
        tokens: &SessionTokens,
    ) -> bool {
        told(session, message(tokens.clone())) == Some(Reaction::Adopt(tokens.clone()))
    }

    #[test]
    fn every_message_survives_the_channel() {
        for message in [
            TabMessage::Request,
            TabMessage::SignedOut,
            TabMessage::Tokens(ann()),
            TabMessage::SignedIn(ann()),
        ] {
            assert!(TabMessage::parse(&message.to_text()) == Some(message));
        }
        for nonsense in ["", "Ask", "here", "here\n", "here\nx\ny\n0", "asked"] {
            assert!(TabMessage::parse(nonsense).is_none(), "{nonsense}");
        }
    }

    #[test]
    fn a_request_is_answered_with_tokens_that_are_good_for_something() {
        let reply = Some(Reaction::Reply(TabMessage::Tokens(ann())));
        assert!(told(&signed_in(), TabMessage::Request) == reply);
        assert!(told(&Session::Guest, TabMessage::Request).is_none());
        let held = ann();
        let late = on_message(
            &signed_in(),
            Some(&held),
            None,
            TabMessage::Request,
            at("14:00:01"),
        );
        assert!(late.is_none());
    }

    #[test]
    fn signing_out_reaches_every_tab() {
        for session in [Session::Loading, Session::Guest, signed_in(), ended()] {
            assert!(told(&session, TabMessage::SignedOut) == Some(Reaction::Drop(None)));
        }
    }

    #[test]
    fn a_tab_knows_what_it_has_lost_by_a_sign_out_elsewhere() {
        let (held, lost) = (ann(), Some(UnsavedWork::new(WorkKind::Value, "ci")));
        let told = on_message(
            &signed_in(),
            Some(&held),
            lost.clone(),
            TabMessage::SignedOut,
            at("12:30:00"),
        );
        assert!(told == Some(Reaction::Drop(lost)));
    }

    #[test]
    fn the_pairs_of_the_same_persons_other_tabs_are_ended_too() {
        let globex = tokens("ann", "globex", "12:45:00");
        let message = TabMessage::SignedIn(globex.clone());
        assert!(pair_to_end(&signed_in(), &message) == Some(&globex));
        assert!(pair_to_end(&Session::Guest, &message).is_none());
        let bob = TabMessage::SignedIn(tokens("bob", "acme", "12:45:00"));
        assert!(pair_to_end(&signed_in(), &bob).is_none());
        assert!(pair_to_end(&signed_in(), &TabMessage::SignedOut).is_none());
    }

    #[test]
    fn a_tab_without_a_session_takes_what_it_gets() {
        for session in [Session::Loading, Session::Guest] {
            assert!(is_adopted(&session, TabMessage::Tokens, &ann()));
            assert!(is_adopted(&session, TabMessage::SignedIn, &ann()));
        }
    }

    #[test]
    fn a_renewed_session_is_taken_only_when_it_is_newer() {
        let newer = tokens("ann", "acme", "12:45:00");
        assert!(is_adopted(&signed_in(), TabMessage::Tokens, &newer));
        for old in [ann(), tokens("ann", "acme", "11:00:00")] {
            assert!(!is_adopted(&signed_in(), TabMessage::Tokens, &old));
        }
        // A session that is over has nothing newer.
        assert!(is_adopted(&ended(), TabMessage::Tokens, &ann()));
    }

    #[test]
    fn the_session_of_another_organization_is_the_other_tabs_own_business() {
        let globex = tokens("ann", "globex", "12:45:00");
        for session in [signed_in(), ended()] {
            assert!(told(&session, TabMessage::Tokens(globex.clone())).is_none());
            assert!(told(&session, TabMessage::SignedIn(globex.clone())).is_none());
        }
    }

    #[test]
    fn who_signs_in_again_continues_everywhere() {
        let again = tokens("ann", "acme", "11:00:00");
        for session in [signed_in(), ended()] {
            assert!(is_adopted(&session, TabMessage::SignedIn, &again));
        }
    }

    #[test]
    fn another_user_ends_the_session_by_signing_in_and_is_not_taken_from_a_reply() {
        let bob = tokens("bob", "acme", "12:45:00");
        for session in [signed_in(), ended()] {
            assert!(
                told(&session, TabMessage::SignedIn(bob.clone()))
                    == Some(Reaction::End(EndReason::OtherUser))
            );
            assert!(told(&session, TabMessage::Tokens(bob.clone())).is_none());
        }
    }

    #[test]
    fn a_session_that_ends_is_kept_only_with_a_page() {
        assert_eq!(signed_in().after_end(true), ended());
        assert_eq!(ended().after_end(true), ended());
        assert_eq!(signed_in().after_end(false), Session::Guest);
        assert_eq!(Session::Loading.after_end(true), Session::Guest);
    }
}
