//! Why a token is refused, in one sentence, and the one control that fixes it.

use crate::domain::id::OrganizationId;
use crate::domain::rotation::successor;
use crate::domain::state::{EXPIRES_SOON_DAYS, Refusal, refusal};
use crate::domain::token::Token;
use crate::features::tokens::lifecycle::{Action, use_lifecycle};
use crate::features::tokens::sso_demand::SsoDemand;
use crate::platform::{clock, intl};
use crate::route::Route;
use crate::session::use_session;
use crate::ui::{Button, ButtonLink, Icon, IconView, Size, Tone, Variant};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

/// What there is to say.
#[derive(Clone, PartialEq, Eq)]
enum Matter {
    /// It is accepted, for long enough.
    Nothing,
    Ends(DateTime<Utc>),
    Refused(Refusal),
}

/// The sentence with its control. Nothing for a token that is fine.
#[component]
pub fn Reason(
    /// The token.
    token: Memo<Token>,
    /// Who demands single sign-on.
    demand: Memo<SsoDemand>,
    /// Whether the reader may fix it.
    may_edit: Memo<Option<bool>>,
) -> impl IntoView {
    let now = clock::ticking_now();
    let matter = Memo::new(move |_| {
        let (now, demand) = (now.get(), demand.get());
        token.with(|token| match refusal(token, |id| demand.of(id), now) {
            Some(refusal) => Matter::Refused(refusal),
            None => match token.expires_at {
                Some(end) if end <= now + TimeDelta::days(EXPIRES_SOON_DAYS) => Matter::Ends(end),
                _ => Matter::Nothing,
            },
        })
    });
    move || {
        let matter = matter.get();
        let (tone, sentence) = match &matter {
            Matter::Nothing => return ().into_any(),
            Matter::Ends(end) => (
                Tone::Warning,
                if token.with(|token| successor(token).is_some()) {
                    format!(
                        "It stops working on {}. Put the value of the newer token everywhere before then.",
                        intl::date_time_long(*end)
                    )
                } else {
                    format!(
                        "It stops working on {}. Rotate it before then, or move its end.",
                        intl::date_time_long(*end)
                    )
                },
            ),
            Matter::Refused(refusal) => (
                match refusal {
                    Refusal::Expired(_) | Refusal::NoOrganization => Tone::Danger,
                    Refusal::NeedsSso(_) => Tone::Warning,
                    Refusal::Revoked | Refusal::Disabled => Tone::Neutral,
                },
                token.with(|token| sentence(refusal, token)),
            ),
        };
        let fix = (may_edit.get() == Some(true)).then(|| fix(&matter, token));
        view! {
            <div class=format!("reason {}", tone.class()) role="status">
                <IconView icon=tone.icon() />
                <p dir="auto">{sentence}</p>
                {fix}
            </div>
        }
        .into_any()
    }
}

fn names(ids: &[OrganizationId]) -> Vec<String> {
    let account = use_session().account.ready();
    ids.iter()
        .map(|id| {
            account
                .as_ref()
                .and_then(|account| account.organization(id))
                .map_or_else(|| id.to_string(), |found| found.name.clone())
        })
        .collect()
}

fn sentence(refusal: &Refusal, token: &Token) -> String {
    match refusal {
        Refusal::Expired(at) => format!(
            "Openlane refuses it since it expired on {}. A later end makes it work again.",
            intl::date_time_long(*at)
        ),
        Refusal::Revoked => {
            let when = token
                .revocation
                .as_ref()
                .map(|revocation| intl::date_time_medium(revocation.at))
                .unwrap_or_default();
            let reason = token
                .revocation
                .as_ref()
                .and_then(|revocation| revocation.reason.as_deref())
                .map(|reason| format!(" Reason: {reason}"))
                .unwrap_or_default();
            format!("Openlane refuses it because it was revoked on {when}.{reason}")
        }
        Refusal::Disabled => {
            "Openlane refuses it because it is disabled. Enable it to use it again.".to_owned()
        }
        Refusal::NoOrganization => {
            "Openlane refuses it because it reaches no organization. Add at least one.".to_owned()
        }
        Refusal::NeedsSso(missing) => {
            let names = names(missing);
            let verbs = if names.len() == 1 {
                ("enforces", "has")
            } else {
                ("enforce", "have")
            };
            let everywhere = if token.organizations().len() > 1 {
                " Until then it is refused in all its organizations."
            } else {
                ""
            };
            format!(
                "Openlane refuses it because {} {} single sign-on and {} not authorized it yet.{everywhere}",
                intl::list_and(&names),
                verbs.0,
                verbs.1
            )
        }
    }
}

fn fix(matter: &Matter, token: Memo<Token>) -> AnyView {
    let (kind, id) = token.with(|token| (token.kind(), token.id.clone()));
    let edit = |text: &'static str| {
        view! { <ButtonLink href=Route::Edit(kind, id.clone()).href() size=Size::Small icon=Icon::Pencil>{text}</ButtonLink> }
            .into_any()
    };
    match matter {
        Matter::Ends(_) if token.with(|token| successor(token).is_none()) => view! {
            <ButtonLink href=Route::Rotate(kind, id.clone()).href() size=Size::Small icon=Icon::Rotate>"Rotate it"</ButtonLink>
        }
        .into_any(),
        Matter::Refused(Refusal::Expired(_)) => edit("Edit expiry"),
        Matter::Refused(Refusal::NoOrganization) => edit("Add organization"),
        Matter::Refused(Refusal::Revoked | Refusal::Disabled) => {
            let lifecycle = use_lifecycle();
            view! {
                <Button
                    size=Size::Small
                    variant=Variant::Primary
                    icon=Icon::Play
                    on_press=move || {
                        if let Some(lifecycle) = lifecycle {
                            lifecycle.ask(Action::Enable, token.get_untracked());
                        }
                    }
                >
                    "Enable it"
                </Button>
            }
            .into_any()
        }
        // Nothing to do, the newer token is there, or the section on single sign-on right below has
        // one button for each organization.
        Matter::Nothing | Matter::Ends(_) | Matter::Refused(Refusal::NeedsSso(_)) => ().into_any(),
    }
}
