//! One row of the grid: what it says, and its elements once it is shown.

use console_domain::granted::{Granted, source};
use console_domain::scope::{ScopeSelection, Verb, Verbs};
use console_domain::scope_catalogue::CatalogueObject;
use std::cell::{Cell, OnceCell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, Node};

/// One object's row.
pub struct ObjectRow {
    /// What it stands for.
    pub entry: CatalogueObject,
    /// Made when it is first shown.
    pub(super) made: OnceCell<Made>,
    pub(super) is_shown: Cell<bool>,
    /// Whether the document shows it already.
    pub(super) is_rendered: Cell<bool>,
    pub(super) state: RefCell<RowState>,
}

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowState {
    /// What is chosen.
    ticked: Verbs,
    /// What is granted without being chosen, and why.
    included: Vec<(Verb, String)>,
    /// What is to be known about the object's scopes as they are.
    note: Option<&'static str>,
}

/// A row in the document.
pub(super) struct Made {
    pub(super) row: HtmlElement,
    head: Element,
    pub(super) label: Node,
    boxes: Vec<(Verb, HtmlInputElement)>,
}

impl Made {
    pub(super) fn new(object: &ObjectRow, template: &Element) -> Option<Self> {
        let ObjectRow { entry, state, .. } = object;
        let row: HtmlElement = copy(template)?.dyn_into().ok()?;
        let head = row.first_element_child()?;
        head.set_text_content(Some(&entry.label));
        let label = head.first_child()?;
        let mut boxes = Vec::with_capacity(Verb::ALL.len());
        let mut cell = head.clone();
        for verb in Verb::ALL {
            cell = cell.next_element_sibling()?;
            let input: HtmlInputElement = cell.first_element_child()?.dyn_into().ok()?;
            if !entry.offered.contains(verb) {
                input.remove();
                continue;
            }
            let name = format!("{}: {}", entry.label, verb.label());
            input.set_attribute("aria-label", &name).ok()?;
            boxes.push((verb, input));
        }
        let made = Self {
            row,
            head,
            label,
            boxes,
        };
        made.follow(&RowState::default(), &state.borrow());
        Some(made)
    }

    /// Says what is new in `now`. A box that is granted without being chosen is not ticked; its description
    /// says where the right comes from.
    pub(super) fn follow(&self, before: &RowState, now: &RowState) {
        if before == now {
            return;
        }
        for (verb, input) in &self.boxes {
            if before.ticked.contains(*verb) != now.ticked.contains(*verb) {
                input.set_checked(now.ticked.contains(*verb));
            }
            let reason = now.reason(*verb);
            if before.reason(*verb) != reason {
                // It fails for names that cannot be.
                let _ = input.toggle_attribute_with_force("data-included", reason.is_some());
                input.set_title(reason.unwrap_or_default());
            }
        }
        if before.note != now.note {
            self.write_note(now.note);
        }
    }

    /// Puts the note below the object's name, or takes it away.
    fn write_note(&self, text: Option<&str>) {
        if let Some(old) = self.head.last_element_child() {
            old.remove();
        }
        let document = self.head.owner_document();
        let made = document.and_then(|document| document.create_element("small").ok());
        if let (Some(text), Some(note)) = (text, made) {
            note.set_class_name("scopes-note");
            note.set_text_content(Some(text));
            let _ = self.head.append_child(&note);
        }
    }
}

impl RowState {
    pub(super) fn new(
        entry: &CatalogueObject,
        selection: &ScopeSelection,
        granted: &Granted,
    ) -> Self {
        let object = &entry.object;
        let ticked = selection.verbs(object);
        let included = granted.verbs(object).without(ticked);
        let reason = |verb| Some((verb, source(selection, object, verb)?.label()));
        Self {
            ticked,
            included: included.iter().filter_map(reason).collect(),
            note: granted.note(object),
        }
    }

    /// Why a verb is granted that is not chosen.
    fn reason(&self, verb: Verb) -> Option<&str> {
        let mut included = self.included.iter();
        let (_, reason) = included.find(|(own, _)| *own == verb)?;
        Some(reason)
    }
}

impl ObjectRow {
    pub(super) fn new(entry: &CatalogueObject) -> Self {
        Self {
            entry: entry.clone(),
            made: OnceCell::new(),
            is_shown: Cell::new(false),
            is_rendered: Cell::new(false),
            state: RefCell::default(),
        }
    }

    /// Its boxes with their verbs, from left to right.
    pub fn boxes(&self) -> &[(Verb, HtmlInputElement)] {
        self.made.get().map_or(&[], |made| &made.boxes)
    }

    /// Whether the document does not show it as it should.
    pub(super) fn is_stale(&self) -> bool {
        self.is_shown.get() != self.is_rendered.get()
    }

    /// Whether it is shown.
    pub fn is_shown(&self) -> bool {
        self.is_shown.get()
    }

    /// Takes over what a person has just done to a box.
    pub fn record_toggle(&self, verb: Verb, is_checked: bool) {
        let changed = Verbs::NONE.with(verb);
        let ticked = &mut self.state.borrow_mut().ticked;
        *ticked = if is_checked {
            ticked.union(changed)
        } else {
            ticked.without(changed)
        };
    }
}

/// A copy of an element with everything in it.
pub(super) fn copy(template: &Element) -> Option<Element> {
    template.clone_node_with_deep(true).ok()?.dyn_into().ok()
}
