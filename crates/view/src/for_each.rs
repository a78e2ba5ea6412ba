//! A list.

use super::into_view::IntoView;
use super::keyed::Keyed;
use super::node::Node;
use leptos::prelude::component;

/// Shows `each` item by `children`; an item is the same as before where `key` says so.
#[component(transparent)]
pub fn For<T, K, V>(
    /// The items.
    each: impl Fn() -> Vec<T> + 'static,
    /// What an item is recognized by.
    key: impl Fn(&T) -> K + 'static,
    /// What an item looks like.
    children: impl Fn(T) -> V + Clone + 'static,
) -> Node
where
    T: 'static,
    K: PartialEq + 'static,
    V: IntoView + 'static,
{
    Node::Keyed(Box::new(Keyed::new(each, key, children)))
}
