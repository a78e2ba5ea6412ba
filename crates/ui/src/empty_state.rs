//! Nothing here, and what to do about it.

use console_view::prelude::*;

use super::icon::{Icon, IconView};

/// Two sentences on what belongs here, and the one next step.
///
/// `<EmptyState icon=Icon::KEY title="No API tokens yet" actions=|| view! { … }>
/// "A token lets …"</EmptyState>`
#[component(transparent)]
pub fn EmptyState(
    /// A picture of the thing.
    #[prop(default = Icon::KEY)]
    icon: Icon,
    /// What is the case, in a few words.
    #[prop(into)]
    title: Signal<String>,
    /// The next step.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// The two sentences.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="empty-art" aria-hidden="true">
                <IconView icon />
            </div>
            <h2 class="empty-title">{title}</h2>
            <div class="empty-text">{children()}</div>
            {actions.map(|actions| view! { <div class="empty-actions">{actions.run()}</div> })}
        </div>
    }
}
