//! One token by its address: loaded, watched, and possibly gone.

use crate::app::load::Loader;
use crate::app::route::Route;
use crate::features::page::PageHeader;
use crate::session::use_session;
use chrono::TimeDelta;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::token::Token;
use console_platform::{clock, retain_until_cleanup, visibility};
use console_ui::{ButtonLink, Crumb, EmptyState, Icon, SkeletonText};
use console_view::prelude::*;

/// What is older than this is loaded anew when somebody comes back to the tab.
const STALE_AFTER: TimeDelta = TimeDelta::seconds(5);

/// A token that is being loaded. `None` is one that does not exist, or not any more: unlike other
/// failures that replaces what was shown before.
pub type TokenLoader = Loader<Option<Token>>;

/// Loads a token.
pub fn use_token(kind: TokenKind, id: TokenId) -> TokenLoader {
    let client = use_session().client;
    let token = Loader::new(move || {
        let id = id.clone();
        async move {
            match tokens::one(client, kind, &id).await {
                Ok(token) => Ok(Some(token)),
                Err(ApiError::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        }
    });
    token.load();
    token
}

/// Loads it anew when somebody comes back to the tab.
pub fn watch(token: TokenLoader) {
    let asked_at = StoredValue::new(clock::now());
    let look = move || {
        let Some(before) = asked_at.try_get_value() else {
            return;
        };
        if clock::now() - before > STALE_AFTER {
            asked_at.set_value(clock::now());
            clock::catch_up();
            token.revalidate();
        }
    };
    retain_until_cleanup(visibility::on_change(move |visible| {
        if visible {
            look();
        }
    }));
    retain_until_cleanup(visibility::on_window_focus(look));
}

/// The way to a page about a token.
pub fn crumbs(kind: TokenKind, last: Vec<Crumb>) -> Vec<Crumb> {
    let mut crumbs = vec![
        Crumb::text("Developer Settings"),
        Crumb::link(kind.list_name(), Route::List(kind).href()),
    ];
    crumbs.extend(last);
    crumbs
}

/// The way to a page below the details of `token`.
pub fn crumbs_below(token: &Token, last: &str) -> Vec<Crumb> {
    let kind = token.kind();
    let details = Route::Details(kind, token.id.clone()).href();
    crumbs(
        kind,
        vec![
            Crumb::link(token.shown_name(), details).as_name(),
            Crumb::text(last.to_owned()),
        ],
    )
}

/// While it is being loaded.
pub fn loading() -> AnyView {
    view! { <div class="panel panel-body" aria-busy="true"><SkeletonText lines=8 /></div> }
        .into_any()
}

/// There is no such token.
pub fn gone(kind: TokenKind) -> AnyView {
    let title = match kind {
        TokenKind::Api => "API token not found",
        TokenKind::Personal => "Personal access token not found",
    };
    let text = match kind {
        TokenKind::Api => "It may have been deleted, or it belongs to another organization.",
        TokenKind::Personal => "It may have been deleted, or it belongs to somebody else.",
    };
    view! {
        <PageHeader name=title crumbs=crumbs(kind, vec![Crumb::text("Not found")]) />
        <div class="panel">
            <EmptyState
                icon=Icon::SEARCH
                title="There is no such token"
                actions=move || view! {
                    <ButtonLink href=Route::List(kind).href()>
                        {format!("Back to {}", kind.list_name())}
                    </ButtonLink>
                }
            >
                <p>{text}</p>
            </EmptyState>
        </div>
    }
    .into_any()
}
