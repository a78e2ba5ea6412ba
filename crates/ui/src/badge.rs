//! A state as an icon and a word.

use console_view::prelude::*;

use super::icon::{Icon, IconView};
use super::tone::Tone;

/// A small label.
///
/// `<Badge tone=Tone::Warning icon=Icon::CLOCK>"Expires soon"</Badge>`
#[component(transparent)]
pub fn Badge(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// The icon, so that the colour is never alone.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {icon.map(|icon| view! { <IconView icon /> })}
            {children()}
        </span>
    }
}
