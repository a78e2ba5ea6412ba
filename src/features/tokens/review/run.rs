//! Carrying out what is decided: runs the effects of the flow and publishes its state as signals.

use super::store::ReviewStore;
use crate::app::publish::publish;
use chrono::{DateTime, Utc};
use console_api::error::ApiError;
use console_api::flow::review::{Effect as Step, Event, Stage};
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::review::Decision;
use console_domain::token::Token;
use console_domain::token_update::{Change, TokenUpdate};
use console_platform::{clock, unload};
use console_reactive::prelude::*;
use leptos::task::spawn_local;

impl ReviewStore {
    /// Asks whether to carry out what is decided.
    pub fn ask(self) {
        self.start(Event::Ask);
    }

    /// Not yet.
    pub fn cancel(self) {
        self.start(Event::Cancel);
    }

    /// Carries it out.
    pub fn apply(self) {
        self.start(Event::Start {
            at: clock::now(),
            shorter: untrack(|| self.shorter_end()),
        });
    }

    /// Sends no further request.
    pub fn stop(self) {
        self.start(Event::Stop);
    }

    fn start(self, event: Event) {
        if let Some(effect) = self.on(event) {
            // Writes outlive the page.
            spawn_local(self.run(effect));
        }
    }

    fn on(self, event: Event) -> Option<Step> {
        let effect = self.flow.try_update_value(|flow| flow.on(event))?;
        let stage = self.flow.try_with_value(|now| {
            publish(self.rereading, now.is_rereading());
            publish(self.may_have_changed, now.may_have_changed());
            publish(self.stopped, now.is_stopped());
            publish(self.progress, now.progress());
            now.stage()
        })?;
        self.publish_shown();
        publish(self.stage, stage);
        if stage == Stage::Running && self.unload.with_value(Option::is_none) {
            self.unload.set_value(Some(unload::arm()));
        }
        self.count();
        self.keep();
        effect
    }

    async fn run(self, effect: Step) {
        let mut next = Some(effect);
        while let Some(effect) = next {
            let event = match effect {
                Step::Reread { generation, ids } => Event::Reread {
                    generation,
                    found: tokens::some(self.session.client, self.kind, &ids).await,
                },
                Step::Send {
                    id,
                    decision,
                    shorter,
                } => {
                    let answer = self.send(&id, decision, shorter).await;
                    Event::Answered {
                        at: clock::now(),
                        answer,
                    }
                }
                Step::Finish => {
                    self.unload.set_value(None);
                    self.runs.update(|runs| *runs += 1);
                    return;
                }
            };
            next = self.on(event);
        }
    }

    async fn send(
        self,
        id: &TokenId,
        decision: Decision,
        shorter: Option<DateTime<Utc>>,
    ) -> Result<Option<Token>, ApiError> {
        let client = self.session.client;
        let update = match decision {
            Decision::Delete => return tokens::delete(client, self.kind, id).await.map(|_| None),
            Decision::Disable => TokenUpdate::disable(),
            Decision::Shorten => TokenUpdate {
                expires_at: shorter.map_or(Change::Keep, Change::Set),
                ..TokenUpdate::default()
            },
            // Nothing is sent for it.
            Decision::Keep => TokenUpdate::default(),
        };
        let changed = tokens::update(client, self.kind, id, &update).await?;
        Ok(Some(changed))
    }
}
