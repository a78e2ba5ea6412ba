//! Every field of a token.

use crate::features::tokens::shared::calendar_file::save_calendar;
use crate::features::tokens::shared::makers::{LEFT, MakerNames, Named};
use crate::features::tokens::shared::reach::{ReachView, copy_organization_id};
use crate::features::tokens::shared::token_loader::TokenLoader;
use crate::session::use_session;
use chrono::{DateTime, Utc};
use console_domain::calendar::has_entry;
use console_domain::export::file_name;
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::new_token::Field;
use console_domain::rotation::own_tags;
use console_domain::token::{Reach, Token};
use console_platform::{clock, intl};
use console_ui::{Button, CopyButton, DateTimeText, Icon, Size, TimeStyle, Toast, Variant};
use console_view::prelude::*;

/// The fields.
#[component(transparent)]
pub fn Fields(
    /// The token.
    token: Signal<Token>,
    /// The names of those around it.
    names: MakerNames,
) -> impl IntoView {
    let makers = names;
    move || {
        let token = token.get();
        let id = token.id.to_string();
        let copied = id.clone();
        let organization = match &token.reach {
            Reach::Scopes {
                owner: Some(owner), ..
            } => use_session().known_organization(owner).map(|found| {
                (
                    found.name,
                    copy_organization_id("Copy organization ID".to_owned(), owner),
                )
            }),
            _ => None,
        };
        let reach_name = Field::of_reach(token.kind()).label();
        let tags: Vec<String> = own_tags(&token).cloned().collect();
        let tags = (!tags.is_empty()).then(|| {
            row(
                "Tags",
                view! { <span dir="auto" translate="no">{tags.join(", ")}</span> }.into_any(),
            )
        });
        let revoked = token.revocation.clone().map(|revocation| {
            view! {
                <div class="details-row">
                    <dt>"Revoked"</dt>
                    <dd>
                        {when(Some(revocation.at), "")} {by(makers, revocation.by)}
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
                    .map(|text| {
                        let text = view! { <span class="pre-line" dir="auto">{text}</span> };
                        row("Description", text.into_any())
                    })}
                {organization.map(|(name, copy)| {
                    row(
                        "Organization",
                        view! { <span dir="auto" translate="no">{name}</span> {copy} }.into_any(),
                    )
                })}
                {row(reach_name, view! { <ReachView reach=token.reach.clone() /> }.into_any())}
                {tags}
                {row("Expires", expires(&token))}
                {row("Last used", when(token.last_used_at, "Never used"))}
                {row(
                    "Created",
                    view! {
                        {when(token.created_at, "Unknown")} {by(makers, token.created_by.clone())}
                    }
                    .into_any(),
                )}
                {row(
                    "Updated",
                    view! {
                        {when(token.updated_at, "Never")} {by(makers, token.updated_by.clone())}
                        <p class="muted small">"Each use of the token counts as an update."</p>
                    }
                        .into_any(),
                )}
                {revoked}
                <div class="details-row">
                    <dt>"ID"</dt>
                    <dd>
                        <code translate="no">{id}</code>
                        <CopyButton
                            label="Copy ID"
                            text=move || copied.clone()
                            size=Size::Small
                            icon_only=true
                        />
                        <p class="muted small">
                            "Names the token in logs and support requests. It is \
                             not the secret value, which cannot be shown again."
                        </p>
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

/// When it ends, with that moment for a calendar.
fn expires(token: &Token) -> AnyView {
    let moment = when(token.expires_at, "Never");
    if !has_entry(token) {
        return moment;
    }
    let token = token.clone();
    let file = move || {
        let subject = match token.kind() {
            TokenKind::Api => "api-token",
            TokenKind::Personal => "personal-access-token",
        };
        let name = file_name(Some(&token.name), subject, clock::now(), "ics");
        if !save_calendar(&name, std::slice::from_ref(&token)) {
            Toast::danger("The browser did not start the download.").show();
        }
    };
    view! {
        {moment}
        " "
        <Button size=Size::Small variant=Variant::Ghost icon=Icon::DOWNLOAD on_press=file>
            "Calendar file"
        </Button>
    }
    .into_any()
}

/// By whom, where the name can be told; the identifier otherwise.
fn by(makers: MakerNames, who: Option<UserId>) -> Option<AnyView> {
    let who = who?;
    let named = {
        let who = who.clone();
        Memo::new(move |_| makers.get(&who))
    };
    let label = move || match named.get() {
        Some(Named::You(name)) => {
            view! { " by " <b dir="auto" translate="no">{format!("{name} (you)")}</b> }.into_any()
        }
        Some(Named::Other(name)) => {
            view! { " by " <b dir="auto" translate="no">{name}</b> }.into_any()
        }
        Some(Named::Left) => view! {
            " by " <code translate="no">{who.to_string()}</code> {format!(", who {LEFT}. ")}
            <span class="muted small">
                "No member and no API token of the organization has this ID any more."
            </span>
        }
        .into_any(),
        None => view! { " by " <code translate="no">{who.to_string()}</code> }.into_any(),
    };
    Some(view! { <span>{label}</span> }.into_any())
}

/// The names of those around a token. They are asked for whenever it was loaded, as far as they are not
/// known yet.
pub fn learn_makers(loader: TokenLoader, kind: TokenKind) -> MakerNames {
    let names = MakerNames::new(kind);
    Effect::new(move |_| {
        let Some(token) = loader.ready().flatten() else {
            return;
        };
        let revoker = token.revocation.and_then(|revocation| revocation.by);
        names.learn(
            [token.created_by, token.updated_by, revoker]
                .into_iter()
                .flatten(),
        );
    });
    names
}
