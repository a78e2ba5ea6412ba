//! The steps of a sign-in: e-mail address, password, second factor.

use crate::api::auth::{self, SecondFactor, SignInMethod, SignedIn};
use crate::api::client::SessionTokens;
use crate::api::error::ApiError;
use crate::domain::id::OrganizationId;
use crate::features::sso;
use crate::session::use_session;
use crate::ui::{Button, Callout, TextField, Tone, Variant};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which step the form shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Email,
    Password,
    Code { recovery: bool },
}

/// What is said above the fields.
#[derive(Clone, PartialEq, Eq)]
enum Notice {
    Failed(ApiError),
    TwoFactorSetup,
}

/// Asks for what is needed to sign in, step by step. On success the session begins; whoever shows
/// the form reacts to that.
#[component]
pub fn SignInForm(
    /// Where to come back to from an identity provider: path and query, with the base.
    return_to: Signal<String>,
    /// The address to begin with.
    #[prop(optional, into)]
    email: String,
) -> impl IntoView {
    let session = use_session();
    let client = session.client;
    let email = RwSignal::new(email);
    let password = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    let step = RwSignal::new(Step::Email);
    let busy = RwSignal::new(false);
    let notice = RwSignal::new(None::<Notice>);
    let field_error = RwSignal::new(None::<String>);
    let pending = StoredValue::new_local(None::<SessionTokens>);

    let fail = move |error: ApiError| {
        // A wrong code leaves the half-finished sign-in as it is.
        notice.set(Some(Notice::Failed(error)));
        busy.set(false);
    };
    let to_provider = move |organization: OrganizationId| async move {
        match sso::begin_sign_in(session, organization, return_to.get_untracked()).await {
            Ok(()) => {}
            Err(error) => fail(error),
        }
    };
    let ask_method = move || async move {
        match auth::sign_in_method(client, email.get_untracked().trim()).await {
            Ok(SignInMethod::Password) => {
                busy.set(false);
                step.set(Step::Password);
            }
            Ok(SignInMethod::Sso(organization)) => to_provider(organization).await,
            Err(error) => fail(error),
        }
    };
    let try_password = move || async move {
        match auth::sign_in(
            client,
            email.get_untracked().trim(),
            &password.get_untracked(),
        )
        .await
        {
            Ok(SignedIn::Session(tokens)) => {
                password.set(String::new());
                session.begin(tokens);
            }
            Ok(SignedIn::CodeNeeded(tokens)) => {
                password.set(String::new());
                client.use_session(Some(tokens.clone()));
                pending.set_value(Some(tokens));
                busy.set(false);
                step.set(Step::Code { recovery: false });
            }
            Ok(SignedIn::TwoFactorSetupNeeded) => {
                busy.set(false);
                notice.set(Some(Notice::TwoFactorSetup));
            }
            Err(ApiError::SsoRequired(Some(organization))) => to_provider(organization).await,
            Err(error) => fail(error),
        }
    };
    let try_code = move |recovery: bool| async move {
        let typed = code.get_untracked();
        let typed = typed.trim();
        let factor = if recovery {
            SecondFactor::Recovery(typed)
        } else {
            SecondFactor::Authenticator(typed)
        };
        match auth::check_second_factor(client, factor).await {
            Ok(()) => {
                if let Some(tokens) = pending.get_value() {
                    session.begin(tokens);
                }
            }
            Err(error) => fail(error),
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        notice.set(None);
        let missing = match step.get_untracked() {
            Step::Email if !email.get_untracked().contains('@') => {
                Some("Enter your e-mail address.")
            }
            Step::Password if password.get_untracked().is_empty() => Some("Enter your password."),
            Step::Code { .. } if code.get_untracked().trim().is_empty() => Some("Enter the code."),
            _ => None,
        };
        field_error.set(missing.map(str::to_owned));
        if missing.is_some() {
            return;
        }
        busy.set(true);
        match step.get_untracked() {
            Step::Email => spawn_local(ask_method()),
            Step::Password => spawn_local(try_password()),
            Step::Code { recovery } => spawn_local(try_code(recovery)),
        }
    };
    let back = move || {
        client.use_session(None);
        pending.set_value(None);
        notice.set(None);
        field_error.set(None);
        password.set(String::new());
        code.set(String::new());
        step.set(Step::Email);
    };
    let fields = move || {
        match step.get() {
        Step::Email => view! {
            <TextField label="Email" value=email r#type="email" name="username" autocomplete="username" inputmode="email" autofocus=true error=field_error />
            <Button r#type="submit" variant=Variant::Primary busy>"Continue"</Button>
        }
        .into_any(),
        Step::Password => view! {
            <p class="row row-between">
                <span dir="auto">{email.get_untracked()}</span>
                <Button variant=Variant::Ghost on_press=back>"Change"</Button>
            </p>
            // Lets password managers connect the password to the address.
            <input class="visually-hidden" type="text" name="username" autocomplete="username" tabindex="-1" aria-hidden="true" prop:value=email.get_untracked() />
            <TextField label="Password" value=password r#type="password" name="password" autocomplete="current-password" autofocus=true error=field_error />
            <Button r#type="submit" variant=Variant::Primary busy>"Sign in"</Button>
        }
        .into_any(),
        Step::Code { recovery } => {
            let label = if recovery { "Recovery code" } else { "Authentication code" };
            let hint = if recovery {
                "One of the codes that you saved when you switched two-factor on. Each works once."
            } else {
                "The six digits that your authenticator app shows."
            };
            let other = if recovery { "Use an authentication code" } else { "Use a recovery code" };
            let swap = move || {
                code.set(String::new());
                field_error.set(None);
                notice.set(None);
                step.set(Step::Code { recovery: !recovery });
            };
            view! {
                <TextField
                    label
                    value=code
                    hint=Some(hint.to_owned())
                    autocomplete="one-time-code"
                    inputmode=if recovery { "text" } else { "numeric" }
                    autofocus=true
                    code=true
                    error=field_error
                />
                <Button r#type="submit" variant=Variant::Primary busy>"Verify"</Button>
                <div class="row">
                    <Button variant=Variant::Ghost on_press=swap>{other}</Button>
                    <Button variant=Variant::Ghost on_press=back>"Start over"</Button>
                </div>
            }
            .into_any()
        }
    }
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            {move || notice.get().map(|notice| notice_view(&notice))}
            {fields}
        </form>
    }
}

fn notice_view(notice: &Notice) -> AnyView {
    match notice {
        Notice::Failed(error) => {
            let sentence = error.to_string();
            view! { <Callout tone=Tone::Danger role="alert"><p>{sentence}</p></Callout> }.into_any()
        }
        Notice::TwoFactorSetup => view! {
            <Callout tone=Tone::Warning role="alert" title="Two-factor authentication is required">
                <p>"Your organization requires two-factor authentication. Set it up in Openlane, then sign in here."</p>
            </Callout>
        }
        .into_any(),
    }
}
