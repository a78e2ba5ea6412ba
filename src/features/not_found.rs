//! The page for an address that leads nowhere.

use super::page::PageHeader;
use crate::app::route::Route;
use console_domain::kind::TokenKind;
use console_ui::{ButtonLink, Crumb, EmptyState, Icon};
use console_view::prelude::*;

/// Says that there is no such page and leads back.
#[component(transparent)]
pub fn NotFound() -> impl IntoView {
    view! {
        <div class="page">
            <PageHeader name="Page not found" crumbs=vec![Crumb::text("Developer Settings")] />
            <div class="panel">
                <EmptyState
                    icon=Icon::SEARCH
                    title="There is no page at this address"
                    actions=move || view! {
                        <ButtonLink href=Route::List(TokenKind::Api).href()>"Go to API Tokens"</ButtonLink>
                    }
                >
                    <p>"It may be mistyped, or the page has moved."</p>
                </EmptyState>
            </div>
        </div>
    }
}
