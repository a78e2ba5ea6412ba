//! Types that can be rendered.

use super::element::Element;
use super::node::Node;
use console_reactive::{Memo, RwSignal, Signal};
use leptos::reactive::graph::untrack;
use std::borrow::Cow;

/// What can be rendered: the counterpart of `leptos::IntoView`.
pub trait IntoView: Sized {
    /// Converts it into a description.
    fn into_node(self) -> Node;

    /// The same under Leptos's name.
    fn into_any(self) -> Node {
        self.into_node()
    }
}

/// The view of a component. Signals that the component's body reads are not tracked by the view around it.
pub fn render_component<V: IntoView>(component: impl FnOnce() -> V) -> Node {
    untrack(move || component().into_node())
}

/// Collects the views of an iterator into a fragment.
pub trait CollectView: Sized {
    /// Collects them.
    fn collect_view(self) -> Node;
}

impl<I: IntoIterator<Item: IntoView>> CollectView for I {
    fn collect_view(self) -> Node {
        Node::Fragment(self.into_iter().map(IntoView::into_node).collect())
    }
}

impl IntoView for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoView for Box<Element> {
    fn into_node(self) -> Node {
        Node::Element(self)
    }
}

impl IntoView for () {
    fn into_node(self) -> Node {
        Node::Empty
    }
}

impl IntoView for &'static str {
    fn into_node(self) -> Node {
        Node::Text(Cow::Borrowed(self))
    }
}

impl IntoView for String {
    fn into_node(self) -> Node {
        Node::Text(Cow::Owned(self))
    }
}

impl<T: IntoView> IntoView for Option<T> {
    fn into_node(self) -> Node {
        self.map_or(Node::Empty, IntoView::into_node)
    }
}

impl<T: IntoView> IntoView for Vec<T> {
    fn into_node(self) -> Node {
        self.collect_view()
    }
}

impl<A: IntoView, B: IntoView> IntoView for (A, B) {
    fn into_node(self) -> Node {
        Node::Fragment(vec![self.0.into_node(), self.1.into_node()])
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl IntoView for $number {
            fn into_node(self) -> Node {
                self.to_string().into_node()
            }
        })*
    };
}
numbers!(u32, u64, usize);

macro_rules! signals {
    ($($signal:ident),*) => {
        $(impl<T: IntoView + Clone + 'static> IntoView for $signal<T> {
            fn into_node(self) -> Node {
                Node::Dynamic(Box::new(move || self.get().into_node()))
            }
        })*
    };
}
signals!(Memo, RwSignal, Signal);

impl<F, T> IntoView for F
where
    F: FnMut() -> T + 'static,
    T: IntoView,
{
    fn into_node(mut self) -> Node {
        Node::Dynamic(Box::new(move || self().into_node()))
    }
}
