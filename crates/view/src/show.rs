//! The component for conditions.

use super::children::{ChildrenFn, ViewFn};
use super::node::Node;
use console_reactive::{Call, Memo};
use leptos::component;

/// The condition of a [`Show`].
pub struct When(Box<dyn Call<bool> + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for When {
    fn from(holds: F) -> Self {
        Self(Box::new(holds))
    }
}

/// Renders its children while `when` holds, else `fallback`. Only a change of the condition renders anew.
#[component(transparent)]
pub fn Show(
    /// The condition.
    #[prop(into)]
    when: When,
    /// Rendered while it does not hold.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// Rendered while it holds.
    children: ChildrenFn,
) -> Node {
    let holds = Memo::new(move |_| when.0.call());
    Node::Dynamic(Box::new(move || {
        if holds.get() {
            children.run()
        } else {
            fallback.run()
        }
    }))
}
