//! The edit page.

use super::form::EditForm;
use crate::app::load::Load;
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::form::catalogue::use_catalogue;
use crate::features::tokens::shared::may_edit::{
    READ_ONLY_TEXT, READ_ONLY_TITLE, checking, late_refusal, may_edit_failure, may_edit_in,
};
use crate::features::tokens::shared::token_loader::{crumbs_below, gone, loading, use_token};
use crate::session::use_session;
use console_api::error::ApiError;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::Token;
use console_ui::{ButtonLink, Callout, Tone};
use console_view::prelude::*;
use std::sync::Arc;

/// The form for the token that the address names.
#[component(transparent)]
pub fn EditPage(
    /// The token's kind.
    kind: TokenKind,
    /// The token's id.
    id: TokenId,
) -> impl IntoView {
    let form = Callback::new(|(token, catalogue): (Token, Arc<ScopeCatalogue>)| {
        view! { <Edit token catalogue /> }
    });
    view! { <NeedsToken kind id name="Edit" form /> }
}

/// What has to be there before a form about a token can be shown.
#[derive(Clone, PartialEq, Eq)]
enum Ready {
    Waiting,
    /// All but whether the user may change the token.
    Checking,
    Failed(ApiError),
    Gone,
    Forbidden(Box<Token>),
    Form(Box<Token>, Arc<ScopeCatalogue>),
}

/// Loads what a form about a token needs, and says what is missing.
#[component(transparent)]
pub fn NeedsToken(
    /// Which kind of token.
    kind: TokenKind,
    /// The token.
    id: TokenId,
    /// What the form does, for its heading.
    name: &'static str,
    /// The form; shown once everything is there, and never taken away by loading something anew.
    form: Callback<(Token, Arc<ScopeCatalogue>), AnyView>,
) -> impl IntoView {
    let session = use_session();
    let token = use_token(kind, id);
    let catalogue = use_catalogue(kind);
    let ready = Memo::new(move |before: Option<&Ready>| {
        if let Some(form @ Ready::Form(..)) = before {
            return form.clone();
        }
        let may_edit = may_edit_in(session, kind);
        let is_checked = may_edit.is_some() || may_edit_failure(session, kind).is_some();
        match (token.get(), catalogue.get(), session.account.get()) {
            (Load::Failed(error), ..)
            | (_, Load::Failed(error), _)
            | (_, _, Load::Failed(error)) => Ready::Failed(error),
            (Load::Ready(None), ..) => Ready::Gone,
            (Load::Ready(Some(token)), ..) if may_edit == Some(false) => {
                Ready::Forbidden(Box::new(token))
            }
            (Load::Ready(Some(_)), Load::Ready(_), Load::Ready(_)) if !is_checked => {
                Ready::Checking
            }
            (Load::Ready(Some(token)), Load::Ready(catalogue), Load::Ready(_)) => {
                Ready::Form(Box::new(token), catalogue)
            }
            _ => Ready::Waiting,
        }
    });
    let retry = Callback::new(move |()| {
        token.load_once();
        catalogue.load_once();
        session.account.load_once();
    });
    move || match ready.get() {
        Ready::Waiting => view! { <div class="page">{loading()}</div> }.into_any(),
        Ready::Checking => view! { <div class="page">{checking()} {loading()}</div> }.into_any(),
        Ready::Failed(error) => view! {
            <div class="page"><ErrorView error title="The token could not be loaded" retry /></div>
        }
        .into_any(),
        Ready::Gone => view! { <div class="page">{gone(kind)}</div> }.into_any(),
        Ready::Forbidden(token) => {
            let href = Route::Details(kind, token.id.clone()).href();
            view! {
                <div class="page">
                    <PageHeader
                        name=format!("{name} {}", token.shown_name())
                        is_name=true
                        crumbs=crumbs_below(&token, name)
                    />
                    <Callout tone=Tone::Warning title=READ_ONLY_TITLE>
                        <p>{READ_ONLY_TEXT}</p>
                        <div class="callout-actions"><ButtonLink href>"Back to its details"</ButtonLink></div>
                    </Callout>
                </div>
            }
            .into_any()
        }
        Ready::Form(token, catalogue) => {
            let refusal = late_refusal(kind);
            view! {
                {move || refusal().map(|refusal| view! { <div class="page">{refusal}</div> })}
                {form.run((*token, catalogue))}
            }
            .into_any()
        }
    }
}

#[component(transparent)]
fn Edit(token: Token, catalogue: Arc<ScopeCatalogue>) -> impl IntoView {
    let name = format!("Edit {}", token.shown_name());
    let crumbs = crumbs_below(&token, "Edit");
    // Set anew when somebody else has changed the token and the reader wants to begin again.
    let original = RwSignal::new(token);
    view! {
        <div class="page">
            <PageHeader
                name
                crumbs
                is_name=true
                lead="Only what you change is sent. Its value stays the same."
            />
            {move || view! {
                <EditForm
                    token=original.get()
                    on_reload=Callback::new(move |token| original.set(token))
                    catalogue=catalogue.clone()
                />
            }}
        </div>
    }
    .into_any()
}
