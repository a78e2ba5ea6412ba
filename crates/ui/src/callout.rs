//! A notice inside a page.

use console_view::prelude::*;

use super::icon::IconView;
use super::sentence::with_names;
use super::tone::Tone;

/// A notice with an optional title.
///
/// It is not announced unless `role` is `alert` or `status`: those are for notices that appear after
/// something was done.
///
/// `<Callout tone=Tone::Warning title="No payment method on file">
/// "Tokens cannot be created until there is one."</Callout>`
#[component(transparent)]
pub fn Callout(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// A short heading, shown in bold; not a heading of the page's outline.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    /// `alert`, `status`, `note` or nothing.
    #[prop(optional)]
    role: Option<&'static str>,
    /// The text.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("callout {}", tone.class()) role=role>
            <IconView icon=tone.icon() />
            <div class="callout-body">
                {title.map(|title| view! { <p class="callout-title">{with_names(move || title.get())}</p> })}
                <div>{children()}</div>
            </div>
        </div>
    }
}
