//! An element in the document.

use super::attribute::AttributeState;
use super::element::{Element, StaticAttributes};
use super::node::Node;
use super::parent::{self, Parent, Rendered};
use super::state::State;
use leptos::prelude::{Mountable as _, Render as _};
use leptos::tachys::renderer::Rndr;
use std::cell::RefCell;
use std::rc::Rc;

/// An element in the document, with what was rendered on and in it.
pub struct ElementState {
    pub(super) element: web_sys::Element,
    tag: &'static str,
    static_attributes: StaticAttributes,
    attributes: RefCell<Vec<AttributeState>>,
    children: RefCell<Vec<State>>,
}

impl ElementState {
    /// Creates the element with its attributes and children.
    pub(super) fn build(description: Element) -> Rc<Self> {
        let Element {
            tag,
            namespace,
            static_attributes,
            attributes,
            children,
        } = description;
        let element = Rndr::create_element(tag, namespace);
        for (name, value) in static_attributes {
            Rndr::set_attribute(&element, name, value);
        }
        let attributes = attributes
            .into_iter()
            .map(|attribute| attribute.build(&element))
            .collect();
        let state = Rc::new(Self {
            element,
            tag,
            static_attributes,
            attributes: RefCell::new(attributes),
            children: RefCell::new(Vec::new()),
        });
        let entered = Parent::of(&state).enter();
        let mut children: Vec<State> = children.into_iter().map(Node::build).collect();
        drop(entered);
        for child in &mut children {
            child.mount(&state.element, None);
        }
        *state.children.borrow_mut() = children;
        state
    }

    /// Whether [`Self::rebuild`] can make it what `description` says: same element, same attributes but for
    /// their values, as many children.
    pub(super) fn matches(&self, description: &Element) -> bool {
        let attributes = self.attributes.borrow();
        self.tag == description.tag
            && self.static_attributes == description.static_attributes
            && attributes.len() == description.attributes.len()
            && self.children.borrow().len() == description.children.len()
            && description
                .attributes
                .iter()
                .zip(&*attributes)
                .all(|(attribute, state)| attribute.matches(state))
    }

    /// Updates attributes and children one by one.
    pub(super) fn rebuild(self: &Rc<Self>, description: Element) {
        let attributes = description.attributes.into_iter();
        for (attribute, state) in attributes.zip(self.attributes.borrow_mut().iter_mut()) {
            attribute.rebuild(&self.element, state);
        }
        let is_damaged = {
            let children = self.children.borrow();
            changes_any(&description.children, &children)
                && children.has_detached_text(&self.element)
        };
        if is_damaged {
            self.restore(None);
        }
        let _entered = Parent::of(self).enter();
        let children = description.children.into_iter();
        for (child, state) in children.zip(self.children.borrow_mut().iter_mut()) {
            child.rebuild(state);
        }
    }

    /// Puts text nodes back that something else has replaced, see [`parent`].
    pub(super) fn restore(&self, running: Option<&dyn Rendered>) {
        // It is borrowed while it is rebuilt, and then it has been looked at already.
        let Ok(children) = self.children.try_borrow() else {
            return;
        };
        let mut nodes = Vec::new();
        children.collect_nodes(running, &mut nodes);
        parent::restore(&self.element, &nodes);
    }
}

/// Whether rendering `nodes` in place of `states` touches more than what is inside their elements.
pub(super) fn changes_any(nodes: &[Node], states: &[State]) -> bool {
    nodes.len() != states.len()
        || nodes
            .iter()
            .zip(states)
            .any(|(node, state)| node.changes(state))
}
