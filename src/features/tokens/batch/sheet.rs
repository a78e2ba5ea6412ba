//! The sheet with all values, shown once.

use super::values::NewValues;
use crate::app::route::Route;
use crate::features::page::PageHeader;
use crate::features::tokens::reveal::{ValueGuard, hide_when_away};
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::session::use_session;
use console_domain::kind::TokenKind;
use console_domain::secret::{TokenSecret, wipe};
use console_domain::token::Token;
use console_domain::token_sheet::{ENVIRONMENT_FILE, JSON_FILE, variables};
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::{download, focus, intl};
use console_ui::{
    Button, Callout, CopyButton, Crumb, Icon, IconView, MenuButton, MenuItem, Size, Tone, Variant,
    announce,
};
use console_view::prelude::*;
use leptos::html;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// What of the values is in the document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// The one of this row.
    One(usize),
    /// All, as they would have been copied: the clipboard could not be used.
    All,
}

/// The new tokens with their values, under a [`ValueGuard`].
#[component(transparent)]
pub fn Sheet(
    /// The tokens, in the order of the values.
    tokens: Vec<Token>,
    /// The values.
    new: NewValues,
    /// What "Done" does.
    on_done: Callback<()>,
) -> impl IntoView {
    let count = intl::count(tokens.len() as u64, "token", "tokens");
    // One at most: so nobody reads fifty over a shoulder.
    let shown = RwSignal::new(None::<Shown>);
    let hide = move || _ = shown.try_set(None);
    let subject = match tokens.as_slice() {
        [first, .., last] => format!("{count} ({} … {})", first.name, last.name),
        _ => count.clone(),
    };
    let work = UnsavedWork::new(WorkKind::Values, subject);
    let guard = ValueGuard::new(work, move || new.wipe(), hide);
    hide_when_away(shown.into(), hide);
    let end = tokens
        .first()
        .and_then(|token| token.expires_at)
        .map_or_else(
            || "They never expire.".to_owned(),
            |at| format!("They end {}.", intl::date_time_both(at)),
        );
    let names: Vec<&str> = tokens.iter().map(|token| token.name.as_str()).collect();
    let first_variable = variables(names).into_iter().next();
    let rows = move || {
        let tokens = tokens.iter().enumerate();
        let rows = tokens.map(|(index, token)| row(index, token, new, shown));
        rows.collect::<Vec<AnyView>>()
    };
    let save = move |name: &'static str, mime: &'static str, text: String| {
        if text.is_empty() {
            return;
        }
        let is_saved = download::save_text(name, mime, &text);
        wipe(text);
        announce(if is_saved {
            "The download was started"
        } else {
            "The browser did not start the download"
        });
    };
    let items = move || {
        vec![
            MenuItem::action(".env", move || {
                save(ENVIRONMENT_FILE, "text/plain", new.as_env());
            }),
            MenuItem::action("JSON", move || {
                save(JSON_FILE, "application/json", new.as_json());
            }),
        ]
    };
    let crumbs = vec![
        Crumb::text("Developer Settings"),
        Crumb::link(
            TokenKind::Api.list_name(),
            Route::List(TokenKind::Api).href(),
        ),
        Crumb::text("Created"),
    ];
    view! {
        <PageHeader name=format!("{count} created") crumbs />
        <p class="page-lead">{end}</p>
        {guard.gone_notice(
            "The values are gone",
            "They were removed when the page was left. Values that you have not stored are lost: delete \
             those tokens and create new ones.",
        )}
        <div class="stack-lg">
            {move || missing_notice(&new.missing.get())}
            <Show when=move || !guard.is_gone()>
                <Callout tone=Tone::Warning title="Store them now">
                    <p>
                        "This is the only time that the values can be seen. Put them into your secret \
                         manager before you leave this page."
                    </p>
                </Callout>
            </Show>
            <SsoNotice />
            <Show when=move || !guard.is_gone()>
                <div class="sheet-actions no-print">
                    <CopyButton
                        label="Copy all"
                        variant=Variant::Primary
                        text=move || new.as_env()
                        on_unavailable=move || select_all(shown)
                    />
                    <MenuButton
                        label="Download"
                        items
                        trigger_class="btn btn-secondary"
                        trigger=|| view! {
                            <IconView icon=Icon::DOWNLOAD /><span class="btn-label">"Download"</span>
                        }
                    />
                    <p class="muted small">
                        "A copy of all, and the .env file, have a variable for each token, such as "
                        <code translate="no">{first_variable.clone()}</code>
                        ". A file is plain text: keep it out of version control, and delete it once the \
                         values are stored safely."
                    </p>
                </div>
            </Show>
            <Show when=move || !guard.is_gone()>
                {move || (shown.get() == Some(Shown::All)).then(|| all_by_hand(new, shown))}
                <ul class="sheet no-print" aria-label="New tokens">{rows()}</ul>
            </Show>
            {guard.footer("I have stored these tokens", "Done", on_done)}
        </div>
    }
    .into_any()
}

/// The class of the field with all values.
const ALL: &str = ".sheet-all textarea";

fn select_all(shown: RwSignal<Option<Shown>>) {
    shown.set(Some(Shown::All));
    request_animation_frame(|| {
        if focus::selector(ALL)
            && let Some(Ok(field)) = focus::active().map(JsCast::dyn_into::<HtmlTextAreaElement>)
        {
            field.select();
        }
    });
}

/// All values, selected, with the keys to press. They stay until they are hidden: what goes when the focus
/// leaves it moves everything below while a button there is being pressed.
fn all_by_hand(new: NewValues, shown: RwSignal<Option<Shown>>) -> AnyView {
    view! {
        <div class="sheet-all no-print">
            <label for="all-values">
                "The clipboard could not be used. All values are selected: press Ctrl+C, or ⌘C on a Mac."
            </label>
            <textarea
                id="all-values"
                class="input textarea mono"
                readonly
                rows="6"
                autocomplete="off"
                spellcheck="false"
                translate="no"
                prop:value=move || new.as_env()
            ></textarea>
            <div><Button size=Size::Small on_press=move || shown.set(None)>"Hide all"</Button></div>
        </div>
    }
    .into_any()
}

fn missing_notice(missing: &[String]) -> Option<AnyView> {
    let names = intl::list_and(missing);
    let count = intl::count(missing.len() as u64, "token", "tokens");
    let title = format!("No value came for {count}");
    (!missing.is_empty()).then(|| {
        view! {
            <Callout tone=Tone::Danger role="alert" title>
                <p>
                    "Openlane answered without: "
                    <b dir="auto" translate="no">{names}</b>
                    ". Look in the list before you create anything with the same name again: it may \
                     exist all the same."
                </p>
            </Callout>
        }
        .into_any()
    })
}

/// Says that an organization with single sign-on refuses all of them until each is authorized.
#[component(transparent)]
fn SsoNotice() -> impl IntoView {
    let session = use_session();
    let demand = use_sso_demand(TokenKind::Api);
    move || {
        let id = session.organization()?;
        let name = session.organization_name_or_id(&id);
        demand.get().requires(&id).then(|| {
            view! {
                <Callout title="They have to be authorized for single sign-on">
                    <p>
                        <b dir="auto" translate="no">{name}</b>
                        " enforces single sign-on and refuses each of these tokens until it is authorized. \
                         Store the values first; the menu of each token in the list leads to the identity \
                         provider."
                    </p>
                </Callout>
            }
        })
    }
}

/// One token: its name, its value, hidden until somebody asks for it, and the buttons for that.
fn row(index: usize, token: &Token, new: NewValues, shown: RwSignal<Option<Shown>>) -> AnyView {
    let name = token.shown_name();
    let field = NodeRef::<html::Textarea>::new();
    let is_shown = Memo::new(move |_| shown.get() == Some(Shown::One(index)));
    let text = move || {
        let look = |secret: &TokenSecret| {
            if is_shown.get() {
                secret.expose().to_owned()
            } else {
                secret.masked()
            }
        };
        new.with(index, look).unwrap_or_default()
    };
    let toggle = move || {
        let is_hidden = !is_shown.get_untracked();
        shown.set(is_hidden.then_some(Shown::One(index)));
        announce(if is_hidden {
            "The value is shown"
        } else {
            "The value is hidden"
        });
    };
    let select_by_hand = move || {
        shown.set(Some(Shown::One(index)));
        request_animation_frame(move || {
            if let Some(field) = field.try_get_untracked().flatten() {
                _ = focus::element(&field);
                field.select();
            }
        });
    };
    let (value_label, copy_label) = (format!("Value of {name}"), format!("Copy {name}"));
    let toggle_label = {
        let name = name.clone();
        move || format!("{} {name}", if is_shown.get() { "Hide" } else { "Reveal" })
    };
    view! {
        <li class="sheet-row">
            <span class="sheet-name" dir="auto" translate="no">{name}</span>
            <textarea
                class="secret-value mono"
                rows="1"
                readonly
                autocomplete="off"
                spellcheck="false"
                translate="no"
                aria-label=value_label
                node_ref=field
                prop:value=text
            ></textarea>
            <Button size=Size::Small icon=Icon::EYE label=Signal::derive(toggle_label) on_press=toggle>
                {move || if is_shown.get() { "Hide" } else { "Reveal" }}
            </Button>
            <CopyButton
                label=copy_label
                icon_only=true
                size=Size::Small
                text=move || new.with(index, |secret| secret.expose().to_owned()).unwrap_or_default()
                on_unavailable=select_by_hand
            />
        </li>
    }
    .into_any()
}
