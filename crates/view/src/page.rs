//! Where the console's views meet Leptos: in its router, and where the page begins.

use super::into_view::{IntoView, shown};
use super::node::Node;
use super::state::State;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::{AddAnyAttr, Render, RenderHtml};
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Position, PositionState};
use send_wrapper::SendWrapper;

/// A view of ours, for the router. It is made where it is shown: in the one thread that a page has.
pub struct Page(SendWrapper<Node>);

impl Page {
    /// What a component without properties shows.
    pub fn of<V: IntoView>(component: impl FnOnce() -> V) -> Self {
        Self(SendWrapper::new(shown(component)))
    }
}

impl Render for Page {
    type State = State;

    fn build(self) -> State {
        self.0.take().build()
    }

    fn rebuild(self, state: &mut State) {
        self.0.take().rebuild(state);
    }
}

impl AddAnyAttr for Page {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

/// The console is shown by browsers only, which make no HTML of it.
impl RenderHtml for Page {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
