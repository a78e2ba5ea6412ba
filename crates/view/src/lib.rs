//! What pages are made of: Leptos's signals, effects and components, with views that take little code.
//!
//! `use crate::prelude::*` is `leptos::prelude` with what describes the page replaced by this module's own: [`view!`], [`IntoView`],
//! [`AnyView`], children, [`Show`] and [`For`]. The syntax is the same. The difference is that Leptos makes a type, and code for it,
//! of every element, attribute and closure, while here they are data of a few types, with one piece of code for all
//! ([`node`], [`state`]). `README.md` tells what that is worth.

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
mod for_each;
mod into_view;
mod keyed;
mod node;
mod page;
mod show;
mod state;
mod value;

pub use children::{Children, ChildrenFn, ToChildren, ViewFn, ViewFnOnce};
pub use element::{Element, drawn, element};
pub use for_each::{For, ForProps};
pub use into_view::{CollectView, IntoView, shown};
pub use keyed::Keyed;
pub use node::Node;
pub use page::Page;
pub use show::{Show, ShowProps, When};
pub use value::{IntoValue, Value};

/// A described part of a page.
pub type AnyView = Node;

/// Everything that a page or a part of one is written with.
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
