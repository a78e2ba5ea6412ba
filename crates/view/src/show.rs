//! Something that is shown while a condition holds.

use super::children::{ChildrenFn, ViewFn};
use super::node::Node;
use console_reactive::Memo;
use leptos::component;

/// A condition.
pub struct When(Box<dyn Fn() -> bool + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for When {
    fn from(holds: F) -> Self {
        Self(Box::new(holds))
    }
}

/// Shows its children while `when` holds, else `fallback`.
#[component(transparent)]
pub fn Show(
    /// The condition.
    #[prop(into)]
    when: When,
    /// What is shown while it does not hold.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// What is shown while it holds.
    children: ChildrenFn,
) -> Node {
    let holds = Memo::new(move |_| (when.0)());
    Node::Changing(Box::new(move || {
        if holds.get() {
            children()
        } else {
            fallback.run()
        }
    }))
}
