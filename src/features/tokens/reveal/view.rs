//! The page after a token was made.

use super::guard::ValueGuard;
use super::holder::SecretHolder;
use super::snippets::UseIt;
use super::value::SecretValue;
use super::verify::Verify;
use crate::app::route::Route;
use crate::features::page::PageHeader;
use crate::features::tokens::shared::authorize_sso::AuthorizeSso;
use console_domain::token::{Reach, Token};
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::intl;
use console_ui::{Callout, Crumb, Tone};
use console_view::prelude::*;

/// The new token with its value, under a [`ValueGuard`].
#[component(transparent)]
pub fn Reveal(
    /// The token.
    token: Token,
    /// Where its value is.
    secret: SecretHolder,
    /// What "Done" does.
    on_done: Callback<()>,
    /// The word on that button.
    #[prop(default = "Done")]
    done_label: &'static str,
    /// Whether the way to identity providers is offered here. Not where a later step does that.
    #[prop(default = true)]
    with_sso: bool,
) -> impl IntoView {
    let kind = token.kind();
    let shown = RwSignal::new(false);
    let guard = ValueGuard::new(
        UnsavedWork::new(WorkKind::Value, token.name.as_str()),
        move || secret.wipe(),
        move || _ = shown.try_set(false),
    );
    let several = match &token.reach {
        Reach::Organizations(organizations) if organizations.len() > 1 => {
            organizations.first().map(|first| first.id.to_string())
        }
        _ => None,
    };
    let end = token.expires_at.map_or_else(
        || "It never expires.".to_owned(),
        |at| format!("It ends {}.", intl::date_time_both(at)),
    );
    let crumbs = vec![
        Crumb::text("Developer Settings"),
        Crumb::link(kind.list_name(), Route::List(kind).href()),
        Crumb::text("Created"),
    ];
    let name = token.shown_name();
    let authorized = token.clone();
    view! {
        <PageHeader name="Token created" crumbs />
        <p class="page-lead"><bdi translate="no">{name}</bdi> " · " {end}</p>
        {guard.gone_notice(
            "The value is gone",
            "It was removed when the page was left. If you have not stored it, rotate this token, or \
             delete it and create a new one.",
        )}
        <div class="stack-lg page-narrow-content">
            <Show when=move || !guard.is_gone()>
                <Callout tone=Tone::Warning title="Store it now">
                    <p>
                        "This is the only time that the value can be seen. Put \
                         it into your secret manager before you leave this page."
                    </p>
                </Callout>
                <section>
                    <SecretValue secret kind organization=several.clone() shown />
                </section>
                <Verify token=token.clone() secret />
                <UseIt secret kind organization=several.clone() shown />
            </Show>
            {with_sso
                .then(|| view! {
                    <AuthorizeSso
                        token=authorized
                        on_change=Callback::new(|()| ())
                        asks=Signal::derive(move || guard.is_at_stake())
                        note="Store the token first and tick the box below: the way to the \
                              identity provider leaves this page, and the value with it."
                        on_leave=move || guard.leave()
                        on_stay=move || guard.stay()
                    />
                })}
            {guard.footer("I have stored this token", done_label, on_done)}
        </div>
    }
}
