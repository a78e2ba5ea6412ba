//! What is being asked about which token, and what came of it.

use super::action::{Action, Done};
use super::refocus::FocusCandidates;
use crate::app::lazy::ChunkLoadError;
use crate::features::tokens::shared::token_menu::ItemsOf;
use crate::session::use_session;
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::id::{TokenId, UserId};
use console_domain::token::Token;
use console_domain::token_update::TokenUpdate;
use console_reactive::prelude::*;
use leptos::task::spawn_local;

/// What a fresh reading of the token said. The page may have been open for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is on its way.
    Looking,
    /// Nothing that matters here.
    Same,
    /// Somebody else has switched it off or on, or revoked it.
    Differs,
    /// It did not come: nobody knows what happened since.
    Failed,
}

/// The dialog of a page. Copies are the same dialog.
#[derive(Clone, Copy)]
pub struct Lifecycle {
    /// Whether it is open.
    pub open: RwSignal<bool>,
    /// What is asked; it stays while the dialog fades.
    pub asked: RwSignal<Option<(Action, Token)>>,
    /// Whether the request is on its way.
    pub busy: RwSignal<bool>,
    /// How the token is being read anew since it was asked about.
    pub look: RwSignal<Look>,
    /// What went wrong.
    pub error: RwSignal<Option<ApiError>>,
    /// The reason for revoking, as typed.
    pub reason: RwSignal<String>,
    /// The name, as typed to confirm.
    pub typed: RwSignal<String>,
    client: Client,
    /// Ends readings when the page is left. What changes a token outlives it.
    scope: Scope,
    user: Signal<Option<UserId>>,
    on_done: Callback<Done>,
    places: StoredValue<Option<FocusCandidates>>,
    moved: StoredValue<Option<FocusCandidates>>,
    /// What makes the items of menus, once one was opened.
    pub items: RwSignal<Option<Result<ItemsOf, ChunkLoadError>>>,
    /// Whether the page itself uses tokens, as checking a value does: then a last use says nothing of others.
    pub uses_tokens: StoredValue<bool>,
    /// How often something was asked; the dialog reads the token anew each time.
    pub asks: RwSignal<u32>,
}

/// Makes the dialog of a page and puts it where every component of the page finds it. `on_done`
/// brings the page up to date; `find` gives a token as the page has it, tracked; `settled` is true while
/// nothing is being loaded, so that the focus can be taken care of when rows have come and gone.
pub fn provide_lifecycle(
    settled: Signal<bool>,
    find: impl Fn(&TokenId) -> Option<Token> + 'static,
    on_done: impl Fn(Done) + Send + Sync + 'static,
) -> Lifecycle {
    let session = use_session();
    let user = Signal::derive(move || {
        session
            .state()
            .with(|state| state.identity().and_then(|identity| identity.user.clone()))
    });
    let lifecycle = Lifecycle {
        open: RwSignal::new(false),
        asked: RwSignal::new(None),
        busy: RwSignal::new(false),
        look: RwSignal::new(Look::Same),
        error: RwSignal::new(None),
        reason: RwSignal::new(String::new()),
        typed: RwSignal::new(String::new()),
        client: session.client,
        scope: Scope::current(),
        user,
        on_done: Callback::new(on_done),
        places: StoredValue::new(None),
        moved: StoredValue::new(None),
        items: RwSignal::new(None),
        uses_tokens: StoredValue::new(false),
        asks: RwSignal::new(0),
    };
    Effect::new(move |_| {
        if settled.get() {
            lifecycle.refocus();
        }
    });
    // What the dialog was opened from may be gone since the page was brought up to date.
    Effect::new(move |_| {
        if !lifecycle.open.get()
            && let Some(places) = lifecycle.moved.try_update_value(Option::take).flatten()
        {
            lifecycle.places.set_value(Some(places));
            lifecycle.refocus();
        }
    });
    // What the page learns while the dialog asks, such as a new name, it asks about, too. Its own reading
    // may be newer than the page's.
    Effect::new(move |_| {
        if !lifecycle.open.get() {
            return;
        }
        let Some((action, asked)) = lifecycle.asked.get_untracked() else {
            return;
        };
        let newer = |now: &Token| *now != asked && now.updated_at >= asked.updated_at;
        if let Some(now) = find(&asked.id).filter(newer)
            && !lifecycle.busy.get_untracked()
        {
            lifecycle.asked.set(Some((action, now)));
        }
    });
    provide_context(lifecycle);
    lifecycle
}

/// The dialog of the page, where there is one.
pub fn use_lifecycle() -> Option<Lifecycle> {
    use_context()
}

impl Action {
    /// Whether `token` is as this would make it.
    pub fn is_reached(self, token: &Token) -> bool {
        match self {
            Self::Disable => token.is_disabled_or_revoked(),
            Self::Enable => !token.is_disabled_or_revoked(),
            Self::Revoke => token.revocation.is_some(),
            Self::Delete => false,
        }
    }
}

impl Lifecycle {
    /// Asks about `token`.
    pub fn ask(self, action: Action, token: Token) {
        self.busy.set(false);
        self.error.set(None);
        self.reason.set(String::new());
        self.typed.set(String::new());
        self.asked.set(Some((action, token)));
        self.look.set(Look::Looking);
        self.open.set(true);
        self.asks.update(|asks| *asks += 1);
    }

    /// Reads the token anew: it may have been used or changed since the page was loaded, and what is
    /// asked goes by that.
    pub fn read_anew(self) {
        let Some((action, token)) = self.asked.get_untracked() else {
            return;
        };
        let this = self.asks.get_untracked();
        self.scope.spawn(async move {
            let reading = tokens::one(self.client, token.kind(), &token.id).await;
            // The dialog may have been closed, or something else asked.
            if self.asks.get_untracked() != this || !self.open.get_untracked() {
                return;
            }
            match reading {
                Ok(now) => {
                    let differs = now.is_disabled_or_revoked() != token.is_disabled_or_revoked()
                        || now.revocation.is_some() != token.revocation.is_some();
                    self.asked.set(Some((action, now.clone())));
                    self.look
                        .set(if differs { Look::Differs } else { Look::Same });
                    if differs {
                        self.moved
                            .set_value(Some(FocusCandidates::around(&token.id)));
                        self.on_done.run(Done::Changed(Box::new(now)));
                    }
                }
                Err(ApiError::NotFound) => {
                    super::copy::toast_gone(&token);
                    self.close(&token, Done::Gone(token.id.clone()));
                }
                Err(_) => self.look.set(Look::Failed),
            }
        });
    }

    /// Asks something else about the same token.
    pub fn ask_instead(self, action: Action) {
        if let Some((_, token)) = self.asked.get_untracked() {
            self.ask(action, token);
        }
    }

    /// Does it.
    pub fn confirm(self) {
        let Some((action, token)) = self.asked.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() || self.look.get_untracked() == Look::Looking {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let result = self.send(action, &token).await;
            self.busy.try_set(false);
            match result {
                Ok(done) => self.finish(action, &token, done),
                Err(error) => {
                    // Told where its page was left.
                    if let Some(Some(error)) = self.error.try_set(Some(error)) {
                        super::copy::toast_failed(action, &token, &error);
                    }
                }
            }
        });
    }

    async fn send(self, action: Action, token: &Token) -> Result<Done, ApiError> {
        let kind = token.kind();
        let update = match action {
            Action::Disable => TokenUpdate::disable(),
            Action::Enable => TokenUpdate::enable(token),
            Action::Revoke => {
                let reason = self.reason.try_get_untracked().unwrap_or_default();
                let user = self.user.try_get_untracked().flatten();
                TokenUpdate::revoke(self.client.backend_now(), user, &reason)
            }
            Action::Delete => {
                return match tokens::delete(self.client, kind, &token.id).await {
                    // Somebody else was faster: it is what was wanted.
                    Ok(_) | Err(ApiError::NotFound) => Ok(Done::Gone(token.id.clone())),
                    Err(error) => Err(error),
                };
            }
        };
        match tokens::update(self.client, kind, &token.id, &update).await {
            Ok(token) => Ok(Done::Changed(Box::new(token))),
            Err(ApiError::NotFound) => Ok(Done::Gone(token.id.clone())),
            Err(error) => Err(error),
        }
    }

    fn finish(self, action: Action, token: &Token, done: Done) {
        super::copy::toast(action, token, &done);
        self.close(token, done);
    }

    fn close(self, token: &Token, done: Done) {
        // The page may have been left.
        if self.open.try_set(false).is_some() {
            return;
        }
        self.places
            .set_value(Some(FocusCandidates::around(&token.id)));
        self.on_done.run(done);
        self.refocus_soon();
    }

    fn refocus_soon(self) {
        request_animation_frame(move || request_animation_frame(move || self.look()));
    }

    fn refocus(self) {
        if self.places.try_with_value(Option::is_some) == Some(true) {
            request_animation_frame(move || {
                request_animation_frame(move || {
                    self.look();
                    self.places.try_set_value(None);
                });
            });
        }
    }

    fn look(self) {
        self.places.try_with_value(|places| {
            if let Some(places) = places {
                places.refocus();
            }
        });
    }
}
