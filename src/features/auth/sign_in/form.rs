//! The steps of a sign-in: e-mail address, password, second factor, or an identity provider.

use crate::features::auth::notice::{Notice, notice_view};
use crate::features::auth::restore_organization::{NotThere, settle};
use crate::features::auth::second_factor::SecondFactorForm;
use crate::features::auth::sso;
use crate::session::{Identity, use_session};
use console_api::auth::{self, SignInMethod, SignedIn};
use console_api::error::ApiError;
use console_api::session_tokens::SessionTokens;
use console_domain::id::OrganizationId;
use console_platform::storage::keeps_cookies;
use console_platform::{focus, keep, visibility};
use console_ui::{Button, Callout, Icon, TextField, Tone, Variant, announce};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::task::spawn_local;

/// Which step the form shows.
#[derive(Clone, PartialEq, Eq)]
enum Step {
    Email,
    Password,
    /// A session whose second factor is missing. It is nobody's until that was checked.
    Code(SessionTokens),
    /// The organization's identity provider, in a tab of its own.
    Provider {
        organization: OrganizationId,
        /// Where it is; asked for before the button is shown.
        target: Option<String>,
        opened: bool,
    },
}

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
    let session = use_session();
    let client = session.client;
    let email = RwSignal::new(
        waiting
            .as_ref()
            .map(|waiting| waiting.email.clone())
            .unwrap_or_default(),
    );
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let notice = RwSignal::new(None::<Notice>);
    let field_error = RwSignal::new(None::<String>);
    let waiting = StoredValue::new(waiting);
    let first = waiting.with_value(|waiting| {
        waiting
            .as_ref()
            .filter(|waiting| waiting.needs_sso)
            .and_then(|waiting| waiting.identity.organization.clone())
    });
    let step = RwSignal::new(Step::Email);
    let input = NodeRef::<html::Input>::new();
    // Each step's field takes the focus when it appears.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                focus::element(&input);
            });
        }
    });
    let came_back = sso::pending::recall().is_some_and(|flow| flow.authorization.is_none());
    if came_back && waiting.with_value(Option::is_none) {
        sso::pending::forget();
        notice.set(Some(Notice::Interrupted));
    }
    keep(visibility::on_page_restored(move || {
        busy.set(false);
        notice.set(Some(Notice::Interrupted));
    }));

    let fail = move |error: ApiError| {
        let _ = notice.try_set(Some(Notice::Failed(error)));
        let _ = busy.try_set(false);
        // What was refused is most likely what has to be typed again.
        if let Some(input) = input.try_get_untracked().flatten() {
            input.select();
            focus::element(&input);
        }
    };
    let to_provider = move |organization: OrganizationId, known: Option<String>| async move {
        if waiting.with_value(Option::is_none) {
            let back = return_to.get_untracked();
            if let Err(error) = sso::begin_sign_in(session, organization, back).await {
                fail(error);
            }
            return;
        }
        let _ = step.try_set(Step::Provider {
            organization: organization.clone(),
            target: None,
            opened: false,
        });
        let target = match known {
            Some(target) => Ok(target),
            None => console_api::sso::begin_sign_in(client, &organization).await,
        };
        match target {
            Ok(target) => {
                let _ = busy.try_set(false);
                let _ = step.try_set(Step::Provider {
                    organization,
                    target: Some(target),
                    opened: false,
                });
            }
            Err(error) => {
                let _ = step.try_set(Step::Email);
                fail(error);
            }
        }
    };
    if let Some(organization) = first {
        busy.set(true);
        spawn_local(to_provider(organization, None));
    }
    let begin = move |tokens: SessionTokens| async move {
        password.set(String::new());
        let Some(waiting) = waiting.get_value() else {
            let last = session
                .last()
                .filter(|last| last.user.as_ref() == tokens.user());
            let wanted = last.and_then(|last| last.organization);
            let (tokens, not_there) = settle(client, tokens, wanted.as_ref()).await;
            session.begin(tokens);
            if not_there.is_some() {
                announce("You are in your default organization now.");
            }
            return;
        };
        if tokens.user() != waiting.identity.user.as_ref() {
            notice.set(Some(Notice::OtherUser(tokens)));
            step.set(Step::Email);
            busy.set(false);
            return;
        }
        let wanted = waiting.identity.organization;
        match (settle(client, tokens, wanted.as_ref()).await, wanted) {
            ((tokens, None), _) => session.begin(tokens),
            ((_, Some(NotThere::NeedsSso(address))), Some(wanted)) => {
                to_provider(wanted, Some(address)).await;
            }
            ((tokens, Some(why)), _) => {
                notice.set(Some(Notice::OtherOrganization(tokens, why)));
                step.set(Step::Email);
                busy.set(false);
            }
        }
    };
    let ask_method = move || async move {
        match auth::sign_in_method(client, email.get_untracked().trim()).await {
            Ok(SignInMethod::Password) => {
                busy.set(false);
                step.set(Step::Password);
            }
            Ok(SignInMethod::Sso(organization)) => to_provider(organization, None).await,
            Err(error) => fail(error),
        }
    };
    let try_password = move || async move {
        let typed = password.get_untracked();
        match auth::sign_in(client, email.get_untracked().trim(), &typed).await {
            Ok(SignedIn::Session(tokens)) => begin(tokens).await,
            Ok(SignedIn::CodeNeeded(tokens)) => {
                password.set(String::new());
                busy.set(false);
                step.set(Step::Code(tokens));
            }
            Ok(SignedIn::TwoFactorSetupNeeded) => {
                busy.set(false);
                notice.set(Some(Notice::TwoFactorSetup));
            }
            Err(ApiError::SsoRequired(Some(organization))) => to_provider(organization, None).await,
            Err(error) => fail(error),
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        notice.set(None);
        let now = step.get_untracked();
        let missing = match now {
            Step::Email if !email.get_untracked().contains('@') => {
                Some("Enter your e-mail address.")
            }
            Step::Password if password.get_untracked().is_empty() => Some("Enter your password."),
            _ => None,
        };
        field_error.set(missing.map(str::to_owned));
        if missing.is_some() {
            if let Some(input) = input.get_untracked() {
                focus::element(&input);
            }
            return;
        }
        busy.set(!matches!(now, Step::Provider { .. }));
        match now {
            Step::Email => spawn_local(ask_method()),
            Step::Password => spawn_local(try_password()),
            Step::Provider {
                organization,
                target: Some(target),
                ..
            } => match sso::sign_in_beside(session, &target, organization.clone()) {
                Ok(()) => step.set(Step::Provider {
                    organization,
                    target: Some(target),
                    opened: true,
                }),
                Err(error) => notice.set(Some(Notice::Failed(error))),
            },
            Step::Provider { .. } | Step::Code(_) => {}
        }
    };
    let back = move || {
        notice.set(None);
        field_error.set(None);
        busy.set(false);
        password.set(String::new());
        step.set(Step::Email);
    };
    let fields = move || {
        match step.get() {
        Step::Email => view! {
            <TextField label="Email" value=email r#type="email" name="username" autocomplete="username" inputmode="email" autofocus=true node_ref=input error=field_error />
            <Button r#type="submit" variant=Variant::Primary busy>"Continue"</Button>
        }
        .into_any(),
        Step::Password => view! {
            <p class="row row-between">
                <span dir="auto">{email.get_untracked()}</span>
                <Button variant=Variant::Ghost on_press=back>"Change"</Button>
            </p>
            // Lets password managers connect the password to the address.
            <input class="visually-hidden" type="text" name="username" autocomplete="username" tabindex="-1" aria-hidden="true" readonly prop:value=email.get_untracked() />
            <TextField label="Password" value=password r#type="password" name="password" autocomplete="current-password" autofocus=true node_ref=input error=field_error />
            <Button r#type="submit" variant=Variant::Primary busy>"Sign in"</Button>
        }
        .into_any(),
        Step::Provider { opened, .. } => view! {
            <Callout tone=Tone::Info title="Single sign-on">
                <p>"Your organization asks for its identity provider. It opens in a new tab, so that this page and what you typed stay as they are. Come back here when you have signed in."</p>
            </Callout>
            <Show when=move || opened>
                <p role="status" class="muted">"Waiting for the other tab. This page goes on by itself."</p>
            </Show>
            <Button r#type="submit" variant=Variant::Primary icon=Icon::External busy>
                {if opened { "Open the identity provider again" } else { "Open the identity provider" }}
            </Button>
            <Button variant=Variant::Ghost on_press=back>"Sign in another way"</Button>
        }
        .into_any(),
        Step::Code(_) => ().into_any(),
    }
    };
    let accept = move |tokens: SessionTokens| session.begin(tokens);
    let before = waiting.with_value(|waiting| {
        waiting
            .as_ref()
            .map(|waiting| waiting.email.clone())
            .unwrap_or_default()
    });
    let code = move || {
        let Step::Code(tokens) = step.get() else {
            return None;
        };
        let begin = {
            let tokens = tokens.clone();
            move || spawn_local(begin(tokens.clone()))
        };
        Some(view! { <SecondFactorForm tokens on_checked=begin on_back=back /> })
    };
    let is_code = Memo::new(move |_| step.with(|step| matches!(step, Step::Code(_))));
    view! {
        {code}
        <form class="stack" method="post" novalidate hidden=is_code on:submit=submit>
            {(!keeps_cookies()).then(|| view! {
                <Callout tone=Tone::Warning title="Cookies are blocked">
                    <p>"Openlane keeps a session in a cookie. Allow cookies for this page in your browser, then reload it."</p>
                </Callout>
            })}
            {move || {
                let now = email.get_untracked();
                notice.get().map(|notice| notice_view(notice, now.trim(), &before, accept))
            }}
            {fields}
        </form>
    }
}
