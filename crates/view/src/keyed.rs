//! Keyed lists: rows whose keys stay keep their DOM nodes.

use super::node::Node;
use super::order::{longest_increasing, longest_increasing_with};
use super::parent::{Parent, Rendered};
use super::state::{State, marker};
use console_reactive::{CallMut, RenderEffect};
use leptos::prelude::{Mountable, Owner, Render};
use leptos::tachys::dom::document;
use leptos::tachys::renderer::Rndr;
use wasm_bindgen::JsCast as _;

/// An item of a list that has changed.
enum Item {
    /// One that has a row already, with the row's old position.
    Known(usize),
    /// A new one, with what renders its row.
    New(Box<dyn FnOnce() -> Node>),
}

/// The description of a keyed list: returns the present items each time it is called.
pub struct Keyed(Box<dyn CallMut<Vec<Item>>>);

impl Keyed {
    /// A list of `items`, each rendered by `view`. Where several items have the same key, the first is
    /// matched with the first row of that key, the second with the second, and so on. Keys are compared one
    /// by one: time grows with the square of the number of rows whose place changes.
    pub fn new<T: 'static, K: PartialEq + 'static, V: super::IntoView>(
        items: impl Fn() -> Vec<T> + 'static,
        key: impl Fn(&T) -> K + 'static,
        view: impl Fn(T) -> V + Clone + 'static,
    ) -> Self {
        let mut before: Vec<K> = Vec::new();
        Self(Box::new(move || {
            let items = items();
            let now: Vec<K> = items.iter().map(&key).collect();
            let mut taken = vec![false; before.len()];
            let found = items
                .into_iter()
                .zip(&now)
                .map(|(item, key)| {
                    let known = (0..before.len()).find(|at| !taken[*at] && before[*at] == *key);
                    if let Some(known) = known {
                        taken[known] = true;
                        Item::Known(known)
                    } else {
                        let view = view.clone();
                        Item::New(Box::new(move || view(item).into_node()))
                    }
                })
                .collect();
            before = now;
            found
        }))
    }

    pub(super) fn build(mut self) -> KeyedState {
        // Rows belong to the owner of the list, not to the effect, which cleans up what it owns with every
        // run.
        let owner = Owner::current().unwrap_or_default();
        let parent = Parent::current();
        let update = move |rows: Option<Rows>| {
            let _entered = parent.clone().enter();
            let items = self.0.call_mut();
            let mut rows = rows.unwrap_or_else(|| Rows {
                rows: Vec::new(),
                end: marker(),
            });
            if rows.changes(&items) {
                parent.restore_texts(&rows);
                rows.change(&owner, items);
            }
            rows
        };
        KeyedState(RenderEffect::new(update, None))
    }
}

/// A keyed list in the document.
pub struct KeyedState(RenderEffect<Rows>);

struct Rows {
    rows: Vec<Row>,
    /// A marker node after the last row.
    end: web_sys::Node,
}

/// The state is dropped before the owner, so that inner owners are cleaned up before outer ones.
struct Row {
    state: State,
    _owner: Owner,
}

impl Row {
    fn new(owner: &Owner, view: Box<dyn FnOnce() -> Node>) -> Self {
        let owner = owner.with(Owner::new);
        Self {
            state: owner.with(|| view().build()),
            _owner: owner,
        }
    }
}

impl Rows {
    /// Whether there are rows to create, move or remove.
    fn changes(&self, items: &[Item]) -> bool {
        items.len() != self.rows.len()
            || items
                .iter()
                .enumerate()
                .any(|(index, item)| !matches!(item, Item::Known(at) if *at == index))
    }

    fn change(&mut self, owner: &Owner, items: Vec<Item>) {
        let mut before: Vec<Option<Row>> = self.rows.drain(..).map(Some).collect();
        let mut positions = Vec::with_capacity(items.len());
        for item in items {
            let (row, position) = match item {
                Item::Known(at) => (before.get_mut(at).and_then(Option::take), Some(at)),
                Item::New(view) => (Some(Row::new(owner, view)), None),
            };
            if let Some(row) = row {
                self.rows.push(row);
                positions.push(position);
            }
        }
        for mut gone in before.into_iter().flatten() {
            gone.state.unmount();
        }
        let Some(parent) = self.end.parent_node() else {
            // Not in the document yet: rows and marker will be mounted together.
            return;
        };
        // Rows that stand in the right order among themselves are not touched: an element that is moved loses
        // the focus.
        let mut stays = longest_increasing(&positions);
        if (positions.iter().zip(&stays)).any(|(position, stays)| position.is_some() && !stays)
            && let Some(focused) = self.focused_row(&parent)
        {
            stays = longest_increasing_with(positions, focused);
        }
        let mut next = self.end.clone();
        for (row, stays) in self.rows.iter_mut().zip(stays).rev() {
            if !stays {
                row.state.mount(parent.unchecked_ref(), Some(&next));
            }
            next = row.state.first_node().unwrap_or(next);
        }
    }

    /// The row that has the focus.
    fn focused_row(&self, parent: &web_sys::Node) -> Option<usize> {
        let mut node: web_sys::Node = document().active_element()?.into();
        // Up to the outermost node of the row.
        loop {
            let above = node.parent_node()?;
            if above == *parent {
                break;
            }
            node = above;
        }
        let mut nodes = Vec::new();
        self.rows.iter().position(|row| {
            nodes.clear();
            row.state.collect_nodes(None, &mut nodes);
            nodes.contains(&node)
        })
    }
}

impl Rendered for Rows {
    fn has_detached_text(&self, parent: &web_sys::Node) -> bool {
        self.rows
            .iter()
            .any(|row| row.state.has_detached_text(parent))
    }

    fn collect_nodes(&self, running: Option<&dyn Rendered>, nodes: &mut Vec<web_sys::Node>) {
        for row in &self.rows {
            row.state.collect_nodes(running, nodes);
        }
        nodes.push(self.end.clone());
    }
}

impl KeyedState {
    pub(super) fn first_node(&self) -> Option<web_sys::Node> {
        self.0.with_value_mut(|rows| match rows.rows.first() {
            Some(row) => row.state.first_node(),
            None => Some(rows.end.clone()),
        })?
    }

    pub(super) fn unmount(&mut self) {
        self.0.with_value_mut(|rows| {
            for row in &mut rows.rows {
                row.state.unmount();
            }
            Rndr::remove(&rows.end);
        });
    }

    pub(super) fn mount(&mut self, parent: &web_sys::Element, before: Option<&web_sys::Node>) {
        self.0.with_value_mut(|rows| {
            for row in &mut rows.rows {
                row.state.mount(parent, before);
            }
            Rndr::insert_node(parent, &rows.end, before);
        });
    }
}

impl Rendered for KeyedState {
    fn has_detached_text(&self, parent: &web_sys::Node) -> bool {
        self.0
            .with_value_mut(|rows| rows.has_detached_text(parent))
            .unwrap_or(false)
    }

    fn collect_nodes(&self, running: Option<&dyn Rendered>, nodes: &mut Vec<web_sys::Node>) {
        let found = self
            .0
            .with_value_mut(|rows| rows.collect_nodes(running, nodes));
        if let (None, Some(running)) = (found, running) {
            running.collect_nodes(None, nodes);
        }
    }
}
