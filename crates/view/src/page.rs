//! Views of this crate inside views of Leptos: where the app is mounted, and in the router.

use super::into_view::{IntoView, render_component};
use super::node::Node;
use super::parent::Parent;
use super::state::State;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::{AddAnyAttr, Render, RenderHtml};
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Position, PositionState};
use send_wrapper::SendWrapper;

/// A view of this crate as one of Leptos. It is created and rendered in the only thread that a page has. Its
/// outermost nodes stand among nodes of Leptos, so they should be elements: text nodes among them are not
/// restored when a translator replaces them.
pub struct Page(SendWrapper<Node>);

impl Page {
    /// Renders a component without properties.
    pub fn of<V: IntoView>(component: impl FnOnce() -> V) -> Self {
        Self(SendWrapper::new(render_component(component)))
    }
}

impl Render for Page {
    type State = State;

    fn build(self) -> State {
        let _entered = Parent::none().enter();
        self.0.take().build()
    }

    fn rebuild(self, state: &mut State) {
        let _entered = Parent::none().enter();
        self.0.take().rebuild(state);
    }
}

impl AddAnyAttr for Page {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

/// Only browsers render these views: there is no HTML to make on a server.
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
