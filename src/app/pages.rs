//! The pages that come when they are first opened. The list of tokens is not among them: it is what most
//! visits begin with.

use super::leave_guard;
use crate::app::lazy::{lazy, lazy_view};
use crate::app::navigation::link_at;
use crate::app::route::Route;
use crate::features::auth::{sign_in, sso_return};
use crate::features::page::arrive;
use crate::features::tokens;
use crate::session::{SessionStore, use_session};
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_platform::events::on_document;
use console_platform::paint::after_paint;
use console_platform::retain_until_cleanup;
use console_ui::SkeletonText;
use console_view::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

lazy!(sign_in: fn sign_in() => sign_in::SignInPage());
lazy!(sso_return: fn sso_return() => sso_return::SsoReturnPage());
lazy!(create: fn create(kind: TokenKind) => view! { <tokens::CreatePage kind /> });
lazy!(
    create: fn create_ahead(kind: TokenKind, session: SessionStore) -> ()
        => tokens::prepare_form(session, kind)
);
lazy!(change: fn batch() => tokens::BatchPage());
lazy!(details: fn details(kind: TokenKind, id: TokenId) => view! { <tokens::DetailsPage kind id /> });
lazy!(details: fn details_ahead() -> () => ());
lazy!(change: fn edit(kind: TokenKind, id: TokenId) => view! { <tokens::EditPage kind id /> });
lazy!(change: fn rotate(kind: TokenKind, id: TokenId) => view! { <tokens::RotatePage kind id /> });
lazy!(review: fn review(kind: TokenKind) => view! { <tokens::ReviewPage kind /> });
lazy!(check: fn check() => view! { <tokens::CheckPage /> });

/// Fetches what the pages need that somebody is about to open: who moves the pointer or the focus to a link,
/// or touches it.
pub fn fetch_ahead() {
    let session = use_session();
    let seen = StoredValue::new(None);
    let look = move |event: Event| {
        // Not `pointerover`: that comes also when the page moves below a pointer that rests.
        let target = event.target();
        if seen.with_value(|seen| *seen == target) {
            return;
        }
        seen.set_value(target);
        let route = link_at(&event).and_then(|link| Route::parse(&link.pathname()));
        if is_row_menu(&event) {
            tokens::prepare_menu();
        }
        if let Some(Route::New(kind)) = route {
            ask_for_scopes(session, kind);
        }
        spawn_local(async move {
            // Where it fails the page itself tries again, and says so.
            let _ = match route {
                Some(Route::New(kind)) => create_ahead(kind, session).await,
                Some(Route::Details(..)) => details_ahead().await,
                _ => Ok(()),
            };
        });
    };
    for event in ["pointermove", "pointerdown", "focusin"] {
        retain_until_cleanup(on_document(event, look));
    }
}

/// Whether an event happens on the button for the menu of a token.
fn is_row_menu(event: &Event) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest("[data-token]"), Ok(Some(_))))
}

/// The sign-in page.
#[component(transparent)]
pub fn SignInPage() -> impl IntoView {
    lazy_view(|| Box::pin(sign_in()), nothing, page_of_its_own)
}

/// Where a provider sends people back to.
#[component(transparent)]
pub fn SsoReturnPage() -> impl IntoView {
    lazy_view(|| Box::pin(sso_return()), nothing, page_of_its_own)
}

/// Fetches what a form must not need the network for.
fn prepare() {
    let client = use_session().client;
    // Not before the form: that is what somebody waits for.
    after_paint(move || {
        sign_in::prepare();
        leave_guard::prepare();
        client.prepare_to_write();
    });
}

/// Asks for the scopes that a form for a token of this kind offers, while its code is on the way.
fn ask_for_scopes(session: SessionStore, kind: TokenKind) {
    // A personal access token has none.
    if kind == TokenKind::Api {
        tokens::ask_for_scopes(session.client);
    }
}

/// The form for a new token.
#[component(transparent)]
pub fn CreatePage(
    /// The kind of token.
    kind: TokenKind,
) -> impl IntoView {
    prepare();
    ask_for_scopes(use_session(), kind);
    lazy_view(move || Box::pin(create(kind)), lines, in_the_shell)
}

/// The form for several API tokens.
#[component(transparent)]
pub fn BatchPage() -> impl IntoView {
    prepare();
    ask_for_scopes(use_session(), TokenKind::Api);
    lazy_view(|| Box::pin(batch()), lines, in_the_shell)
}

/// Everything about one token.
#[component(transparent)]
pub fn DetailsPage(
    /// The token's kind.
    kind: TokenKind,
    /// The token's id.
    id: TokenId,
) -> impl IntoView {
    lazy_view(
        move || Box::pin(details(kind, id.clone())),
        lines,
        in_the_shell,
    )
}

/// The form for what can be changed.
#[component(transparent)]
pub fn EditPage(
    /// The token's kind.
    kind: TokenKind,
    /// The token's id.
    id: TokenId,
) -> impl IntoView {
    prepare();
    lazy_view(
        move || Box::pin(edit(kind, id.clone())),
        lines,
        in_the_shell,
    )
}

/// A new value in place of an old one.
#[component(transparent)]
pub fn RotatePage(
    /// The token's kind.
    kind: TokenKind,
    /// The token's id.
    id: TokenId,
) -> impl IntoView {
    prepare();
    lazy_view(
        move || Box::pin(rotate(kind, id.clone())),
        lines,
        in_the_shell,
    )
}

/// The access review.
#[component(transparent)]
pub fn ReviewPage(
    /// The kind of tokens.
    kind: TokenKind,
) -> impl IntoView {
    lazy_view(move || Box::pin(review(kind)), lines, in_the_shell)
}

/// Checking values that somebody has found.
#[component(transparent)]
pub fn CheckPage() -> impl IntoView {
    lazy_view(|| Box::pin(check()), lines, in_the_shell)
}

fn lines() -> AnyView {
    view! { <SkeletonText lines=6 /> }.into_any()
}

fn nothing() -> AnyView {
    view! { <main class="sign-in" id="main"></main> }.into_any()
}

/// What a page is called whose code is not there.
const LOST: &str = "Page not loaded";

/// The shell has the landmarks already.
fn in_the_shell(view: AnyView) -> AnyView {
    arrive(LOST);
    view! {
        <header class="page-header">
            <div class="page-heading">
                <h1 id="page-heading" tabindex="-1">
                    {LOST}
                </h1>
            </div>
        </header>
        {view}
    }
    .into_any()
}

fn page_of_its_own(view: AnyView) -> AnyView {
    arrive(LOST);
    view! {
        <main class="sign-in" id="main">
            <div class="sign-in-card">
                <h1 id="page-heading" tabindex="-1">
                    {LOST}
                </h1>
                {view}
            </div>
        </main>
    }
    .into_any()
}
