//! Who is signed in, and what a tab does when another one says something about it.
//!
//! The session cookie is one for the whole browser, so there is one user at a time: when somebody else signs
//! in in another tab, the session here is over. Tabs may be in different organizations. The console keeps
//! the state in a signal and the tokens in memory and `sessionStorage`; what follows from a message is
//! decided here.

use crate::session_tokens::SessionTokens;
use crate::tab_message::{Claim, ClaimKind, TabMessage};
use chrono::{DateTime, Utc};
use console_domain::id::{OrganizationId, UserId};
use console_domain::session_limits::SessionLimitState;
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
    /// Nobody has done anything for as long as the operator allows.
    Idle,
    /// It has lasted as long as a session may.
    TooLong,
}

impl EndReason {
    /// Why a session that stands so is over, if it is.
    pub const fn at_limit(standing: SessionLimitState) -> Option<Self> {
        match standing {
            SessionLimitState::Open | SessionLimitState::EndsSoon => None,
            SessionLimitState::Idle => Some(Self::Idle),
            SessionLimitState::TooLong => Some(Self::TooLong),
        }
    }
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

/// What a tab does about a message at once.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, for a moment; how large depends on the target"
)]
#[derive(Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Answer with this message.
    Reply(TabMessage),
    /// Renew these tokens, which tells the others.
    Renew(SessionTokens),
    /// See [`outcome`]: what the message claims has to be checked with the backend first.
    Consider(Claim),
    /// Forget the session: somebody has signed out of the whole browser. This goes with it.
    Drop(Option<UnsavedWork>),
}

/// What a tab in which somebody works on `unsaved` and that holds the tokens `held` does about `message`, at
/// `now` by its clock. `asked` is the nonce of its own last question.
pub fn on_message(
    held: Option<SessionTokens>,
    unsaved: Option<UnsavedWork>,
    asked: Option<&str>,
    message: TabMessage,
    now: DateTime<Utc>,
) -> Option<Reaction> {
    match message {
        TabMessage::Ask { nonce } => match held? {
            tokens if tokens.is_live(now) => Some(Reaction::Reply(TabMessage::Told(Claim {
                kind: ClaimKind::Answer { nonce },
                tokens,
            }))),
            tokens => (!tokens.is_over(now)).then_some(Reaction::Renew(tokens)),
        },
        TabMessage::SignedOut => Some(Reaction::Drop(unsaved)),
        TabMessage::Told(claim) => match &claim.kind {
            // Nobody is told what they have not asked for.
            ClaimKind::Answer { nonce } if asked != Some(nonce) => None,
            _ => Some(Reaction::Consider(claim)),
        },
    }
}

/// What follows from a claim of another tab, if it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Use its tokens from now on.
    Adopt,
    /// The session here is over, see [`Session::after_end`]: one goes on by signing in again.
    End(EndReason),
    /// The same person's other session: whichever tab signs out ends it too, also when that other tab is
    /// closed by then.
    Hold,
}

/// What follows from `claim` for a tab in state `session` that holds the tokens `held`. Asked twice: before
/// the backend is asked whether it is true, and after, because something may have happened meanwhile.
///
/// A session of somebody else is never replaced: it ends, and goes on by a person's sign-in.
pub fn outcome(session: &Session, held: Option<&SessionTokens>, claim: &Claim) -> Option<Outcome> {
    let tokens = &claim.tokens;
    let Some(mine) = session.identity() else {
        return Some(Outcome::Adopt);
    };
    if mine.user.as_ref() != tokens.user() {
        return (claim.kind == ClaimKind::SignedIn).then_some(Outcome::End(EndReason::OtherUser));
    }
    // The others tell what they have, which may be older than what is here.
    let is_wanted = claim.kind == ClaimKind::SignedIn
        || !matches!(session, Session::SignedIn(_))
        || held.is_none_or(|held| held.ends_at() < tokens.ends_at());
    if is_wanted && *mine == Identity::of(tokens) {
        return Some(Outcome::Adopt);
    }
    (mine.user.is_some() && held != Some(tokens)).then_some(Outcome::Hold)
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

    /// What a tab does that holds the tokens of `ann` and has asked with the nonce "asked".
    fn told(message: TabMessage, now: &str) -> Option<Reaction> {
        on_message(Some(ann()), None, Some("asked"), message, at(now))
    }

    fn answer(nonce: &str, tokens: SessionTokens) -> Claim {
        let nonce = nonce.to_owned();
        Claim {
            kind: ClaimKind::Answer { nonce },
            tokens,
        }
    }

    fn signed_in_as(tokens: SessionTokens) -> Claim {
        Claim {
            kind: ClaimKind::SignedIn,
            tokens,
        }
    }

    fn renewed(tokens: SessionTokens) -> Claim {
        Claim {
            kind: ClaimKind::Renewed,
            tokens,
        }
    }

    /// What follows for a tab that holds the tokens of `ann` if it is signed in.
    fn follows(session: &Session, claim: &Claim) -> Option<Outcome> {
        let held = matches!(session, Session::SignedIn(_)).then(ann);
        outcome(session, held.as_ref(), claim)
    }

    #[test]
    fn a_question_is_answered_with_its_nonce_and_tokens_that_are_good_for_something() {
        let ask = || TabMessage::Ask { nonce: "n".into() };
        let reply = Reaction::Reply(TabMessage::Told(answer("n", ann())));
        assert!(told(ask(), "12:30:00") == Some(reply));
        assert!(told(ask(), "13:30:00") == Some(Reaction::Renew(ann())));
        assert!(told(ask(), "14:00:01").is_none());
        assert!(on_message(None, None, None, ask(), at("12:30:00")).is_none());
    }

    #[test]
    fn an_answer_that_nobody_has_asked_for_is_not_considered() {
        let asked = answer("asked", ann());
        assert!(
            told(TabMessage::Told(asked.clone()), "12:30:00") == Some(Reaction::Consider(asked))
        );
        let other = TabMessage::Told(answer("other", ann()));
        assert!(told(other.clone(), "12:30:00").is_none());
        assert!(on_message(None, None, None, other, at("12:30:00")).is_none());
    }

    #[test]
    fn signing_out_reaches_every_tab_and_says_what_is_lost() {
        for lost in [None, Some(UnsavedWork::new(WorkKind::Value, "ci"))] {
            let message = TabMessage::SignedOut;
            let told = on_message(None, lost.clone(), None, message, at("12:30:00"));
            assert!(told == Some(Reaction::Drop(lost)));
        }
    }

    #[test]
    fn the_pairs_of_the_same_persons_other_tabs_are_ended_too() {
        let globex = tokens("ann", "globex", "12:45:00");
        for session in [signed_in(), ended()] {
            for claim in [renewed(globex.clone()), signed_in_as(globex.clone())] {
                assert_eq!(follows(&session, &claim), Some(Outcome::Hold));
            }
        }
        // It is here already.
        assert_eq!(follows(&signed_in(), &renewed(ann())), None);
    }

    #[test]
    fn a_tab_without_a_session_takes_what_it_gets() {
        for session in [Session::Loading, Session::Guest] {
            for claim in [answer("asked", ann()), renewed(ann()), signed_in_as(ann())] {
                assert_eq!(follows(&session, &claim), Some(Outcome::Adopt));
            }
        }
    }

    #[test]
    fn a_renewed_session_is_taken_only_when_it_is_newer() {
        let newer = tokens("ann", "acme", "12:45:00");
        assert_eq!(follows(&signed_in(), &renewed(newer)), Some(Outcome::Adopt));
        let older = tokens("ann", "acme", "11:00:00");
        assert_eq!(follows(&signed_in(), &renewed(older)), Some(Outcome::Hold));
        // A session that is over has nothing newer.
        assert_eq!(follows(&ended(), &renewed(ann())), Some(Outcome::Adopt));
    }

    #[test]
    fn who_signs_in_again_continues_everywhere() {
        let again = signed_in_as(tokens("ann", "acme", "11:00:00"));
        for session in [signed_in(), ended()] {
            assert_eq!(follows(&session, &again), Some(Outcome::Adopt));
        }
    }

    #[test]
    fn another_user_ends_the_session_by_signing_in_and_is_never_taken() {
        let bob = || tokens("bob", "acme", "12:45:00");
        let other = Some(Outcome::End(EndReason::OtherUser));
        for session in [signed_in(), ended()] {
            assert_eq!(follows(&session, &signed_in_as(bob())), other);
            assert_eq!(follows(&session, &renewed(bob())), None);
            assert_eq!(follows(&session, &answer("asked", bob())), None);
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
