//! The boxes and fields of the filter menu.

use super::store::ListStore;
use crate::app::load::Loader;
use crate::features::error_view::ErrorView;
use crate::features::tokens::shared::makers::maker_words;
use crate::session::use_session;
use chrono::{Datelike, NaiveDate};
use console_api::{makers, scopes};
use console_domain::expiry::read_day;
use console_domain::id::{OrganizationId, UserId};
use console_domain::kind::TokenKind;
use console_domain::list_query::DayRange;
use console_domain::scope::{Scope, Verb};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::state::{Flag, TokenState};
use console_ui::{Checkbox, DateField, FieldGroup, Select, popover};
use console_view::prelude::*;

/// Everything that narrows a list besides its search.
#[component(transparent)]
pub fn Filters(
    /// The list.
    list: ListStore,
) -> impl IntoView {
    let state = move |state: TokenState| {
        let checked =
            Signal::derive(move || list.query.with(|query| query.states.contains(&state)));
        let on_change = move |on: bool| {
            list.change(|query| {
                if on {
                    query.states.insert(state)
                } else {
                    query.states.remove(&state)
                };
            });
        };
        view! { <Checkbox checked on_change>{state.label()}</Checkbox> }
    };
    let flag = move |flag: Flag| {
        let checked = Signal::derive(move || list.query.with(|query| query.flags.contains(&flag)));
        let on_change = move |on: bool| {
            list.change(|query| {
                if on {
                    query.flags.insert(flag)
                } else {
                    query.flags.remove(&flag)
                };
            });
        };
        view! { <Checkbox checked on_change>{flag.label()}</Checkbox> }
    };
    popover::focus_loaded_content();
    view! {
        <div class="filters">
            <FieldGroup legend="State">
                <div class="stack-sm">{states(list.kind).map(state).collect_view()}</div>
            </FieldGroup>
            <FieldGroup legend="Flags">
                <div class="stack-sm">{offered_flags(list.kind).map(flag).collect_view()}</div>
            </FieldGroup>
            {ends(list)}
            {match list.kind {
                TokenKind::Api => view! { {creator(list)} {scope(list)} }.into_any(),
                TokenKind::Personal => organization(list),
            }}
        </div>
    }
    .into_any()
}

fn states(kind: TokenKind) -> impl Iterator<Item = TokenState> {
    TokenState::ALL
        .into_iter()
        .filter(move |state| kind == TokenKind::Personal || *state != TokenState::NoOrganization)
}

/// Personal tokens have no scopes that count, and are made by oneself.
fn offered_flags(kind: TokenKind) -> impl Iterator<Item = Flag> {
    let of_api = [Flag::BroadAccess, Flag::CreatorLeft];
    Flag::ALL
        .into_iter()
        .filter(move |flag| kind == TokenKind::Api || !of_api.contains(flag))
}

/// The days within which tokens end.
fn ends(list: ListStore) -> AnyView {
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let now = list.query.with_untracked(|query| query.ends);
    let (from, to) = (RwSignal::new(text(now.from)), RwSignal::new(text(now.to)));
    // What is taken off beside the menu is empty here, too.
    Effect::new(move |_| {
        let now = list.query.with(|query| query.ends);
        for (field, day) in [(from, now.from), (to, now.to)] {
            if read_day(&field.get_untracked()) != day {
                field.set(text(day));
            }
        }
    });
    Effect::new(move |before: Option<()>| {
        let typed = DayRange {
            from: read_day(&from.get()),
            to: read_day(&to.get()),
        };
        // A year on its way, digit by digit, is a day long ago.
        let is_typing = [typed.from, typed.to]
            .into_iter()
            .flatten()
            .any(|day| day.year() < 1000);
        if before.is_some() && !is_typing && list.query.with_untracked(|query| query.ends != typed)
        {
            list.change(|query| query.ends = typed);
        }
    });
    view! {
        <FieldGroup legend="Expires">
            <div class="row">
                <DateField label="From" value=from max=Signal::derive(move || some(to.get())) />
                <DateField label="To" value=to min=Signal::derive(move || some(from.get())) />
            </div>
        </FieldGroup>
    }
    .into_any()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Who made the tokens: a member, or whoever the address names.
fn creator(list: ListStore) -> AnyView {
    let client = use_session().client;
    let members = Loader::new(move || makers::members(client));
    members.load();
    let current = move || {
        list.query
            .with(|query| query.creator.as_ref().map(ToString::to_string))
    };
    let value = RwSignal::new(current().unwrap_or_default());
    Effect::new(move |_| value.set(current().unwrap_or_default()));
    let options = Memo::new(move |_| {
        let mut options = vec![(String::new(), "Anyone".to_owned())];
        let (known, _) = members.ready().unwrap_or_default();
        options.extend(known.into_iter().map(|(id, name)| (id.to_string(), name)));
        // Those of the rows so far: the backend has no list of them.
        let others = list.names.known_but_members();
        for id in others.into_iter().chain(current().map(UserId::new)) {
            if options.iter().all(|(value, _)| value != id.as_str()) {
                let words = maker_words(list.names.get(&id), &id);
                options.push((id.to_string(), words));
            }
        }
        options
    });
    let change = move || {
        let chosen = some(value.get_untracked()).map(UserId::from);
        list.change(|query| query.creator = chosen);
    };
    let problem = move || {
        let retry = Callback::new(move |()| members.load());
        members.failure().map(|error| {
            view! { <ErrorView error title="The members could not be loaded" retry /> }
        })
    };
    let cut = move || {
        let is_cut = members.ready().is_some_and(|(_, is_cut)| is_cut);
        is_cut.then(|| view! { <p class="muted small">"The first 2,000 members are listed."</p> })
    };
    view! {
        <FieldGroup legend="Creator">
            <Select label="Creator" value options on_change=change />
            {problem}
            {cut}
        </FieldGroup>
    }
    .into_any()
}

/// A scope that the tokens have, or that others of theirs include; the names of all are offered.
fn scope(list: ListStore) -> AnyView {
    let client = use_session().client;
    let catalogue = Loader::new(move || scopes::catalogue(client, None));
    catalogue.load();
    let error = RwSignal::new(None::<String>);
    let current = move || {
        list.query
            .with(|query| query.scope.as_ref().map(ToString::to_string))
            .unwrap_or_default()
    };
    let choose = move |text: String| {
        let scope = Scope::parse(&text);
        let is_wrong = scope.is_none() && !text.trim().is_empty();
        error.set(is_wrong.then(|| "Enter a scope such as evidence:read.".to_owned()));
        if !is_wrong {
            list.change(|query| query.scope = scope);
        }
    };
    let options = move || {
        let names = |catalogue: ScopeCatalogue| -> Vec<String> {
            let objects = catalogue.objects().map(|entry| entry.object.clone());
            let of = |object: String| Verb::ALL.map(|verb| format!("{object}:{}", verb.as_str()));
            objects.flat_map(of).collect()
        };
        let names = catalogue.ready().map(names).unwrap_or_default();
        let option = |name: String| view! { <option value=name></option> };
        names.into_iter().map(option).collect_view()
    };
    view! {
        <FieldGroup legend="Scope" error hint="Also finds tokens with a scope that includes it.">
            <input
                class="input input-code"
                type="text"
                aria-label="Scope"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                list="filter-scopes"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder="evidence:read"
                prop:value=current
                on:change:target=move |event| choose(event.target().value())
            />
            <datalist id="filter-scopes">{options}</datalist>
        </FieldGroup>
    }
    .into_any()
}

/// An organization that the tokens reach.
fn organization(list: ListStore) -> AnyView {
    let account = use_session().account;
    let current = move || {
        let id = list.query.with(|query| query.organization.clone());
        id.map(|id| id.to_string()).unwrap_or_default()
    };
    let value = RwSignal::new(current());
    Effect::new(move |_| value.set(current()));
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Any".to_owned())];
        let all = account.ready().map(|account| account.organizations);
        let all = all.unwrap_or_default().into_iter();
        options.extend(
            all.filter(|organization| !organization.is_personal)
                .map(|organization| (organization.id.to_string(), organization.name)),
        );
        options
    });
    let change = move || {
        let chosen = some(value.get_untracked()).map(OrganizationId::from);
        list.change(|query| query.organization = chosen);
    };
    view! {
        <FieldGroup legend="Organization">
            <Select label="Organization" value options on_change=change />
        </FieldGroup>
    }
    .into_any()
}
