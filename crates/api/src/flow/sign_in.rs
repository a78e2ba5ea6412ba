//! Signing in, step by step.
//!
//! ```text
//! email ── method ──▶ password ── answer ──▶ (second factor) ──▶ restoring the organization ──▶ begun
//!    │                   └── single sign-on is required ──┐
//!    └── single sign-on ──────────────────────────────────▶ identity provider
//! ```
//!
//! Every effect carries the generation in which it was asked for. Going back begins a new one, so that an
//! answer to what was given up is ignored instead of signing somebody in.

use crate::auth::{SignInMethod, SignedIn};
use crate::error::ApiError;
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
#[expect(
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
    /// The page demands the identity provider of this organization from the start.
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
                self.go_to_provider(organization, None)
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
                self.step = Step::Email;
                None
            }
            Event::Interrupted => {
                self.give_up();
                self.notice = Some(Notice::Interrupted);
                None
            }
            Event::Submit { .. } | Event::NeedsProvider(_) | Event::Answered(..) => None,
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
            Answer::Password(Ok(SignedIn::Session(tokens))) => self.restore(tokens),
            Answer::Password(Ok(SignedIn::CodeNeeded(tokens))) => {
                self.step = Step::Code(tokens);
                None
            }
            Answer::Password(Ok(SignedIn::TwoFactorSetupNeeded)) => {
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
mod tests {
    use super::*;
    use crate::session_tokens::samples::tokens;

    fn ann() -> SessionTokens {
        tokens("ann", "acme", "12:00:00")
    }

    fn globex() -> OrganizationId {
        OrganizationId::new("globex")
    }

    fn ann_in_globex() -> Option<Identity> {
        Option::from(Identity {
            user: ann().user().cloned(),
            organization: Some(globex()),
        })
    }

    fn submit(flow: &mut SignInFlow, email: &str, password: &str) -> Option<Effect> {
        flow.on(Event::Submit {
            email: email.to_owned(),
            password: password.to_owned(),
        })
    }

    fn answer(flow: &mut SignInFlow, answer: Answer) -> Option<Effect> {
        flow.on(Event::Answered(flow.generation(), answer))
    }

    /// At the password.
    fn at_password(waiting: Option<Identity>, last: Option<Identity>) -> SignInFlow {
        let mut flow = SignInFlow::new(waiting, last);
        let effect = submit(&mut flow, " ann@acme.test ", "");
        assert!(effect == Some(Effect::AskMethod("ann@acme.test".into())));
        assert!(answer(&mut flow, Answer::Method(Ok(SignInMethod::Password))).is_none());
        flow
    }

    /// With a password on its way.
    fn trying(waiting: Option<Identity>, last: Option<Identity>) -> SignInFlow {
        let mut flow = at_password(waiting, last);
        let effect = submit(&mut flow, "ann@acme.test", "secret");
        assert!(effect == Some(Effect::TryPassword("ann@acme.test".into(), "secret".into())));
        flow
    }

    fn session(tokens: SessionTokens) -> Answer {
        Answer::Password(Ok(SignedIn::Session(tokens)))
    }

    fn begin(tokens: SessionTokens, is_elsewhere: bool) -> Option<Effect> {
        Option::from(Effect::Begin {
            tokens,
            is_elsewhere,
        })
    }

    #[test]
    fn a_password_leads_through_the_last_organization_to_a_session() {
        let mut flow = trying(None, ann_in_globex());
        let effect = answer(&mut flow, session(ann()));
        assert!(effect == Some(Effect::Restore(ann(), Some(globex()))));
        let there = tokens("ann", "globex", "12:00:00");
        let effect = answer(&mut flow, Answer::Restored(there.clone(), None));
        assert!(effect == begin(there, false));
    }

    #[test]
    fn an_organization_that_refuses_does_not_keep_anybody_out() {
        let mut flow = trying(None, ann_in_globex());
        answer(&mut flow, session(ann()));
        let refused = Some(NotRestored::NeedsTwoFactor);
        let effect = answer(&mut flow, Answer::Restored(ann(), refused));
        assert!(effect == begin(ann(), true));
    }

    #[test]
    fn another_user_is_not_taken_to_the_last_ones_organization() {
        let mut flow = trying(None, ann_in_globex());
        let bob = tokens("bob", "acme", "12:00:00");
        let effect = answer(&mut flow, session(bob.clone()));
        assert!(effect == Some(Effect::Restore(bob, None)));
    }

    #[test]
    fn nothing_is_sent_without_an_address_or_a_password() {
        let mut flow = SignInFlow::new(None, None);
        assert!(submit(&mut flow, "ann", "").is_none());
        assert_eq!(flow.missing(), Some(Missing::Email));
        let mut flow = at_password(None, None);
        assert!(submit(&mut flow, "ann@acme.test", "").is_none());
        assert_eq!(flow.missing(), Some(Missing::Password));
        assert!(submit(&mut flow, "ann@acme.test", "secret").is_some());
        assert_eq!(flow.missing(), None);
    }

    #[test]
    fn a_second_submit_waits_for_the_answer_to_the_first() {
        let mut flow = trying(None, None);
        assert!(submit(&mut flow, "ann@acme.test", "other").is_none());
        let wrong = Answer::Password(Err(ApiError::BadCredentials));
        assert!(answer(&mut flow, wrong).is_none());
        assert!(flow.notice() == Some(&Notice::Failed(ApiError::BadCredentials)));
        assert!(*flow.step() == Step::Password && !flow.is_busy());
    }

    #[test]
    fn going_back_ignores_the_answer_that_was_on_its_way() {
        let mut flow = trying(None, None);
        let given_up = flow.generation();
        flow.on(Event::Back);
        assert!(*flow.step() == Step::Email && !flow.is_busy());
        assert!(flow.on(Event::Answered(given_up, session(ann()))).is_none());
        assert!(*flow.step() == Step::Email && flow.notice().is_none());
        // Also when another address was asked for in the meantime.
        submit(&mut flow, "bob@acme.test", "");
        let wrong = Answer::Password(Err(ApiError::BadCredentials));
        flow.on(Event::Answered(given_up, wrong));
        assert!(flow.is_busy() && flow.notice().is_none());
        answer(&mut flow, Answer::Method(Ok(SignInMethod::Password)));
        assert!(*flow.step() == Step::Password);
    }

    #[test]
    fn going_back_while_the_organization_is_restored_begins_no_session() {
        let mut flow = trying(None, ann_in_globex());
        answer(&mut flow, session(ann()));
        let given_up = flow.generation();
        flow.on(Event::Back);
        let restored = Event::Answered(given_up, Answer::Restored(ann(), None));
        assert!(flow.on(restored).is_none());
    }

    #[test]
    fn a_second_factor_counts_only_at_its_step() {
        let mut flow = trying(None, None);
        assert!(flow.on(Event::CodeChecked).is_none());
        answer(&mut flow, Answer::Password(Ok(SignedIn::CodeNeeded(ann()))));
        assert!(*flow.step() == Step::Code(ann()) && !flow.is_busy());
        assert!(submit(&mut flow, "ann@acme.test", "secret").is_none());
        flow.on(Event::Back);
        assert!(flow.on(Event::CodeChecked).is_none());
        submit(&mut flow, "ann@acme.test", "");
        answer(&mut flow, Answer::Method(Ok(SignInMethod::Password)));
        submit(&mut flow, "ann@acme.test", "secret");
        answer(&mut flow, Answer::Password(Ok(SignedIn::CodeNeeded(ann()))));
        assert!(flow.on(Event::CodeChecked) == Some(Effect::Restore(ann(), None)));
        assert!(flow.is_busy());
    }

    #[test]
    fn a_missing_second_factor_is_explained() {
        let mut flow = trying(None, None);
        let answered = Answer::Password(Ok(SignedIn::TwoFactorSetupNeeded));
        assert!(answer(&mut flow, answered).is_none());
        assert!(flow.notice() == Some(&Notice::TwoFactorSetup));
    }

    #[test]
    fn single_sign_on_leaves_a_page_where_nothing_is_lost() {
        let fetch = Some(Effect::FetchProvider(globex()));
        let address = || Answer::Provider(globex(), Ok("https://idp.test".into()));
        let leave = Some(Effect::LeaveForProvider(
            "https://idp.test".into(),
            globex(),
        ));
        let mut flow = SignInFlow::new(None, None);
        submit(&mut flow, "ann@globex.test", "");
        let sso = Answer::Method(Ok(SignInMethod::Sso(globex())));
        assert!(answer(&mut flow, sso) == fetch);
        assert!(answer(&mut flow, address()) == leave);
        assert!(*flow.step() == Step::Email && flow.is_busy());
        answer(&mut flow, Answer::NotLeft(ApiError::SsoNotConfigured));
        assert!(!flow.is_busy());
        let mut flow = trying(None, None);
        let required = || Answer::Password(Err(ApiError::SsoRequired(Some(globex()))));
        assert!(answer(&mut flow, required()) == fetch);
        let failed = Answer::Provider(globex(), Err(ApiError::NoAnswer));
        assert!(answer(&mut flow, failed).is_none());
        assert!(*flow.step() == Step::Password && !flow.is_busy());
        submit(&mut flow, "ann@acme.test", "secret");
        answer(&mut flow, required());
        assert!(answer(&mut flow, address()) == leave);
        flow.on(Event::Interrupted);
        assert!(flow.notice() == Some(&Notice::Interrupted) && !flow.is_busy());
    }

    #[test]
    fn going_back_while_the_provider_is_looked_up_leaves_no_page() {
        let mut flow = trying(None, None);
        let required = Answer::Password(Err(ApiError::SsoRequired(Some(globex()))));
        answer(&mut flow, required);
        let given_up = flow.generation();
        flow.on(Event::Back);
        let address = Answer::Provider(globex(), Ok("https://idp.test".into()));
        assert!(flow.on(Event::Answered(given_up, address)).is_none());
    }

    #[test]
    fn single_sign_on_opens_a_tab_where_a_page_waits() {
        let mut flow = SignInFlow::new(ann_in_globex(), None);
        let effect = flow.on(Event::NeedsProvider(globex()));
        assert!(effect == Some(Effect::FetchProvider(globex())));
        assert!(
            submit(&mut flow, "", "").is_none(),
            "before its address is known"
        );
        answer(
            &mut flow,
            Answer::Provider(globex(), Ok("https://idp.test".into())),
        );
        let open = Effect::OpenProvider("https://idp.test".into(), globex());
        assert!(submit(&mut flow, "", "") == Some(open.clone()));
        flow.on(Event::Opened(Err(ApiError::SsoTabBlocked)));
        assert!(flow.notice() == Some(&Notice::Failed(ApiError::SsoTabBlocked)));
        assert!(submit(&mut flow, "", "") == Some(open));
        flow.on(Event::Opened(Ok(())));
        assert!(matches!(flow.step(), Step::Provider { opened: true, .. }));
        assert!(flow.notice().is_none() && !flow.is_busy());
    }

    #[test]
    fn a_provider_that_is_not_set_up_leads_back_to_the_address() {
        let mut flow = SignInFlow::new(ann_in_globex(), None);
        flow.on(Event::NeedsProvider(globex()));
        answer(
            &mut flow,
            Answer::Provider(globex(), Err(ApiError::SsoNotConfigured)),
        );
        assert!(*flow.step() == Step::Email && !flow.is_busy());
        assert!(flow.notice() == Some(&Notice::Failed(ApiError::SsoNotConfigured)));
    }

    #[test]
    fn a_waiting_page_is_not_given_to_somebody_else() {
        let mut flow = trying(ann_in_globex(), None);
        let bob = tokens("bob", "globex", "12:00:00");
        assert!(answer(&mut flow, session(bob.clone())).is_none());
        assert!(flow.notice() == Some(&Notice::OtherUser(bob)));
        assert!(*flow.step() == Step::Email && !flow.is_busy());
    }

    #[test]
    fn a_waiting_page_goes_on_only_in_its_organization() {
        let waiting = || {
            let mut flow = trying(ann_in_globex(), None);
            let effect = answer(&mut flow, session(ann()));
            assert!(effect == Some(Effect::Restore(ann(), Some(globex()))));
            flow
        };
        let mut flow = waiting();
        let there = tokens("ann", "globex", "12:00:00");
        let effect = answer(&mut flow, Answer::Restored(there.clone(), None));
        assert!(effect == begin(there, false));
        let mut flow = waiting();
        let needs_sso = Some(NotRestored::NeedsSso("https://idp.test".into()));
        assert!(answer(&mut flow, Answer::Restored(ann(), needs_sso)).is_none());
        assert!(
            matches!(
                flow.step(),
                Step::Provider {
                    target: Some(_),
                    opened: false,
                    ..
                }
            ) && !flow.is_busy()
        );
        let mut flow = waiting();
        let failed = NotRestored::Failed(ApiError::NotAllowed);
        answer(&mut flow, Answer::Restored(ann(), Some(failed.clone())));
        assert!(flow.notice() == Some(&Notice::OtherOrganization(ann(), failed)));
        assert!(*flow.step() == Step::Email && !flow.is_busy());
    }
}
