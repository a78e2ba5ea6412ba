//! Leptos's components and `view!` syntax with far less code in the bundle.
//!
//! `use console_view::prelude::*` takes the place of `leptos::prelude::*`: signals and effects come from
//! `console_reactive`, and [`view!`](prelude::view), [`IntoView`], [`AnyView`], children, [`Show`] and
//! [`For`] from this crate. Leptos compiles every element, attribute and closure to a type with code of its
//! own; here they are data of a few types ([`Node`], [`Value`]), which one piece of code renders. `README.md`
//! says what differs from Leptos, what that saves and costs, and how to go back.
//!
//! `node`, `element` and `value` describe; `state`, `element_state`, `attribute` and `keyed` are what is in
//! the document; `parent` repairs text nodes that a translator has replaced.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

mod attribute;
mod children;
mod element;
mod element_state;
mod for_each;
mod into_view;
mod keyed;
mod node;
mod order;
mod page;
mod parent;
mod show;
mod state;
mod value;

pub use children::{Children, ChildrenFn, ToChildren, ViewFn, ViewFnOnce};
pub use element::{Element, element, svg_element};
pub use for_each::{For, ForProps};
pub use into_view::{CollectView, IntoView, render_component};
pub use keyed::Keyed;
pub use node::Node;
pub use page::Page;
pub use show::{Show, ShowProps, When};
pub use value::{IntoValue, Value};

/// Any view: all views have the same type.
pub type AnyView = Node;

/// Everything needed to write components.
pub mod prelude {
    pub use super::{
        AnyView, Children, ChildrenFn, CollectView, For, ForProps, IntoView, Node, Page, Show,
        ShowProps, ViewFn, ViewFnOnce,
    };
    pub use console_reactive::prelude::*;
    pub use console_view_macros::view;
    pub use leptos::component;
    pub use leptos::html;
}
