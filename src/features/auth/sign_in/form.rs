//! The sign-in form: shows the steps of [`SignInFlow`](console_api::flow::sign_in::SignInFlow).

use super::run::SignIn;
use crate::app::config::{config, is_in_the_clear};
use crate::features::auth::notice::notice_view;
use crate::features::auth::second_factor::SecondFactorForm;
use crate::features::auth::sso;
use crate::session::{Identity, SignOut, use_session};
use console_api::flow::sign_in::{Event, Step};
use console_api::session_tokens::SessionTokens;
use console_domain::sso_flow::host;
use console_platform::storage::keeps_cookies;
use console_platform::{focus, passkey, retain_until_cleanup, visibility};
use console_ui::{Button, Callout, Icon, TextField, Tone, Variant};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;

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
            {forgotten_password(is_waited_for)}
        }
        .into_any(),
        Step::Provider { opened, target, .. } => view! {
            <Callout tone=Tone::Info title="Single sign-on">
                <p>
                    "Your organization requires single sign-on. Its identity provider opens in a new \
                     tab, so that this page and what you typed stay as they are. Come back here when \
                     you have signed in."
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
            on:pointerenter=move |_| begin()
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

/// Where to get a new password, if the operator has said so. In another tab where a page waits.
fn forgotten_password(is_waited_for: bool) -> Option<AnyView> {
    let href = config().password_reset_url;
    (!href.is_empty()).then(|| {
        view! {
            <p class="small">
                <a
                    class="link"
                    href=href
                    rel="external noopener noreferrer"
                    target=is_waited_for.then_some("_blank")
                >
                    "Forgot password?"
                    {is_waited_for.then(|| view! {
                        <span class="visually-hidden">" (opens in a new tab)"</span>
                    })}
                </a>
            </p>
        }
        .into_any()
    })
}

/// Names the host, so that people see where their password is asked for.
fn open_label(target: Option<&str>, opened: bool) -> String {
    let host = target.map_or("the identity provider", host);
    let again = if opened { " again" } else { "" };
    format!("Open {host}{again}")
}
