//! Children of components.

use super::into_view::IntoView;
use super::node::Node;
use console_reactive::Call;
use std::sync::Arc;

/// The children of a component that renders them once.
pub type Children = Box<dyn FnOnce() -> Node>;

/// The children of a component that renders them any number of times.
pub type ChildrenFn = ViewFn;

/// Converts what stands between the tags of a component into its property `children`.
pub trait ToChildren<F> {
    /// Converts it.
    fn to_children(render: F) -> Self;
}

impl<F, V> ToChildren<F> for Children
where
    F: FnOnce() -> V + 'static,
    V: IntoView,
{
    fn to_children(render: F) -> Self {
        Box::new(move || render().into_node())
    }
}

impl<F, V> ToChildren<F> for ChildrenFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView,
{
    fn to_children(render: F) -> Self {
        Self::from(render)
    }
}

/// A view as a property, which can be rendered any number of times.
#[derive(Clone)]
pub struct ViewFn(Arc<dyn Call<Node> + Send + Sync>);

impl ViewFn {
    /// Renders it.
    pub fn run(&self) -> Node {
        self.0.call()
    }
}

impl Default for ViewFn {
    fn default() -> Self {
        Self(Arc::new(|| Node::Empty))
    }
}

impl<F, V> From<F> for ViewFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView,
{
    fn from(render: F) -> Self {
        Self(Arc::new(move || render().into_node()))
    }
}

/// A view as a property, which can be rendered once.
pub struct ViewFnOnce(Children);

impl ViewFnOnce {
    /// Renders it.
    pub fn run(self) -> Node {
        (self.0)()
    }
}

impl<F, V> From<F> for ViewFnOnce
where
    F: FnOnce() -> V + 'static,
    V: IntoView,
{
    fn from(render: F) -> Self {
        Self(Box::new(move || render().into_node()))
    }
}
