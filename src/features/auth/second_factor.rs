//! The code of the second factor.

use super::notice::{Notice, notice_view};
use crate::session::use_session;
use console_api::auth::{self, SecondFactor};
use console_api::session_tokens::SessionTokens;
use console_domain::second_factor::{authenticator_code, recovery_code};
use console_platform::focus;
use console_ui::{Button, TextField, Variant};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;
use leptos::html;

/// Asks for the second factor of a session. Until it was checked the session is nobody's: it is
/// neither stored nor told to other tabs.
#[component(transparent)]
pub fn SecondFactorForm(
    /// The session.
    tokens: SessionTokens,
    /// Called once the code was right. The form stays busy until it is taken away.
    #[prop(into)]
    on_checked: Callback<()>,
    /// What "Start over" does.
    #[prop(into)]
    on_back: Callback<()>,
) -> impl IntoView {
    let client = use_session().client;
    let tokens = StoredValue::new(tokens);
    let code = RwSignal::new(String::new());
    let recovery = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let notice = RwSignal::new(None::<Notice>);
    let field_error = RwSignal::new(None::<String>);
    let input = NodeRef::<html::Input>::new();
    // The field takes the focus when it appears.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let before = focus::active();
            request_animation_frame(move || {
                if !focus::has_moved_to_field(before.as_ref()) {
                    focus::element(&input);
                }
            });
        }
    });
    // Whoever leaves the form leaves the half-finished sign-in: the answer is dropped with it.
    let scope = Scope::current();
    let check = move |read: String| async move {
        let factor = if recovery.get_untracked() {
            SecondFactor::Recovery(&read)
        } else {
            SecondFactor::Authenticator(&read)
        };
        match auth::check_second_factor(client, &tokens.get_value(), factor).await {
            // The form may have been left: then the session stays nobody's.
            Ok(()) => _ = on_checked.try_run(()),
            // A wrong code leaves the half-finished sign-in as it is.
            Err(error) => {
                let _ = notice.try_set(Some(Notice::Failed(error)));
                let _ = busy.try_set(false);
                if let Some(input) = input.try_get_untracked().flatten() {
                    input.select();
                    focus::element(&input);
                }
            }
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        notice.set(None);
        let typed = code.get_untracked();
        let recovery_read = recovery_code(&typed);
        let is_missing = recovery_read.is_empty();
        let read = if recovery.get_untracked() {
            Some(recovery_read)
        } else {
            authenticator_code(&typed)
        };
        let read = read.filter(|_| !is_missing);
        field_error.set(match &read {
            Some(_) => None,
            None if is_missing => Some("Enter the code.".to_owned()),
            None => Some("An authentication code has six digits and nothing else.".to_owned()),
        });
        let Some(read) = read else {
            if let Some(input) = input.get_untracked() {
                focus::element(&input);
            }
            return;
        };
        busy.set(true);
        scope.spawn(check(read));
    };
    let swap = move || {
        code.set(String::new());
        field_error.set(None);
        notice.set(None);
        recovery.update(|recovery| *recovery = !*recovery);
    };
    let field = move || {
        let recovery = recovery.get();
        let (label, hint, other) = words(recovery);
        view! {
            <TextField
                label
                value=code
                hint=Some(hint.to_owned())
                autocomplete=if recovery { "off" } else { "one-time-code" }
                inputmode=if recovery { "text" } else { "numeric" }
                autofocus=true
                code=true
                node_ref=input
                error=field_error
            />
            <Button r#type="submit" variant=Variant::Primary busy>"Verify"</Button>
            <div class="row">
                <Button variant=Variant::Ghost on_press=swap>{other}</Button>
                <Button variant=Variant::Ghost on_press=move || on_back.run(())>"Start over"</Button>
            </div>
        }
    };
    view! {
        <form class="stack" method="post" novalidate on:submit=submit>
            {move || notice.get().map(|notice| notice_view(notice, "", "", |_| (), |_| ()))}
            {field}
        </form>
    }
}

/// Label, hint, and the name of the way to the other sort of code.
const fn words(recovery: bool) -> (&'static str, &'static str, &'static str) {
    if recovery {
        (
            "Recovery code",
            "One of the codes that you saved when you set up two-factor authentication. Each works once.",
            "Use an authentication code",
        )
    } else {
        (
            "Authentication code",
            "The six digits that your authenticator app shows.",
            "Use a recovery code",
        )
    }
}
