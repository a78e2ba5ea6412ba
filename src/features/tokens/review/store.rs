//! The tokens of a review and what is decided about them: loads them, runs the effects of [`ReviewFlow`],
//! publishes its state as signals, and keeps it over a reload of the tab.

use crate::app::load::Load;
use crate::app::publish::publish;
use crate::features::tokens::shared::makers::{Named, makers_of};
use crate::features::tokens::shared::read_all::{ReadProgress, read_pages};
use crate::features::tokens::shared::sso_demand::{SsoDemand, use_sso_demand};
use crate::session::{REVIEW_KEY, SessionStore, use_session};
use chrono::{DateTime, Utc};
use console_api::error::ApiError;
use console_api::flow::review::counts::Counts;
use console_api::flow::review::{Grouped, ReviewFlow, ReviewItem, Stage};
use console_api::makers::Maker;
use console_api::tokens;
use console_domain::id::{TokenId, UserId};
use console_domain::kind::TokenKind;
use console_domain::list_query::ListQuery;
use console_domain::review::{
    Decision, Group, KeptDecision, KeptReview, MOST_REVIEWED, Shortening, group,
};
use console_domain::secret::without_values;
use console_domain::sorted::SortedMap;
use console_domain::token::Token;
use console_platform::storage::{self, Area};
use console_platform::{clock, intl, unload};
use console_reactive::prelude::*;
use console_ui::announce;

/// A token that is shown. Copies are the same row.
#[derive(Clone, Copy)]
pub struct Row {
    /// Which of the items of the flow it shows.
    index: usize,
    /// The token, what is decided, and what became of it.
    pub item: RwSignal<ReviewItem>,
}

impl Row {
    /// The identifier of the token; not tracked.
    pub fn id(self) -> TokenId {
        self.item.with_untracked(|item| item.token.id.clone())
    }
}

/// A review. Copies are the same.
#[derive(Clone, Copy)]
pub struct ReviewStore {
    /// Of which tokens.
    pub kind: TokenKind,
    pub(super) session: SessionStore,
    scope: Scope,
    /// How loading stands.
    pub load: RwSignal<Load<()>>,
    /// How far reading the list has come.
    pub read: RwSignal<ReadProgress>,
    /// The groups that have tokens, most urgent first. The tokens are in the order of the list.
    pub groups: RwSignal<Vec<Grouped>>,
    /// The tokens that are shown. Only these have signals: of a thousand tokens less than a tenth is shown at
    /// first, and memory that the program once had is never given back.
    shown: StoredValue<Vec<Row>>,
    /// How many there are of what.
    pub counts: RwSignal<Counts>,
    /// Whether it could not be found out who has left.
    pub makers_failed: RwSignal<Option<ApiError>>,
    makers: RwSignal<SortedMap<UserId, Maker>>,
    /// How long shortened tokens go on working.
    pub shortening: RwSignal<Shortening>,
    /// How far carrying out has come.
    pub stage: RwSignal<Stage>,
    /// Whether the decided tokens are being read anew.
    pub rereading: RwSignal<bool>,
    /// Whether that failed.
    pub may_have_changed: RwSignal<bool>,
    /// Whether no further request is sent.
    pub stopped: RwSignal<bool>,
    /// How many requests were answered, of how many.
    pub progress: RwSignal<(usize, usize)>,
    /// How often decisions were carried out to the end.
    pub runs: RwSignal<u32>,
    /// Who demands single sign-on.
    pub demand: Memo<SsoDemand>,
    pub(super) flow: StoredValue<ReviewFlow>,
    /// While requests are being sent the browser asks before the page is closed or loaded anew.
    pub(super) unload: StoredValue<Option<unload::Guard>>,
    /// What was decided about tokens that are not there any more.
    pub lost: RwSignal<SortedMap<TokenId, KeptDecision>>,
}

impl ReviewStore {
    /// For the tokens of `kind`; loads them.
    pub fn new(kind: TokenKind) -> Self {
        let store = Self {
            kind,
            session: use_session(),
            scope: Scope::current(),
            load: RwSignal::new(Load::Idle),
            read: RwSignal::new(ReadProgress::default()),
            groups: RwSignal::new(Vec::new()),
            shown: StoredValue::new(Vec::new()),
            counts: RwSignal::new(Counts::default()),
            makers_failed: RwSignal::new(None),
            makers: RwSignal::new(SortedMap::new()),
            shortening: RwSignal::new(Shortening::default()),
            stage: RwSignal::new(Stage::Deciding),
            rereading: RwSignal::new(false),
            may_have_changed: RwSignal::new(false),
            stopped: RwSignal::new(false),
            progress: RwSignal::new((0, 0)),
            runs: RwSignal::new(0),
            demand: use_sso_demand(kind),
            flow: StoredValue::new(ReviewFlow::new(Vec::new())),
            unload: StoredValue::new(None),
            lost: RwSignal::new(SortedMap::new()),
        };
        // Whether a token is refused depends on what the organizations demand.
        let is_settled = Memo::new(move |_| store.demand.with(SsoDemand::is_settled));
        Effect::new(move |_| {
            if is_settled.get() && store.load.with_untracked(|load| *load == Load::Idle) {
                store.load();
            }
        });
        store
    }

    /// Reads all tokens and who made them.
    pub fn load(self) {
        self.load.set(Load::Loading);
        self.scope.spawn(async move {
            let loaded = match self.read_all().await {
                Ok(items) => {
                    self.begin(items);
                    Load::Ready(())
                }
                Err(error) => Load::Failed(error),
            };
            self.load.set(loaded);
        });
    }

    /// All tokens, in no group yet.
    async fn read_all(self) -> Result<Vec<ReviewItem>, ApiError> {
        let client = self.session.client;
        let query = ListQuery::default();
        let progress = move |read| publish(self.read, read);
        let stored = storage::get(Area::Session, REVIEW_KEY).unwrap_or_default();
        let kept = KeptReview::from_stored(&stored, &self.subject());
        let mut items: Vec<ReviewItem> = Vec::new();
        let item = |token| ReviewItem::new(token, Group::Rest);
        let mut take = |page: Vec<Token>, all: usize| {
            items.reserve_exact(all.saturating_sub(items.len()));
            items.extend(page.into_iter().map(item));
        };
        let is_wanted = || true;
        read_pages(
            client,
            self.kind,
            &query,
            MOST_REVIEWED,
            &progress,
            &is_wanted,
            &mut take,
        )
        .await?;
        // What was decided about stays, also where newer tokens have taken its place.
        let mut beyond = kept.map(|kept| kept.decisions).unwrap_or_default();
        for item in &items {
            beyond.remove(&item.token.id);
        }
        let beyond: Vec<TokenId> = beyond.keys().cloned().collect();
        let beyond = tokens::some(client, self.kind, &beyond).await?;
        items.extend(beyond.into_iter().map(item));
        if self.kind == TokenKind::Api {
            self.ask_makers(&items).await;
        }
        Ok(items)
    }

    /// Who made the tokens. Where that cannot be had, the review goes on without and says so.
    async fn ask_makers(self, items: &[ReviewItem]) {
        let ids = items
            .iter()
            .filter_map(|item| item.token.created_by.clone());
        let (known, failure) = makers_of(self.session.client, ids).await;
        self.makers_failed.set(failure);
        self.makers.set(known);
    }

    /// Whose review it is, and of what: somebody else's decisions are not taken up.
    fn subject(self) -> String {
        let user = self.session.user_untracked();
        let organization = match self.kind {
            TokenKind::Api => self.session.organization_untracked(),
            TokenKind::Personal => None,
        };
        let part = |id: Option<String>| id.unwrap_or_default();
        format!(
            "{} {}",
            part(user.map(|id| id.to_string())),
            part(organization.map(|id| id.to_string()))
        )
    }

    fn begin(self, mut items: Vec<ReviewItem>) {
        let now = clock::now();
        let demand = self.demand.get_untracked();
        let has_left = |token: &Token| {
            self.makers.with_untracked(|makers| {
                let maker = token.created_by.as_ref().and_then(|id| makers.get(id));
                maker == Some(&Maker::Left)
            })
        };
        for item in &mut items {
            let has_left = has_left(&item.token);
            item.group = group(&item.token, has_left, |id| demand.requires(id), now);
        }
        let stored = storage::get(Area::Session, REVIEW_KEY);
        let kept = stored.and_then(|text| KeptReview::from_stored(&text, &self.subject()));
        if let Some(mut kept) = kept {
            self.shortening.set(kept.shortening);
            for item in &mut items {
                if let Some(kept) = kept.decisions.remove(&item.token.id) {
                    item.restore(&kept);
                }
            }
            self.lost.set(kept.decisions);
        }
        let flow = ReviewFlow::new(items);
        let groups = flow.groups();
        self.flow.set_value(flow);
        self.count();
        self.groups.set(groups);
    }

    /// The row for a token, until the current owner is cleaned up.
    pub fn show(self, index: usize) -> Option<Row> {
        let item = self
            .flow
            .with_value(|flow| flow.items().get(index).cloned())?;
        let item = RwSignal::new(item);
        let row = Row { index, item };
        self.shown.update_value(|shown| shown.push(row));
        on_cleanup(move || {
            let forget = |shown: &mut Vec<Row>| shown.retain(|other| other.item != row.item);
            self.shown.try_update_value(forget);
        });
        Some(row)
    }

    /// Publishes what the flow says of the tokens that are shown.
    pub(super) fn publish_shown(self) {
        let rows = self.shown.try_with_value(Clone::clone).unwrap_or_default();
        self.flow.try_with_value(|flow| {
            for row in rows {
                let Some(item) = flow.items().get(row.index) else {
                    continue;
                };
                let is_new = row.item.try_with_untracked(|before| before != item);
                if is_new == Some(true) {
                    row.item.try_set(item.clone());
                }
            }
        });
    }

    /// Decides about a token, or takes that back.
    pub fn decide(self, row: Row, decision: Option<Decision>) {
        if self.change(row, |flow, id| flow.decide(id, decision)) {
            self.count();
        }
    }

    /// Decides the same about all of a group that nothing is decided about.
    pub fn decide_all(self, group: Group, decision: Decision) {
        let decide = |flow: &mut ReviewFlow| flow.decide_all(group, decision);
        if self.flow.try_update_value(decide).unwrap_or_default() > 0 {
            self.publish_shown();
            self.count();
            self.keep();
        }
    }

    /// Notes something about a token; without values of tokens, which nobody means to write down. What is
    /// noted now.
    pub fn note(self, row: Row, note: String) -> String {
        let note = without_values(&note).map_or(note, |without| {
            announce("The value of a token does not belong in a note. It was removed.");
            without
        });
        self.change(row, |flow, id| flow.note(id, &note));
        row.item.with_untracked(|item| item.note.clone())
    }

    fn change(self, row: Row, change: impl FnOnce(&mut ReviewFlow, &TokenId) -> bool) -> bool {
        let id = row.id();
        let changed = self.flow.try_update_value(|flow| change(flow, &id)) == Some(true);
        if changed {
            self.publish_shown();
            self.keep();
        }
        changed
    }

    /// How long shortened tokens go on working, from now on.
    pub fn shorten_to(self, shortening: Shortening) {
        self.shortening.set(shortening);
        if self.flow.try_update_value(ReviewFlow::change_end) == Some(true) {
            self.publish_shown();
            self.count();
        }
        self.keep();
    }

    /// The end of shortened tokens; tracked.
    pub fn shorter_end(self) -> Option<DateTime<Utc>> {
        let today = intl::local_date(clock::now());
        self.shortening.get().end(today, intl::local_day_end)
    }

    /// Keeps what is decided over a reload of the tab.
    pub(super) fn keep(self) {
        let decisions = self.flow.try_with_value(|flow| {
            let items = flow.items().iter();
            let kept = items.filter_map(|item| Some((item.token.id.clone(), item.kept()?)));
            kept.collect::<SortedMap<_, _>>()
        });
        let Some(mut decisions) = decisions else {
            return;
        };
        decisions.extend(self.lost.get_untracked());
        let kept = KeptReview {
            subject: self.subject(),
            shortening: self.shortening.get_untracked(),
            decisions,
        };
        let stored = storage::get(Area::Session, REVIEW_KEY).unwrap_or_default();
        storage::set(Area::Session, REVIEW_KEY, &kept.to_stored(&stored));
    }

    /// Forgets every decision, and reads the tokens anew.
    pub fn start_over(self) {
        self.lost.set(SortedMap::new());
        self.groups.set(Vec::new());
        self.flow.set_value(ReviewFlow::new(Vec::new()));
        self.runs.set(0);
        self.keep();
        self.load();
    }

    pub(super) fn count(self) {
        let counts = self.flow.try_with_value(|flow| Counts::of(flow.items()));
        publish(self.counts, counts.unwrap_or_default());
    }

    /// What is to be carried out; tracked by [`Self::counts`].
    pub fn pending(self) -> Vec<ReviewItem> {
        self.counts.track();
        self.stage.track();
        self.rereading.track();
        self.flow
            .with_value(|flow| flow.pending().cloned().collect())
    }

    /// Looks at the items as they are; not tracked.
    pub fn with_items<R>(self, look: impl FnOnce(&[ReviewItem]) -> R) -> R {
        self.flow.with_value(|flow| look(flow.items()))
    }

    /// Whether whoever made `token` is known to have left; tracked.
    pub fn has_left(self, token: &Token) -> bool {
        let maker = token.created_by.as_ref();
        maker.is_some_and(|id| self.named(id) == Some(Named::Left))
    }

    /// Who this is, as far as it is known; tracked.
    pub fn named(self, id: &UserId) -> Option<Named> {
        let you = self.session.account.signal().with(|account| {
            let user = &account.ready()?.user;
            (user.id == *id).then(|| Named::You(user.name.clone()))
        });
        you.or_else(|| {
            let maker = self.makers.with(|makers| makers.get(id).cloned());
            maker.map(Named::from)
        })
    }
}
