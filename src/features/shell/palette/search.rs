//! Finding tokens from the palette.

use console_api::client::Client;
use console_api::error::ApiError;
use console_api::token_search;
use console_domain::palette::Search;
use console_domain::secret::holds_token;
use console_domain::token::Token;
use console_platform::clock;
use console_reactive::prelude::*;
use std::time::Duration;

/// How long nothing is typed before the backend is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// The search of one palette. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct TokenSearch {
    client: Client,
    /// Ends with the dialog.
    scope: Scope,
    pub(super) state: RwSignal<Search<Token, ApiError>>,
}

impl TokenSearch {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            scope: Scope::current(),
            state: RwSignal::new(Search::default()),
        }
    }

    /// Something was typed. The value of a token is sent nowhere.
    pub(super) fn typed(self, text: &str) {
        let may_send = !holds_token(text);
        let asks = self
            .state
            .try_update(|search| search.typed(text, may_send))
            .flatten();
        if let Some(generation) = asks {
            set_timeout(move || self.ask(generation), PAUSE);
        }
    }

    fn ask(self, generation: u32) {
        let text = self.state.try_with_untracked(|search| {
            search
                .is_current(generation)
                .then(|| search.text().to_owned())
        });
        let Some(text) = text.flatten() else {
            return;
        };
        self.scope.spawn(async move {
            let answer = token_search::search(self.client, &text, clock::now()).await;
            self.state
                .try_update(|search| search.answered(generation, answer));
        });
    }
}
