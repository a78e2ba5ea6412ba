//! The page after a token was made.

use super::holder::SecretHolder;
use super::snippets::UseIt;
use super::value::SecretValue;
use super::verify::Verify;
use crate::app::leave_guard::use_leave_guard;
use crate::app::route::Route;
use crate::features::page::PageHeader;
use crate::features::tokens::shared::authorize_sso::AuthorizeSso;
use crate::session::{Session, use_session};
use console_domain::token::{Reach, Token};
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::{intl, retain_until_cleanup, visibility};
use console_ui::{Button, Callout, Checkbox, Crumb, Tone, Variant};
use console_view::prelude::*;

/// The new token with its value. Leaving asks until the person confirms that it is stored; the value is wiped
/// on leaving and when the page goes away. When the session is over it is hidden, and waits with the page
/// until the same person has signed in again; nobody else gets the page.
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
    let guard = use_leave_guard();
    let session = use_session();
    let kind = token.kind();
    let shown = RwSignal::new(false);
    let stored = RwSignal::new(false);
    let is_gone = RwSignal::new(false);
    let name = token.name.clone();
    let arm = move || guard.arm(UnsavedWork::new(WorkKind::Value, name.as_str()));
    arm();
    let arm = StoredValue::new(arm);
    let arm = move || _ = arm.try_with_value(|arm| arm());
    let wipe = move || {
        secret.wipe();
        shown.try_set(false);
        is_gone.try_set(true);
    };
    retain_until_cleanup(visibility::on_page_hide(wipe));
    let state = session.state();
    Effect::new(move |_| {
        if !matches!(state.get(), Session::SignedIn(_)) {
            shown.set(false);
        }
    });
    on_cleanup(move || {
        secret.wipe();
        guard.release();
    });
    let confirm = move |on: bool| {
        stored.set(on);
        if on {
            guard.pause();
        } else if !is_gone.get_untracked() {
            arm();
        }
    };
    let done = move || {
        secret.wipe();
        guard.disarm_then(move || on_done.run(()));
    };
    let several = match &token.reach {
        Reach::Organizations(organizations) if organizations.len() > 1 => {
            organizations.first().map(|first| first.id.to_string())
        }
        _ => None,
    };
    let end = token.expires_at.map_or_else(
        || "It does not end by itself.".to_owned(),
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
        <Show when=move || is_gone.get()>
            <Callout tone=Tone::Warning title="The value is gone">
                <p>
                    "It was removed when the page was left. If you have not \
                     stored it, rotate this token, or delete it and create a new one."
                </p>
            </Callout>
        </Show>
        <div class="stack-lg page-narrow-content">
            <Show when=move || !is_gone.get()>
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
                        asks=Signal::derive(move || !stored.get() && !is_gone.get())
                        note="Store the token first and tick the box below: the way to the \
                              identity provider leaves this page, and the value with it."
                        on_leave=move || guard.release()
                        on_stay=move || {
                            if !stored.get_untracked() && !is_gone.get_untracked() {
                                arm();
                            }
                        }
                    />
                })}
            <div class="stored">
                <Checkbox checked=stored on_change=confirm>"I have stored this token"</Checkbox>
                <Button
                    variant=Variant::Primary
                    disabled=Signal::derive(move || !stored.get() && !is_gone.get())
                    on_press=done
                >
                    {done_label}
                </Button>
            </div>
        </div>
    }
}
