//! The two tokens of a rotation, shown as a pair while both live.

use super::sso_demand::SsoDemand;
use super::state_badge::StateBadge;
use crate::app::route::Route;
use crate::session::use_session;
use chrono::{DateTime, Utc};
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::rotation::{predecessor, successor};
use console_domain::sorted::SortedSet;
use console_domain::state::refusal;
use console_domain::token::Token;
use console_platform::clock;
use console_ui::{ButtonLink, DateTimeText, Icon, IconView, Size, TimeStyle};
use console_view::prelude::*;

/// Which part a token has in a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Old,
    New,
}

/// The other tokens that belong to one of these and are not among them.
pub fn partners(tokens: &[Token]) -> Vec<TokenId> {
    let linked: SortedSet<TokenId> = tokens.iter().flat_map(links).map(|(_, id)| id).collect();
    if linked.iter().next().is_none() {
        return Vec::new();
    }
    let here: SortedSet<TokenId> = tokens.iter().map(|token| token.id.clone()).collect();
    let is_elsewhere = |id: &TokenId| !here.contains(id);
    linked.into_iter().filter(is_elsewhere).collect()
}

/// The other tokens that belong to this one.
fn links(token: &Token) -> Vec<(Part, TokenId)> {
    let new = successor(token).map(|id| (Part::New, id));
    let old = predecessor(token).map(|id| (Part::Old, id));
    new.into_iter().chain(old).collect()
}

/// The pair on the details page: this token and the one that takes its place, or whose place it
/// takes, when that still exists.
#[component(transparent)]
pub fn PairPanel(
    /// The token of the page.
    token: Signal<Token>,
    /// Who demands single sign-on.
    demand: Memo<SsoDemand>,
    /// Whether the reader may change them.
    may_edit: Memo<Option<bool>>,
) -> impl IntoView {
    let client = use_session().client;
    let others = RwSignal::new(Vec::<(Part, Token)>::new());
    // Whenever the token was read anew: the other one may have changed, too.
    Effect::new(move |_| {
        let (kind, links) = token.with(|token| (token.kind(), links(token)));
        spawn_scoped(async move {
            let mut found = Vec::new();
            for (part, id) in links {
                match tokens::one(client, kind, &id).await {
                    Ok(other) => found.push((part, other)),
                    // One that is gone is no pair any more.
                    Err(ApiError::NotFound) => {}
                    // Nobody knows: what was shown of it stays.
                    Err(_) => found.extend(others.with_untracked(|known| {
                        known.iter().find(|(_, other)| other.id == id).cloned()
                    })),
                }
            }
            others.set(found);
        });
    });
    let now = clock::ticking_now();
    move || {
        let (now, demand, mine) = (now.get(), demand.get(), token.get());
        let member = |token: &Token, is_here: bool| {
            let standing = demand.standing(token, now);
            let href = Route::Details(token.kind(), token.id.clone()).href();
            let name = token.shown_name();
            view! {
                <div class="panel panel-body stack-sm">
                    {if is_here {
                        view! { <b dir="auto" translate="no">{name}</b> }.into_any()
                    } else {
                        view! { <a class="link" href=href dir="auto" translate="no">{name}</a> }.into_any()
                    }}
                    <span class="row"><StateBadge standing /></span>
                    <span class="small muted">
                        {token
                            .expires_at
                            .map_or_else(
                                || view! { "Never expires" }.into_any(),
                                |at| view! {
                                    "Ends " <DateTimeText value=at style=TimeStyle::DateTime />
                                }
                                .into_any(),
                            )}
                    </span>
                </div>
            }
        };
        others
            .get()
            .into_iter()
            .map(|(part, other)| {
                let (old, new) = match part {
                    Part::Old => (&other, &mine),
                    Part::New => (&mine, &other),
                };
                let both_live = [old, new]
                    .iter()
                    .all(|token| refusal(token, |_| false, now).is_none());
                let title = match part {
                    Part::New => "A newer token takes its place",
                    Part::Old if both_live => "It takes the place of a token that still works",
                    Part::Old => "It took the place of another token",
                };
                let finish = (both_live && may_edit.get() == Some(true)).then(|| {
                    let href = Route::Rotate(old.kind(), old.id.clone())
                        .href_with([("new", new.id.as_str())]);
                    view! {
                        <p class="row">
                            <ButtonLink href size=Size::Small>"End the old one sooner"</ButtonLink>
                        </p>
                    }
                });
                view! {
                    <section class="stack-sm">
                        <h2 class="section-title">{title}</h2>
                        <div class="pair">
                            {member(old, part == Part::New)}
                            <IconView icon=Icon::CHEVRON_RIGHT />
                            {member(new, part == Part::Old)}
                        </div>
                        {finish}
                    </section>
                }
            })
            .collect_view()
            .into_any()
    }
}

/// What the rows of a list say of the other tokens of their pairs, with the token that says it: nothing
/// unless both live at `now`. The other one is among `tokens` or `partners`.
pub fn pair_notes(
    tokens: &[Token],
    partners: &[Token],
    now: DateTime<Utc>,
) -> Vec<(TokenId, String)> {
    let lives = |token: &Token| refusal(token, |_| false, now).is_none();
    let note = |token: &Token| {
        let links = links(token);
        if links.is_empty() || !lives(token) {
            return None;
        }
        links.iter().find_map(|(part, id)| {
            let mut all = tokens.iter().chain(partners);
            let other = all.find(|other| other.id == *id && lives(other))?;
            let words = match part {
                Part::Old => "Takes the place of ",
                Part::New => "Replaced by ",
            };
            Some((token.id.clone(), format!("{words}{}", other.shown_name())))
        })
    };
    tokens.iter().filter_map(note).collect()
}

/// The note in a row of a list: the other token of the pair, while both live.
pub fn pair_note(notes: &[(TokenId, String)], id: &TokenId) -> Option<AnyView> {
    let (_, text) = notes.iter().find(|(token, _)| token == id)?;
    let view = view! {
        <span class="cell-sub truncate">
            <IconView icon=Icon::ROTATE /> " " <span dir="auto" translate="no">{text.clone()}</span>
        </span>
    };
    Some(view.into_any())
}
