//! A run over the selected tokens: runs the effects of [`BulkFlow`] and publishes its state as signals.

use super::store::ListStore;
use crate::app::publish::publish;
use crate::session::use_session;
use console_api::client::Client;
use console_api::error::ApiError;
pub use console_api::flow::bulk::{BulkAction, BulkItem, ItemResult, Stage};
use console_api::flow::bulk::{BulkFlow, Effect, Event};
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::sorted::SortedMap;
use console_domain::token::Token;
use console_domain::token_update::TokenUpdate;
use console_platform::intl;
use console_reactive::prelude::*;
use console_ui::{Toast, announce};
use leptos::task::spawn_local;

/// On the button.
pub const fn verb(action: BulkAction) -> &'static str {
    match action {
        BulkAction::Disable => "Disable",
        BulkAction::Delete => "Delete",
    }
}

/// While the run goes on.
pub const fn gerund(action: BulkAction) -> &'static str {
    match action {
        BulkAction::Disable => "Disabling",
        BulkAction::Delete => "Deleting",
    }
}

/// Beside a token of which it is true.
pub const fn participle(action: BulkAction) -> &'static str {
    match action {
        BulkAction::Disable => "Disabled",
        BulkAction::Delete => "Deleted",
    }
}

/// One run over the selected tokens. Copies are the same run.
#[derive(Clone, Copy)]
pub struct BulkRun {
    list: StoredValue<ListStore>,
    client: Client,
    flow: StoredValue<BulkFlow>,
    /// Whether the dialog is open.
    pub open: RwSignal<bool>,
    /// What is done.
    pub action: RwSignal<BulkAction>,
    /// How far it has come.
    pub stage: RwSignal<Stage>,
    /// The tokens and what became of them so far.
    pub items: RwSignal<Vec<BulkItem>>,
    /// How many of the selected need nothing.
    pub skipped: RwSignal<usize>,
    /// How many of the selected somebody else has deleted.
    pub gone: RwSignal<usize>,
    /// Whether the tokens are being read anew.
    pub rereading: RwSignal<bool>,
    /// Whether that failed, so that they may have been used since.
    pub may_be_in_use: RwSignal<bool>,
    /// Whether no further request is sent.
    pub stopped: RwSignal<bool>,
    /// The selected tokens, those of other pages included.
    known: StoredValue<SortedMap<TokenId, Token>>,
}

impl BulkRun {
    /// For the selection of `list`.
    pub fn new(list: ListStore) -> Self {
        let run = Self {
            list: StoredValue::new(list),
            client: use_session().client,
            flow: StoredValue::new(BulkFlow::new()),
            open: RwSignal::new(false),
            action: RwSignal::new(BulkAction::Disable),
            stage: RwSignal::new(Stage::Asking),
            items: RwSignal::new(vec![]),
            skipped: RwSignal::new(0),
            gone: RwSignal::new(0),
            rereading: RwSignal::new(false),
            may_be_in_use: RwSignal::new(false),
            stopped: RwSignal::new(false),
            known: StoredValue::new(SortedMap::new()),
        };
        // A selection can reach over several pages, but a page only has its own rows.
        console_reactive::Effect::new(move |_| {
            let selected = list.selected.get();
            let on_page = list.with_tokens(|tokens| {
                let is_selected = |token: &&Token| selected.contains(&token.id);
                let on_page = tokens.iter().filter(is_selected);
                on_page
                    .map(|token| (token.id.clone(), token.clone()))
                    .collect::<Vec<_>>()
            });
            run.known.update_value(|known| {
                known.retain(|id, _| selected.contains(id));
                known.extend(on_page);
            });
        });
        run
    }

    /// Asks for confirmation.
    pub fn ask(self, action: BulkAction) {
        let selected = self
            .known
            .with_value(|known| known.values().cloned().collect());
        let kind = self.list.with_value(|list| list.kind);
        self.dispatch(Event::Ask {
            action,
            kind,
            selected,
        });
        self.open.set(true);
    }

    /// Begins, after confirmation.
    pub fn start(self) {
        self.dispatch(Event::Start);
    }

    /// Sends no further request.
    pub fn stop(self) {
        self.dispatch(Event::Stop);
    }

    /// Repeats what failed.
    pub fn retry(self) {
        self.dispatch(Event::Retry);
    }

    /// Closes the dialog.
    pub fn close(self) {
        self.open.set(false);
    }

    /// The tokens of the run; tracked.
    pub fn tokens(self) -> Vec<Token> {
        self.items
            .with(|items| items.iter().map(|item| item.token.clone()).collect())
    }

    /// How many of the run's tokens are not among the rows of the list; tracked.
    pub fn hidden_count(self) -> usize {
        let Some(list) = self.list.try_get_value() else {
            return 0;
        };
        list.with_tokens(|shown| {
            let is_hidden = |item: &&BulkItem| shown.iter().all(|token| token.id != item.token.id);
            self.items
                .with(|items| items.iter().filter(is_hidden).count())
        })
    }

    /// How many failed; tracked.
    pub fn failed_count(self) -> usize {
        self.count(|result| matches!(result, Some(Err(_))))
    }

    /// How many have a result; tracked.
    pub fn finished_count(self) -> usize {
        self.count(Option::is_some)
    }

    fn count(self, which: fn(&Option<Result<ItemResult, ApiError>>) -> bool) -> usize {
        self.items
            .with(|items| items.iter().filter(|item| which(&item.result)).count())
    }

    /// The results as a heading; tracked.
    pub fn headline(self) -> String {
        let failed = self.failed_count();
        let done = self.count(|result| *result == Some(Ok(ItemResult::Done)));
        let done = format!(
            "{} {}",
            intl::number(done as u64),
            participle(self.action.get()).to_ascii_lowercase()
        );
        if failed == 0 {
            done
        } else {
            format!("{done}, {} failed", intl::number(failed as u64))
        }
    }

    fn dispatch(self, event: Event) {
        if let Some(effect) = self.on(event) {
            spawn_local(self.run(effect));
        }
    }

    /// Hands `event` to the machine and publishes its state. `None` when the page was left, too: then no
    /// further request is sent.
    fn on(self, event: Event) -> Option<Effect> {
        let (effect, now) = self.flow.try_update_value(|flow| {
            let effect = flow.on(event);
            (effect, flow.clone())
        })?;
        publish(self.action, now.action());
        publish(self.items, now.items().to_vec());
        publish(self.skipped, now.skipped());
        publish(self.gone, now.gone());
        publish(self.rereading, now.is_rereading());
        publish(self.may_be_in_use, now.may_be_in_use());
        publish(self.stopped, now.is_stopped());
        publish(self.stage, now.stage());
        effect
    }

    async fn run(self, effect: Effect) {
        let mut next = Some(effect);
        while let Some(effect) = next {
            let event = match effect {
                Effect::Reread { generation, ids } => {
                    let Some(kind) = self.list.try_with_value(|list| list.kind) else {
                        return;
                    };
                    let found = tokens::some(self.client, kind, &ids).await;
                    Event::Reread { generation, found }
                }
                Effect::SendBulk(action, ids) => {
                    let answer = match action {
                        BulkAction::Disable => {
                            let update = TokenUpdate::disable();
                            tokens::update_api_tokens(self.client, &ids, &update).await
                        }
                        BulkAction::Delete => tokens::delete_api_tokens(self.client, &ids).await,
                    };
                    Event::BulkAnswered(answer)
                }
                Effect::SendOne(action, id) => {
                    let Some(kind) = self.list.try_with_value(|list| list.kind) else {
                        return;
                    };
                    let answer = match action {
                        BulkAction::Disable => {
                            let update = TokenUpdate::disable();
                            let answer = tokens::update(self.client, kind, &id, &update).await;
                            answer.map(drop)
                        }
                        BulkAction::Delete => {
                            tokens::delete(self.client, kind, &id).await.map(drop)
                        }
                    };
                    Event::OneAnswered(answer)
                }
                Effect::Deselect(ids) => return self.deselect(&ids),
                Effect::Finish => return self.finish(),
            };
            next = self.on(event);
        }
    }

    /// Takes these out of the selection and loads the list anew.
    fn deselect(self, ids: &[TokenId]) {
        let list = self.list.get_value();
        list.selected.update(|selected| {
            for id in ids {
                selected.remove(id);
            }
        });
        list.refresh();
    }

    fn finish(self) {
        let items = self.items.get_untracked();
        if self.flow.with_value(BulkFlow::is_all_done) {
            let tokens = intl::count(items.len() as u64, "token", "tokens");
            let done = participle(self.action.get_untracked()).to_ascii_lowercase();
            self.open.set(false);
            Toast::success(format!("{tokens} {done}.")).show();
        } else {
            // The dialog stays, and a heading that changes says nothing by itself.
            announce(untrack(|| self.headline()));
        }
        // Those that failed, and those that were not reached, stay selected.
        let over = items
            .into_iter()
            .filter(|item| matches!(item.result, Some(Ok(_))));
        self.deselect(&over.map(|item| item.token.id).collect::<Vec<_>>());
    }
}
