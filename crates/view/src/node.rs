//! The description of a part of a page.

use super::element::Element;
use super::keyed::Keyed;
use super::state::State;
use console_reactive::CallMut;
use std::borrow::Cow;

/// A part of a page, described but not yet in the document.
pub enum Node {
    /// Nothing; a marker node keeps its place.
    Empty,
    /// A text.
    Text(Cow<'static, str>),
    /// An element.
    Element(Box<Element>),
    /// Siblings without an element around them.
    Fragment(Vec<Node>),
    /// Described anew whenever a signal changes that the closure has read.
    Dynamic(Box<dyn CallMut<Node>>),
    /// A keyed list.
    Keyed(Box<Keyed>),
    /// What was built before and is not in the document: an element, or several.
    Built(Box<State>),
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
