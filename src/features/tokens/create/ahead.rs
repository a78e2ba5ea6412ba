//! A form that is rendered before it is asked for, when somebody points at the link to it: a press then only
//! has to put it into the page.

use super::parts::FormParts;
use crate::app::config::config;
use crate::app::load::Load;
use crate::app::route::Route;
use crate::features::tokens::form::InSight;
use crate::features::tokens::form::catalogue::load_ahead;
use crate::features::tokens::shared::may_edit::may_edit_in;
use crate::session::SessionStore;
use console_domain::consent::Offered;
use console_domain::id::{OrganizationId, UserId};
use console_domain::kind::TokenKind;
use console_domain::new_token::TokenDraft;
use console_domain::prefill::prefill;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_platform::paint::after_paint;
use console_view::prelude::*;
use leptos::prelude::Render;
use std::cell::RefCell;
use std::sync::Arc;

/// What a form is for. Another user or organization, or other scopes, get a form of their own.
#[derive(PartialEq, Eq)]
pub struct Purpose {
    /// What it begins with.
    pub draft: TokenDraft,
    user: Option<UserId>,
    organization: Option<OrganizationId>,
    catalogue: Arc<ScopeCatalogue>,
}

impl Purpose {
    /// A form that begins with `draft`, for who is signed in.
    pub fn new(draft: TokenDraft, session: SessionStore, catalogue: Arc<ScopeCatalogue>) -> Self {
        Self {
            draft,
            user: session.user_untracked(),
            organization: untrack(|| session.organization()),
            catalogue,
        }
    }
}

/// A form that is not in the document.
struct Rendered {
    purpose: Purpose,
    parts: FormParts,
    in_sight: InSight,
    form: <Node as Render>::State,
    /// What its signals and effects belong to.
    owner: Owner,
}

thread_local! {
    /// The last one, as long as no page has taken it.
    static RENDERED: RefCell<Option<Rendered>> = const { RefCell::new(None) };
}

/// Lets go of the form that is there: its elements first, as everywhere.
fn put_away(rendered: Option<Rendered>) {
    if let Some(Rendered { form, owner, .. }) = rendered {
        drop(form);
        owner.cleanup();
    }
}

/// The form for this purpose, if it was rendered ahead. From now on it belongs to the current owner.
pub fn take(purpose: &Purpose) -> Option<(FormParts, AnyView)> {
    let rendered = RENDERED.take()?;
    if rendered.purpose != *purpose {
        put_away(Some(rendered));
        return None;
    }
    let Rendered {
        parts,
        in_sight,
        form,
        owner,
        ..
    } = rendered;
    on_cleanup(move || owner.cleanup());
    in_sight.0.set(true);
    Some((parts, Node::Built(Box::new(form))))
}

/// Loads what the next form for a token of this kind offers, unless it was loaded before, and renders it.
pub fn prepare_form(session: SessionStore, kind: TokenKind) {
    if kind == TokenKind::Personal {
        render_later(session, kind, Arc::default());
        return;
    }
    let (catalogue, is_first) = load_ahead(session);
    if let Some(catalogue) = catalogue.ready_untracked() {
        render_later(session, kind, catalogue);
    } else if is_first {
        session.owner().with(|| {
            Effect::new(move |before: Option<bool>| {
                // Once: what is loaded later is for whoever points at the link then.
                if before == Some(true) {
                    return true;
                }
                let Load::Ready(catalogue) = catalogue.get() else {
                    return false;
                };
                render_later(session, kind, catalogue);
                true
            });
        });
    }
}

fn render_later(session: SessionStore, kind: TokenKind, catalogue: Arc<ScopeCatalogue>) {
    after_paint(move || render(session, kind, catalogue));
}

/// Renders a form outside the document, where that is of use.
fn render(session: SessionStore, kind: TokenKind, catalogue: Arc<ScopeCatalogue>) {
    let is_open = Route::here() == Some(Route::New(kind));
    let may_edit = untrack(|| may_edit_in(session, kind)) == Some(true);
    let (false, true, Some(account)) = (is_open, may_edit, session.account.ready_untracked())
    else {
        return;
    };
    let offered = Offered {
        catalogue: &catalogue,
        organizations: &account.choosable(),
        limits: config().limits,
    };
    let draft = prefill(kind, &[], &offered).draft;
    let purpose = Purpose::new(draft.clone(), session, catalogue.clone());
    let is_there = RENDERED.with_borrow(|rendered| {
        let rendered = rendered.as_ref();
        rendered.is_some_and(|rendered| rendered.purpose == purpose)
    });
    if is_there {
        return;
    }
    let owner = session.owner().child();
    let (parts, in_sight, form) = owner.with(|| {
        let in_sight = InSight(RwSignal::new(false));
        provide_context(in_sight);
        let parts = FormParts::new(draft, session);
        (parts, in_sight, parts.view(catalogue).build())
    });
    put_away(RENDERED.replace(Some(Rendered {
        purpose,
        parts,
        in_sight,
        form,
        owner,
    })));
}
