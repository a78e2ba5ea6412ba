//! The command palette: a combobox with a list below it (ARIA Authoring Practices, combobox with list
//! autocomplete). The focus stays in the field; the active option is named by `aria-activedescendant`.

use super::super::account_menu::sign_out;
use super::super::organization_list::Change;
use super::command::{Command, GO, Offer, offers, to_token};
use super::search::TokenSearch;
use super::{Panel, open_as};
use crate::app::route::Route;
use crate::features::tokens::may_edit_in;
use crate::session::use_session;
use console_domain::kind::TokenKind;
use console_domain::palette::{SearchState, next_index, ranked};
use console_domain::secret::holds_token;
use console_domain::state::refusal;
use console_domain::token::Token;
use console_platform::events::{call, key};
use console_platform::theme::choose;
use console_platform::{clipboard, clock, intl};
use console_ui::{Dialog, IconView, Toast};
use console_view::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::task::spawn_local;

const LIST_ID: &str = "palette-list";

fn option_id(index: usize) -> String {
    format!("palette-option-{index}")
}

/// The palette.
#[component(transparent)]
pub(super) fn PaletteDialog(panel: RwSignal<Option<Panel>>, change: Change) -> impl IntoView {
    let open = open_as(panel, Panel::Palette);
    let run = Runner { panel, change };
    view! {
        <Dialog open heading="Command palette">
            <Content run open />
        </Dialog>
    }
}

#[component(transparent)]
fn Content(run: Runner, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let typed = RwSignal::new(String::new());
    let search = TokenSearch::new(session.client);
    let all = Memo::new(move |_| {
        let may_create = may_edit_in(session, TokenKind::Api) == Some(true);
        let account = session.account.ready();
        offers(
            account.as_ref(),
            session.organization().as_ref(),
            may_create,
        )
    });
    let shown = Memo::new(move |_| {
        let all = all.get();
        if typed.with(|typed| holds_token(typed)) {
            let checks = Command::Go(Route::Check.href());
            return all
                .into_iter()
                .filter(|offer| offer.command == checks)
                .collect();
        }
        let text = intl::lower(&typed.get());
        let labels: Vec<String> = all.iter().map(|offer| intl::lower(&offer.label)).collect();
        let words = labels
            .iter()
            .zip(&all)
            .map(|(label, offer)| (label.as_str(), offer.keywords));
        let mut shown: Vec<Offer> = ranked(words, &text)
            .into_iter()
            .filter_map(|at| all.get(at).cloned())
            .collect();
        if !text.trim().is_empty() {
            // What was asked for by name comes first, and its groups stay together.
            let tokens = search
                .state
                .with(|search| tokens_of(search.found(), text.trim()));
            let pages = shown.iter().take_while(|offer| offer.group == GO).count();
            shown.splice(pages..pages, tokens);
        }
        sort_by_group(shown)
    });
    // The option itself, not its place: answers come while somebody moves.
    let active = RwSignal::new(None::<Command>);
    let place = Memo::new(move |_| {
        let active = active.get();
        shown.with(|shown| {
            let at = shown
                .iter()
                .position(|offer| Some(&offer.command) == active.as_ref());
            at.unwrap_or(0)
        })
    });
    let on_input = move |text: String| {
        active.set(None);
        search.typed(&text);
        typed.set(text);
    };
    let choose_at = move |index: usize| {
        let command = shown.with_untracked(|shown| shown.get(index).map(|it| it.command.clone()));
        if let Some(command) = command {
            open.set(false);
            run.run(command);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let pressed = key(&event);
        match pressed.as_str() {
            "ArrowDown" | "ArrowUp" => {
                let next = shown.with_untracked(|shown| {
                    let at = next_index(place.get_untracked(), shown.len(), pressed == "ArrowDown");
                    shown.get(at).map(|offer| offer.command.clone())
                });
                active.set(next);
            }
            "Enter" => choose_at(place.get_untracked()),
            // Once more closes it, and does not open it again.
            "k" | "K" if event.ctrl_key() || event.meta_key() => {
                event.stop_propagation();
                open.set(false);
            }
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move |_| {
        let id = option_id(place.get());
        request_animation_frame(move || scroll_to(&id));
    });
    let status = move || {
        if holds_token(&typed.get()) {
            return "That is the value of a token. It was not sent. “Check a token” finds out which it is."
                .to_owned();
        }
        let count = shown.with(Vec::len) as u64;
        let results = intl::count(count, "result", "results");
        search.state.with(|search| match search.found() {
            SearchState::Loading(_) => "Searching tokens…".to_owned(),
            SearchState::Failed(error) => {
                format!("{results}. Tokens could not be searched: {error}")
            }
            SearchState::Found(found, all) if *all > found.len() as u64 => format!(
                "{results}. {} have this in their names; type more to see others.",
                intl::count(*all, "token", "tokens")
            ),
            SearchState::Idle | SearchState::Found(..) => results,
        })
    };
    view! {
        <div class="palette">
            <input
                class="input"
                type="text"
                role="combobox"
                aria-label="Go to or search"
                aria-expanded="true"
                aria-controls=LIST_ID
                aria-autocomplete="list"
                aria-activedescendant=move || {
                    (!shown.with(Vec::is_empty)).then(|| option_id(place.get()))
                }
                placeholder="Go to or search"
                autocomplete="off"
                spellcheck="false"
                translate="no"
                autofocus
                prop:value=typed
                on:input:target=move |event| on_input(event.target().value())
                on:keydown=on_keydown
            />
            <p class="palette-status" role="status">{status}</p>
            <div class="palette-list" id=LIST_ID role="listbox" aria-label="Results">
                {move || render_groups(shown.get(), place, choose_at)}
            </div>
        </div>
    }
}

fn scroll_to(id: &str) {
    let option = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(option) = option {
        let options = js_sys::Object::new();
        _ = js_sys::Reflect::set(&options, &"block".into(), &"nearest".into());
        _ = call(&option, "scrollIntoView", &[&options]);
    }
}

/// The groups, each once, in the order in which they first come.
fn group_names(offers: &[Offer]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for offer in offers {
        if !names.contains(&offer.group) {
            names.push(offer.group);
        }
    }
    names
}

/// Those of a group together, the group of the best first.
fn sort_by_group(offers: Vec<Offer>) -> Vec<Offer> {
    let of = |name: &'static str| offers.iter().filter(move |offer| offer.group == name);
    group_names(&offers)
        .into_iter()
        .flat_map(of)
        .cloned()
        .collect()
}

/// The tokens that were found. While the answer is awaited those of the last one that have what is typed in
/// their names.
fn tokens_of<E>(found: &SearchState<Token, E>, typed: &str) -> Vec<Offer> {
    let (tokens, is_old) = match found {
        SearchState::Loading(tokens) => (tokens.as_slice(), true),
        SearchState::Found(tokens, _) => (tokens.as_slice(), false),
        SearchState::Idle | SearchState::Failed(_) => (&[] as &[Token], false),
    };
    let now = clock::now();
    let offer = |token: &Token| {
        let refused = if refusal(token, |_| false, now).is_some() {
            ", not accepted"
        } else {
            ""
        };
        to_token(token, format!("{}{refused}", token.kind().noun()))
    };
    let tokens = tokens.iter();
    tokens
        .filter(|token| !is_old || intl::lower(&token.name).contains(typed))
        .map(offer)
        .collect()
}

/// The options, those of a group together.
fn render_groups(
    shown: Vec<Offer>,
    place: Memo<usize>,
    choose: impl Fn(usize) + Copy + 'static,
) -> Vec<AnyView> {
    let group = |name: &'static str| {
        let options = shown
            .iter()
            .enumerate()
            .filter(|(_, offer)| offer.group == name)
            .map(|(index, offer)| option(index, offer.clone(), place, choose))
            .collect_view();
        view! {
            <div role="group" aria-label=name>
                <p class="menu-heading" aria-hidden="true">{name}</p>
                {options}
            </div>
        }
        .into_any()
    };
    group_names(&shown).into_iter().map(group).collect()
}

fn option(
    index: usize,
    offer: Offer,
    place: Memo<usize>,
    choose: impl Fn(usize) + 'static,
) -> AnyView {
    let is_active = move || place.get() == index;
    let Offer {
        label,
        is_name,
        note,
        icon,
        ..
    } = offer;
    view! {
        <div
            class="palette-option"
            id=option_id(index)
            role="option"
            aria-selected=move || is_active().to_string()
            // The focus stays in the field.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| choose(index)
        >
            <IconView icon />
            <span class="palette-label" dir="auto" translate=is_name.then_some("no")>{label}</span>
            {(!note.is_empty()).then(|| view! { <small>{note}</small> })}
        </div>
    }
    .into_any()
}

/// A form for new tokens that is shown already, perhaps with the values of what it has created, is loaded
/// anew: the same address would show the same page. Whether it was.
fn load_anew(href: &str) -> bool {
    let Some(location) = web_sys::window().map(|window| window.location()) else {
        return false;
    };
    let is_form = matches!(Route::parse(href), Some(Route::New(_) | Route::NewBatch));
    is_form && location.pathname().is_ok_and(|path| path == href) && location.set_href(href).is_ok()
}

/// Carries out what was chosen. Copies are the same.
#[derive(Clone, Copy)]
struct Runner {
    panel: RwSignal<Option<Panel>>,
    change: Change,
}

impl Runner {
    fn run(self, command: Command) {
        let (session, guard) = (self.change.session(), self.change.guard());
        match command {
            Command::Go(href) => {
                let navigate = self.change.navigate();
                guard.ask(move || {
                    if !load_anew(&href) {
                        navigate.to(&href);
                    }
                });
            }
            Command::SwitchTo(organization) => self.change.choose(organization),
            Command::CopyId(id) => spawn_local(async move {
                match clipboard::write_text(id.as_str()).await {
                    Ok(()) => Toast::success("The organization's ID is on the clipboard."),
                    Err(reason) => Toast::info(format!("Not copied: {reason}. The ID is {id}.")),
                }
                .show();
            }),
            Command::Theme(theme) => choose(theme),
            Command::Help => self.panel.set(Some(Panel::Help)),
            Command::SignOut => sign_out(session, guard),
        }
    }
}
