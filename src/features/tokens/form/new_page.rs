//! A page with a form for new tokens: what has to be there before the form can be shown.

use super::catalogue::use_catalogue;
use crate::app::config::config;
use crate::app::load::Load;
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::shared::may_edit::{
    checking, late_refusal, may_edit_failure, may_edit_in,
};
use crate::session::use_session;
use console_api::account::Account;
use console_api::error::ApiError;
use console_domain::kind::TokenKind;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::visible_name::isolated;
use console_ui::{ButtonLink, Callout, Crumb, SkeletonText, Tone, with_names};
use console_view::prelude::*;
use std::sync::Arc;

/// What a form needs.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadyForm {
    /// The scopes that exist; empty for personal access tokens.
    pub catalogue: Arc<ScopeCatalogue>,
    /// Who is signed in, and where.
    pub account: Arc<Account>,
}

/// How far the page is.
#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Waiting,
    /// All but whether the user may create tokens.
    Checking,
    Failed(ApiError),
    Forbidden,
    Form(ReadyForm),
}

/// The page. Its heading stays from the first moment on, with the focus on it, until tokens are created:
/// their values have a heading of their own.
#[component(transparent)]
pub fn NewPage(
    /// The kind of tokens.
    kind: TokenKind,
    /// The name of the page.
    name: String,
    /// The sentences below it.
    lead: RwSignal<String>,
    /// Whether tokens are created.
    is_created: RwSignal<bool>,
    /// What else the form waits for; `None` while it is not there.
    #[prop(into)]
    besides: Signal<Option<Result<(), ApiError>>>,
    /// Loads that again.
    #[prop(into)]
    retry_besides: Callback<()>,
    /// What stands beside the heading.
    actions: ViewFn,
    /// The form, or the values of what it has created.
    form: Callback<ReadyForm, AnyView>,
) -> impl IntoView {
    let session = use_session();
    let catalogue = use_catalogue(kind);
    let actions = StoredValue::new(actions);
    // Made once: loading something anew must never take the form away.
    let stage = Memo::new(move |before: Option<&Stage>| {
        if let Some(form @ Stage::Form(_)) = before {
            return form.clone();
        }
        let may_create = may_edit_in(session, kind);
        if may_create == Some(false) {
            return Stage::Forbidden;
        }
        let is_checked = may_create.is_some() || may_edit_failure(session, kind).is_some();
        match (catalogue.get(), session.account.get(), besides.get()) {
            (Load::Failed(error), ..) | (_, Load::Failed(error), _) | (.., Some(Err(error))) => {
                Stage::Failed(error)
            }
            (Load::Ready(_), Load::Ready(_), Some(Ok(()))) if !is_checked => Stage::Checking,
            (Load::Ready(catalogue), Load::Ready(account), Some(Ok(()))) => {
                Stage::Form(ReadyForm {
                    catalogue,
                    account: Arc::new(account),
                })
            }
            _ => Stage::Waiting,
        }
    });
    let retry = Callback::new(move |()| {
        catalogue.load_once();
        session.account.load_once();
        retry_besides.run(());
    });
    view! {
        <div class="page">
            <Show when=move || !is_created.get()>
                <PageHeader
                    name=name.clone()
                    crumbs=vec![
                        Crumb::text("Developer Settings"),
                        Crumb::link(kind.list_name(), Route::List(kind).href()),
                        Crumb::text("New"),
                    ]
                    lead
                >
                    {actions.with_value(ViewFn::run)}
                </PageHeader>
            </Show>
            {move || match stage.get() {
                Stage::Waiting => view! {
                    <div class="form-layout" aria-busy="true"><SkeletonText lines=8 /></div>
                }
                .into_any(),
                Stage::Checking => view! {
                    {checking()}
                    <div class="form-layout" aria-busy="true"><SkeletonText lines=8 /></div>
                }
                .into_any(),
                Stage::Failed(error) => view! {
                    <ErrorView error title="The form could not be loaded" retry />
                }
                .into_any(),
                Stage::Forbidden => forbidden(),
                Stage::Form(ready) => form.run(ready),
            }}
        </div>
    }
}

fn forbidden() -> AnyView {
    view! {
        <Callout tone=Tone::Warning title="You may not create API tokens here">
            <p>
                "Ask an owner or admin of the organization, or \
                 create a personal access token for yourself."
            </p>
            <div class="callout-actions">
                <ButtonLink href=Route::New(TokenKind::Personal).href()>
                    "Create personal access token"
                </ButtonLink>
            </div>
        </Callout>
    }
    .into_any()
}

/// What stands above a form for new tokens: that it may be refused, and why; then `more`.
pub fn notices(kind: TokenKind, account: &Account, more: AnyView) -> AnyView {
    let session = use_session();
    let active = untrack(|| session.organization());
    let active = active.and_then(|id| account.organization(&id).cloned());
    let unpaid = active.filter(|active| !active.has_payment_method);
    view! {
        <div class="stack notices">
            {late_refusal(kind)}
            {unpaid.map(|organization| payment_notice(&organization.name))}
            {more}
        </div>
    }
    .into_any()
}

fn payment_notice(organization: &str) -> AnyView {
    let billing = config().billing_url;
    let organization = isolated(organization);
    let text = format!(
        "{organization} has no payment method on file. Openlane may \
         refuse to create tokens until an owner adds one in billing."
    );
    view! {
        <Callout tone=Tone::Warning title="No payment method on file">
            <p>{with_names(move || text.clone())}</p>
            {(!billing.is_empty())
                .then(|| {
                    view! {
                        <div class="callout-actions">
                            <ButtonLink href=billing external=true>"Open billing"</ButtonLink>
                        </div>
                    }
                })}
        </Callout>
    }
    .into_any()
}
