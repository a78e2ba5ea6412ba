//! What was described, in the document.

use super::attribute::Attached;
use super::element::{Element, Fixed};
use super::keyed::KeyedState;
use super::node::Node;
use console_reactive::RenderEffect;
use leptos::prelude::{Mountable, Render};
use leptos::tachys::renderer::Rndr;
use std::borrow::Cow;

/// A part of the document, as it was described last.
pub enum State {
    /// Marks a place where nothing is shown.
    Nothing(web_sys::Node),
    /// Words.
    Text(web_sys::Text, Cow<'static, str>),
    /// An element.
    Element(Box<ElementState>),
    /// Parts in a row, and what marks the end of the row.
    Several(Vec<State>, web_sys::Node),
    /// What follows signals.
    Changing(Changing),
    /// A list with known items.
    Keyed(KeyedState),
}

/// An element in the document.
pub struct ElementState {
    element: web_sys::Element,
    tag: &'static str,
    fixed: Fixed,
    attached: Vec<Attached>,
    children: Vec<State>,
}

/// A part that follows signals. It is dropped before its effect, so that what it holds ends from the inside out.
pub struct Changing(Option<RenderEffect<State>>);

impl Drop for Changing {
    fn drop(&mut self) {
        if let Some(effect) = self.0.take() {
            drop(effect.take_value());
        }
    }
}

/// What marks a place in the document.
pub(super) fn placeholder() -> web_sys::Node {
    Rndr::create_placeholder().into()
}

impl Render for Node {
    type State = State;

    fn build(self) -> State {
        match self {
            Self::Nothing => State::Nothing(placeholder()),
            Self::Text(text) => State::Text(Rndr::create_text_node(&text), text),
            Self::Element(element) => State::Element(Box::new(build_element(*element))),
            Self::Several(nodes) => {
                State::Several(nodes.into_iter().map(Self::build).collect(), placeholder())
            }
            Self::Changing(describe) => State::Changing(follow(describe, None)),
            Self::Keyed(keyed) => State::Keyed(keyed.build()),
        }
    }

    fn rebuild(self, state: &mut State) {
        match (self, state) {
            (Self::Nothing, State::Nothing(_)) => {}
            (Self::Text(text), State::Text(node, shown)) => {
                if text != *shown {
                    Rndr::set_text(node, &text);
                    *shown = text;
                }
            }
            (Self::Element(element), State::Element(state)) if state.is_like(&element) => {
                state.rebuild(*element);
            }
            (Self::Several(nodes), State::Several(states, end)) => {
                rebuild_several(nodes, states, end);
            }
            (Self::Changing(describe), State::Changing(changing)) => {
                // What is shown stays where the new description is like the old one.
                let shown = changing.0.take().and_then(|effect| effect.take_value());
                *changing = follow(describe, shown);
            }
            (node, state) => {
                let mut new = node.build();
                state.insert_before_this(&mut new);
                state.unmount();
                *state = new;
            }
        }
    }
}

fn follow(mut describe: Box<dyn FnMut() -> Node>, shown: Option<State>) -> Changing {
    let update = move |shown: Option<State>| {
        let node = describe();
        match shown {
            None => node.build(),
            Some(mut shown) => {
                node.rebuild(&mut shown);
                shown
            }
        }
    };
    Changing(Some(RenderEffect::new(update, shown)))
}

fn build_element(description: Element) -> ElementState {
    let Element {
        tag,
        namespace,
        fixed,
        attributes,
        children,
    } = description;
    let element = Rndr::create_element(tag, namespace);
    for (name, value) in fixed {
        Rndr::set_attribute(&element, name, value);
    }
    let attached = attributes
        .into_iter()
        .map(|attribute| attribute.attach(&element))
        .collect();
    let mut children: Vec<State> = children.into_iter().map(Node::build).collect();
    for child in &mut children {
        child.mount(&element, None);
    }
    ElementState {
        element,
        tag,
        fixed,
        attached,
        children,
    }
}

impl ElementState {
    /// Whether it was described by the same words, so that only what changes has to be looked at.
    fn is_like(&self, element: &Element) -> bool {
        self.tag == element.tag
            && self.fixed == element.fixed
            && self.attached.len() == element.attributes.len()
            && self.children.len() == element.children.len()
            && element
                .attributes
                .iter()
                .zip(&self.attached)
                .all(|(attribute, attached)| attribute.fits(attached))
    }

    fn rebuild(&mut self, element: Element) {
        for (attribute, attached) in element.attributes.into_iter().zip(&mut self.attached) {
            attribute.replace(&self.element, attached);
        }
        for (child, state) in element.children.into_iter().zip(&mut self.children) {
            child.rebuild(state);
        }
    }
}

fn rebuild_several(nodes: Vec<Node>, states: &mut Vec<State>, end: &web_sys::Node) {
    for mut surplus in states.drain(nodes.len().min(states.len())..) {
        surplus.unmount();
    }
    let known = states.len();
    for (index, node) in nodes.into_iter().enumerate() {
        if index < known {
            node.rebuild(&mut states[index]);
        } else {
            let mut new = node.build();
            mount_before(&mut new, end);
            states.push(new);
        }
    }
}

/// Puts `state` into the document before `node`, if that is in it.
pub(super) fn mount_before(state: &mut dyn Mountable, node: &web_sys::Node) -> bool {
    let Some(parent) = node.parent_element_or_fragment() else {
        return false;
    };
    state.mount(&parent, Some(node));
    true
}

trait Parent {
    /// What holds the node. A fragment is as good as an element for inserting into it.
    fn parent_element_or_fragment(&self) -> Option<web_sys::Element>;
}

impl Parent for web_sys::Node {
    fn parent_element_or_fragment(&self) -> Option<web_sys::Element> {
        self.parent_node().map(wasm_bindgen::JsCast::unchecked_into)
    }
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::Nothing(node) => Rndr::remove(node),
            Self::Text(text, _) => Rndr::remove(text),
            Self::Element(state) => Rndr::remove(&state.element),
            Self::Several(states, end) => {
                states.iter_mut().for_each(Mountable::unmount);
                Rndr::remove(end);
            }
            Self::Changing(changing) => {
                changing.with(Mountable::unmount);
            }
            Self::Keyed(keyed) => keyed.unmount(),
        }
    }

    fn mount(&mut self, parent: &web_sys::Element, before: Option<&web_sys::Node>) {
        match self {
            Self::Nothing(node) => Rndr::insert_node(parent, node, before),
            Self::Text(text, _) => Rndr::insert_node(parent, text, before),
            Self::Element(state) => Rndr::insert_node(parent, &state.element, before),
            Self::Several(states, end) => {
                for state in states {
                    state.mount(parent, before);
                }
                Rndr::insert_node(parent, end, before);
            }
            Self::Changing(changing) => {
                changing.with(|state| state.mount(parent, before));
            }
            Self::Keyed(keyed) => keyed.mount(parent, before),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Nothing(node) => mount_before(child, node),
            Self::Text(text, _) => mount_before(child, text),
            Self::Element(state) => mount_before(child, &state.element),
            Self::Several(states, end) => match states.first() {
                Some(first) => first.insert_before_this(child),
                None => mount_before(child, end),
            },
            Self::Changing(changing) => changing
                .with(|state| state.insert_before_this(child))
                .unwrap_or(false),
            Self::Keyed(keyed) => keyed.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        match self {
            Self::Nothing(_) | Self::Text(..) => Vec::new(),
            Self::Element(state) => vec![state.element.clone()],
            Self::Several(states, _) => states.iter().flat_map(Mountable::elements).collect(),
            Self::Changing(changing) => changing.with(|state| state.elements()).unwrap_or_default(),
            Self::Keyed(keyed) => keyed.elements(),
        }
    }
}

impl Changing {
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.0.as_ref()?.with_value_mut(look)
    }
}
