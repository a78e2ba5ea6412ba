//! An element of the page, described.

#![expect(
    clippy::unnecessary_box_returns,
    reason = "a description is built in the box in which it is kept"
)]

use super::attribute::{Attribute, Place};
use super::node::Node;
use super::value::{IntoValue, Value};
use leptos::ev::{EventDescriptor, Targeted};
use leptos::html::ElementType;
use leptos::tachys::html::node_ref::NodeRefContainer;
use std::borrow::Cow;
use wasm_bindgen::JsCast;

/// Attributes that never change: name and value.
pub(super) type Fixed = &'static [(&'static str, &'static str)];

/// An element, described.
pub struct Element {
    pub(super) tag: &'static str,
    pub(super) namespace: Option<&'static str>,
    pub(super) fixed: Fixed,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Node>,
}

/// An element of HTML with attributes that never change.
pub fn element(tag: &'static str, fixed: Fixed) -> Box<Element> {
    make(tag, None, fixed)
}

/// An element of SVG with attributes that never change.
pub fn drawn(tag: &'static str, fixed: Fixed) -> Box<Element> {
    make(tag, Some("http://www.w3.org/2000/svg"), fixed)
}

#[inline(never)]
fn make(tag: &'static str, namespace: Option<&'static str>, fixed: Fixed) -> Box<Element> {
    Box::new(Element {
        tag,
        namespace,
        fixed,
        attributes: Vec::new(),
        children: Vec::new(),
    })
}

impl Element {
    /// Adds an attribute; `false` and `None` leave it out.
    pub fn attribute(self: Box<Self>, name: &'static str, value: impl IntoValue) -> Box<Self> {
        self.set(Place::Attribute, name, value.into_value())
    }

    /// Adds a class while `value` is `true`.
    pub fn class(self: Box<Self>, name: &'static str, value: impl IntoValue) -> Box<Self> {
        self.set(Place::Class, name, value.into_value())
    }

    /// Sets a property of the element in the document.
    pub fn property(self: Box<Self>, name: &'static str, value: impl IntoValue) -> Box<Self> {
        self.set(Place::Property, name, value.into_value())
    }

    /// Lets `handler` hear an event.
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

    /// Lets `handler` hear an event, which knows what element it is on.
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

    /// Hands the element in the document to `reference`.
    pub fn reference<E: ElementType>(
        self: Box<Self>,
        reference: impl NodeRefContainer<E>,
    ) -> Box<Self> {
        self.add(Attribute::Reference(Box::new(
            move |element: &web_sys::Element| {
                reference.load(element);
            },
        )))
    }

    /// Adds words.
    #[inline(never)]
    pub fn text(self: Box<Self>, text: &'static str) -> Box<Self> {
        self.node(Node::Text(Cow::Borrowed(text)))
    }

    /// Adds an element.
    #[inline(never)]
    pub fn child(self: Box<Self>, element: Box<Self>) -> Box<Self> {
        self.node(Node::Element(element))
    }

    /// Adds any part.
    #[inline(never)]
    pub fn node(mut self: Box<Self>, node: Node) -> Box<Self> {
        self.children.push(node);
        self
    }

    #[inline(never)]
    fn set(self: Box<Self>, place: Place, name: &'static str, value: Value) -> Box<Self> {
        self.add(Attribute::Set { place, name, value })
    }

    #[inline(never)]
    fn listen(
        self: Box<Self>,
        name: Cow<'static, str>,
        handler: Box<dyn FnMut(web_sys::Event)>,
    ) -> Box<Self> {
        self.add(Attribute::Listener { name, handler })
    }

    #[inline(never)]
    fn add(mut self: Box<Self>, attribute: Attribute) -> Box<Self> {
        self.attributes.push(attribute);
        self
    }
}
