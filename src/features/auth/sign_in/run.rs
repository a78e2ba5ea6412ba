//! The sign-in of one form: runs the effects of [`SignInFlow`].

use super::form::Waiting;
use super::passkey::Passkeys;
use crate::app::publish::publish;
use crate::features::auth::restore_organization::restore_organization;
use crate::features::auth::sso;
use crate::session::SessionStore;
use console_api::auth::{self, SignedIn};
use console_api::flow::sign_in::{Answer, Effect, Event, Missing, Notice, SignInFlow, Step};
use console_api::passkey::PasskeyProblem;
use console_api::session_tokens::SessionTokens;
use console_platform::focus;
use console_ui::announce;
use console_view::prelude::*;
use leptos::html;

/// The sign-in of one form. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct SignIn {
    session: SessionStore,
    pub(super) passkeys: Passkeys,
    /// Ends what is on its way when the form is left: nobody is signed in by a form that is gone.
    scope: Scope,
    return_to: Signal<String>,
    flow: StoredValue<SignInFlow>,
    pub(super) email: RwSignal<String>,
    pub(super) password: RwSignal<String>,
    pub(super) busy: RwSignal<bool>,
    pub(super) notice: RwSignal<Option<Notice>>,
    pub(super) step: RwSignal<Step>,
    pub(super) field_error: RwSignal<Option<String>>,
    pub(super) input: NodeRef<html::Input>,
}

impl SignIn {
    pub(super) fn new(
        session: SessionStore,
        return_to: Signal<String>,
        waiting: Option<Waiting>,
    ) -> Self {
        let (identity, email) = match waiting {
            Some(waiting) => (Some(waiting.identity), waiting.email),
            None => (None, String::new()),
        };
        Self {
            session,
            passkeys: Passkeys::new(session),
            scope: Scope::current(),
            return_to,
            flow: StoredValue::new(SignInFlow::new(identity, session.last())),
            email: RwSignal::new(email),
            password: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            notice: RwSignal::new(None),
            step: RwSignal::new(Step::Email),
            field_error: RwSignal::new(None),
            input: NodeRef::new(),
        }
    }

    pub(super) fn dispatch(self, event: Event) {
        match self.on(event) {
            // At once: browsers open a tab only in answer to a press.
            Some((Effect::OpenProvider(target, organization), _)) => {
                let opened = sso::sign_in_in_new_tab(self.session, &target, organization);
                self.on(Event::Opened(opened));
            }
            Some((effect, generation)) => self.scope.spawn(self.run(effect, generation)),
            None => {}
        }
    }

    /// Hands `event` to the machine and publishes its state. `None` when the form was left, too.
    fn on(self, event: Event) -> Option<(Effect, u32)> {
        let is_answer = matches!(event, Event::Answered(..));
        let is_submit = matches!(event, Event::Submit { .. });
        let (effect, busy, notice, step, missing) = self.flow.try_update_value(|flow| {
            let effect = flow.on(event).map(|effect| (effect, flow.generation()));
            let (notice, step) = (flow.notice().cloned(), flow.step().clone());
            (effect, flow.is_busy(), notice, step, flow.missing())
        })?;
        let has_failed = matches!(notice, Some(Notice::Failed(_)));
        let needs_password = step == Step::Password
            && !matches!(
                effect,
                Some((Effect::Restore(..) | Effect::Begin { .. }, _))
            );
        if !needs_password {
            publish(self.password, String::new());
        }
        let error = missing.map(|missing| match missing {
            Missing::Email => "Enter your e-mail address.".to_owned(),
            Missing::Password => "Enter your password.".to_owned(),
        });
        publish(self.field_error, error.clone());
        publish(self.notice, notice);
        publish(self.busy, busy);
        publish(self.step, step);
        if let Some(input) = self.input.try_get_untracked().flatten() {
            if is_answer && has_failed {
                // What was refused is most likely what has to be typed again.
                input.select();
                focus::element(&input);
            } else if let Some(error) = error.filter(|_| is_submit) {
                // Whoever is in the field already is not told of its description anew.
                let is_in_it = focus::active().is_some_and(|active| active == *input);
                if is_in_it {
                    announce(error);
                } else {
                    focus::element(&input);
                }
            }
        }
        effect
    }

    fn passkey(self, answer: Result<SessionTokens, PasskeyProblem>) -> Answer {
        if let Ok(tokens) = &answer {
            self.session.hold(tokens);
        }
        Answer::Passkey(answer)
    }

    async fn run(self, effect: Effect, generation: u32) {
        let client = self.session.client;
        let mut next = Some((effect, generation));
        while let Some((effect, generation)) = next {
            let answer = match effect {
                Effect::AskMethod(email) => {
                    self.passkeys.wait_for_pending_challenge().await;
                    Answer::Method(auth::sign_in_method(client, &email).await)
                }
                Effect::TryPassword(email, password) => {
                    let answer = auth::sign_in(client, &email, &password).await;
                    match &answer {
                        // Signing out ends it, also when it is given up before it begins.
                        Ok(SignedIn::Session(tokens) | SignedIn::CodeNeeded(tokens)) => {
                            self.session.hold(tokens);
                        }
                        Ok(SignedIn::TwoFactorSetupNeeded(tokens)) => self.session.discard(tokens),
                        Err(_) => {}
                    }
                    Answer::Password(answer)
                }
                Effect::AskForPasskey => self.passkey(self.passkeys.ask().await),
                Effect::TryPasskey(assertion) => {
                    self.passkey(self.passkeys.try_assertion(assertion).await)
                }
                Effect::FetchProvider(organization) => {
                    let target = console_api::sso::begin_sign_in(client, &organization).await;
                    Answer::Provider(organization, target)
                }
                Effect::LeaveForProvider(target, organization) => {
                    let form = (
                        self.return_to.try_get_untracked(),
                        self.email.try_get_untracked(),
                    );
                    let (Some(back), Some(typed)) = form else {
                        return;
                    };
                    match sso::leave_to_sign_in(self.session, &target, organization, back, typed) {
                        Ok(()) => return,
                        Err(error) => Answer::NotLeft(error),
                    }
                }
                Effect::Restore(tokens, wanted) => {
                    let (tokens, not_restored) =
                        restore_organization(self.session, tokens, wanted.as_ref()).await;
                    Answer::Restored(tokens, not_restored)
                }
                Effect::Begin {
                    tokens,
                    is_elsewhere,
                } => {
                    self.session.begin(tokens);
                    if is_elsewhere {
                        announce("You are in your default organization now.");
                    }
                    return;
                }
                Effect::EndPair(tokens) => return self.session.discard(&tokens),
                // Answered by [`Self::dispatch`]: it comes from a press only.
                Effect::OpenProvider(..) => return,
            };
            next = self.on(Event::Answered(generation, answer));
        }
    }
}
