//! What components are given to show.

use super::into_view::IntoView;
use super::node::Node;
use std::sync::Arc;

/// What is between the tags of a component, for showing it once.
pub type Children = Box<dyn FnOnce() -> Node>;

/// What is between the tags of a component, for showing it again and again.
pub type ChildrenFn = Arc<dyn Fn() -> Node + Send + Sync>;

/// Makes a property `children` of what stands between the tags.
pub trait ToChildren<F> {
    /// Makes it.
    fn to_children(show: F) -> Self;
}

impl<F, V> ToChildren<F> for Children
where
    F: FnOnce() -> V + 'static,
    V: IntoView,
{
    fn to_children(show: F) -> Self {
        Box::new(move || show().into_node())
    }
}

impl<F, V> ToChildren<F> for ChildrenFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView,
{
    fn to_children(show: F) -> Self {
        Arc::new(move || show().into_node())
    }
}

/// A part given as a property, for showing it again and again.
#[derive(Clone)]
pub struct ViewFn(ChildrenFn);

impl ViewFn {
    /// Describes it.
    pub fn run(&self) -> Node {
        (self.0)()
    }
}

impl Default for ViewFn {
    fn default() -> Self {
        Self(Arc::new(|| Node::Nothing))
    }
}

impl<F, V> From<F> for ViewFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView,
{
    fn from(show: F) -> Self {
        Self(Arc::new(move || show().into_node()))
    }
}

/// A part given as a property, for showing it once.
pub struct ViewFnOnce(Children);

impl ViewFnOnce {
    /// Describes it.
    pub fn run(self) -> Node {
        (self.0)()
    }
}

impl<F, V> From<F> for ViewFnOnce
where
    F: FnOnce() -> V + 'static,
    V: IntoView,
{
    fn from(show: F) -> Self {
        Self(Box::new(move || show().into_node()))
    }
}
