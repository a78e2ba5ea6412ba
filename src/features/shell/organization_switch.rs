//! The active organization, and the way to another one.

use super::organization_list::{Change, OrganizationList, RefusalDialog};
use crate::app::lazy::{lazy, lazy_on_demand, lazy_view, loading};
use crate::session::use_session;
use console_ui::{Avatar, Icon, IconView, PopoverButton, SkeletonText, Spinner};
use console_view::prelude::*;

lazy!(organizations: fn list(change: Change) => view! { <OrganizationList change /> });
lazy!(organizations: fn refusal(change: Change) => view! { <RefusalDialog change /> });

/// The active organization, and a list of the others, whose code comes when it is first opened.
#[component(transparent)]
pub fn OrganizationSwitch() -> impl IntoView {
    let session = use_session();
    let change = Change::new();
    let active = Memo::new(move |_| session.active_organization());
    let name = Signal::derive(move || {
        active
            .get()
            .map(|organization| organization.name)
            .unwrap_or_default()
    });
    view! {
        <PopoverButton
            label="Organization"
            aria_label=Signal::derive(move || format!("Organization: {}", name.get()))
            trigger_class="org-switch"
            trigger=move || {
                view! {
                    {move || {
                        if change.busy.get().is_some() {
                            view! { <Spinner /> }.into_any()
                        } else {
                            view! { <Avatar name=name.get() /> }.into_any()
                        }
                    }}
                    <span class="org-switch-text">
                        <b dir="auto" translate="no">{name}</b>
                        <small>"Organization"</small>
                    </span>
                    <IconView icon=Icon::CHEVRON_UP_DOWN />
                }
            }
        >
            {lazy_view(move || Box::pin(list(change)), || view! { <SkeletonText lines=3 /> }, |lost| lost)}
        </PopoverButton>
        {lazy_on_demand(move || change.is_refused.get(), loading, move || Box::pin(refusal(change)))}
    }
}
