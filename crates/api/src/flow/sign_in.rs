//! Signing in, step by step.
//!
//! ```text
//! email -- method --> password -- answer --> (second factor) --> restoring the organization --> begun
//!    |                   +-- single sign-on is required --+
//!    +-- single sign-on ----------------------------------+--> identity provider
//!    +-- passkey ------------- answer -------------------------> restoring the organization --> begun
//! ```
//!
//! Every effect carries the generation in which it was asked for. Going back begins a new one, so that an
//! answer to what was given up is ignored instead of signing somebody in.

use crate::auth::{SignInMethod, SignedIn};
use crate::error::ApiError;
use crate::passkey::PasskeyProblem;
use crate::session::Identity;
use crate::session_tokens::SessionTokens;
use console_domain::id::OrganizationId;

/// Which step the form shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// The e-mail address.
    Email,
    /// The password.
    Password,
    /// The second factor of a session. It is nobody's until that was checked.
    Code(SessionTokens),
    /// The organization's identity provider, in a tab of its own.
    Provider {
        /// The organization.
        organization: OrganizationId,
        /// The provider's address; fetched before the button is shown.
        target: Option<String>,
        /// Whether the tab was opened.
        opened: bool,
    },
}

/// Why a new session is not in the organization where the user was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRestored {
    /// The organization demands its identity provider, at this address.
    NeedsSso(String),
    /// The organization demands a second factor, and the user has none.
    NeedsTwoFactor,
    /// The request to switch failed.
    Failed(ApiError),
}

/// How the last step ended, if not well.
#[derive(Clone, PartialEq, Eq)]
pub enum Notice {
    /// It failed.
    Failed(ApiError),
    /// The passkey did not do.
    Passkey(PasskeyProblem),
    /// The organization demands a second factor, and the user has none.
    TwoFactorSetup,
    /// The person came back from the identity provider without finishing.
    Interrupted,
    /// Somebody else signed in than the page belongs to.
    OtherUser(SessionTokens),
    /// The same user, but not in the organization that the page belongs to.
    OtherOrganization(SessionTokens, NotRestored),
}

/// What is missing in the field of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// An e-mail address.
    Email,
    /// A password.
    Password,
}

/// What happened.
#[allow(
    clippy::large_enum_variant,
    reason = "each is made once and handed on at once"
)]
pub enum Event {
    /// The form was submitted.
    Submit {
        /// The e-mail address as typed.
        email: String,
        /// The password as typed.
        password: String,
    },
    /// The person wants to use a passkey.
    UsePasskey,
    /// The person has chosen a passkey among the suggestions of the field: the browser's assertion.
    PasskeyChosen(String),
    /// The identity provider of this organization is demanded.
    NeedsProvider(OrganizationId),
    /// The answer to an effect of this generation.
    Answered(u32, Answer),
    /// The second factor of [`Step::Code`] was right.
    CodeChecked,
    /// Whether [`Effect::OpenProvider`] has opened a tab.
    Opened(Result<(), ApiError>),
    /// The person wants another address, or to start over.
    Back,
    /// The person is back from an identity provider without having finished.
    Interrupted,
}

/// The answer to an effect.
pub enum Answer {
    /// To [`Effect::AskMethod`].
    Method(Result<SignInMethod, ApiError>),
    /// To [`Effect::TryPassword`].
    Password(Result<SignedIn, ApiError>),
    /// To [`Effect::AskForPasskey`] and [`Effect::TryPasskey`].
    Passkey(Result<SessionTokens, PasskeyProblem>),
    /// To [`Effect::FetchProvider`]: the organization, and its provider's address.
    Provider(OrganizationId, Result<String, ApiError>),
    /// To [`Effect::LeaveForProvider`], when the page could not be left.
    NotLeft(ApiError),
    /// To [`Effect::Restore`].
    Restored(SessionTokens, Option<NotRestored>),
}

/// What to do next.
#[derive(Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask how this address signs in (contract 7.1).
    AskMethod(String),
    /// Sign in with an address and a password (contract 1.2).
    TryPassword(String, String),
    /// Have the browser ask for a passkey, and sign in with it (contract 1.14).
    AskForPasskey,
    /// Sign in with this assertion.
    TryPasskey(String),
    /// Leave the page for the provider at this address.
    LeaveForProvider(String, OrganizationId),
    /// Fetch the address of this organization's identity provider.
    FetchProvider(OrganizationId),
    /// Open the provider at this address in a new tab. Within the same press: browsers open no tab otherwise.
    OpenProvider(String, OrganizationId),
    /// Move the session to this organization if it is in another one.
    Restore(SessionTokens, Option<OrganizationId>),
    /// Begin the session.
    Begin {
        /// Its tokens.
        tokens: SessionTokens,
        /// Whether it is in the default organization because the one from before refused it.
        is_elsewhere: bool,
    },
    /// End this pair at the backend: nobody will use it. Has no answer.
    EndPair(SessionTokens),
}

/// A sign-in.
pub struct SignInFlow {
    step: Step,
    is_busy: bool,
    notice: Option<Notice>,
    missing: Option<Missing>,
    generation: u32,
    /// The session that a page below the form waits for: that page must not be lost.
    waiting: Option<Identity>,
    /// Who was signed in last in this tab, and where.
    last: Option<Identity>,
}

impl SignInFlow {
    /// At the first step. `waiting` is the session that a page below the form belongs to, `last` the one
    /// before.
    pub const fn new(waiting: Option<Identity>, last: Option<Identity>) -> Self {
        Self {
            step: Step::Email,
            is_busy: false,
            notice: None,
            missing: None,
            generation: 0,
            waiting,
            last,
        }
    }

    /// Which step is shown.
    pub const fn step(&self) -> &Step {
        &self.step
    }

    /// Whether an answer is awaited.
    pub const fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// What is said above the fields.
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// What is missing in the field of the step.
    pub const fn missing(&self) -> Option<Missing> {
        self.missing
    }

    /// The generation of an effect that was just answered with.
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// Takes an event; answers with what to do next. Events that do not fit the state are ignored.
    pub fn on(&mut self, event: Event) -> Option<Effect> {
        match event {
            Event::Submit { email, password } if !self.is_busy => self.submit(email, password),
            Event::NeedsProvider(organization) if !self.is_busy => {
                self.notice = None;
                self.go_to_provider(organization, None)
            }
            Event::UsePasskey if !self.is_busy && self.step == Step::Email => {
                Some(self.ask_for_passkey(Effect::AskForPasskey))
            }
            Event::PasskeyChosen(assertion) if !self.is_busy && self.step == Step::Email => {
                Some(self.ask_for_passkey(Effect::TryPasskey(assertion)))
            }
            Event::Answered(generation, answer) if generation == self.generation => {
                self.on_answer(answer)
            }
            Event::CodeChecked => match std::mem::replace(&mut self.step, Step::Email) {
                Step::Code(tokens) => {
                    // The form of the code stays, and stays busy, until the session begins.
                    self.step = Step::Code(tokens.clone());
                    self.is_busy = true;
                    self.restore(tokens)
                }
                step => {
                    self.step = step;
                    None
                }
            },
            Event::Opened(result) => {
                match (&mut self.step, result) {
                    (Step::Provider { opened, .. }, Ok(())) => *opened = true,
                    (_, Ok(())) => {}
                    (_, Err(error)) => self.notice = Some(Notice::Failed(error)),
                }
                None
            }
            Event::Back => {
                self.give_up();
                self.notice = None;
                self.missing = None;
                match std::mem::replace(&mut self.step, Step::Email) {
                    // The backend takes it for signed in already (contract 1.2).
                    Step::Code(tokens) => Some(Effect::EndPair(tokens)),
                    Step::Email | Step::Password | Step::Provider { .. } => None,
                }
            }
            Event::Interrupted => {
                self.give_up();
                self.notice = Some(Notice::Interrupted);
                None
            }
            Event::Submit { .. }
            | Event::NeedsProvider(_)
            | Event::UsePasskey
            | Event::PasskeyChosen(_)
            | Event::Answered(..) => None,
        }
    }

    /// Whatever answer is awaited does not count any more.
    const fn give_up(&mut self) {
        self.generation += 1;
        self.is_busy = false;
    }

    /// Nothing else is answered before the answer to `effect`.
    fn ask(&mut self, effect: Effect) -> Effect {
        self.generation += 1;
        self.is_busy = true;
        effect
    }

    fn ask_for_passkey(&mut self, effect: Effect) -> Effect {
        self.notice = None;
        self.missing = None;
        self.ask(effect)
    }

    fn submit(&mut self, email: String, password: String) -> Option<Effect> {
        self.notice = None;
        let email = email.trim();
        self.missing = match self.step {
            Step::Email if !email.contains('@') => Some(Missing::Email),
            Step::Password if password.is_empty() => Some(Missing::Password),
            _ => None,
        };
        if self.missing.is_some() {
            return None;
        }
        match &self.step {
            Step::Email => Some(self.ask(Effect::AskMethod(email.to_owned()))),
            Step::Password => Some(self.ask(Effect::TryPassword(email.to_owned(), password))),
            Step::Provider {
                organization,
                target: Some(target),
                ..
            } => Some(Effect::OpenProvider(target.clone(), organization.clone())),
            Step::Provider { .. } | Step::Code(_) => None,
        }
    }

    fn on_answer(&mut self, answer: Answer) -> Option<Effect> {
        self.is_busy = false;
        match answer {
            Answer::Method(Ok(SignInMethod::Password)) => {
                self.step = Step::Password;
                None
            }
            Answer::Method(Ok(SignInMethod::Sso(organization)))
            | Answer::Password(Err(ApiError::SsoRequired(Some(organization)))) => {
                self.go_to_provider(organization, None)
            }
            Answer::Password(Ok(SignedIn::Session(tokens))) | Answer::Passkey(Ok(tokens)) => {
                self.restore(tokens)
            }
            Answer::Passkey(Err(problem)) => {
                self.notice = Some(Notice::Passkey(problem));
                None
            }
            Answer::Password(Ok(SignedIn::CodeNeeded(tokens))) => {
                self.step = Step::Code(tokens);
                None
            }
            Answer::Password(Ok(SignedIn::TwoFactorSetupNeeded(_))) => {
                self.notice = Some(Notice::TwoFactorSetup);
                None
            }
            Answer::Method(Err(error)) | Answer::Password(Err(error)) | Answer::NotLeft(error) => {
                self.notice = Some(Notice::Failed(error));
                None
            }
            Answer::Provider(organization, Ok(address)) => {
                self.go_to_provider(organization, Some(address))
            }
            Answer::Provider(_, Err(error)) => {
                if self.waiting.is_some() {
                    self.step = Step::Email;
                }
                self.notice = Some(Notice::Failed(error));
                None
            }
            Answer::Restored(tokens, not_restored) => self.on_restored(tokens, not_restored),
        }
    }

    /// To the identity provider: in a new tab where a page waits, else instead of this one.
    fn go_to_provider(
        &mut self,
        organization: OrganizationId,
        target: Option<String>,
    ) -> Option<Effect> {
        if self.waiting.is_some() {
            self.step = Step::Provider {
                organization: organization.clone(),
                target: target.clone(),
                opened: false,
            };
        }
        match target {
            None => Some(self.ask(Effect::FetchProvider(organization))),
            Some(_) if self.waiting.is_some() => None,
            Some(target) => Some(self.ask(Effect::LeaveForProvider(target, organization))),
        }
    }

    /// Somebody has signed in. A page that waits goes on only with its own user.
    fn restore(&mut self, tokens: SessionTokens) -> Option<Effect> {
        if let Some(waiting) = &self.waiting {
            if waiting.user.as_ref() != tokens.user() {
                return self.start_over(Notice::OtherUser(tokens));
            }
            let wanted = waiting.organization.clone();
            return Some(self.ask(Effect::Restore(tokens, wanted)));
        }
        let last = self.last.as_ref();
        let wanted = last
            .filter(|last| last.user.as_ref() == tokens.user())
            .and_then(|last| last.organization.clone());
        Some(self.ask(Effect::Restore(tokens, wanted)))
    }

    fn on_restored(
        &mut self,
        tokens: SessionTokens,
        not_restored: Option<NotRestored>,
    ) -> Option<Effect> {
        let wanted = self
            .waiting
            .as_ref()
            .map(|waiting| waiting.organization.clone());
        match (wanted, not_restored) {
            (None, not_restored) => Some(self.ask(Effect::Begin {
                tokens,
                is_elsewhere: not_restored.is_some(),
            })),
            (Some(_), None) => Some(self.ask(Effect::Begin {
                tokens,
                is_elsewhere: false,
            })),
            (Some(Some(wanted)), Some(NotRestored::NeedsSso(address))) => {
                self.go_to_provider(wanted, Some(address))
            }
            (Some(_), Some(why)) => self.start_over(Notice::OtherOrganization(tokens, why)),
        }
    }

    fn start_over(&mut self, notice: Notice) -> Option<Effect> {
        self.is_busy = false;
        self.step = Step::Email;
        self.notice = Some(notice);
        None
    }
}

#[cfg(test)]
mod tests;
