//! A part of a page, described.

use super::element::Element;
use super::keyed::Keyed;
use std::borrow::Cow;

/// A part of a page, described but not made.
pub enum Node {
    /// Nothing to see.
    Nothing,
    /// Words.
    Text(Cow<'static, str>),
    /// An element.
    Element(Box<Element>),
    /// Parts in a row.
    Several(Vec<Node>),
    /// A part that is described anew when a signal changes that its description reads.
    Changing(Box<dyn FnMut() -> Node>),
    /// A list whose items are recognized when it changes.
    Keyed(Box<Keyed>),
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
