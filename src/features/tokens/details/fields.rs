//! Every field of a token.

use crate::features::tokens::shared::reach::ReachView;
use crate::session::use_session;
use chrono::{DateTime, Utc};
use console_api::account;
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::rotation::own_tags;
use console_domain::sorted::{SortedMap, SortedSet};
use console_domain::token::{Reach, Token};
use console_platform::{clock, intl};
use console_ui::{CopyButton, DateTimeText, Size, TimeStyle};
use console_view::prelude::*;
use leptos::task::spawn_local;

type Names = RwSignal<SortedMap<UserId, String>>;

/// The fields.
#[component(transparent)]
pub fn Fields(
    /// The token.
    token: Memo<Token>,
) -> impl IntoView {
    let names = people(token);
    move || {
        let token = token.get();
        let id = token.id.to_string();
        let copied = id.clone();
        let organization = match &token.reach {
            Reach::Scopes {
                owner: Some(owner), ..
            } => use_session()
                .account
                .ready()
                .and_then(|account| account.organization(owner).map(|found| found.name.clone())),
            _ => None,
        };
        let reach_name = match token.kind() {
            TokenKind::Api => "Scopes",
            TokenKind::Personal => "Authorized Organizations",
        };
        let tags: Vec<String> = own_tags(&token).cloned().collect();
        let tags = (!tags.is_empty()).then(|| {
            row(
                "Tags",
                view! { <span dir="auto">{tags.join(", ")}</span> }.into_any(),
            )
        });
        let revoked = token.revocation.clone().map(|revocation| {
            view! {
                <div class="details-row">
                    <dt>"Revoked"</dt>
                    <dd>
                        {when(Some(revocation.at), "")} {by(names, revocation.by)}
                        {revocation.reason.map(|reason| view! { <p dir="auto">{reason}</p> })}
                    </dd>
                </div>
            }
        });
        view! {
            <dl class="details">
                {token
                    .description
                    .clone()
                    .map(|text| row("Description", view! { <span class="pre-line" dir="auto">{text}</span> }.into_any()))}
                {organization.map(|name| row("Organization", view! { <span dir="auto">{name}</span> }.into_any()))}
                {row(reach_name, view! { <ReachView reach=token.reach.clone() /> }.into_any())}
                {tags}
                {row("Expires", when(token.expires_at, "Never"))}
                {row("Last used", when(token.last_used_at, "Never used"))}
                {row("Created", view! { {when(token.created_at, "Unknown")} {by(names, token.created_by.clone())} }.into_any())}
                {row(
                    "Updated",
                    view! {
                        {when(token.updated_at, "Never")} {by(names, token.updated_by.clone())}
                        <p class="muted small">"Each use of the token counts as an update."</p>
                    }
                        .into_any(),
                )}
                {revoked}
                <div class="details-row">
                    <dt>"ID"</dt>
                    <dd>
                        <code>{id}</code>
                        <CopyButton label="Copy ID" text=move || copied.clone() size=Size::Small icon_only=true />
                        <p class="muted small">"Names the token in logs and support requests. It is not the secret value, which cannot be shown again."</p>
                    </dd>
                </div>
            </dl>
        }
        .into_any()
    }
}

fn row(name: &'static str, value: AnyView) -> AnyView {
    view! { <div class="details-row"><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

/// A time, exact and relative.
fn when(at: Option<DateTime<Utc>>, otherwise: &'static str) -> AnyView {
    at.map_or_else(
        || view! { <span>{otherwise}</span> }.into_any(),
        |at| {
            let now = clock::ticking_now();
            let relative = move || format!(" ({})", intl::relative(at, now.get()));
            // One place to stop at with Tab is enough for one moment.
            view! {
                <DateTimeText value=at style=TimeStyle::DateTime />
                <span class="muted">{relative}</span>
            }
            .into_any()
        },
    )
}

/// By whom, where the name can be told; the identifier otherwise.
fn by(names: Names, who: Option<UserId>) -> Option<AnyView> {
    let who = who?;
    let label = move || {
        let name = names.with(|names| names.get(&who).cloned());
        name.map_or_else(
            || view! { " by " <code>{who.to_string()}</code> }.into_any(),
            |name| view! { " by " <b dir="auto">{name}</b> }.into_any(),
        )
    };
    Some(view! { <span>{label}</span> }.into_any())
}

/// The names of the people around a token. A name is a nicety: when it cannot be had, there is the
/// identifier.
fn people(token: Memo<Token>) -> Names {
    let session = use_session();
    let names: Names = RwSignal::new(SortedMap::new());
    let wanted = Memo::new(move |_| {
        let account = session.account.ready()?;
        let me = account.user;
        let ids = token.with(|token| {
            let revoker = token
                .revocation
                .as_ref()
                .and_then(|revocation| revocation.by.clone());
            [token.created_by.clone(), token.updated_by.clone(), revoker]
                .into_iter()
                .flatten()
                .filter(|id| *id != me.id)
                .collect::<SortedSet<_>>()
        });
        Some((me, ids))
    });
    Effect::new(move |_| {
        let Some((me, ids)) = wanted.get() else {
            return;
        };
        names.update(|names| {
            names.insert(me.id, format!("{} (you)", me.name));
        });
        if !ids.is_empty() {
            spawn_local(async move {
                if let Ok(found) = account::user_names(session.client, &ids).await {
                    names.try_update(|names| names.extend(found));
                }
            });
        }
    });
    names
}
