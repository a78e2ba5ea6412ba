//! Lists whose items are recognized when they change: what stays keeps its elements.

use super::node::Node;
use super::state::{State, mount_before, placeholder};
use console_reactive::RenderEffect;
use leptos::prelude::{Mountable, Owner, Render};

/// An item of a list that has just changed.
pub(super) enum Item {
    /// One that was there, by its place of before.
    Known(usize),
    /// A new one.
    New(Box<dyn FnOnce() -> Node>),
}

/// A list, described: each time it is asked, its items of now.
pub struct Keyed(Box<dyn FnMut() -> Vec<Item>>);

impl Keyed {
    /// `items` are shown by `view`, and are the same where `key` says the same.
    pub fn new<T: 'static, K: PartialEq + 'static, V: super::IntoView>(
        items: impl Fn() -> Vec<T> + 'static,
        key: impl Fn(&T) -> K + 'static,
        view: impl Fn(T) -> V + Clone + 'static,
    ) -> Self {
        let mut before: Vec<K> = Vec::new();
        Self(Box::new(move || {
            let items = items();
            let now: Vec<K> = items.iter().map(&key).collect();
            // Each is taken once: two items may have the same key.
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
        // The items belong to whom the list belongs, not to the effect: it ends what it owns with every change.
        let parent = Owner::current().unwrap_or_default();
        let change = move |rows: Option<Rows>| {
            let items = (self.0)();
            let mut rows = rows.unwrap_or_else(|| Rows {
                rows: Vec::new(),
                end: placeholder(),
            });
            rows.change(&parent, items);
            rows
        };
        KeyedState(RenderEffect::new(change, None))
    }
}

/// A list in the document.
pub struct KeyedState(RenderEffect<Rows>);

struct Rows {
    rows: Vec<Row>,
    /// Marks the end of the list.
    end: web_sys::Node,
}

/// The fields are dropped in this order: what is inside ends first.
struct Row {
    state: State,
    _owner: Owner,
}

impl Rows {
    fn change(&mut self, parent: &Owner, items: Vec<Item>) {
        let mut before: Vec<Option<Row>> = self.rows.drain(..).map(Some).collect();
        let mut is_new = Vec::with_capacity(items.len());
        for item in items {
            let (row, new) = match item {
                Item::Known(at) => (before.get_mut(at).and_then(Option::take), false),
                Item::New(make) => {
                    let owner = parent.with(Owner::new);
                    let state = owner.with(|| make().build());
                    let row = Row {
                        state,
                        _owner: owner,
                    };
                    (Some(row), true)
                }
            };
            if let Some(row) = row {
                self.rows.push(row);
                is_new.push(new);
            }
        }
        for mut gone in before.into_iter().flatten() {
            gone.state.unmount();
        }
        if self.end.parent_node().is_none() {
            // Not in the document yet: all of it will be mounted together.
            return;
        }
        // From the end, so that what comes after a row is in its place already. A row that is there stays: moving an element
        // takes the focus from it.
        let mut after: Option<web_sys::Element> = None;
        for (row, new) in self.rows.iter_mut().zip(is_new).rev() {
            let next = after.as_ref().map_or(&self.end, |after| after);
            let elements = row.state.elements();
            let stands = !new
                && elements
                    .last()
                    .and_then(|last| last.next_sibling())
                    .is_some_and(|sibling| sibling == *next);
            if !stands {
                mount_before(&mut row.state, next);
            }
            after = elements.into_iter().next().or(after);
        }
    }
}

impl Mountable for KeyedState {
    fn unmount(&mut self) {
        self.0.with_value_mut(|rows| {
            for row in &mut rows.rows {
                row.state.unmount();
            }
            rows.end.unchecked_remove();
        });
    }

    fn mount(&mut self, parent: &web_sys::Element, before: Option<&web_sys::Node>) {
        self.0.with_value_mut(|rows| {
            for row in &mut rows.rows {
                row.state.mount(parent, before);
            }
            leptos::tachys::renderer::Rndr::insert_node(parent, &rows.end, before);
        });
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let inserted = self.0.with_value_mut(|rows| match rows.rows.first() {
            Some(row) => row.state.insert_before_this(child),
            None => mount_before(child, &rows.end),
        });
        inserted.unwrap_or(false)
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        let elements = self.0.with_value_mut(|rows| {
            rows.rows
                .iter()
                .flat_map(|row| row.state.elements())
                .collect()
        });
        elements.unwrap_or_default()
    }
}

trait Remove {
    fn unchecked_remove(&self);
}

impl Remove for web_sys::Node {
    fn unchecked_remove(&self) {
        leptos::tachys::renderer::Rndr::remove(self);
    }
}
