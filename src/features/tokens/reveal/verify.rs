//! Asking the backend whether it accepts the new token.

use super::holder::SecretHolder;
use crate::features::error_view::ErrorView;
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::session::use_session;
use console_api::error::ApiError;
use console_api::token_refusal::TokenRefusal;
use console_api::tokens;
use console_domain::id::OrganizationId;
use console_domain::state::{Refusal, refusal};
use console_domain::token::Token;
use console_platform::intl;
use console_ui::{Button, Callout, Icon, Tone};
use console_view::prelude::*;
use leptos::task::spawn_local;

/// What the backend said.
#[derive(Clone, PartialEq, Eq)]
enum Verdict {
    Accepted,
    Refused(String),
    Failed(ApiError),
}

/// One click calls the backend with the new token alone.
#[component(transparent)]
pub fn Verify(
    /// The token.
    token: Token,
    /// Where its value is.
    secret: SecretHolder,
) -> impl IntoView {
    let session = use_session();
    let demand = use_sso_demand(token.kind());
    let verdict = RwSignal::new(None::<Verdict>);
    let busy = RwSignal::new(false);
    let token = StoredValue::new(token);
    let name_of = move |id: &OrganizationId| {
        let account = session.account.ready_untracked();
        account
            .and_then(|account| {
                account
                    .organization(id)
                    .map(|organization| organization.name.clone())
            })
            .unwrap_or_else(|| id.to_string())
    };
    let verify = move || {
        if busy.get_untracked() {
            return;
        }
        let Some(call) = secret.with(|value| tokens::verify(session.client, value)) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            let (kind, id) = token
                .try_with_value(|token| (token.kind(), token.id.clone()))
                .unzip();
            let result = match answer {
                Err(error) => Verdict::Failed(error),
                Ok(None) => Verdict::Accepted,
                Ok(Some(told)) => {
                    // A personal token gets the same answer for every refusal; its data knows more.
                    let known = match (kind, id) {
                        (Some(kind), Some(id)) => tokens::one(session.client, kind, &id).await,
                        _ => return,
                    };
                    let demand = demand.try_get_untracked().unwrap_or_default();
                    let now = session.client.backend_now();
                    Verdict::Refused(match known {
                        Ok(token) => refusal(&token, |id| demand.offers(id), now).map_or_else(
                            || told_sentence(told),
                            |reason| reason_sentence(&reason, name_of),
                        ),
                        Err(ApiError::NotFound) => {
                            "It has been deleted in the meantime. Create a new token.".to_owned()
                        }
                        Err(error) if told == TokenRefusal::Unknown => {
                            format!("Openlane refuses it. Why could not be found out: {error}")
                        }
                        Err(_) => told_sentence(told),
                    })
                }
            };
            verdict.try_set(Some(result));
            busy.try_set(false);
        });
    };
    view! {
        <section>
        <div class="verify">
            <Button icon=Icon::Shield busy on_press=verify>"Verify token"</Button>
            <span class="muted small">"Calls Openlane once with this token alone. It counts as a use."</span>
        </div>
        <div class="verdict" aria-live="polite">
            {move || {
                verdict
                    .get()
                    .map(|verdict| match verdict {
                        Verdict::Accepted => view! {
                            <Callout tone=Tone::Success title="Accepted"><p>"Openlane accepts this token."</p></Callout>
                        }
                        .into_any(),
                        Verdict::Refused(reason) => view! {
                            <Callout tone=Tone::Warning title="Refused"><p>{reason}</p></Callout>
                        }
                        .into_any(),
                        Verdict::Failed(error) => view! {
                            <ErrorView error title="The token could not be checked" />
                        }
                        .into_any(),
                    })
            }}
        </div>
        </section>
    }
}

fn told_sentence(refusal: TokenRefusal) -> String {
    match refusal {
        TokenRefusal::Expired => "It has expired. Create a new token.",
        TokenRefusal::Revoked => "It is disabled or revoked. Enable it, or create a new token.",
        TokenRefusal::NeedsSso => {
            "Its organization enforces single sign-on. Authorize it for SSO below."
        }
        TokenRefusal::Unknown => {
            "Openlane refuses it, and its data shows no reason. Check it once more in a moment."
        }
    }
    .to_owned()
}

fn reason_sentence(refusal: &Refusal, name_of: impl Fn(&OrganizationId) -> String) -> String {
    match refusal {
        Refusal::Expired(at) => format!(
            "It expired on {}. Create a new token.",
            intl::date_time_medium(*at)
        ),
        Refusal::Revoked => "It was revoked. Create a new token.".to_owned(),
        Refusal::Disabled => "It is disabled. Enable it in its details.".to_owned(),
        Refusal::NoOrganization => "It reaches no organization. Add one in its details.".to_owned(),
        Refusal::NeedsSso(missing) => {
            let names: Vec<String> = missing.iter().map(name_of).collect();
            let enforces = if names.len() == 1 {
                "enforces"
            } else {
                "enforce"
            };
            format!(
                "{} {enforces} single sign-on. Authorize the token for SSO below; until then it is refused everywhere.",
                intl::list_and(&names)
            )
        }
    }
}
