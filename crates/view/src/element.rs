//! The description of an element.

#![expect(
    clippy::unnecessary_box_returns,
    reason = "an element is built in the box in which `Node` keeps it"
)]

use super::attribute::{Attribute, AttributeKind};
use super::node::Node;
use super::value::{IntoValue, Value};
use leptos::ev::{EventDescriptor, Targeted};
use leptos::html::ElementType;
use leptos::tachys::html::node_ref::NodeRefContainer;
use std::borrow::Cow;
use wasm_bindgen::JsCast;

/// Names and values of attributes that never change.
pub(super) type StaticAttributes = &'static [(&'static str, &'static str)];

/// A handler of events; see [`CallMut`](console_reactive::CallMut) for why it is not `dyn FnMut`.
pub(super) trait Handle {
    fn handle(&mut self, event: web_sys::Event);
}

impl<F: FnMut(web_sys::Event)> Handle for F {
    fn handle(&mut self, event: web_sys::Event) {
        self(event);
    }
}

/// The description of an element; [`view!`](crate::prelude::view) writes the calls.
pub struct Element {
    pub(super) tag: &'static str,
    pub(super) namespace: Option<&'static str>,
    pub(super) static_attributes: StaticAttributes,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Node>,
}

/// An HTML element with its static attributes.
pub fn element(tag: &'static str, static_attributes: StaticAttributes) -> Box<Element> {
    create(tag, None, static_attributes)
}

/// An SVG element with its static attributes.
pub fn svg_element(tag: &'static str, static_attributes: StaticAttributes) -> Box<Element> {
    create(tag, Some("http://www.w3.org/2000/svg"), static_attributes)
}

#[inline(never)]
fn create(
    tag: &'static str,
    namespace: Option<&'static str>,
    static_attributes: StaticAttributes,
) -> Box<Element> {
    Box::new(Element {
        tag,
        namespace,
        static_attributes,
        attributes: Vec::new(),
        children: Vec::new(),
    })
}

impl Element {
    /// Sets an attribute; `false` and `None` leave it out.
    pub fn attribute(self: Box<Self>, name: &'static str, value: impl IntoValue) -> Box<Self> {
        self.set(AttributeKind::Attribute, name, value.into_value())
    }

    /// Sets a class while `value` is `true`.
    pub fn class(self: Box<Self>, name: &'static str, value: impl IntoValue) -> Box<Self> {
        self.set(AttributeKind::Class, name, value.into_value())
    }

    /// Sets a property of the DOM object.
    pub fn property(self: Box<Self>, name: &'static str, value: impl IntoValue) -> Box<Self> {
        self.set(AttributeKind::Property, name, value.into_value())
    }

    /// Adds an event listener.
    pub fn on<E>(
        self: Box<Self>,
        event: E,
        mut handler: impl FnMut(E::EventType) + 'static,
    ) -> Box<Self>
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listen(
            event.name(),
            Box::new(move |event: web_sys::Event| handler(event.unchecked_into())),
        )
    }

    /// Adds an event listener whose event knows the type of its current target.
    pub fn on_target<E, T>(
        self: Box<Self>,
        event: E,
        mut handler: impl FnMut(Targeted<E::EventType, T::Output>) + 'static,
    ) -> Box<Self>
    where
        E: EventDescriptor,
        E::EventType: JsCast,
        T: ElementType,
    {
        self.on(event, move |event| handler(Targeted::from(event)))
    }

    /// Loads a `NodeRef` with the DOM element.
    pub fn node_ref<E: ElementType>(
        self: Box<Self>,
        node_ref: impl NodeRefContainer<E>,
    ) -> Box<Self> {
        self.add(Attribute::NodeRef(Box::new(
            move |element: &web_sys::Element| {
                node_ref.load(element);
            },
        )))
    }

    /// Adds a text as a child.
    #[inline(never)]
    pub fn text(self: Box<Self>, text: &'static str) -> Box<Self> {
        self.node(Node::Text(Cow::Borrowed(text)))
    }

    /// Adds an element as a child.
    #[inline(never)]
    pub fn child(self: Box<Self>, element: Box<Self>) -> Box<Self> {
        self.node(Node::Element(element))
    }

    /// Adds any node as a child.
    #[inline(never)]
    pub fn node(mut self: Box<Self>, node: Node) -> Box<Self> {
        self.children.push(node);
        self
    }

    #[inline(never)]
    fn set(self: Box<Self>, kind: AttributeKind, name: &'static str, value: Value) -> Box<Self> {
        self.add(Attribute::Set { kind, name, value })
    }

    #[inline(never)]
    fn listen(self: Box<Self>, name: Cow<'static, str>, handler: Box<dyn Handle>) -> Box<Self> {
        self.add(Attribute::Listener { name, handler })
    }

    #[inline(never)]
    fn add(mut self: Box<Self>, attribute: Attribute) -> Box<Self> {
        self.attributes.push(attribute);
        self
    }
}
