//! What the list shows and where that comes from. The address is the one source of search,
//! filters, order and page.

use super::addresses::{plain_list, preferences_name};
use super::client_scan::{self, ScanResult, Waiting};
use crate::app::load::{Load, Loader};
use crate::app::navigation::{Navigate, use_navigate};
use crate::app::route::decode_query;
use crate::app::scroll;
use crate::features::tokens::shared::makers::MakerNames;
use crate::features::tokens::shared::pair::{pair_notes, partners};
use crate::features::tokens::shared::read_all::ReadProgress;
use crate::features::tokens::shared::sso_demand::{SsoDemand, use_sso_demand};
use crate::session::{Session, SessionStore, use_session};
use chrono::{DateTime, TimeDelta, Utc};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::token_list::{self, Page};
use console_api::tokens::{self, Summary};
use console_domain::column::Columns;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::list_query::{DEFAULT_PAGE_SIZE, ListQuery, Position};
use console_domain::sorted::SortedSet;
use console_domain::state_clock::next_change;
use console_domain::token::Token;
use console_platform::paint::after_paint;
use console_platform::{clock, retain_until_cleanup, visibility};
use console_reactive::prelude::*;
use leptos_router::hooks::use_location;

/// What is older than this is loaded anew when somebody comes back to the tab.
const STALE_AFTER: TimeDelta = TimeDelta::minutes(1);

/// What is shown, and which question it answers: while another answer is on its way the two differ.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// What was asked.
    pub query: ListQuery,
    /// The answer.
    pub page: Page,
}

/// The list of one kind. Copies are the same list.
#[derive(Clone, Copy)]
pub struct ListStore {
    /// Which kind.
    pub kind: TokenKind,
    /// What the address asks for. The columns are no part of the question.
    pub query: Memo<ListQuery>,
    /// The columns that are shown.
    pub columns: Memo<Columns>,
    /// All that the address says.
    pub(super) address: Memo<ListQuery>,
    /// The rows.
    pub page: Loader<Listed>,
    /// The counts.
    pub summary: Loader<Summary>,
    /// Of these counts, what waits for single sign-on.
    pub waiting: Loader<Waiting>,
    /// How far a scan has come, while one is on its way or after it.
    pub scan: RwSignal<Option<ReadProgress>>,
    /// Who demands single sign-on.
    pub demand: Memo<SsoDemand>,
    pub(super) with_sso: Memo<bool>,
    /// The names of the people who made the tokens shown, as far as they are known.
    pub names: MakerNames,
    /// The tokens of other pages that form a pair with one that is shown.
    partners: RwSignal<Vec<Token>>,
    /// What is said of pairs, by token.
    pub pairs: Memo<Vec<(TokenId, String)>>,
    /// The first page, shown in the place of one that a link named and that does not exist.
    pub instead_of_missing: RwSignal<Option<ListQuery>>,
    /// The chosen rows.
    pub selected: RwSignal<SortedSet<TokenId>>,
    loaded_at: StoredValue<DateTime<Utc>>,
    scanned: StoredValue<Option<(ListQuery, SsoDemand, ScanResult)>>,
    /// What the list shows whose address says nothing.
    pub(super) plain: StoredValue<ListQuery>,
    /// The name under which the device remembers how this list is liked.
    pub(super) preferences_name: StoredValue<String>,
    pub(super) navigate: Navigate,
}

/// Makes the list of `kind` and keeps it in step with the address.
pub fn use_list(kind: TokenKind) -> ListStore {
    let session = use_session();
    let client = session.client;
    // As it stands in the address: the router's own map decodes twice, and `50%25` would become `50%`.
    let parameters = use_location().search;
    let demand = use_sso_demand(kind);
    let with_sso = Memo::new(move |_| {
        demand.with(|demand| match (kind, session.organization()) {
            // The list has the tokens of this organization only.
            (TokenKind::Api, Some(active)) => demand.known(&active) != Some(false),
            _ => demand.may_demand(),
        })
    });
    // What is chosen while the list is shown stands in the address, and going back finds it as it was.
    let name = preferences_name(kind, session.organization_untracked());
    let plain = StoredValue::new(plain_list(&name));
    let preferences_name = StoredValue::new(name);
    let address = Memo::new(move |_| {
        let pairs = parameters.with(|all| decode_query(all));
        // Whoever comes anew, and not back, finds what was preferred last.
        if pairs.is_empty() && !scroll::is_return() {
            plain.set_value(plain_list(&preferences_name.get_value()));
        }
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let plain = plain.get_value();
        ListQuery::from_parameters(plain, pairs)
            .for_kind(kind)
            .normalize_position(with_sso.get())
    });
    let query = Memo::new(move |_| ListQuery {
        columns: None,
        ..address.get()
    });
    let scan = RwSignal::new(None::<ReadProgress>);
    let loaded_at = StoredValue::new(clock::now());
    let scanned = StoredValue::new(None::<(ListQuery, SsoDemand, ScanResult)>);
    let turn = StoredValue::new(0_u32);
    let page = Loader::new(move || {
        let query = query.get_untracked();
        let (demand, with_sso) = (demand.get_untracked(), with_sso.get_untracked());
        turn.update_value(|turn| *turn += 1);
        let this = turn.get_value();
        async move {
            let asked = query.clone();
            let asked = if with_sso {
                Some(asked)
            } else {
                asked.without_sso()
            };
            let page =
                if let Some(asked) = asked.as_ref().filter(|asked| asked.needs_scan(with_sso)) {
                    // Another page or page size of the same scan needs no new one.
                    let subject = ListQuery {
                        page_size: DEFAULT_PAGE_SIZE,
                        ..asked.clone().from_start()
                    };
                    let known = scanned.try_get_value().flatten().filter(|(of, by, found)| {
                        *of == subject && *by == demand && clock::now() - found.at <= STALE_AFTER
                    });
                    let found = if let Some((.., found)) = known {
                        found
                    } else {
                        let is_wanted = move || turn.try_get_value() == Some(this);
                        let progress = move |step| {
                            scan.try_set(Some(step));
                        };
                        let found =
                            client_scan::scan(client, kind, &subject, &demand, progress, is_wanted)
                                .await?;
                        // One that nobody wanted any more has seen a part only.
                        if found.scan.is_over && turn.try_get_value() == Some(this) {
                            scanned.try_set_value(Some((subject, demand, found.clone())));
                        }
                        found
                    };
                    scan.try_set(Some(found.scan));
                    found.page(&query)
                } else {
                    scan.set(None);
                    match asked {
                        Some(asked) => {
                            let page = token_list::list(client, kind, &asked, clock::now()).await?;
                            after_paint(move || {
                                // Unless the address is another by now.
                                if turn.try_get_value() == Some(this) {
                                    token_list::ask_early(client, kind, &asked, clock::now());
                                }
                            });
                            page
                        }
                        // It is known without asking that there is none.
                        None => Page::default(),
                    }
                };
            Ok(Listed { query, page })
        }
    });
    let partners = RwSignal::new(Vec::<Token>::new());
    let ticks = clock::last_tick();
    let pairs = Memo::new(move |_| {
        let now = ticks.get();
        page.signal().with(|state| {
            let tokens = state.ready().map(|listed| listed.page.tokens.as_slice());
            partners.with(|partners| pair_notes(tokens.unwrap_or_default(), partners, now))
        })
    });
    let store = ListStore {
        kind,
        query,
        columns: Memo::new(move |_| address.with(ListQuery::columns)),
        address,
        page,
        summary: Loader::new(move || tokens::summary(client, kind, clock::now())),
        waiting: Loader::new(move || {
            let (demand, with_sso) = (demand.get_untracked(), with_sso.get_untracked());
            async move {
                let is_wanted = move || scan.try_get_untracked().is_some();
                match demand.failure() {
                    _ if !with_sso => Ok(Waiting::default()),
                    None => client_scan::waiting(client, kind, &demand, is_wanted).await,
                    Some(failure) => Err(failure.clone()),
                }
            }
        }),
        scan,
        demand,
        with_sso,
        names: MakerNames::new(kind),
        partners,
        pairs,
        instead_of_missing: RwSignal::new(None),
        selected: RwSignal::new(SortedSet::new()),
        loaded_at,
        scanned,
        plain,
        preferences_name,
        navigate: use_navigate(),
    };
    // What single sign-on decides has to wait for what the organizations demand, and is decided anew
    // when that becomes known after all.
    let ready = Memo::new(move |_| {
        let query = query.get();
        if !query.concerns_sso() {
            return Some((query, None));
        }
        let demand = demand.get();
        demand.is_settled().then_some((query, Some(demand)))
    });
    Effect::new(move |_| {
        if demand.with(SsoDemand::is_settled) {
            store.waiting.revalidate();
        }
    });
    Effect::new(
        move |previous: Option<Option<(ListQuery, Option<SsoDemand>)>>| {
            let last = previous.flatten();
            match ready.get() {
                Some(wanted) if last.as_ref() != Some(&wanted) => {
                    loaded_at.set_value(clock::now());
                    store.page.reload_for_new_key();
                    Some(wanted)
                }
                _ => last,
            }
        },
    );
    store.leave_empty_pages();
    store.leave_missing_places();
    store.go_on_after_sign_in(session);
    store.summary.load();
    store.learn_names();
    store.learn_partners(client);
    store.follow_the_clock();
    retain_until_cleanup(visibility::on_change(move |visible| {
        if visible {
            store.refresh_if_stale();
        }
    }));
    retain_until_cleanup(visibility::on_window_focus(move || {
        store.refresh_if_stale();
    }));
    store
}

impl ListStore {
    /// Loads rows and counts anew, going on showing what is there.
    pub fn refresh(self) {
        self.loaded_at.set_value(clock::now());
        self.scanned.set_value(None);
        self.page.revalidate();
        self.summary.revalidate();
        if self.demand.with_untracked(SsoDemand::is_settled) {
            self.waiting.revalidate();
        }
    }

    /// A page can lose all its rows to deletions, and a link can outlive its page: both lead to the
    /// last page that there is. What deletions leave of a first page is filled up.
    fn leave_empty_pages(self) {
        Effect::new(move |_| {
            let nearest = self.page.signal().with(|state| {
                let Listed { query, page } = state.ready()?;
                let is_short = page.tokens.len() < query.page_size.into();
                if page.tokens.is_empty() && !query.is_from_start() {
                    let with_sso = self.with_sso.get_untracked();
                    Some(query.clone().at_end(page.total, with_sso))
                } else if is_short && page.offset == 0 && page.has_next() {
                    Some(query.clone().from_start())
                } else {
                    None
                }
            });
            if let Some(query) = nearest {
                self.go(&query, true);
            }
        });
    }

    /// A mistyped link may name no place in the list: that leads to the first page, which says so.
    fn leave_missing_places(self) {
        Effect::new(move |_| {
            let is_malformed = self
                .page
                .signal()
                .with(|state| matches!(state, Load::Failed(ApiError::Malformed { .. })));
            let query = self.query.get_untracked();
            if is_malformed && query.position != Position::First {
                let first = query.from_start();
                self.instead_of_missing.set(Some(first.clone()));
                self.go(&first, true);
            }
        });
    }

    /// What failed because the session was over is asked for again once there is a new one.
    fn go_on_after_sign_in(self, session: SessionStore) {
        let state = session.state();
        Effect::new(move |was_over: Option<bool>| {
            let is_over = state.with(|state| matches!(state, Session::Ended(_)));
            if was_over == Some(true) && !is_over {
                session.permissions.retry();
                session.exempt_member.retry();
                self.refresh();
            }
            is_over
        });
    }

    /// A token that expires while the list is open changes the counts and the rows that a filter lets through
    /// together with its badge.
    fn follow_the_clock(self) {
        let now = clock::last_tick();
        let due = Memo::new(move |_| {
            let asked_at = self.loaded_at.get_value();
            self.page.signal().with(|state| {
                let tokens = &state.ready()?.page.tokens;
                next_change(tokens, asked_at)
            })
        });
        Effect::new(move |_| {
            if due.get().is_some_and(|due| due <= now.get()) {
                self.refresh();
            }
        });
    }

    /// Reads the tokens on the page; tracked.
    pub fn with_tokens<R>(self, read: impl FnOnce(&[Token]) -> R) -> R {
        self.page.signal().with(|state| {
            let tokens = state.ready().map(|listed| listed.page.tokens.as_slice());
            read(tokens.unwrap_or_default())
        })
    }

    /// Asks who made the tokens shown: whenever a page has come, those who are not known yet.
    fn learn_names(self) {
        Effect::new(move |_| {
            let makers = |tokens: &[Token]| {
                let makers = tokens.iter().filter_map(|token| token.created_by.clone());
                makers.collect::<Vec<_>>()
            };
            self.names.learn(self.with_tokens(makers));
        });
    }

    /// Asks for the other tokens of the pairs that the page shows a part of. Like a name it is a
    /// nicety: when it cannot be had the row says nothing of it, and it is asked for with the next rows. What
    /// belongs to rows that are not shown any more is not waited for.
    fn learn_partners(self, client: Client) {
        Effect::new(move |_| {
            let ids = self.with_tokens(partners);
            if !ids.is_empty() {
                spawn_scoped(async move {
                    if let Ok(found) = tokens::some(client, self.kind, &ids).await {
                        self.partners.set(found);
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
