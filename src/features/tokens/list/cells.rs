//! What stands in the cells of a row.

use crate::app::lazy::{lazy, lazy_view};
use crate::app::route::Route;
use crate::features::tokens::shared::makers::{LEFT, MakerNames, Named};
use crate::features::tokens::shared::may_edit::may_edit_in;
use crate::features::tokens::shared::reach::ReachView;
use crate::session::use_session;
use chrono::{DateTime, Utc};
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::scope::{ScopeSelection, Verb};
use console_domain::token::{Reach, Token};
use console_platform::intl;
use console_ui::{PopoverButton, SkeletonText, TimeStyle, date_time, popover};
use console_view::prelude::*;

/// How many objects or organizations a cell names.
const NAMED: usize = 2;

/// From this many objects on only their number is told.
const COUNTED_ABOVE: usize = 12;

/// The heading of the column for what a token reaches.
pub const fn reach_heading(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => "Scopes",
        TokenKind::Personal => "Organizations",
    }
}

/// The class of the cell for what a token reaches.
pub const fn reach_class(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => "cell-scopes",
        TokenKind::Personal => "cell-organizations",
    }
}

/// What a token reaches, in short, with a button that opens all of it; tracked.
pub fn reach(kind: TokenKind, token: Signal<Token>) -> AnyView {
    // Not with every change of the token: what is open stays open.
    let reach = Memo::new(move |_| token.with(|token| token.reach.clone()));
    (move || reach.with(|reach| short_reach(kind, token, reach))).into_any()
}

fn short_reach(kind: TokenKind, token: Signal<Token>, reach: &Reach) -> AnyView {
    match reach {
        Reach::Scopes { scopes, .. } => scope_words(kind, token, scopes.selection()),
        Reach::Organizations(organizations) => {
            if organizations.is_empty() {
                return view! { <span class="muted">"None"</span> }.into_any();
            }
            let names = organizations
                .iter()
                .take(NAMED)
                .map(|organization| organization.name.clone())
                .collect::<Vec<_>>()
                .join(", ");
            let more = organizations.len().saturating_sub(NAMED);
            view! {
                <span dir="auto" translate="no">{names}</span>
                {(more > 0).then(|| whole_reach(kind, token, format!("+{more} more")))}
            }
            .into_any()
        }
    }
}

lazy!(details: fn all_of_it(token: Token, edit: Option<String>) => view! { <WholeReach token edit /> });

/// Opens everything that a token reaches, as granted; `label` says how much that is.
fn whole_reach(kind: TokenKind, token: Signal<Token>, label: String) -> AnyView {
    let words = label.clone();
    let aria_label =
        Signal::derive(move || format!("{words} of {}", token.with(Token::shown_name)));
    let session = use_session();
    let content = move || {
        let token = token.get_untracked();
        let may_edit = untrack(|| may_edit_in(session, kind)) == Some(true);
        let edit = may_edit.then(|| Route::Edit(kind, token.id.clone()).href());
        lazy_view(
            move || Box::pin(all_of_it(token.clone(), edit.clone())),
            || view! { <SkeletonText lines=4 /> },
            |lost| lost,
        )
    };
    view! { " " <PopoverButton label aria_label trigger_class="link">{content()}</PopoverButton> }
        .into_any()
}

/// What a row has no room for.
#[component(transparent)]
fn WholeReach(token: Token, edit: Option<String>) -> impl IntoView {
    popover::focus_loaded_content();
    view! {
        <div class="stack">
            <ReachView reach=token.reach />
            {edit.map(|href| view! { <a class="link" href=href>"Edit"</a> })}
        </div>
    }
}

fn scope_words(kind: TokenKind, token: Signal<Token>, scopes: &ScopeSelection) -> AnyView {
    if scopes.is_empty() {
        return view! { <span class="muted">"None"</span> }.into_any();
    }
    let objects = scopes.objects().count();
    if objects > COUNTED_ABOVE {
        let text = format!(
            "{}, {}",
            intl::count(objects as u64, "object", "objects"),
            intl::count(scopes.len() as u64, "scope", "scopes")
        );
        return whole_reach(kind, token, text);
    }
    if objects == 0 {
        let count = scopes.len() as u64;
        return whole_reach(kind, token, intl::count(count, "scope", "scopes"));
    }
    let more = objects.saturating_sub(NAMED) + scopes.others().count();
    let last_named = objects.min(NAMED).saturating_sub(1);
    let lines = scopes
        .objects()
        .take(NAMED)
        .enumerate()
        .map(|(index, (object, verbs))| {
            let verbs: Vec<&str> = verbs.iter().map(Verb::as_str).collect();
            let object = view! { <b translate="no">{object.to_owned()}</b> " " {verbs.join(" ")} };
            if index == last_named && more > 0 {
                let rest = whole_reach(kind, token, format!("+{more} more"));
                view! { <span class="cell-more"><span class="cell-line">{object}</span> {rest}</span> }
                    .into_any()
            } else {
                view! { <span class="cell-line">{object}</span> }.into_any()
            }
        })
        .collect_view();
    view! { <span>{lines}</span> }.into_any()
}

/// When a token ends; tracked.
pub fn expires(token: Signal<Token>, now: Signal<DateTime<Utc>>) -> AnyView {
    (move || match token.with(|token| token.expires_at) {
        Some(at) => date_time(at, now, TimeStyle::Relative, true),
        None => view! { <span>"Never"</span> }.into_any(),
    })
    .into_any()
}

/// When a token was last used; tracked.
pub fn last_used(token: Signal<Token>, now: Signal<DateTime<Utc>>) -> AnyView {
    (move || match token.with(|token| token.last_used_at) {
        Some(at) => date_time(at, now, TimeStyle::Relative, false),
        None => view! { <span class="muted">"Never used"</span> }.into_any(),
    })
    .into_any()
}

/// Who made a token, in one line.
fn maker_text(named: Named, before: &str, id: &UserId) -> String {
    match named {
        Named::You(name) | Named::Other(name) => format!("{before}{name}"),
        // The words come first: the line is cut off where there is no room.
        Named::Left => format!("Creator {LEFT}: {id}"),
    }
}

/// The line with who made a token; tracked. It takes its room before the name is known: nothing moves.
fn maker(makers: MakerNames, token: &Token, before: &str, class: &'static str) -> Option<AnyView> {
    let by = token.created_by.as_ref()?;
    let line = makers.get(by).map(|named| maker_text(named, before, by));
    let line = line.unwrap_or_else(|| "\u{a0}".to_owned());
    Some(view! { <span class=class dir="auto" translate="no">{line}</span> }.into_any())
}

/// The same as [`created`], for below the name where there is no room for a column; tracked.
pub fn made(makers: MakerNames, token: Signal<Token>) -> AnyView {
    (move || {
        token.with(|token| {
            // No control, as a date in a column is: there is no room for one so close to the link.
            let date = token
                .created_at
                .map(|at| format!("Created {}", intl::date_medium(at)));
            view! {
                {date.map(|date| view! { <span class="cell-sub cell-made">{date}</span> })}
                {maker(makers, token, "by ", "cell-sub cell-made")}
            }
            .into_any()
        })
    })
    .into_any()
}

/// When a token was made, and by whom where the name is known; tracked.
pub fn created(makers: MakerNames, token: Signal<Token>, now: Signal<DateTime<Utc>>) -> AnyView {
    (move || {
        token.with(|token| {
            let at = token
                .created_at
                .map(|at| date_time(at, now, TimeStyle::Date, false));
            view! { <span>{at} {maker(makers, token, "", "cell-sub")}</span> }.into_any()
        })
    })
    .into_any()
}
