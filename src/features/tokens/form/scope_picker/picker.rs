//! The group "Scopes": search, presets, tools, and the grid below them.

use super::grid::ScopeGrid;
use super::others::{OtherScopes, UnknownScopes};
use super::rows::Rows;
use console_domain::limits::Limits;
use console_domain::scope::ScopeSelection;
use console_domain::scope_catalogue::{Preset, ScopeCatalogue};
use console_domain::scope_search::ScopeSearch;
use console_platform::intl;
use console_ui::{
    Button, Callout, Checkbox, FieldGroup, SearchField, Size, Tone, Variant, announce,
};
use console_view::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// The picker. It changes `selection`, and nothing else.
#[component(transparent)]
pub fn ScopePicker(
    /// Everything that can be chosen.
    catalogue: Arc<ScopeCatalogue>,
    /// What is chosen.
    selection: RwSignal<ScopeSelection>,
    /// The tick by which the choice is confirmed.
    #[prop(optional, into)]
    confirm: Option<AnyView>,
    /// The id of the group, for the error summary.
    id: &'static str,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Whether a link filled it.
    #[prop(optional, into)]
    prefilled: Signal<bool>,
    /// What the operator allows.
    #[prop(optional)]
    limits: Limits,
    /// For a token that exists: where it can be rotated.
    #[prop(optional_no_strip)]
    rotate: Option<String>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let search = Memo::new(move |_| typed.with(|typed| ScopeSearch::new(typed)));
    let only_selected = RwSignal::new(false);
    let rows = StoredValue::new(Rc::new(Rows::new(&catalogue)));
    let count = Memo::new(move |_| selection.with(ScopeSelection::len));
    let note =
        Signal::derive(move || Some(format!("{} selected", intl::number(count.get() as u64))));
    let preset = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| selection.with(|selection| catalogue.matching_preset(selection)))
    };
    let choose_preset = {
        let catalogue = catalogue.clone();
        move |chosen: Preset| {
            // What cannot be taken away stays.
            selection.update(|selection| {
                *selection = catalogue.keep_unknown(&catalogue.preset(chosen), selection);
            });
            announce_count(selection);
        }
    };
    let presets = limits
        .presets()
        .map(|entry| {
            let choose = choose_preset.clone();
            view! {
                <button
                    type="button"
                    class="preset"
                    aria-pressed=move || (preset.get() == Some(entry)).to_string()
                    on:click=move |_| choose(entry)
                >
                    {entry.label()}
                </button>
            }
        })
        .collect_view();
    let choose_shown = {
        let catalogue = catalogue.clone();
        move |on: bool| {
            let search = search.get_untracked();
            let only = only_selected.get_untracked();
            selection.update(|selection| {
                for entry in catalogue.objects().filter(|entry| search.finds(entry)) {
                    if only && selection.verbs(&entry.object).is_empty() {
                        continue;
                    }
                    search.choose(selection, entry, on);
                }
                let others = catalogue.others().iter();
                for other in others.filter(|other| search.finds_other(other)) {
                    if !only || selection.contains(&other.scope) {
                        selection.choose_other(&other.scope, on);
                    }
                }
            });
            announce_count(selection);
        }
    };
    let (select_shown, clear_shown) = (choose_shown.clone(), choose_shown);
    let to_grid = move || rows.get_value().enter();
    let shows_none = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| {
            search.with(|search| {
                let finds_other = |other| search.finds_other(other);
                !catalogue.objects().any(|entry| search.finds(entry))
                    && !catalogue.others().iter().any(finds_other)
            })
        })
    };
    let is_full = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| selection.with(|selection| catalogue.is_full(selection)))
    };
    let full_text = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| selection.with(|selection| full_access_text(selection, &catalogue)))
    };
    let unknown = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| selection.with(|selection| catalogue.unknown(selection).to_wire()))
    };
    view! {
        <FieldGroup legend="Scopes" id note error prefilled>
            <div class="scopes">
                <div class="scopes-bar">
                    <SearchField label="Search scopes" value=typed into_results=to_grid />
                    <div class="presets" role="group" aria-label="Presets">{presets}</div>
                </div>
                <div class="scopes-tools">
                    <Button
                        size=Size::Small
                        variant=Variant::Ghost
                        disabled=shows_none
                        on_press=move || select_shown(true)
                    >
                        "Select all shown"
                    </Button>
                    <Button
                        size=Size::Small
                        variant=Variant::Ghost
                        disabled=shows_none
                        on_press=move || clear_shown(false)
                    >
                        "Clear all shown"
                    </Button>
                    <Checkbox checked=only_selected on_change=move |on: bool| only_selected.set(on)>
                        "Only selected"
                    </Checkbox>
                </div>
                <ScopeGrid catalogue=catalogue.clone() rows selection search only_selected />
                <OtherScopes catalogue selection search only_selected />
                <UnknownScopes unknown rotate />
                <Show when=move || is_full.get()>
                    <Callout tone=Tone::Warning title="Full access">
                        <p>{full_text}</p>
                    </Callout>
                </Show>
                {confirm}
            </div>
        </FieldGroup>
    }
}

fn full_access_text(selection: &ScopeSelection, catalogue: &ScopeCatalogue) -> String {
    let (held, all) = catalogue.share(selection);
    let (held, all) = (intl::number(held as u64), intl::number(all as u64));
    format!(
        "Whoever has this token has {held} of {all} rights, including those over members and their \
             roles."
    )
}

fn announce_count(selection: RwSignal<ScopeSelection>) {
    let count = selection.with_untracked(ScopeSelection::len);
    announce(intl::count(
        count as u64,
        "scope selected",
        "scopes selected",
    ));
}
