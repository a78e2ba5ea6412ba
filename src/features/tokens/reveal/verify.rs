//! Asking the backend whether it accepts the new token.

use super::holder::SecretHolder;
use crate::features::error_view::ErrorView;
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::session::use_session;
use console_api::error::ApiError;
use console_api::token_refusal::TokenRefusal;
use console_api::transport::pause;
use console_api::{inspect, tokens};
use console_domain::id::OrganizationId;
use console_domain::state::{Refusal, is_settling, refusal};
use console_domain::token::Token;
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{Button, Callout, Icon, Tone, with_names};
use console_view::prelude::*;

/// How often a token is tried that the backend may not have noticed yet.
const TRIES: usize = 6;

/// How long to wait between two tries, in milliseconds.
const RETRY_AFTER_MS: u32 = 2500;

/// What the backend said.
#[derive(Clone, PartialEq, Eq)]
enum Verdict {
    Accepted,
    /// Refused, for no reason that its data shows, while the backend may not have noticed it yet.
    NotYet(TokenRefusal),
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
    let scope = Scope::current();
    let token = StoredValue::new(token);
    let name_of = move |id: &OrganizationId| untrack(|| session.organization_name_or_id(id));
    let judge = move |told: TokenRefusal, known: Result<Token, ApiError>| {
        let demand = demand.try_get_untracked().unwrap_or_default();
        let now = session.client.backend_now();
        match known {
            Ok(token) => match refusal(&token, |id| demand.offers(id), now) {
                Some(reason) => Verdict::Refused(reason_sentence(&reason, name_of)),
                None if is_settling(&token, now) => Verdict::NotYet(told),
                None => Verdict::Refused(told_sentence(told)),
            },
            Err(ApiError::NotFound) => Verdict::Refused(
                "It has been deleted in the meantime. Create a new token.".to_owned(),
            ),
            Err(error) if told == TokenRefusal::Unknown => Verdict::Refused(format!(
                "Openlane refuses it. Why could not be found out: {error}"
            )),
            Err(_) => Verdict::Refused(told_sentence(told)),
        }
    };
    let verify = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        scope.spawn(async move {
            for _ in 0..TRIES {
                // Nothing when the page, and with it the value, is gone.
                let Some(call) = secret.with(|value| inspect::verify(session.client, value)) else {
                    break;
                };
                let result = match call.await {
                    Err(error) => Verdict::Failed(error),
                    Ok(None) => Verdict::Accepted,
                    Ok(Some(told)) => {
                        let Some((kind, id)) =
                            token.try_with_value(|token| (token.kind(), token.id.clone()))
                        else {
                            return;
                        };
                        // A personal token gets the same answer for every refusal; its data knows more.
                        judge(told, tokens::one(session.client, kind, &id).await)
                    }
                };
                let waits = matches!(result, Verdict::NotYet(_));
                verdict.try_set(Some(result));
                if !waits {
                    break;
                }
                pause(RETRY_AFTER_MS).await;
            }
            verdict.try_update(|verdict| {
                if let Some(Verdict::NotYet(told)) = verdict {
                    *verdict = Some(Verdict::Refused(told_sentence(*told)));
                }
            });
            busy.try_set(false);
        });
    };
    view! {
        <section>
        <div class="verify">
            <Button icon=Icon::SHIELD busy on_press=verify>"Verify token"</Button>
            <span class="muted small">"Calls Openlane once with this token alone. It counts as a use."</span>
        </div>
        <div class="verdict" aria-live="polite">
            {move || {
                verdict
                    .get()
                    .map(|verdict| match verdict {
                        Verdict::Accepted => view! {
                            <Callout tone=Tone::Success title="Accepted">
                                <p>"Openlane accepts this token."</p>
                            </Callout>
                        }
                        .into_any(),
                        Verdict::Refused(reason) => view! {
                            <Callout tone=Tone::Warning title="Refused">
                                <p>{with_names(move || reason.clone())}</p>
                            </Callout>
                        }
                        .into_any(),
                        Verdict::NotYet(_) => view! {
                            <Callout tone=Tone::Info title="Not accepted yet">
                                <p>
                                    "It can take about 10 seconds until a new or changed token works. "
                                    "Trying again…"
                                </p>
                            </Callout>
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
        Refusal::NoOrganization => {
            "It reaches no organization that you can see. Add one in its details.".to_owned()
        }
        Refusal::NeedsSso(missing) => {
            let names: Vec<String> = missing.iter().map(|id| isolated(&name_of(id))).collect();
            let enforces = if names.len() == 1 {
                "enforces"
            } else {
                "enforce"
            };
            format!(
                "{} {enforces} single sign-on. Authorize the token \
                 for SSO below; until then it is refused everywhere.",
                intl::list_and(&names)
            )
        }
    }
}
