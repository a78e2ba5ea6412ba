//! The rotate page: all steps at one address, which says how far it has come.

use super::finish::{END, Finish, NEW, Retirement, here};
use super::settings::Settings;
use super::steps::{Step, steps};
use crate::app::config::config;
use crate::app::load::{Load, Loader};
use crate::app::navigation::use_navigate;
use crate::app::route::decode_query;
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::edit::NeedsToken;
use crate::features::tokens::form::{DraftState, Submission};
use crate::features::tokens::reveal::{NewValue, Reveal};
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::features::tokens::shared::token_loader::{
    TokenLoader, crumbs_below, gone, loading, use_token,
};
use crate::session::use_session;
use console_api::client::Client;
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::rotation::{OldEnd, draft, predecessor, tags_of_successor, verb};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::state::missing_authorizations;
use console_domain::token::Token;
use console_platform::{clock, intl};
use console_view::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// The rotation of the token that the address names.
#[component(transparent)]
pub fn RotatePage(
    /// The token's kind.
    kind: TokenKind,
    /// The token's id.
    id: TokenId,
) -> impl IntoView {
    let form = Callback::new(|(token, catalogue): (Token, Arc<ScopeCatalogue>)| {
        view! { <Rotate old=token catalogue /> }
    });
    view! { <NeedsToken kind id name="Rotate" form /> }
}

#[component(transparent)]
fn Rotate(old: Token, catalogue: Arc<ScopeCatalogue>) -> impl IntoView {
    let parameters = use_location()
        .search
        .with_untracked(|query| decode_query(query));
    let given = |name: &str| {
        let found = parameters.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.clone())
    };
    let end = given(END)
        .and_then(|word| OldEnd::from_parameter(&word))
        .unwrap_or_default();
    let end = RwSignal::new(end.parameter().to_owned());
    if let Some(id) = given(NEW) {
        return view! { <Resume old id=TokenId::new(id) end /> }.into_any();
    }
    // Set anew when somebody else has changed the token and the reader begins again.
    let old = RwSignal::new(old);
    let begin_again = Callback::new(move |token| old.set(token));
    let begin =
        move || view! { <Begin old=old.get() catalogue=catalogue.clone() end begin_again /> };
    begin.into_any()
}

/// From the first step on.
#[component(transparent)]
fn Begin(
    old: Token,
    catalogue: Arc<ScopeCatalogue>,
    end: RwSignal<String>,
    begin_again: Callback<Token>,
) -> impl IntoView {
    let session = use_session();
    let kind = old.kind();
    let draft = draft(&old, &catalogue, config().limits, intl::local_date);
    let state = DraftState::new(draft, session);
    let value = NewValue::new();
    let submission = Submission::one(state, session, value, tags_of_successor(&old));
    submission.guard();
    let demand = use_sso_demand(kind);
    let with_sso = {
        let old = old.clone();
        Signal::derive(move || {
            let demand = demand.get();
            old.organizations().into_iter().any(|id| demand.offers(id))
        })
    };
    let retirement = Retirement::new(session.client, old.clone(), end);
    // The new token once its value is stored.
    let stored = RwSignal::new(None::<Token>);
    let navigate = use_navigate();
    let replaced = old.clone();
    let on_stored = Callback::new(move |()| {
        let Some(token) = value.token.get_untracked() else {
            return;
        };
        let end = end.get_untracked();
        let href = here(&replaced, &token, &end);
        // Nothing more is asked where nothing else is to be done first.
        let is_free = demand.with_untracked(|demand| {
            let mut organizations = token.organizations().into_iter();
            organizations.all(|id| demand.known(id).is_some())
                && missing_authorizations(&token, |id| demand.requires(id)).is_empty()
        });
        if is_free {
            retirement.begin(token.id.clone());
        }
        stored.set(Some(token));
        // Whoever leaves for an identity provider, or reloads, goes on at this address.
        navigate.update_url(&href, true);
    });
    let client = session.client;
    move || {
        if let Some(token) = stored.get() {
            let new = watched(client, &token);
            return view! {
                <div class="page"><Finish new retirement /></div>
            }
            .into_any();
        }
        if let Some(token) = value.token.get() {
            return view! {
                <div class="page">
                    {steps(Step::Secret, with_sso.get_untracked())}
                    <Reveal
                        token
                        secret=value.secret
                        on_done=on_stored
                        done_label="Continue"
                        with_sso=false
                    />
                </div>
            }
            .into_any();
        }
        let verb = verb(&old, clock::now());
        let crumbs = crumbs_below(&old, verb);
        let lead = if verb == "Renew" {
            "It has expired. A new token with the same settings takes its place."
        } else {
            "A new token with the same settings takes its place. The old one keeps working until you have \
             stored the new value."
        };
        view! {
            <div class="page">
                <PageHeader name=format!("{verb} {}", old.shown_name()) is_name=true crumbs lead />
                <Settings
                    old=old.clone()
                    state
                    submission
                    end
                    catalogue=catalogue.clone()
                    with_sso
                    begin_again
                />
            </div>
        }
        .into_any()
    }
}

fn watched(client: Client, token: &Token) -> TokenLoader {
    let (kind, id) = (token.kind(), token.id.clone());
    let new = Loader::new(move || {
        let id = id.clone();
        async move { tokens::one(client, kind, &id).await.map(Some) }
    });
    new.set(Some(token.clone()));
    new
}

/// From the address of a rotation whose new token exists.
#[component(transparent)]
fn Resume(old: Token, id: TokenId, end: RwSignal<String>) -> impl IntoView {
    let kind = old.kind();
    let new = use_token(kind, id);
    let retirement = Retirement::new(use_session().client, old.clone(), end);
    let stage = Memo::new(move |_| {
        new.signal().with(|state| match state {
            Load::Idle | Load::Loading => 0,
            Load::Failed(_) => 1,
            Load::Ready(None) => 2,
            Load::Ready(Some(_)) => 3,
        })
    });
    let content = move || match stage.get() {
        0 => loading(),
        1 => match new.get() {
            Load::Failed(error) => {
                let retry = Callback::new(move |()| new.load());
                view! { <ErrorView error title="The new token could not be loaded" retry /> }
                    .into_any()
            }
            _ => ().into_any(),
        },
        // An address must not end one token for another that has nothing to do with it.
        3 if is_successor(new, &old.id) => view! { <Finish new retirement /> }.into_any(),
        _ => gone(kind),
    };
    view! { <div class="page">{content}</div> }.into_any()
}

fn is_successor(new: TokenLoader, old: &TokenId) -> bool {
    let token = new.ready_untracked().flatten();
    token.is_some_and(|token| predecessor(&token).as_ref() == Some(old))
}
