//! Reads the old token again just before the new one is made: the page may have been open for
//! long, and what was read then must not come back to life in a new token.

use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::tokens::edit::difference_view;
use crate::session::use_session;
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::rotation::is_over;
use console_domain::token::Token;
use console_domain::token_edit::differences;
use console_ui::{Button, ButtonLink, Callout, Size, Tone};
use console_view::prelude::*;

/// What the second reading found.
#[derive(Clone, PartialEq, Eq)]
enum Recheck {
    /// Nothing keeps the new token from being made.
    Unchanged,
    /// It is on its way.
    Looking,
    /// The old token does not exist any more.
    Gone,
    /// It is like this now.
    Changed(Box<Token>),
    /// It could not be read.
    Failed(ApiError),
}

/// The second reading of the old token. Copies are the same.
#[derive(Clone, Copy)]
pub struct FreshnessCheck {
    client: Client,
    old: StoredValue<Token>,
    found: RwSignal<Recheck>,
    /// Ends what is on its way when the page is left.
    scope: Scope,
}

impl FreshnessCheck {
    /// At `old`, as the form began with it.
    pub fn new(client: Client, old: Token) -> Self {
        Self {
            client,
            old: StoredValue::new(old),
            found: RwSignal::new(Recheck::Unchanged),
            scope: Scope::current(),
        }
    }

    /// Whether the token is being read; tracked.
    pub fn is_busy(self) -> bool {
        self.found.with(|found| *found == Recheck::Looking)
    }

    /// Reads the old token, and goes on if it is as it was.
    pub fn then(self, go_on: impl FnOnce() + 'static) {
        if untrack(|| self.is_busy()) {
            return;
        }
        self.found.set(Recheck::Looking);
        let old = self.old.get_value();
        self.scope.spawn(async move {
            let found = match tokens::one(self.client, old.kind(), &old.id).await {
                Ok(now) if is_same(&old, &now) => Recheck::Unchanged,
                Ok(now) => Recheck::Changed(Box::new(now)),
                Err(ApiError::NotFound) => Recheck::Gone,
                Err(error) => Recheck::Failed(error),
            };
            let goes_on = found == Recheck::Unchanged;
            self.found.set(found);
            if goes_on {
                go_on();
            }
        });
    }

    /// What keeps the new token from being made. `begin_again` takes the token as it is now.
    pub fn view(self, begin_again: Callback<Token>) -> impl Fn() -> Option<AnyView> {
        move || {
            match self.found.get() {
            Recheck::Unchanged | Recheck::Looking => None,
            Recheck::Gone => {
                let list = self.old.with_value(Token::kind);
                Some(
                    view! {
                        <Callout tone=Tone::Warning role="alert" title="The token no longer exists">
                            <p>
                                "Somebody has deleted it since you opened \
                                 this page. No new token was created."
                            </p>
                            <div class="callout-actions">
                                <ButtonLink href=Route::List(list).href() size=Size::Small>
                                    {format!("Back to {}", list.list_name())}
                                </ButtonLink>
                            </div>
                        </Callout>
                    }
                    .into_any(),
                )
            }
            Recheck::Changed(now) => Some(self.old.with_value(|old| changed(old, *now, begin_again))),
            Recheck::Failed(error) => Some(
                view! {
                    <ErrorView error title="The old token could not be loaded, so no new one was created" />
                }
                    .into_any(),
            ),
        }
        }
    }
}

fn is_same(old: &Token, now: &Token) -> bool {
    differences(old, now).is_empty() && over(old) == over(now)
}

fn over(token: &Token) -> bool {
    is_over(token, use_session().client.backend_now())
}

fn changed(old: &Token, now: Token, begin_again: Callback<Token>) -> AnyView {
    let state = match (over(old), over(&now)) {
        (false, true) => " It is refused now.",
        (true, false) => " It is accepted again.",
        _ => "",
    };
    let rows = difference_view(old, &now, |_| None);
    view! {
        <Callout tone=Tone::Warning role="alert" title="Somebody else changed this token">
            <p>
                {format!(
                    "It is no longer as it was when you opened this page, \
                     so no new token was created.{state}"
                )}
            </p>
            {rows}
            <div class="callout-actions">
                <Button size=Size::Small on_press=move || begin_again.run(now.clone())>
                    "Start over with the token as it is now"
                </Button>
            </div>
        </Callout>
    }
    .into_any()
}
