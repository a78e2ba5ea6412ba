//! The create page: the form, then the value, at the same address.

use super::form::{CopyFormLink, CreateForm};
use super::prefill_notice::PrefillNotice;
use super::warm_up::mark_warm;
use crate::app::config::config;
use crate::app::load::Load;
use crate::app::navigation::use_navigate;
use crate::app::route::{Route, decode_query};
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::form::catalogue::use_catalogue;
use crate::features::tokens::form::{DraftState, Submission};
use crate::features::tokens::reveal::{Reveal, SecretHolder};
use crate::features::tokens::shared::may_edit::{
    checking, late_refusal, may_edit_failure, may_edit_in,
};
use crate::session::use_session;
use console_api::account::Account;
use console_api::error::ApiError;
use console_domain::consent::Offered;
use console_domain::kind::TokenKind;
use console_domain::prefill::prefill;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_ui::{ButtonLink, Callout, Crumb, SkeletonText, Tone};
use console_view::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// What has to be there before the form can be shown.
#[derive(Clone, PartialEq, Eq)]
enum Ready {
    Waiting,
    /// All but whether the user may create tokens.
    Checking,
    Failed(ApiError),
    Forbidden,
    Form(Arc<ScopeCatalogue>, Arc<Account>),
}

/// The form for a new token.
#[component(transparent)]
pub fn CreatePage(
    /// The kind of token.
    kind: TokenKind,
) -> impl IntoView {
    let session = use_session();
    let catalogue = use_catalogue(kind);
    // Made once: loading something anew must never take the form away.
    let ready = Memo::new(move |before: Option<&Ready>| {
        if let Some(form @ Ready::Form(..)) = before {
            return form.clone();
        }
        let may_create = may_edit_in(session, kind);
        if may_create == Some(false) {
            return Ready::Forbidden;
        }
        let is_checked = may_create.is_some() || may_edit_failure(session, kind).is_some();
        match (catalogue.get(), session.account.get()) {
            (Load::Failed(error), _) | (_, Load::Failed(error)) => Ready::Failed(error),
            (Load::Ready(_), Load::Ready(_)) if !is_checked => Ready::Checking,
            (Load::Ready(catalogue), Load::Ready(account)) => {
                Ready::Form(catalogue, Arc::new(account))
            }
            _ => Ready::Waiting,
        }
    });
    let retry = Callback::new(move |()| {
        catalogue.load_once();
        session.account.load_once();
    });
    let form = RwSignal::new(None::<Form>);
    let is_created = move || {
        form.get()
            .is_some_and(|form| form.submission.created.with(Option::is_some))
    };
    // The heading stays from the first moment on, with the focus on it; only the value has one of its own.
    view! {
        <div class="page">
            <Show when=move || !is_created()>
                <PageHeader
                    name=format!("Create {}", kind.noun())
                    crumbs=vec![
                        Crumb::text("Developer Settings"),
                        Crumb::link(kind.list_name(), Route::List(kind).href()),
                        Crumb::text("New"),
                    ]
                    lead=Signal::derive(
                        move || form.get().map(|form| form.lead.get_value()).unwrap_or_default(),
                    )
                >
                    {move || form.get().map(|form| view! {
                        <CopyFormLink state=form.state catalogue=form.catalogue.get_value() />
                    })}
                </PageHeader>
            </Show>
            {move || match ready.get() {
                Ready::Waiting => view! {
                    <div class="form-layout" aria-busy="true"><SkeletonText lines=8 /></div>
                }
                .into_any(),
                Ready::Checking => view! {
                    {checking()}
                    <div class="form-layout" aria-busy="true"><SkeletonText lines=8 /></div>
                }
                .into_any(),
                Ready::Failed(error) => view! {
                    <ErrorView error title="The form could not be loaded" retry />
                }
                .into_any(),
                Ready::Forbidden => view! {
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
                .into_any(),
                Ready::Form(catalogue, account) => view! {
                    <FormOrValue kind catalogue account form />
                }
                .into_any(),
            }}
        </div>
    }
}

/// What the heading shows of the form below it.
#[derive(Clone, Copy)]
struct Form {
    state: DraftState,
    submission: Submission,
    catalogue: StoredValue<Arc<ScopeCatalogue>>,
    lead: StoredValue<String>,
}

#[component(transparent)]
fn FormOrValue(
    kind: TokenKind,
    catalogue: Arc<ScopeCatalogue>,
    account: Arc<Account>,
    /// Where the form is told of.
    form: RwSignal<Option<Form>>,
) -> impl IntoView {
    let session = use_session();
    let parameters = use_location()
        .search
        .with_untracked(|query| decode_query(query));
    let mine = account.choosable();
    let filled = prefill(
        kind,
        &parameters,
        &Offered {
            catalogue: &catalogue,
            organizations: &mine,
            limits: config().limits,
        },
    );
    let navigate = use_navigate();
    if filled.kept != parameters {
        let kept = filled
            .kept
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let address = Route::New(kind).href_with(kept);
        // After rendering: the address is a signal that what is being rendered may follow.
        request_animation_frame(move || navigate.update_url(&address, true));
    }
    let has_marks = !filled.draft.from_link.is_empty();
    let state = DraftState::new(filled.draft, session);
    let (refused, refused_besides) = (filled.refused, filled.refused_besides);
    mark_warm();
    let secret = SecretHolder::new();
    let submission = Submission::new(state, session, secret, vec![]);
    submission.guard();
    let active =
        untrack(|| session.organization()).and_then(|id| account.organization(&id).cloned());
    let organization_name = active.as_ref().map_or_else(
        || "your organization".to_owned(),
        |active| active.name.clone(),
    );
    let needs_payment_method = active.is_some_and(|active| !active.has_payment_method);
    let lead = match kind {
        TokenKind::Api => {
            format!("It will act for {organization_name}. You will see its value once.")
        }
        TokenKind::Personal => {
            "It will act as you in the organizations that you choose. You will see its value once."
                .to_owned()
        }
    };
    form.set(Some(Form {
        state,
        submission,
        catalogue: StoredValue::new(catalogue.clone()),
        lead: StoredValue::new(lead),
    }));
    let done = Callback::new(move |()| {
        navigate.leave_for(&Route::List(kind).href());
    });
    move || {
        if let Some(token) = submission.created.get() {
            return view! { <Reveal token secret on_done=done /> };
        }
        let refused = refused.clone();
        view! {
            <div class="stack notices">
                {late_refusal(kind)}
                {needs_payment_method.then(|| payment_notice(&organization_name))}
                <PrefillNotice filled=has_marks refused refused_besides />
            </div>
            <CreateForm state submission catalogue=catalogue.clone() />
        }
    }
}

fn payment_notice(organization: &str) -> AnyView {
    let billing = config().billing_url;
    let text = format!(
        "{organization} has no payment method on file. Openlane may \
         refuse to create tokens until an owner adds one in billing."
    );
    view! {
        <Callout tone=Tone::Warning title="No payment method on file">
            <p>{text}</p>
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
