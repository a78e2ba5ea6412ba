//! The scopes that exist, cached between forms: they are the same for everybody and every organization
//! (contract 5).

use super::scopes_ahead::take_asked;
use crate::app::load::{Load, Loader};
use crate::session::{SessionStore, use_session};
use console_api::scopes;
use console_domain::kind::TokenKind;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_view::prelude::*;
use std::sync::Arc;

/// What a form about tokens can offer.
pub type Catalogue = Loader<Arc<ScopeCatalogue>>;

#[derive(Clone, Copy)]
struct Kept {
    catalogue: Catalogue,
    /// Whether it was asked for by somebody who has only pointed at a link, for the form behind it.
    is_ahead: StoredValue<bool>,
}

fn kept(session: SessionStore) -> Kept {
    session.provided_once(|| Kept {
        catalogue: Loader::new(move || async move {
            let asked = take_asked();
            scopes::catalogue(session.client, asked).await.map(Arc::new)
        }),
        is_ahead: StoredValue::new(false),
    })
}

/// Loads what the next form offers, unless it was asked for before. Whether this was the first time.
pub fn load_ahead(session: SessionStore) -> (Catalogue, bool) {
    let Kept {
        catalogue,
        is_ahead,
    } = kept(session);
    let is_first = catalogue
        .signal()
        .with_untracked(|state| *state == Load::Idle);
    if is_first {
        is_ahead.set_value(true);
        catalogue.load();
    }
    (catalogue, is_first)
}

/// What a form about a token of this kind offers: at once what an earlier form has loaded, while it is loaded
/// again for the next form.
pub fn use_catalogue(kind: TokenKind) -> Catalogue {
    if kind == TokenKind::Personal {
        // It has no scopes to choose.
        let none = Loader::new(|| async { Ok(Arc::default()) });
        none.set(Arc::default());
        return none;
    }
    let Kept {
        catalogue,
        is_ahead,
    } = kept(use_session());
    let is_fresh = is_ahead.get_value();
    is_ahead.set_value(false);
    if is_fresh || catalogue.ready_untracked().is_none() {
        catalogue.load_once();
    } else {
        catalogue.revalidate();
    }
    catalogue
}
