//! The create page: the form, then the value, at the same address.

use super::ahead::{self, Purpose};
use super::copy_link::CopyFormLink;
use super::like;
use super::parts::FormParts;
use super::prefill_notice::PrefillNotice;
use crate::app::config::config;
use crate::app::navigation::use_navigate;
use crate::app::route::{Route, decode_query};
use crate::features::tokens::form::{DraftState, NewPage, ReadyForm, notices};
use crate::features::tokens::reveal::Reveal;
use crate::features::tokens::shared::token_loader::TokenLoader;
use crate::session::use_session;
use console_domain::consent::Offered;
use console_domain::create_like::{self, LIKE, Like};
use console_domain::kind::TokenKind;
use console_domain::new_token::TokenDraft;
use console_domain::prefill::{Refused, prefill};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{ButtonLink, Variant};
use console_view::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// The form for a new token.
#[component(transparent)]
pub fn CreatePage(
    /// The kind of token.
    kind: TokenKind,
) -> impl IntoView {
    let parameters = use_location()
        .search
        .with_untracked(|query| decode_query(query));
    let like = like::named_in(kind, &parameters);
    let is_created = RwSignal::new(false);
    let lead = RwSignal::new(String::new());
    let shown = RwSignal::new(None::<HeaderState>);
    let actions = ViewFn::from(move || {
        move || {
            shown.get().map(|HeaderState { state, catalogue }| {
                view! {
                    <CopyFormLink state catalogue=catalogue.get_value() />
                    {(kind == TokenKind::Api).then(|| view! {
                        <ButtonLink href=Route::NewBatch.href() variant=Variant::Ghost>
                            "Create several"
                        </ButtonLink>
                    })}
                }
            })
        }
    });
    let form = Callback::new(move |ready: ReadyForm| {
        let page = Page {
            kind,
            like,
            lead,
            is_created,
            shown,
        };
        page.form(&parameters, ready)
    });
    view! {
        <NewPage
            kind
            name=format!("Create {}", kind.noun())
            lead
            is_created
            besides=Signal::derive(move || like::readiness(like))
            retry_besides=Callback::new(move |()| if let Some(like) = like { like.load_once() })
            actions
            form
        />
    }
}

/// What the heading shows of the form below it.
#[derive(Clone, Copy)]
struct HeaderState {
    state: DraftState,
    catalogue: StoredValue<Arc<ScopeCatalogue>>,
}

/// What a form begins with.
struct InitialForm {
    draft: TokenDraft,
    /// What is said above it.
    notice: AnyView,
    /// The parameters that stay in the address.
    kept: Vec<(String, String)>,
}

#[derive(Clone, Copy)]
struct Page {
    kind: TokenKind,
    like: Option<TokenLoader>,
    lead: RwSignal<String>,
    is_created: RwSignal<bool>,
    shown: RwSignal<Option<HeaderState>>,
}

impl Page {
    fn form(self, parameters: &[(String, String)], ready: ReadyForm) -> AnyView {
        let Self {
            kind,
            lead,
            is_created,
            shown,
            ..
        } = self;
        let session = use_session();
        let navigate = use_navigate();
        let ReadyForm { catalogue, account } = ready;
        let mine = account.choosable();
        let offered = Offered {
            catalogue: &catalogue,
            organizations: &mine,
            limits: config().limits,
        };
        let InitialForm {
            draft,
            notice,
            kept,
        } = self.begin(parameters, &offered);
        if kept != parameters {
            let kept = kept
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            let address = Route::New(kind).href_with(kept);
            // After rendering: the address is a signal that what is being rendered may follow.
            request_animation_frame(move || navigate.update_url(&address, true));
        }
        let purpose = Purpose::new(draft, session, catalogue.clone());
        let (parts, mut form) = match ahead::take(&purpose) {
            Some((parts, form)) => (parts, Some(form)),
            None => (FormParts::new(purpose.draft, session), None),
        };
        let FormParts {
            state,
            new,
            submission,
        } = parts;
        submission.guard();
        let active = untrack(|| session.organization());
        let active = active.and_then(|id| account.organization(&id).cloned());
        let organization = active.map_or_else(
            || "your organization".to_owned(),
            |active| isolated(&active.name),
        );
        lead.set(match kind {
            TokenKind::Api => {
                format!("It will act for {organization}. You will see its value once.")
            }
            TokenKind::Personal => "It will act as you in the organizations that you choose. \
                                    You will see its value once."
                .to_owned(),
        });
        shown.set(Some(HeaderState {
            state,
            catalogue: StoredValue::new(catalogue.clone()),
        }));
        Effect::new(move |_| is_created.set(new.token.with(Option::is_some)));
        let done = Callback::new(move |()| navigate.leave_for(&Route::List(kind).href()));
        let mut notices = Some(notices(kind, &account, notice));
        (move || {
            if let Some(token) = new.token.get() {
                return view! { <Reveal token secret=new.secret on_done=done /> };
            }
            view! {
                {notices.take()}
                {form.take().unwrap_or_else(|| parts.view(catalogue.clone()))}
            }
            .into_any()
        })
        .into_any()
    }

    fn begin(self, parameters: &[(String, String)], offered: &Offered<'_>) -> InitialForm {
        let Some(like) = self.like else {
            let filled = prefill(self.kind, parameters, offered);
            let (refused, refused_besides) = (filled.refused, filled.refused_besides);
            let has_marks = !filled.draft.from_link.is_empty();
            return InitialForm {
                draft: filled.draft,
                notice: view! {
                    <PrefillNotice filled=has_marks refused refused_besides />
                }
                .into_any(),
                kept: filled.kept,
            };
        };
        let token = untrack(|| like.ready()).flatten();
        let (draft, notice) = if let Some(token) = &token {
            let Like { draft, left_out } = create_like::like(token, offered, intl::local_date);
            (draft, like::notice(token, &left_out))
        } else {
            let draft = TokenDraft {
                expiry: offered.limits.usual_choice(),
                ..TokenDraft::new(self.kind)
            };
            (draft, like::missing())
        };
        let refused: Vec<Refused> = create_like::refused(parameters);
        let kept = parameters
            .iter()
            .filter(|(name, _)| name == LIKE && token.is_some())
            .take(1);
        InitialForm {
            draft,
            notice: view! {
                {notice}
                <PrefillNotice filled=false refused refused_besides=0 />
            }
            .into_any(),
            kept: kept.cloned().collect(),
        }
    }
}
