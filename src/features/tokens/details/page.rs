//! The details page.

use super::fields::{Fields, learn_makers};
use super::reason::Reason;
use crate::app::load::Load;
use crate::app::navigation::use_navigate;
use crate::app::route::Route;
use crate::features::clock_notice::ClockNotice;
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::lifecycle::{Done, LifecycleDialog, provide_lifecycle};
use crate::features::tokens::shared::actions::Actions;
use crate::features::tokens::shared::authorize_sso::AuthorizeSso;
use crate::features::tokens::shared::may_edit::{
    CHECKING, READ_ONLY_TEXT, READ_ONLY_TITLE, may_edit, may_edit_problem,
};
use crate::features::tokens::shared::pair::PairPanel;
use crate::features::tokens::shared::sso_demand::{sso_problem, use_sso_demand};
use crate::features::tokens::shared::state_badge::{FlagBadge, StateBadge};
use crate::features::tokens::shared::token_loader::{
    TokenLoader, crumbs, gone, loading, use_token, watch,
};
use console_api::error::ApiError;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::state::flags;
use console_domain::token::Token;
use console_platform::clock;
use console_ui::{Callout, Crumb, Tone};
use console_view::prelude::*;
/// What the page shows.
#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Loading,
    Failed(ApiError),
    Gone,
    Shown,
}

/// Everything about one token.
#[component(transparent)]
pub fn DetailsPage(
    /// Its kind.
    kind: TokenKind,
    /// Its id.
    id: TokenId,
) -> impl IntoView {
    let token = use_token(kind, id);
    watch(token);
    let stage = Memo::new(move |_| {
        token.signal().with(|state| match state {
            Load::Idle | Load::Loading => Stage::Loading,
            Load::Failed(error) => Stage::Failed(error.clone()),
            Load::Ready(None) => Stage::Gone,
            Load::Ready(Some(_)) => Stage::Shown,
        })
    });
    let navigate = use_navigate();
    let settled = Signal::derive(move || !token.is_refreshing());
    let find = move |_: &TokenId| token.ready().flatten();
    let lifecycle = provide_lifecycle(settled, find, move |done| match done {
        Done::Changed(changed) => token.set(Some(*changed)),
        Done::Gone(_) => navigate.replace(&Route::List(kind).href()),
    });
    view! {
        <div class="page">
            {move || match stage.get() {
                Stage::Loading => loading(),
                Stage::Failed(error) => {
                    let retry = Callback::new(move |()| token.load());
                    view! { <ErrorView error title="The token could not be loaded" retry /> }.into_any()
                }
                Stage::Gone => gone(kind),
                Stage::Shown => view! { <Shown kind loader=token /> }.into_any(),
            }}
        </div>
        <LifecycleDialog lifecycle />
    }
}

#[component(transparent)]
fn Shown(kind: TokenKind, loader: TokenLoader) -> impl IntoView {
    let Some(first) = loader.ready_untracked().flatten() else {
        return ().into_any();
    };
    // The last known token stays while the page goes over to "not found".
    let token: Signal<Token> = Memo::new(move |before: Option<&Token>| {
        loader
            .ready()
            .flatten()
            .or_else(|| before.cloned())
            .unwrap_or_else(|| first.clone())
    })
    .into();
    let now = clock::ticking_now();
    let demand = use_sso_demand(kind);
    let may_edit = may_edit(kind);
    let names = learn_makers(loader, kind);
    let standing = Memo::new(move |_| {
        let now = now.get();
        let demand = demand.get();
        token.with(|token| {
            let flags = flags(token, names.has_left(token), now);
            (demand.standing(token, now), flags)
        })
    });
    let name = Memo::new(move |_| token.with(Token::shown_name));
    let changed = Callback::new(move |()| loader.revalidate());
    let badges = move || {
        let (standing, flags) = standing.get();
        view! {
            <StateBadge standing />
            {flags.into_iter().map(|flag| view! { <FlagBadge flag /> }).collect_view()}
        }
    };
    view! {
        <PageHeader
            name
            is_name=true
            crumbs=Signal::derive(move || crumbs(kind, vec![Crumb::text(name.get()).as_name()]))
        >
            <Show when=move || may_edit.get() == Some(true)><Actions token /></Show>
        </PageHeader>
        <div class="stack-lg">
            <p class="row">{badges}</p>
            {sso_problem(demand)}
            {may_edit_problem(kind)}
            <ClockNotice />
            <Reason token demand may_edit />
            {move || {
                let may_edit = may_edit.get();
                let disabled = may_edit != Some(true);
                let note = match may_edit {
                    Some(_) => "Owners and admins of the organization can authorize it.",
                    None => CHECKING,
                };
                let token = token.get();
                let demand = demand.get();
                let has_sso = token
                    .organizations()
                    .into_iter()
                    .any(|id| demand.offers(id) || token.sso_authorizations.contains_key(id));
                has_sso.then(|| view! {
                    <AuthorizeSso token on_change=changed disabled note />
                })
            }}
            <PairPanel token demand may_edit />
            <Fields token names />
            // It comes late, and last: nothing moves for it.
            <Show when=move || may_edit.get() == Some(false)>
                <Callout tone=Tone::Info title=READ_ONLY_TITLE><p>{READ_ONLY_TEXT}</p></Callout>
            </Show>
        </div>
    }
    .into_any()
}
