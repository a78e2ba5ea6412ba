//! Why a token is refused, in one sentence, and the one control that fixes it.

use crate::app::route::Route;
use crate::features::tokens::lifecycle::{Action, use_lifecycle};
use crate::features::tokens::shared::sso_demand::SsoDemand;
use crate::session::use_session;
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::rotation::successor;
use console_domain::state::{EXPIRES_SOON_DAYS, Refusal, refusals};
use console_domain::token::Token;
use console_domain::visible_name::isolated;
use console_platform::{clock, intl};
use console_ui::{Button, ButtonLink, Icon, IconView, Size, Tone, with_names};
use console_view::prelude::*;

/// What there is to say.
#[derive(Clone, PartialEq, Eq)]
enum Notice {
    /// It is accepted, for long enough.
    None,
    /// It expires at this time, within [`EXPIRES_SOON_DAYS`].
    ExpiresSoon(DateTime<Utc>),
    /// For the first of these, and then for those that are left; never empty.
    Refused(Vec<Refusal>),
}

/// The sentence with its control. Nothing for a token that is fine.
#[component(transparent)]
pub fn Reason(
    /// The token.
    token: Signal<Token>,
    /// Who demands single sign-on.
    demand: Memo<SsoDemand>,
    /// Whether the reader may fix it.
    may_edit: Memo<Option<bool>>,
) -> impl IntoView {
    let now = clock::ticking_now();
    let notice = Memo::new(move |_| {
        let (now, demand) = (now.get(), demand.get());
        token.with(|token| {
            let certain = |id: &OrganizationId| demand.requires(id);
            let refusals = refusals(token, certain, now);
            match token.expires_at {
                _ if !refusals.is_empty() => Notice::Refused(refusals),
                Some(end) if end <= now + TimeDelta::days(EXPIRES_SOON_DAYS) => {
                    Notice::ExpiresSoon(end)
                }
                _ => Notice::None,
            }
        })
    });
    move || {
        let notice = notice.get();
        let (tone, sentence) = match &notice {
            Notice::None => return ().into_any(),
            Notice::ExpiresSoon(end) => (
                Tone::Warning,
                if token.with(|token| successor(token).is_some()) {
                    format!(
                        "It stops working on {}. Put the value of the newer token everywhere before then.",
                        intl::date_time_long(*end)
                    )
                } else {
                    format!(
                        "It stops working on {}. Rotate it before then, or choose a later expiration date.",
                        intl::date_time_long(*end)
                    )
                },
            ),
            Notice::Refused(refusals) => (
                match refusals.first() {
                    Some(Refusal::Expired(_) | Refusal::NoOrganization) => Tone::Danger,
                    Some(Refusal::NeedsSso(_)) => Tone::Warning,
                    Some(Refusal::Revoked | Refusal::Disabled) | None => Tone::Neutral,
                },
                token.with(|token| sentences(refusals, token)),
            ),
        };
        let fix = (may_edit.get() == Some(true)).then(|| fix(&notice, token));
        view! {
            <div class=format!("reason {}", tone.class()) role="status">
                <IconView icon=tone.icon() />
                <p dir="auto">{with_names(move || sentence.clone())}</p>
                {fix}
            </div>
        }
        .into_any()
    }
}

fn names(ids: &[OrganizationId]) -> Vec<String> {
    let session = use_session();
    ids.iter()
        .map(|id| isolated(&session.organization_name_or_id(id)))
        .collect()
}

/// Why it is refused, and why it still would be without the first reason: nobody is promised that a
/// token works again which has another obstacle before it.
fn sentences(refusals: &[Refusal], token: &Token) -> String {
    let Some((first, others)) = refusals.split_first() else {
        return String::new();
    };
    let mut all = vec![sentence(first, token)];
    let promise = match first {
        Refusal::Expired(_) => "A later expiration date makes it work again.",
        Refusal::Disabled => "Enable it to use it again.",
        Refusal::NoOrganization => "Add at least one.",
        Refusal::Revoked | Refusal::NeedsSso(_) => "",
    };
    if others.is_empty() && !promise.is_empty() {
        all.push(promise.to_owned());
    }
    all.extend(others.iter().map(|other| match other {
        // It is always the first.
        Refusal::Expired(_) => String::new(),
        Refusal::Revoked => "It is also revoked.".to_owned(),
        Refusal::Disabled => "It is also disabled.".to_owned(),
        Refusal::NoOrganization => "It also reaches no organization that you can see.".to_owned(),
        Refusal::NeedsSso(missing) => {
            let names = intl::list_and(&names(missing));
            format!("It also needs to be authorized for single sign-on by {names}.")
        }
    }));
    // In somebody's own words, which need not end as a sentence does.
    if let Some(reason) = token
        .revocation
        .as_ref()
        .and_then(|revocation| revocation.reason.as_deref())
        .filter(|_| *first == Refusal::Revoked)
    {
        all.push(format!("Reason: {reason}"));
    }
    all.join(" ")
}

fn sentence(refusal: &Refusal, token: &Token) -> String {
    match refusal {
        Refusal::Expired(at) => format!(
            "Openlane refuses it because it expired on {}.",
            intl::date_time_long(*at)
        ),
        Refusal::Revoked => {
            let when = token
                .revocation
                .as_ref()
                .map(|revocation| intl::date_time_medium(revocation.at))
                .unwrap_or_default();
            format!("Openlane refuses it because it was revoked on {when}.")
        }
        Refusal::Disabled => "Openlane refuses it because it is disabled.".to_owned(),
        Refusal::NoOrganization => "It reaches no organization that you can see.".to_owned(),
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
            // Only the active organization tells (contract 7.6).
            let active = use_session().organization();
            let is_elsewhere = missing.iter().any(|id| active.as_ref() != Some(id));
            let unless = if token.kind() == TokenKind::Personal && is_elsewhere {
                " Where you are exempt from single sign-on it works all the same; this console can see \
                 that only for the active organization."
            } else {
                ""
            };
            format!(
                "Openlane refuses it because {} {} single sign-on and {} not authorized it yet.\
                 {everywhere}{unless}",
                intl::list_and(&names),
                verbs.0,
                verbs.1
            )
        }
    }
}

fn fix(notice: &Notice, token: Signal<Token>) -> AnyView {
    let (kind, id) = token.with(|token| (token.kind(), token.id.clone()));
    let edit = |text: &'static str| {
        view! {
            <ButtonLink href=Route::Edit(kind, id.clone()).href() size=Size::Small icon=Icon::PENCIL>
                {text}
            </ButtonLink>
        }
            .into_any()
    };
    match notice {
        Notice::ExpiresSoon(_) if token.with(|token| successor(token).is_none()) => view! {
            <ButtonLink href=Route::Rotate(kind, id.clone()).href() size=Size::Small icon=Icon::ROTATE>
                "Rotate it"
            </ButtonLink>
        }
        .into_any(),
        Notice::None | Notice::ExpiresSoon(_) => ().into_any(),
        Notice::Refused(refusals) => match refusals.first() {
        Some(Refusal::Expired(_)) => edit("Edit expiration"),
        Some(Refusal::NoOrganization) => edit("Add organization"),
        Some(Refusal::Revoked | Refusal::Disabled) => {
            let lifecycle = use_lifecycle();
            view! {
                <Button
                    size=Size::Small
                    icon=Icon::PLAY
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
        // The section on single sign-on right below has one button for each organization.
        Some(Refusal::NeedsSso(_)) | None => ().into_any(),
        },
    }
}
