//! Attributes, classes, properties and listeners on elements in the document.

use super::element::Handle;
use super::value::Value;
use console_reactive::{CallMut, RenderEffect};
use leptos::prelude::Owner;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use std::borrow::Cow;
use wasm_bindgen::{JsCast, JsValue};

/// What a value is set as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AttributeKind {
    /// An attribute.
    Attribute,
    /// One class in the element's list of classes.
    Class,
    /// A property of the JavaScript object.
    Property,
}

/// What an element has besides its static attributes.
pub(super) enum Attribute {
    /// An attribute, class or property.
    Set {
        kind: AttributeKind,
        name: &'static str,
        value: Value,
    },
    /// An event listener.
    Listener {
        name: Cow<'static, str>,
        handler: Box<dyn Handle>,
    },
    /// A `NodeRef` to load.
    NodeRef(Box<dyn FnOnce(&web_sys::Element)>),
}

/// An [`Attribute`] on an element in the document.
pub(super) enum AttributeState {
    /// A value that stays until the element is rebuilt.
    Static(AttributeKind, &'static str, Value),
    /// A value that follows signals.
    Dynamic(AttributeKind, &'static str, RenderEffect<Value>),
    /// A listener; dropping it removes it.
    Listener(
        Cow<'static, str>,
        #[expect(dead_code, reason = "held to be dropped")] RemoveEventHandler<web_sys::Element>,
    ),
    /// A `NodeRef` that is loaded.
    NodeRef,
}

impl Attribute {
    /// Sets it on a new element.
    pub(super) fn build(self, element: &web_sys::Element) -> AttributeState {
        self.apply(element, Value::Absent)
    }

    /// Whether [`Self::rebuild`] can update `state`: same kind and same name.
    pub(super) fn matches(&self, state: &AttributeState) -> bool {
        match (self, state) {
            (
                Self::Set { kind, name, .. },
                AttributeState::Static(old_kind, old_name, _)
                | AttributeState::Dynamic(old_kind, old_name, _),
            ) => kind == old_kind && name == old_name,
            (Self::Listener { name, .. }, AttributeState::Listener(old_name, _)) => {
                name == old_name
            }
            (Self::NodeRef(_), AttributeState::NodeRef) => true,
            _ => false,
        }
    }

    /// Updates a state that [`Self::matches`].
    pub(super) fn rebuild(self, element: &web_sys::Element, state: &mut AttributeState) {
        let before = match std::mem::replace(state, AttributeState::NodeRef) {
            AttributeState::Static(.., value) => value,
            AttributeState::Dynamic(.., effect) => effect.take_value().unwrap_or(Value::Absent),
            // Dropping the state removes the old listener.
            AttributeState::Listener(..) | AttributeState::NodeRef => Value::Absent,
        };
        *state = self.apply(element, before);
    }

    fn apply(self, element: &web_sys::Element, before: Value) -> AttributeState {
        match self {
            Self::Set {
                kind,
                name,
                value: Value::Dynamic(compute),
            } => AttributeState::Dynamic(
                kind,
                name,
                render_effect(element.clone(), kind, name, before, compute),
            ),
            Self::Set { kind, name, value } => {
                if value != before {
                    set(element, kind, name, &value);
                }
                AttributeState::Static(kind, name, value)
            }
            Self::Listener { name, mut handler } => {
                // Signals that a handler creates belong to the owner of the element.
                let owner = Owner::current().unwrap_or_default();
                let handler = Box::new(move |event: JsValue| {
                    owner.with(|| handler.handle(event.unchecked_into()));
                });
                let listener = Rndr::add_event_listener(element, &name, handler);
                AttributeState::Listener(name, listener)
            }
            Self::NodeRef(load) => {
                load(element);
                AttributeState::NodeRef
            }
        }
    }
}

fn render_effect(
    element: web_sys::Element,
    kind: AttributeKind,
    name: &'static str,
    before: Value,
    mut compute: Box<dyn CallMut<Value>>,
) -> RenderEffect<Value> {
    let update = move |before: Option<Value>| {
        let value = compute.call_mut().resolve();
        if before.as_ref() != Some(&value) {
            set(&element, kind, name, &value);
        }
        value
    };
    RenderEffect::new(update, Some(before))
}

fn set(element: &web_sys::Element, kind: AttributeKind, name: &str, value: &Value) {
    match kind {
        AttributeKind::Attribute => match value {
            Value::Text(text) => Rndr::set_attribute(element, name, text),
            Value::Flag(true) => Rndr::set_attribute(element, name, ""),
            _ => Rndr::remove_attribute(element, name),
        },
        AttributeKind::Class => {
            // It fails only for names that contain spaces.
            let _ = element
                .class_list()
                .toggle_with_force(name, matches!(value, Value::Flag(true)));
        }
        AttributeKind::Property => {
            let value = match value {
                Value::Text(text) => JsValue::from_str(text),
                Value::Flag(flag) => JsValue::from_bool(*flag),
                _ => JsValue::NULL,
            };
            Rndr::set_property(element, name, &value);
        }
    }
}
