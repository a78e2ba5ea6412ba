//! The sign-in form: runs the effects of [`SignInFlow`] and shows its steps.

use super::passkey::Passkeys;
use crate::app::config::{config, is_in_the_clear};
use crate::app::publish::publish;
use crate::features::auth::notice::notice_view;
use crate::features::auth::restore_organization::restore_organization;
use crate::features::auth::second_factor::SecondFactorForm;
use crate::features::auth::sso;
use crate::session::{Identity, SessionStore, SignOut, use_session};
use console_api::auth::{self, SignedIn};
use console_api::flow::sign_in::{Answer, Effect, Event, Missing, Notice, SignInFlow, Step};
use console_api::passkey::PasskeyProblem;
use console_api::session_tokens::SessionTokens;
use console_domain::sso_flow::host;
use console_platform::storage::keeps_cookies;
use console_platform::{focus, passkey, retain_until_cleanup, visibility};
use console_ui::{Button, Callout, Icon, TextField, Tone, Variant, announce};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use leptos::html;

/// A session that the page below the form belongs to.
#[derive(Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Whose it was, and where.
    pub identity: Identity,
    /// The person's e-mail address.
    pub email: String,
    /// Whether the organization asks for its identity provider.
    pub needs_sso: bool,
}

/// Asks for what is needed to sign in, step by step. On success the session begins; whoever shows
/// the form reacts to that.
#[component(transparent)]
pub fn SignInForm(
    /// Where to come back to from an identity provider: path and query, with the base.
    #[prop(into)]
    return_to: Signal<String>,
    /// The session that a page waits for: identity providers are visited in another tab then, and
    /// nobody else's session takes the page away without asking.
    #[prop(optional)]
    waiting: Option<Waiting>,
) -> impl IntoView {
    if is_in_the_clear() {
        return view! {
            <Callout tone=Tone::Danger title="This connection is not encrypted" role="alert">
                <p>
                    "Anybody on the network could read your password, so it is not asked for here. Open the \
                     console at an https address. If there is none, tell whoever runs it."
                </p>
            </Callout>
        }
        .into_any();
    }
    let session = use_session();
    let is_waited_for = waiting.is_some();
    let first = waiting
        .as_ref()
        .filter(|waiting| waiting.needs_sso)
        .and_then(|waiting| waiting.identity.organization.clone());
    let before = waiting
        .as_ref()
        .map(|waiting| waiting.email.clone())
        .unwrap_or_default();
    let sign_in = SignIn::new(session, return_to, waiting);
    let SignIn {
        passkeys,
        email,
        password,
        busy,
        notice,
        step,
        field_error,
        input,
        ..
    } = sign_in;
    // Each step's field takes the focus when it appears.
    console_reactive::Effect::new(move |_| {
        if let Some(input) = input.get() {
            let before = focus::active();
            request_animation_frame(move || {
                if !focus::has_moved_to_field(before.as_ref()) {
                    focus::element(&input);
                }
            });
        }
    });
    let came_back = sso::pending::recall().is_some_and(|flow| flow.authorization.is_none());
    if came_back && !is_waited_for {
        sso::pending::forget();
        sign_in.dispatch(Event::Interrupted);
    }
    retain_until_cleanup(visibility::on_page_restored(move || {
        sign_in.dispatch(Event::Interrupted);
    }));
    if let Some(organization) = first {
        sign_in.dispatch(Event::NeedsProvider(organization));
    }
    // The challenge's cookie takes the place of that of a session, which another tab may have: so it is asked
    // for when somebody begins to sign in here, and not where a page waits.
    let has_begun = RwSignal::new(false);
    let begin = move || has_begun.set(true);
    let sign_out = session.sign_out_state();
    let offers = Memo::new(move |_| {
        let is_ending = sign_out.with(|state| *state == SignOut::Ending);
        if is_ending {
            passkeys.forget_challenge();
        }
        has_begun.get()
            && !is_ending
            && step.with(|step| *step == Step::Email)
            && !busy.get()
            && !is_waited_for
    });
    let offer =
        move || passkeys.offer(move |assertion| sign_in.dispatch(Event::PasskeyChosen(assertion)));
    console_reactive::Effect::new(move |_| {
        if offers.get() {
            offer();
        } else {
            passkeys.take_back_offer();
        }
    });
    retain_until_cleanup(visibility::on_change(move |visible| {
        if visible && passkeys.is_stale() && offers.try_get_untracked() == Some(true) {
            passkeys.take_back_offer();
            offer();
        }
    }));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // Whoever goes on with the address gives the passkey up.
        if passkeys.is_asking.get_untracked() {
            passkeys.cancel();
            sign_in.dispatch(Event::Back);
        }
        sign_in.dispatch(Event::Submit {
            email: email.get_untracked(),
            password: password.get_untracked(),
        });
    };
    let back = move || sign_in.dispatch(Event::Back);
    let fields = move || {
        match step.get() {
        Step::Email => view! {
            <TextField
                label="Email"
                value=email
                r#type="email"
                name="username"
                autocomplete="username webauthn"
                inputmode="email"
                autofocus=true
                node_ref=input
                error=field_error
            />
            <Button
                r#type="submit"
                variant=Variant::Primary
                busy=Signal::derive(move || busy.get() && !passkeys.is_asking.get())
            >
                "Continue"
            </Button>
            {passkey::is_available().then(|| passkey_part(sign_in))}
        }
        .into_any(),
        Step::Password => view! {
            <p class="row row-between">
                <span dir="auto">{email.get_untracked()}</span>
                <Button variant=Variant::Ghost on_press=back>"Change"</Button>
            </p>
            // Lets password managers connect the password to the address.
            <input
                class="visually-hidden"
                type="text"
                name="username"
                autocomplete="username"
                tabindex="-1"
                aria-hidden="true"
                readonly
                prop:value=email.get_untracked()
            />
            <TextField
                label="Password"
                value=password
                r#type="password"
                name="password"
                autocomplete="current-password"
                autofocus=true
                node_ref=input
                error=field_error
            />
            <Button r#type="submit" variant=Variant::Primary busy>"Sign in"</Button>
            {forgotten_password()}
        }
        .into_any(),
        Step::Provider { opened, target, .. } => view! {
            <Callout tone=Tone::Info title="Single sign-on">
                <p>
                    "Your organization asks for its identity provider. It opens in a new tab, so that this \
                     page and what you typed stay as they are. Come back here when you have signed in."
                </p>
            </Callout>
            <Show when=move || opened>
                <p role="status" class="muted">"Waiting for the other tab. This page goes on by itself."</p>
            </Show>
            <Button r#type="submit" variant=Variant::Primary icon=Icon::EXTERNAL busy>
                {open_label(target.as_deref(), opened)}
            </Button>
            <Button variant=Variant::Ghost on_press=back>"Sign in another way"</Button>
        }
        .into_any(),
        Step::Code(_) => ().into_any(),
    }
    };
    let accept = move |tokens: SessionTokens| session.begin(tokens);
    let code = move || {
        let Step::Code(tokens) = step.get() else {
            return None;
        };
        let checked = move || sign_in.dispatch(Event::CodeChecked);
        Some(view! { <SecondFactorForm tokens on_checked=checked on_back=back /> })
    };
    let is_code = Memo::new(move |_| step.with(|step| matches!(step, Step::Code(_))));
    view! {
        {code}
        <form
            class="stack"
            method="post"
            novalidate
            hidden=is_code
            on:submit=submit
            on:pointerdown=move |_| begin()
            on:keydown=move |_| begin()
        >
            {(!keeps_cookies()).then(|| view! {
                <Callout tone=Tone::Warning title="Cookies are blocked">
                    <p>
                        "Openlane keeps a session in a cookie. Allow cookies \
                         for this page in your browser, then reload it."
                    </p>
                </Callout>
            })}
            {move || {
                let now = email.get_untracked();
                let to_provider = move |organization| {
                    sign_in.dispatch(Event::NeedsProvider(organization));
                };
                notice.get().map(|notice| notice_view(notice, now.trim(), &before, accept, to_provider))
            }}
            {fields}
        </form>
    }
    .into_any()
}

/// The way in without a password.
fn passkey_part(sign_in: SignIn) -> AnyView {
    let passkeys = sign_in.passkeys;
    view! {
        <Button
            icon=Icon::KEY
            busy=passkeys.is_asking
            on_press=move || sign_in.dispatch(Event::UsePasskey)
        >
            "Sign in with a passkey"
        </Button>
        <Show when=move || passkeys.is_asking.get()>
            <p role="status" class="muted small">"Waiting for your passkey."</p>
            <Button variant=Variant::Ghost on_press=move || passkeys.cancel()>"Cancel"</Button>
        </Show>
    }
    .into_any()
}

/// Where to get a new password, if the operator has said so.
fn forgotten_password() -> Option<AnyView> {
    let href = config().password_reset_url;
    (!href.is_empty()).then(|| {
        view! {
            <p class="small">
                <a class="link" href=href rel="external noreferrer">"Forgot password?"</a>
            </p>
        }
        .into_any()
    })
}

/// The sign-in of one form. Copies are the same.
#[derive(Clone, Copy)]
struct SignIn {
    session: SessionStore,
    passkeys: Passkeys,
    /// Ends what is on its way when the form is left: nobody is signed in by a form that is gone.
    scope: Scope,
    return_to: Signal<String>,
    flow: StoredValue<SignInFlow>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    busy: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    step: RwSignal<Step>,
    field_error: RwSignal<Option<String>>,
    input: NodeRef<html::Input>,
}

impl SignIn {
    fn new(session: SessionStore, return_to: Signal<String>, waiting: Option<Waiting>) -> Self {
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

    fn dispatch(self, event: Event) {
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
        publish(self.field_error, error);
        publish(self.notice, notice);
        publish(self.busy, busy);
        publish(self.step, step);
        if let Some(input) = self.input.try_get_untracked().flatten() {
            if is_answer && has_failed {
                // What was refused is most likely what has to be typed again.
                input.select();
                focus::element(&input);
            } else if is_submit && missing.is_some() {
                focus::element(&input);
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
                    self.passkeys.settle().await;
                    Answer::Method(auth::sign_in_method(client, &email).await)
                }
                Effect::TryPassword(email, password) => {
                    let answer = auth::sign_in(client, &email, &password).await;
                    // Signing out ends it, also when it is given up before it begins.
                    if let Ok(SignedIn::Session(tokens) | SignedIn::CodeNeeded(tokens)) = &answer {
                        self.session.hold(tokens);
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
                // Answered by [`Self::dispatch`]: it comes from a press only.
                Effect::OpenProvider(..) => return,
            };
            next = self.on(Event::Answered(generation, answer));
        }
    }
}

/// Names the host, so that people see where their password is asked for.
fn open_label(target: Option<&str>, opened: bool) -> String {
    let host = target.map_or("the identity provider", host);
    let again = if opened { " again" } else { "" };
    format!("Open {host}{again}")
}
