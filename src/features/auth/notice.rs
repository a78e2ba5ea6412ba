//! What is said above the fields of the sign-in form.

use crate::features::error_view::ErrorView;
use console_api::flow::sign_in::NotRestored;
pub(super) use console_api::flow::sign_in::Notice;
use console_api::passkey::PasskeyProblem;
use console_api::session_tokens::SessionTokens;
use console_domain::id::OrganizationId;
use console_domain::visible_name::isolated;
use console_ui::{Button, Callout, Size, Tone, with_names};
use console_view::prelude::*;

/// The notice in words. `accept` goes on with the session that it is about and gives up the page;
/// `to_provider` goes on to an organization's identity provider.
pub(super) fn notice_view(
    notice: Notice,
    now: &str,
    before: &str,
    accept: impl Fn(SessionTokens) + 'static,
    to_provider: impl Fn(OrganizationId) + 'static,
) -> AnyView {
    match notice {
        Notice::Failed(error) => {
            let title = "You are not signed in";
            view! { <ErrorView error title /> }.into_any()
        }
        Notice::Passkey(PasskeyProblem::Failed(error)) => {
            let title = "You are not signed in";
            view! { <ErrorView error title /> }.into_any()
        }
        Notice::Passkey(problem @ PasskeyProblem::Dismissed) => view! {
            <Callout role="status" title="No passkey was used"><p>{problem.to_string()}</p></Callout>
        }
        .into_any(),
        Notice::Passkey(PasskeyProblem::NeedsSso(organization)) => choice(
            "Single sign-on is needed",
            PasskeyProblem::NeedsSso(organization.clone()).to_string(),
            "Continue to the identity provider".to_owned(),
            move || to_provider(organization.clone()),
        ),
        Notice::Passkey(problem) => view! {
            <Callout tone=Tone::Warning role="alert" title="The passkey did not sign you in">
                <p>{problem.to_string()}</p>
            </Callout>
        }
        .into_any(),
        Notice::TwoFactorSetup => view! {
            <Callout tone=Tone::Warning role="alert" title="Two-factor authentication is required">
                <p>
                    "Your organization requires two-factor authentication, and you \
                     have not set it up. Set it up in Openlane, then sign in here."
                </p>
            </Callout>
        }
        .into_any(),
        Notice::Interrupted => view! {
            <Callout tone=Tone::Info role="status" title="Not finished">
                <p>"You came back from the identity provider without signing in. Nothing has changed."</p>
            </Callout>
        }
        .into_any(),
        Notice::OtherUser(tokens) => {
            let (now, before) = (isolated(now), isolated(before));
            let text = format!(
                "You signed in as {now}, but this page belongs to {before}. Sign in \
                 as {before} to keep what you typed, or leave it and continue as {now}."
            );
            let label = format!("Leave the page and continue as {now}");
            choice("Somebody else", text, label, move || accept(tokens.clone()))
        }
        Notice::OtherOrganization(tokens, why) => {
            let why = match why {
                NotRestored::NeedsSso(_) => "it requires single sign-on".to_owned(),
                NotRestored::NeedsTwoFactor => {
                    "it requires two-factor authentication, and you have not set it up".to_owned()
                }
                NotRestored::Failed(error) => error.to_string(),
            };
            let text = format!(
                "You signed in, but not in the organization that this page belongs to: {why}. Try \
                 again to keep what you typed, or leave it and continue in your default organization."
            );
            let label = "Leave the page and continue".to_owned();
            choice("Another organization", text, label, move || {
                accept(tokens.clone());
            })
        }
    }
}

fn choice(
    title: &'static str,
    text: String,
    label: String,
    accept: impl Fn() + 'static,
) -> AnyView {
    let accept = StoredValue::new(accept);
    view! {
        <Callout tone=Tone::Warning role="alert" title>
            <p>{with_names(move || text.clone())}</p>
            <div class="callout-actions">
                <Button size=Size::Small on_press=move || accept.with_value(|accept| accept())>
                    {with_names(move || label.clone())}
                </Button>
            </div>
        </Callout>
    }
    .into_any()
}
