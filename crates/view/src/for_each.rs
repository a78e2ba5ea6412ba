//! The component for keyed lists.

use super::into_view::IntoView;
use super::keyed::Keyed;
use super::node::Node;
use leptos::prelude::component;

/// A keyed list: one row for each item. When the items change, a row whose key is still there keeps its DOM
/// nodes, signals and focus, and is not rendered again; the others are created, moved or removed. Where items
/// have the same key, the first is matched with the first that had it, the second with the second, and so on.
#[component(transparent)]
pub fn For<T, K, V>(
    /// The items.
    each: impl Fn() -> Vec<T> + 'static,
    /// The key of an item.
    key: impl Fn(&T) -> K + 'static,
    /// The row of an item.
    children: impl Fn(T) -> V + Clone + 'static,
) -> Node
where
    T: 'static,
    K: PartialEq + 'static,
    V: IntoView + 'static,
{
    Node::Keyed(Box::new(Keyed::new(each, key, children)))
}
