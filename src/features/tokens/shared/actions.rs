//! The buttons for everything that can be done with a token.

use super::token_menu::create_like;
use crate::app::route::Route;
use crate::features::tokens::lifecycle::{Action, use_lifecycle};
use console_domain::rotation::verb;
use console_domain::token::Token;
use console_platform::clock;
use console_ui::{Button, ButtonLink, Icon, IconView, Variant};
use console_view::prelude::*;

/// Everything that can be done with the token. The buttons stay in place when its state changes, so
/// that the focus does.
#[component(transparent)]
pub fn Actions(
    /// The token.
    token: Signal<Token>,
) -> impl IntoView {
    let lifecycle = use_lifecycle();
    let (kind, id) = token.with_untracked(|token| (token.kind(), token.id.clone()));
    let ask = move |action: Action| {
        if let Some(lifecycle) = lifecycle {
            lifecycle.ask(action, token.get_untracked());
        }
    };
    let like = token.with_untracked(create_like);
    let now = clock::ticking_now();
    let is_off = Memo::new(move |_| token.with(Token::is_disabled_or_revoked));
    let can_revoke = Memo::new(move |_| token.with(Token::can_be_revoked));
    view! {
        <ButtonLink href=Route::Edit(kind, id.clone()).href() icon=Icon::PENCIL>"Edit"</ButtonLink>
        <ButtonLink href=Route::Rotate(kind, id).href() icon=Icon::ROTATE>
            {move || token.with(|token| verb(token, now.get()))}
        </ButtonLink>
        <ButtonLink href=like icon=Icon::COPY>"Create like this"</ButtonLink>
        <Button on_press=move || ask(if is_off.get_untracked() { Action::Enable } else { Action::Disable })>
            <span class="copy">
                <IconView icon=Signal::derive(move || if is_off.get() { Icon::PLAY } else { Icon::PAUSE }) />
                {move || if is_off.get() { "Enable" } else { "Disable" }}
            </span>
        </Button>
        <Show when=move || can_revoke.get()>
            <Button variant=Variant::Danger icon=Icon::BAN on_press=move || ask(Action::Revoke)>
                "Revoke"
            </Button>
        </Show>
        <Button variant=Variant::Danger icon=Icon::TRASH on_press=move || ask(Action::Delete)>
            "Delete"
        </Button>
    }
    .into_any()
}
