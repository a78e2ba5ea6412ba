//! The rows of the grid in the document.
//!
//! There are hundreds of boxes, so they are copies of one row and no views of their own, and follow selection
//! and search in one pass each. Rows that fill the window come first, the rest after their paint.

use super::row::{Made, ObjectRow, RowState, copy};
use console_domain::granted::granted;
use console_domain::scope::{ScopeSelection, Verb};
use console_domain::scope_catalogue::{Area, CatalogueObject, ScopeCatalogue};
use console_platform::highlights;
use console_platform::paint::after_paint;
use console_ui::highlight::matches;
use console_view::prelude::*;
use leptos::html;
use leptos::prelude::{Mountable, Render};
use leptos::tachys::html::node_ref::NodeRefContainer;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement, Node};

/// The marks on what was searched for, in the style sheet.
const MARKS: &str = "scopes";
/// More rows than this are not seen without scrolling (`.scopes-box` in the style sheet).
const IN_VIEW: usize = 12;

/// The rows of one area.
struct AreaRows {
    head: Option<Element>,
    objects: Vec<ObjectRow>,
    group: RefCell<Option<HtmlElement>>,
    /// As it is in the document, head included.
    is_hidden: Cell<bool>,
}

/// All of them.
pub struct Rows {
    areas: Vec<AreaRows>,
    /// What every row is a copy of.
    template: Option<Element>,
    tab_stop: RefCell<Option<HtmlInputElement>>,
    /// What is marked.
    words: RefCell<Vec<String>>,
    /// Counts the calls of [`Rows::show`]: rows that an earlier one left for later are not rendered.
    generation: Cell<u32>,
}

/// Puts the rows of an area into its part of the table.
#[derive(Clone)]
pub struct MountRows {
    /// All rows.
    pub rows: StoredValue<Rc<Rows>>,
    /// Which area.
    pub area: usize,
}

impl NodeRefContainer<html::Tbody> for MountRows {
    fn load(self, group: &Element) {
        self.rows.with_value(|rows| rows.mount(self.area, group));
    }
}

impl Rows {
    /// The rows of everything in `catalogue`, none ticked and none shown.
    pub fn new(catalogue: &ScopeCatalogue) -> Self {
        let mut templates = templates();
        let template = templates.pop();
        let head = templates.pop();
        let areas = catalogue.areas().iter();
        Self {
            areas: areas
                .map(|area| AreaRows::new(area, head.as_ref()))
                .collect(),
            template,
            tab_stop: RefCell::default(),
            words: RefCell::default(),
            generation: Cell::new(0),
        }
    }

    fn mount(&self, area: usize, group: &Element) {
        if let Some(area) = self.areas.get(area) {
            if let Some(head) = &area.head {
                // It fails only for what cannot stand there.
                let _ = group.append_child(head);
            }
            let group: Option<&HtmlElement> = group.dyn_ref();
            area.group.replace(group.cloned());
        }
    }

    fn objects(&self) -> impl Iterator<Item = &ObjectRow> {
        self.areas.iter().flat_map(|area| &area.objects)
    }

    /// The rows that are shown, from the top.
    pub fn shown(&self) -> Vec<&ObjectRow> {
        self.objects()
            .filter(|object| object.is_shown.get())
            .collect()
    }

    /// The box that is this element, with its row.
    pub fn find(&self, target: &EventTarget) -> Option<(&ObjectRow, Verb, &HtmlInputElement)> {
        let input: &HtmlInputElement = target.dyn_ref()?;
        let row = input.closest("tr").ok()??;
        let is_its = |object: &&ObjectRow| object.made.get().is_some_and(|made| *made.row == row);
        let object = self.objects().find(is_its)?;
        let (verb, input) = object.boxes().iter().find(|(_, own)| own == input)?;
        Some((object, *verb, input))
    }

    /// Ticks what is chosen, and marks what that includes.
    pub fn tick(&self, selection: &ScopeSelection) {
        let granted = granted(selection);
        for object in self.objects() {
            let state = RowState::new(&object.entry, selection, &granted);
            let before = object.state.replace(state);
            if let Some(made) = object.made.get() {
                made.follow(&before, &object.state.borrow());
            }
        }
    }

    /// Shows the rows for which `shows` holds, and only these, with `words` marked in their labels. How many
    /// there are. Those that fill the window come at once. The rest and the marks come after their paint, and
    /// only where the form `is_in_sight`.
    pub fn show(
        self: &Rc<Self>,
        words: Vec<String>,
        shows: impl Fn(&CatalogueObject) -> bool,
        is_in_sight: bool,
    ) -> usize {
        let mut count = 0;
        for object in self.objects() {
            let shows = shows(&object.entry);
            object.is_shown.set(shows);
            count += usize::from(shows);
        }
        // Marks on rows that were not shown before are missing even where the words are the same.
        let is_marked = !words.is_empty() || !self.words.borrow().is_empty();
        self.words.replace(words);
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        self.render(IN_VIEW);
        self.reset_tab_stop();
        if is_in_sight && (is_marked || self.objects().any(ObjectRow::is_stale)) {
            let rows = self.clone();
            let rest = move || {
                if rows.generation.get() == generation {
                    rows.render(usize::MAX);
                    if is_marked {
                        rows.mark();
                    }
                }
            };
            after_paint(rest);
        }
        count
    }

    /// Lets go of what is kept beside the document.
    pub fn leave(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        highlights::forget(MARKS);
    }

    /// Brings the document up to date from the top, until this many rows are shown.
    fn render(&self, most: usize) {
        let mut left = most;
        for area in &self.areas {
            if left == 0 {
                break;
            }
            for (place, object) in area.objects.iter().enumerate() {
                if left == 0 {
                    break;
                }
                let now = object.is_shown.get();
                left -= usize::from(now);
                if object.is_rendered.replace(now) == now {
                    continue;
                }
                if let Some(made) = object.made.get() {
                    made.row.set_hidden(!now);
                } else {
                    area.make(place, self.template.as_ref());
                }
            }
            area.update_group();
        }
    }

    fn mark(&self) {
        let words = self.words.borrow();
        let shown = self.objects().filter(|object| object.is_shown.get());
        let marks = shown.flat_map(|object| {
            let (label, text) = (&object.entry.label, object.made.get());
            let units = |until: usize| {
                let before = label.get(..until).unwrap_or_default();
                u32::try_from(before.encode_utf16().count()).unwrap_or_default()
            };
            let found = words.iter().flat_map(move |word| matches(label, word));
            found
                .filter_map(move |range| Some((&text?.label, units(range.start)..units(range.end))))
        });
        highlights::mark(MARKS, marks);
    }

    /// Makes the first box that is shown the one that Tab leads to.
    fn reset_tab_stop(&self) {
        let first = self.objects().find(|object| object.is_shown.get());
        if let Some((_, input)) = first.and_then(|object| object.boxes().first()) {
            self.make_tab_stop(input);
        }
    }

    /// Makes this box the one that Tab leads to.
    pub fn make_tab_stop(&self, input: &HtmlInputElement) {
        let before = self.tab_stop.replace(Some(input.clone()));
        if before.as_ref() == Some(input) {
            return;
        }
        if let Some(before) = before {
            before.set_tab_index(-1);
        }
        input.set_tab_index(0);
    }

    /// Moves the focus to the box that Tab leads to.
    pub fn enter(&self) {
        // Not from within the cell: the focus changes what is in it.
        let stop = self.tab_stop.borrow().clone();
        if let Some(input) = stop {
            let _ = input.focus();
        }
    }
}

impl AreaRows {
    fn new(area: &Area, head: Option<&Element>) -> Self {
        let head = head.and_then(copy);
        if let Some(head) = head.as_ref().and_then(Element::first_element_child) {
            head.set_text_content(Some(area.name));
        }
        Self {
            head,
            objects: area.objects.iter().map(ObjectRow::new).collect(),
            group: RefCell::default(),
            is_hidden: Cell::new(true),
        }
    }

    /// Makes the row at `place`, and puts it before those that follow it.
    fn make(&self, place: usize, template: Option<&Element>) {
        let mut objects = self.objects.iter().skip(place);
        let Some(object) = objects.next() else { return };
        let next = objects.find_map(|object| object.made.get());
        let made = template.and_then(|template| Made::new(object, template));
        if let (Some(group), Some(made)) = (&*self.group.borrow(), made) {
            let next = next.map(|next| -> &Node { &next.row });
            let _ = group.insert_before(&made.row, next);
            let _ = object.made.set(made);
        }
    }

    /// Lets the group follow its rows.
    fn update_group(&self) {
        let is_empty = !self.objects.iter().any(|object| object.is_rendered.get());
        if self.is_hidden.replace(is_empty) != is_empty
            && let Some(group) = &*self.group.borrow()
        {
            group.set_hidden(is_empty);
        }
    }
}

/// What the first row of every area is a copy of, and what every other is. Roles are said because the style
/// sheet lays out the table in its own way.
fn templates() -> Vec<Element> {
    let cell = || {
        view! {
            <td role="cell" class="scopes-cell"><input type="checkbox" class="check" tabindex="-1" /></td>
        }
    };
    view! {
        <tr role="row" class="scopes-group"><th role="rowheader" scope="rowgroup" colspan="4"></th></tr>
        <tr role="row">
            <th role="rowheader" scope="row" class="scopes-object" translate="no"></th>
            {cell()}
            {cell()}
            {cell()}
        </tr>
    }
    .into_node()
    .build()
    .elements()
}
