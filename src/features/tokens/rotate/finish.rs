//! The last steps: single sign-on for the new token, then the end of the old one.

use super::retire::{Retired, retire_old, sentence};
use super::settings::old_end_choices;
use super::steps::{Step, steps};
use crate::app::route::Route;
use crate::features::clock_notice::ClockNotice;
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::shared::authorize_sso::AuthorizeSso;
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::features::tokens::shared::token_loader::{TokenLoader, crumbs_below};
use console_api::client::Client;
use console_api::error::ApiError;
use console_domain::id::TokenId;
use console_domain::rotation::{OldEnd, Promise, is_over};
use console_domain::state::missing_authorizations;
use console_domain::token::Token;
use console_ui::{Button, ButtonLink, Callout, RadioGroup, Tone, Variant, with_names};
use console_view::prelude::*;
use leptos::task::spawn_local;

/// How ending the old token stands.
#[derive(Clone, PartialEq, Eq)]
enum Stage {
    /// Not begun.
    Open,
    Busy,
    Failed(ApiError),
    Done(Retired),
}

/// The query parameter with the new token, once it exists.
pub const NEW: &str = "new";
/// The query parameter with the choice when the old one ends.
pub const END: &str = "end";

/// The address at which a rotation goes on whose new token exists.
pub fn here(old: &Token, new: &Token, end: &str) -> String {
    Route::Rotate(old.kind(), old.id.clone()).href_with([(NEW, new.id.as_str()), (END, end)])
}

/// Giving the old token its end. It begins with a press, never because a page is shown. Copies are the same.
#[derive(Clone, Copy)]
pub struct Retirement {
    client: Client,
    old: StoredValue<Token>,
    /// The word of the choice when the old one ends.
    end: RwSignal<String>,
    stage: RwSignal<Stage>,
    /// Made once, so that trying again keeps to it.
    promise: StoredValue<Option<Promise>>,
}

impl Retirement {
    /// Not begun, for the token to replace; `end` is the word of the choice when it ends.
    pub fn new(client: Client, old: Token, end: RwSignal<String>) -> Self {
        Self {
            client,
            old: StoredValue::new(old),
            end,
            stage: RwSignal::new(Stage::Open),
            promise: StoredValue::new(None),
        }
    }

    /// Ends the old token, whose place `new` takes.
    pub fn begin(self, new: TokenId) {
        if self.stage.with_untracked(|stage| *stage == Stage::Busy) {
            return;
        }
        let kept = self.promise.get_value().unwrap_or_else(|| {
            let chosen = OldEnd::from_parameter(&self.end.get_untracked()).unwrap_or_default();
            // The end is compared with the backend's clock.
            chosen.promise(self.client.backend_now())
        });
        self.promise.set_value(Some(kept));
        self.stage.set(Stage::Busy);
        let (kind, old) = self.old.with_value(|old| (old.kind(), old.id.clone()));
        // Not bound to the page: what was begun is finished.
        spawn_local(async move {
            let next = match retire_old(self.client, kind, &old, &new, kept).await {
                Ok(retired) => Stage::Done(retired),
                Err(error) => Stage::Failed(error),
            };
            self.stage.try_set(next);
        });
    }
}

/// What is left to do once the new value is stored. Somebody who opens the address of it has to press a
/// button: an address alone changes nothing.
#[component(transparent)]
pub fn Finish(
    /// The new token, watched for its authorizations.
    new: TokenLoader,
    /// The end of the old one. It may have begun.
    retirement: Retirement,
) -> impl IntoView {
    let Retirement {
        client,
        old,
        end,
        stage,
        ..
    } = retirement;
    let kind = old.with_value(Token::kind);
    let demand = use_sso_demand(kind);
    // Nothing while that is not known: then the old token does not end by itself.
    let missing = Memo::new(move |_| {
        let demand = demand.get();
        let token = new.ready().flatten()?;
        let known = !token
            .organizations()
            .into_iter()
            .any(|id| demand.known(id).is_none());
        known.then(|| missing_authorizations(&token, |id| demand.requires(id)).len())
    });
    let with_sso = Memo::new(move |_| {
        let demand = demand.get();
        let ready = new.ready().flatten();
        ready.is_some_and(|token| {
            token
                .organizations()
                .into_iter()
                .any(|id| demand.offers(id))
        })
    });
    let run = move || {
        if let Some(token) = new.ready_untracked().flatten() {
            retirement.begin(token.id);
        }
    };
    let over = old.with_value(|old| is_over(old, client.backend_now()));
    let heading = Memo::new(move |_| match stage.get() {
        Stage::Done(_) => "Rotation done",
        _ if missing.get().is_some_and(|missing| missing > 0) => "Authorize the new token",
        _ => "End the old token",
    });
    let header = move || {
        let crumbs = old.with_value(|old| crumbs_below(old, "Rotate"));
        view! { <PageHeader name=heading.get() crumbs /> }
    };
    let step = move || match stage.get() {
        Stage::Done(_) => Step::Done,
        _ if with_sso.get() => Step::Sso,
        _ => Step::Secret,
    };
    let sso = move || {
        let token = new.ready().flatten()?;
        let end = end.get();
        let back = old.with_value(|old| here(old, &token, &end));
        Some(view! {
            <AuthorizeSso token return_path=back on_change=Callback::new(move |()| new.revalidate()) />
        })
    };
    let choose = move || {
        let busy = Signal::derive(move || stage.with(|stage| *stage == Stage::Busy));
        let waits = missing.get().is_some_and(|missing| missing > 0);
        let note = waits.then(|| view! {
            <p class="muted">
                "The new token is refused until it is authorized. The old one keeps working until you end it."
            </p>
        });
        let label = if over { "Finish" } else { "End the old token" };
        view! {
            <div class="stack">
                <ClockNotice />
                {(!over)
                    .then(|| view! {
                        <RadioGroup
                            legend="The old token ends"
                            value=end
                            choices=old_end_choices()
                            listed=true
                        />
                    })}
                {note}
                <div class="form-actions">
                    <Button
                        variant=if waits { Variant::Secondary } else { Variant::Primary }
                        busy
                        on_press=run
                    >
                        {if waits { "End the old token anyway" } else { label }}
                    </Button>
                </div>
            </div>
        }
        .into_any()
    };
    let result = move || match stage.get() {
        Stage::Open => choose(),
        Stage::Busy => {
            view! { <p role="status" aria-busy="true">"Ending the old token…"</p> }.into_any()
        }
        Stage::Failed(error) => {
            let retry = Callback::new(move |()| run());
            let (title, text, failed) = if error.outcome_unknown() {
                (
                    "The old token may still work",
                    "The new token exists and its value is stored, but no answer came for ending the \
                     old one. Try again; nothing is done twice.",
                    "It is not known whether the old token was ended",
                )
            } else {
                (
                    "The old token still works as before",
                    "The new token exists and its value is stored, but the end of the \
                     old one could not be set. Try again; nothing is created twice.",
                    "The old token could not be ended",
                )
            };
            view! {
                <Callout tone=Tone::Warning title><p>{text}</p></Callout>
                <ErrorView error title=failed retry />
            }
            .into_any()
        }
        Stage::Done(retired) => done(old.get_value(), new.ready_untracked().flatten(), retired),
    };
    view! {
        {header}
        {move || steps(step(), with_sso.get())}
        <div class="stack-lg page-narrow-content">
            {sso}
            {result}
        </div>
    }
    .into_any()
}

fn done(old: Token, new: Option<Token>, retired: Retired) -> AnyView {
    let kind = old.kind();
    let text = sentence(&old, retired);
    let details = new.map(|new| {
        let href = Route::Details(kind, new.id.clone()).href();
        view! { <ButtonLink href>"Details of the new token"</ButtonLink> }
    });
    view! {
        <Callout tone=Tone::Success role="status" title="The new token has replaced the old one">
            <p dir="auto">{with_names(move || text.clone())}</p>
        </Callout>
        <div class="form-actions">
            <ButtonLink href=Route::List(kind).href() variant=Variant::Primary>
                {format!("Back to {}", kind.list_name())}
            </ButtonLink>
            {details}
        </div>
    }
    .into_any()
}
