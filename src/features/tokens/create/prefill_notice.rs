//! What a link suggested, and what of it was not followed.

use console_domain::prefill::Refused;
use console_platform::intl;
use console_ui::{Callout, Tone};
use console_view::prelude::*;

/// The notice above a form that a link has filled.
#[component(transparent)]
pub fn PrefillNotice(
    /// Whether anything was filled.
    filled: bool,
    /// What was not followed.
    refused: Vec<Refused>,
    /// How much else was not followed.
    refused_besides: usize,
) -> impl IntoView {
    let notice = filled.then(|| {
        view! {
            <Callout tone=Tone::Info title="A link filled in parts of this form">
                <p>
                    "Somebody else may have made that link, and chosen its words. Check the marked fields. \
                     Nothing is created until you press Create Token."
                </p>
            </Callout>
        }
    });
    let problems = (!refused.is_empty()).then(|| {
        let items = refused
            .into_iter()
            .map(|Refused { parameter, reason }| view! {
                <li>
                    <code dir="auto" translate="no">{parameter}</code> ": " <span dir="auto">{reason}</span>
                </li>
            })
            .collect_view();
        view! {
            <Callout tone=Tone::Warning title="Parts of the link were not used">
                <ul class="plain-list">
                    {items}
                    {(refused_besides > 0).then(|| {
                        let more = format!("{} more", intl::number(refused_besides as u64));
                        view! { <li>{more}</li> }
                    })}
                </ul>
            </Callout>
        }
    });
    (notice, problems)
}
