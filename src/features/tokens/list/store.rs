//! What the list shows and where that comes from. The address is the one source of search,
//! filters, order and page.

use super::walk::{self, Walk};
use crate::api::account;
use crate::api::client::Client;
use crate::api::tokens::{self, Page, Summary};
use crate::domain::id::{TokenId, UserId};
use crate::domain::kind::TokenKind;
use crate::domain::list_query::{ListQuery, Position};
use crate::domain::token::Token;
use crate::features::tokens::sso_demand::{SsoDemand, use_sso_demand};
use crate::load::{Load, Loader};
use crate::platform::{clock, keep, visibility};
use crate::route::Route;
use crate::session::use_session;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What is older than this is loaded anew when somebody comes back to the tab.
const STALE_AFTER: TimeDelta = TimeDelta::minutes(1);

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// The list of one kind. Copies are the same list.
#[derive(Clone, Copy)]
pub struct ListStore {
    /// Which kind.
    pub kind: TokenKind,
    /// What the address asks for.
    pub query: Memo<ListQuery>,
    /// The rows.
    pub page: Loader<Page>,
    /// The counts.
    pub summary: Loader<Summary>,
    /// How far a walk has come, while one is on its way or after it.
    pub walk: RwSignal<Option<Walk>>,
    /// Who demands single sign-on.
    pub demand: Memo<SsoDemand>,
    /// The names of the people who made the tokens shown, as far as they are known.
    pub names: RwSignal<BTreeMap<UserId, String>>,
    /// The chosen rows.
    pub selected: RwSignal<BTreeSet<TokenId>>,
    loaded_at: StoredValue<DateTime<Utc>>,
    navigate: StoredValue<Navigate, LocalStorage>,
}

/// Makes the list of `kind` and keeps it in step with the address.
pub fn use_list(kind: TokenKind) -> ListStore {
    let client = use_session().client;
    let parameters = use_query_map();
    let query = Memo::new(move |_| {
        parameters.with(|all| {
            let pairs: Vec<(String, String)> = all
                .clone()
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value))
                .collect();
            ListQuery::from_parameters(
                pairs
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            )
        })
    });
    let demand = use_sso_demand(kind);
    let walk = RwSignal::new(None::<Walk>);
    let loaded_at = StoredValue::new(clock::now());
    let page = Loader::new(move || {
        let query = query.get_untracked();
        loaded_at.set_value(clock::now());
        async move {
            if query.needs_walk() {
                walk::walk(client, kind, query, demand, walk).await
            } else {
                walk.set(None);
                tokens::list(client, kind, &query, clock::now()).await
            }
        }
    });
    let store = ListStore {
        kind,
        query,
        page,
        summary: Loader::new(move || tokens::summary(client, kind, clock::now())),
        walk,
        demand,
        names: RwSignal::new(BTreeMap::new()),
        selected: RwSignal::new(BTreeSet::new()),
        loaded_at,
        navigate: StoredValue::new_local(Rc::new(use_navigate())),
    };
    // A walk decides by the organizations, so it has to wait for them.
    let known = use_session().account;
    let ready = Memo::new(move |_| {
        let query = query.get();
        let waits = query.needs_walk()
            && known
                .signal()
                .with(|account| matches!(account, Load::Idle | Load::Loading));
        (!waits).then_some(query)
    });
    Effect::new(move |_| {
        if ready.get().is_some() {
            store.page.refresh();
        }
    });
    store.summary.load();
    store.learn_names(client);
    keep(visibility::on_change(move |visible| {
        if visible {
            store.refresh_if_stale();
        }
    }));
    keep(visibility::on_window_focus(move || {
        store.refresh_if_stale()
    }));
    store
}

impl ListStore {
    /// Goes to the address of `query`. `replace` leaves no step to go back to, as while typing.
    pub fn go(self, query: &ListQuery, replace: bool) {
        let parameters = query.to_parameters();
        let pairs = parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let href = Route::List(self.kind).href_with(pairs);
        let options = NavigateOptions {
            replace,
            resolve: false,
            scroll: false,
            ..NavigateOptions::default()
        };
        self.navigate
            .with_value(|navigate| navigate(&href, options));
    }

    /// Changes the query and begins at its first page.
    pub fn change(self, change: impl FnOnce(&mut ListQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        self.go(&query.from_start(), false);
    }

    /// Goes to the next page.
    pub fn next_page(self) {
        let cursor = self.page.ready_untracked().and_then(|page| page.next);
        if let Some(cursor) = cursor {
            let mut query = self.query.get_untracked();
            query.position = Position::After(cursor);
            query.page += 1;
            self.go(&query, false);
        }
    }

    /// Goes to the previous page.
    pub fn previous_page(self) {
        let mut query = self.query.get_untracked();
        let cursor = self.page.ready_untracked().and_then(|page| page.previous);
        match cursor {
            Some(cursor) if query.page > 2 => {
                query.position = Position::Before(cursor);
                query.page -= 1;
                self.go(&query, false);
            }
            _ => self.go(&query.from_start(), false),
        }
    }

    /// Loads rows and counts anew, going on showing what is there.
    pub fn refresh(self) {
        self.page.refresh();
        self.summary.refresh();
    }

    /// The tokens on the page.
    pub fn tokens(self) -> Vec<Token> {
        self.page
            .ready()
            .map(|page| page.tokens)
            .unwrap_or_default()
    }

    /// Asks who made the tokens shown, once for each person. A name is a nicety: when it cannot be
    /// had the date stands alone.
    fn learn_names(self, client: Client) {
        let unknown = Memo::new(move |_| {
            let tokens = self.tokens();
            let names = self.names.get_untracked();
            let makers: BTreeSet<UserId> = tokens
                .into_iter()
                .filter_map(|token| token.created_by)
                .collect();
            makers
                .into_iter()
                .filter(|maker| !names.contains_key(maker))
                .collect::<Vec<_>>()
        });
        Effect::new(move |_| {
            let ids = unknown.get();
            if !ids.is_empty() {
                spawn_local(async move {
                    if let Ok(found) = account::user_names(client, &ids).await {
                        self.names.try_update(|names| names.extend(found));
                    }
                });
            }
        });
    }

    fn refresh_if_stale(self) {
        let Some(loaded_at) = self.loaded_at.try_get_value() else {
            return;
        };
        if clock::now() - loaded_at > STALE_AFTER {
            clock::catch_up();
            self.refresh();
        }
    }
}
