//! A link to the form as it is filled in.

use crate::app::route::Route;
use crate::features::tokens::form::{DraftState, today};
use console_domain::expiry::ExpiryChoice;
use console_domain::new_token::Field;
use console_domain::prefill::link;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_platform::intl;
use console_ui::{CopyButton, Size, Toast, Variant};
use console_view::prelude::*;
use std::sync::Arc;

/// Copies a link that leads to the form as it is.
#[component(transparent)]
pub fn CopyFormLink(
    /// The form.
    state: DraftState,
    /// The scopes that exist.
    catalogue: Arc<ScopeCatalogue>,
) -> impl IntoView {
    let left_out = StoredValue::new(Vec::new());
    let text = move || {
        let draft = untrack(|| state.draft());
        let days = match draft.expiry {
            ExpiryChoice::Date(Some(day)) => u16::try_from((day - untrack(today)).num_days()).ok(),
            _ => None,
        };
        let link = link(&draft, &catalogue, days);
        left_out.set_value(link.left_out);
        let origin = web_sys::window()
            .and_then(|window| window.location().origin().ok())
            .unwrap_or_default();
        let pairs = link
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        format!("{origin}{}", Route::New(state.kind).href_with(pairs))
    };
    let on_copied = Callback::new(move |()| {
        let fields: Vec<&str> = left_out
            .with_value(|fields: &Vec<Field>| fields.iter().map(|field| field.label()).collect());
        if !fields.is_empty() {
            let fields = intl::list_and(&fields);
            Toast::info(format!(
                "The link leaves out what it cannot carry: {fields}."
            ))
            .show();
        }
    });
    view! {
        <CopyButton label="Copy link to this form" text on_copied variant=Variant::Ghost size=Size::Medium />
    }
}
