//! Attributes, classes, properties and listeners on elements in the document.

use super::value::Value;
use console_reactive::RenderEffect;
use leptos::prelude::Owner;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use std::borrow::Cow;
use wasm_bindgen::{JsCast, JsValue};

/// Where a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An attribute.
    Attribute,
    /// One class among others.
    Class,
    /// A property of the JavaScript object.
    Property,
}

/// What an element has besides its fixed attributes.
pub(super) enum Attribute {
    /// A value.
    Set {
        place: Place,
        name: &'static str,
        value: Value,
    },
    /// Something that hears an event.
    Listener {
        name: Cow<'static, str>,
        handler: Box<dyn FnMut(web_sys::Event)>,
    },
    /// Something that wants to know the element.
    Reference(Box<dyn FnOnce(&web_sys::Element)>),
}

/// The same on an element in the document.
pub(super) enum Attached {
    /// A value that stays until the element is described anew.
    Still(Place, &'static str, Value),
    /// A value that follows signals.
    Changing(Place, &'static str, RenderEffect<Value>),
    /// It is removed when this is dropped.
    Listener(
        Cow<'static, str>,
        #[expect(dead_code, reason = "held to be dropped")] RemoveEventHandler<web_sys::Element>,
    ),
    /// The element was handed on.
    Reference,
}

impl Attribute {
    /// Puts it on an element that has nothing of it yet.
    pub(super) fn attach(self, element: &web_sys::Element) -> Attached {
        self.put(element, Value::Absent)
    }

    /// Whether it can take the place of `attached`.
    pub(super) fn fits(&self, attached: &Attached) -> bool {
        match (self, attached) {
            (
                Self::Set { place, name, .. },
                Attached::Still(there, known, _) | Attached::Changing(there, known, _),
            ) => place == there && name == known,
            (Self::Listener { name, .. }, Attached::Listener(known, _)) => name == known,
            (Self::Reference(_), Attached::Reference) => true,
            _ => false,
        }
    }

    /// Puts it in the place of one that it fits.
    pub(super) fn replace(self, element: &web_sys::Element, attached: &mut Attached) {
        let before = match std::mem::replace(attached, Attached::Reference) {
            Attached::Still(.., value) => value,
            Attached::Changing(.., effect) => effect.take_value().unwrap_or(Value::Absent),
            // A listener of before is removed here.
            Attached::Listener(..) | Attached::Reference => Value::Absent,
        };
        *attached = self.put(element, before);
    }

    fn put(self, element: &web_sys::Element, before: Value) -> Attached {
        match self {
            Self::Set {
                place,
                name,
                value: Value::Changing(ask),
            } => Attached::Changing(
                place,
                name,
                follow(element.clone(), place, name, before, ask),
            ),
            Self::Set { place, name, value } => {
                if !value.is(&before) {
                    set(element, place, name, &value);
                }
                Attached::Still(place, name, value)
            }
            Self::Listener { name, mut handler } => {
                // What a handler makes belongs to whom the element belongs.
                let owner = Owner::current().unwrap_or_default();
                let handler =
                    Box::new(move |event: JsValue| owner.with(|| handler(event.unchecked_into())));
                let listener = Rndr::add_event_listener(element, &name, handler);
                Attached::Listener(name, listener)
            }
            Self::Reference(hand_on) => {
                hand_on(element);
                Attached::Reference
            }
        }
    }
}

fn follow(
    element: web_sys::Element,
    place: Place,
    name: &'static str,
    before: Value,
    mut ask: Box<dyn FnMut() -> Value>,
) -> RenderEffect<Value> {
    let update = move |before: Option<Value>| {
        let value = ask().settle();
        if !before.is_some_and(|before| value.is(&before)) {
            set(&element, place, name, &value);
        }
        value
    };
    RenderEffect::new(update, Some(before))
}

fn set(element: &web_sys::Element, place: Place, name: &str, value: &Value) {
    match place {
        Place::Attribute => match value {
            Value::Text(text) => Rndr::set_attribute(element, name, text),
            Value::Flag(true) => Rndr::set_attribute(element, name, ""),
            _ => Rndr::remove_attribute(element, name),
        },
        Place::Class => {
            // It fails for names with spaces only.
            let _ = element
                .class_list()
                .toggle_with_force(name, matches!(value, Value::Flag(true)));
        }
        Place::Property => {
            let value = match value {
                Value::Text(text) => JsValue::from_str(text),
                Value::Flag(flag) => JsValue::from_bool(*flag),
                _ => JsValue::NULL,
            };
            Rndr::set_property(element, name, &value);
        }
    }
}
