//! What is in the document.

use super::element_state::{ElementState, changes_any};
use super::keyed::KeyedState;
use super::node::Node;
use super::parent::{Parent, Rendered};
use console_reactive::{CallMut, RenderEffect};
use leptos::prelude::{Mountable, Render};
use leptos::tachys::renderer::Rndr;
use std::borrow::Cow;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;

/// What a [`Node`] has become in the document. Each kind has at least one DOM node, so that its place is
/// always known.
pub enum State {
    /// A marker node where nothing is shown.
    Empty(web_sys::Node),
    /// A text node and its text.
    Text(web_sys::Text, Cow<'static, str>),
    /// An element.
    Element(Rc<ElementState>),
    /// Siblings, and a marker node after the last.
    Fragment(Vec<State>, web_sys::Node),
    /// What follows signals.
    Dynamic(Dynamic),
    /// A keyed list.
    Keyed(KeyedState),
}

/// A part that follows signals; `None` while what it shows is handed on.
pub struct Dynamic(Option<RenderEffect<State>>);

impl Dynamic {
    fn new(mut describe: Box<dyn CallMut<Node>>, shown: Option<State>) -> Self {
        let parent = Parent::current();
        let update = move |shown: Option<State>| {
            let _entered = parent.clone().enter();
            let node = describe.call_mut();
            let Some(mut shown) = shown else {
                return node.build();
            };
            if node.changes(&shown) {
                parent.restore_texts(&shown);
            }
            node.rebuild(&mut shown);
            shown
        };
        Self(Some(RenderEffect::new(update, shown)))
    }

    /// Its state; none while its effect runs.
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.0.as_ref()?.with_value_mut(look)
    }
}

/// A node that shows nothing and marks a place.
pub(super) fn marker() -> web_sys::Node {
    Rndr::create_placeholder().into()
}

impl Node {
    /// Whether [`Render::rebuild`] touches more of `state` than what is inside its elements. It may say so
    /// without need.
    pub(super) fn changes(&self, state: &State) -> bool {
        match (self, state) {
            (Self::Empty, State::Empty(_)) => false,
            (Self::Text(text), State::Text(_, shown)) => text != shown,
            (Self::Element(element), State::Element(state)) => !state.matches(element),
            (Self::Fragment(nodes), State::Fragment(states, _)) => changes_any(nodes, states),
            _ => true,
        }
    }
}

impl Render for Node {
    type State = State;

    fn build(self) -> State {
        match self {
            Self::Empty => State::Empty(marker()),
            Self::Text(text) => State::Text(Rndr::create_text_node(&text), text),
            Self::Element(element) => State::Element(ElementState::build(*element)),
            Self::Fragment(nodes) => {
                State::Fragment(nodes.into_iter().map(Self::build).collect(), marker())
            }
            Self::Dynamic(describe) => State::Dynamic(Dynamic::new(describe, None)),
            Self::Keyed(keyed) => State::Keyed(keyed.build()),
            Self::Built(state) => *state,
        }
    }

    fn rebuild(self, state: &mut State) {
        match (self, state) {
            (Self::Empty, State::Empty(_)) => {}
            (Self::Text(text), State::Text(node, shown)) => {
                if text != *shown {
                    Rndr::set_text(node, &text);
                    *shown = text;
                }
            }
            (Self::Element(element), State::Element(state)) if state.matches(&element) => {
                state.rebuild(*element);
            }
            (Self::Fragment(nodes), State::Fragment(states, end)) => {
                rebuild_fragment(nodes, states, end);
            }
            (Self::Dynamic(describe), State::Dynamic(dynamic)) => {
                // Its state is handed on, so that matching elements are kept.
                let shown = dynamic.0.take().and_then(|effect| effect.take_value());
                *dynamic = Dynamic::new(describe, shown);
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

fn rebuild_fragment(nodes: Vec<Node>, states: &mut Vec<State>, end: &web_sys::Node) {
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
    let Some(parent) = node.parent_node() else {
        return false;
    };
    // It may be a `DocumentFragment`, which is as good as an element for inserting into it.
    state.mount(parent.unchecked_ref(), Some(node));
    true
}

impl State {
    /// The first of its nodes.
    pub(super) fn first_node(&self) -> Option<web_sys::Node> {
        match self {
            Self::Empty(node) => Some(node.clone()),
            Self::Text(text, _) => Some(text.clone().into()),
            Self::Element(state) => Some(state.element.clone().into()),
            Self::Fragment(states, end) => match states.first() {
                Some(first) => first.first_node(),
                None => Some(end.clone()),
            },
            Self::Dynamic(dynamic) => dynamic.with(|state| state.first_node())?,
            Self::Keyed(keyed) => keyed.first_node(),
        }
    }
}

impl Rendered for State {
    fn has_detached_text(&self, parent: &web_sys::Node) -> bool {
        match self {
            Self::Empty(_) | Self::Element(_) => false,
            Self::Text(text, _) => text.parent_node().as_ref() != Some(parent),
            Self::Fragment(states, _) => states.has_detached_text(parent),
            Self::Dynamic(dynamic) => dynamic
                .with(|state| state.has_detached_text(parent))
                .unwrap_or(false),
            Self::Keyed(keyed) => keyed.has_detached_text(parent),
        }
    }

    fn collect_nodes(&self, running: Option<&dyn Rendered>, nodes: &mut Vec<web_sys::Node>) {
        match self {
            Self::Empty(node) => nodes.push(node.clone()),
            Self::Text(text, _) => nodes.push(text.clone().into()),
            Self::Element(state) => nodes.push(state.element.clone().into()),
            Self::Fragment(states, end) => {
                states.collect_nodes(running, nodes);
                nodes.push(end.clone());
            }
            Self::Dynamic(dynamic) => {
                let found = dynamic.with(|state| state.collect_nodes(running, nodes));
                if let (None, Some(running)) = (found, running) {
                    running.collect_nodes(None, nodes);
                }
            }
            Self::Keyed(keyed) => keyed.collect_nodes(running, nodes),
        }
    }
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::Empty(node) => Rndr::remove(node),
            Self::Text(text, _) => Rndr::remove(text),
            Self::Element(state) => Rndr::remove(&state.element),
            Self::Fragment(states, end) => {
                states.iter_mut().for_each(Mountable::unmount);
                Rndr::remove(end);
            }
            Self::Dynamic(dynamic) => {
                dynamic.with(Mountable::unmount);
            }
            Self::Keyed(keyed) => keyed.unmount(),
        }
    }

    fn mount(&mut self, parent: &web_sys::Element, before: Option<&web_sys::Node>) {
        match self {
            Self::Empty(node) => Rndr::insert_node(parent, node, before),
            Self::Text(text, _) => Rndr::insert_node(parent, text, before),
            Self::Element(state) => Rndr::insert_node(parent, &state.element, before),
            Self::Fragment(states, end) => {
                for state in states {
                    state.mount(parent, before);
                }
                Rndr::insert_node(parent, end, before);
            }
            Self::Dynamic(dynamic) => {
                dynamic.with(|state| state.mount(parent, before));
            }
            Self::Keyed(keyed) => keyed.mount(parent, before),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.first_node()
            .is_some_and(|first| mount_before(child, &first))
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        let mut nodes = Vec::new();
        self.collect_nodes(None, &mut nodes);
        nodes
            .into_iter()
            .filter_map(|node| node.dyn_into().ok())
            .collect()
    }
}
