//! The pages that come when they are first opened. The list of tokens is not among them: it is what most visits begin with.

use crate::features::page::arrive;
use crate::features::{sign_in, sso, tokens};
use crate::lazy::{lazy, when_here};
use crate::ui::SkeletonText;
use leptos::prelude::*;

lazy!(sign_in: fn sign_in() => sign_in::SignInPage());
lazy!(sso_return: fn sso_return() => sso::SsoReturnPage());
lazy!(create: fn create() => tokens::CreatePage());
lazy!(details: fn details() => tokens::DetailsPage());
lazy!(edit: fn edit() => tokens::EditPage());
lazy!(rotate: fn rotate() => tokens::RotatePage());

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    when_here(|| Box::pin(sign_in()), nothing, page_of_its_own)
}

/// Where a provider sends people back to.
#[component]
pub fn SsoReturnPage() -> impl IntoView {
    when_here(|| Box::pin(sso_return()), nothing, page_of_its_own)
}

/// The form for a new token.
#[component]
pub fn CreatePage() -> impl IntoView {
    when_here(|| Box::pin(create()), lines, in_the_shell)
}

/// Everything about one token.
#[component]
pub fn DetailsPage() -> impl IntoView {
    when_here(|| Box::pin(details()), lines, in_the_shell)
}

/// The form for what can be changed.
#[component]
pub fn EditPage() -> impl IntoView {
    when_here(|| Box::pin(edit()), lines, in_the_shell)
}

/// A new value in place of an old one.
#[component]
pub fn RotatePage() -> impl IntoView {
    when_here(|| Box::pin(rotate()), lines, in_the_shell)
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
