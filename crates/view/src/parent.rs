//! The element around what an effect renders, and text nodes that something else has replaced in it.
//!
//! Browsers that translate a page replace its text nodes: `text` becomes `<font><font>Text</font></font>`,
//! and the node that the view layer holds is no longer in the document. Writing into it would show nothing,
//! inserting before it would fail, and removing it would leave the translation behind. So before an effect
//! changes what stands directly in an element, it looks whether its text nodes are still children of that
//! element. If one is not, the element's text nodes are put back in place of whatever has replaced them, and
//! then the change goes on as usual; the browser translates the new text again.
//!
//! Where a text node belongs follows from the states of the element's children: between the nearest nodes
//! before and after it that are still where they were put. Nothing is kept for each text node, and while
//! nothing has been replaced, a change of a text costs one look at its parent.

use super::element_state::ElementState;
use super::state::State;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

thread_local! {
    /// The element whose children are being built.
    static CURRENT: RefCell<Parent> = RefCell::new(Parent::none());
}

/// The element around something, if it is one of this crate. It does not keep the element's state alive.
#[derive(Clone)]
pub(super) struct Parent(Weak<ElementState>);

/// Makes another element the current parent again when it is dropped.
pub(super) struct Entered(Parent);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| std::mem::swap(current, &mut self.0));
    }
}

impl Parent {
    /// No element of this crate: what is rendered next stands in a page of Leptos.
    pub(super) fn none() -> Self {
        Self(Weak::new())
    }

    /// An element.
    pub(super) fn of(element: &Rc<ElementState>) -> Self {
        Self(Rc::downgrade(element))
    }

    /// The element whose children are being built.
    pub(super) fn current() -> Self {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Makes this the current parent until the guard is dropped.
    pub(super) fn enter(self) -> Entered {
        Entered(CURRENT.replace(self))
    }

    /// Puts replaced text nodes back into the element if some that belong to `running` are missing. `running`
    /// is what the calling effect has rendered: effects lend out their state while they run, so that it
    /// cannot be found from above.
    #[inline(never)]
    pub(super) fn restore_texts(&self, running: &dyn Rendered) {
        if let Some(element) = self.0.upgrade()
            && running.has_detached_text(&element.element)
        {
            element.restore(Some(running));
        }
    }
}

/// What consists of nodes in the document.
pub(super) trait Rendered {
    /// Whether the parent of one of its own text nodes is another one than `parent`.
    fn has_detached_text(&self, parent: &web_sys::Node) -> bool;

    /// Adds its outermost nodes in their order. `running` takes the place of the state that an effect has
    /// lent out.
    fn collect_nodes(&self, running: Option<&dyn Rendered>, nodes: &mut Vec<web_sys::Node>);
}

impl Rendered for [State] {
    fn has_detached_text(&self, parent: &web_sys::Node) -> bool {
        self.iter().any(|state| state.has_detached_text(parent))
    }

    fn collect_nodes(&self, running: Option<&dyn Rendered>, nodes: &mut Vec<web_sys::Node>) {
        for state in self {
            state.collect_nodes(running, nodes);
        }
    }
}

/// Makes `nodes` children of `parent` again, in their order, and removes whatever stands where one of them
/// was missing.
#[inline(never)]
pub(super) fn restore(parent: &web_sys::Node, nodes: &[web_sys::Node]) {
    let is_in_place = |node: &web_sys::Node| node.parent_node().as_ref() == Some(parent);
    let mut previous: Option<&web_sys::Node> = None;
    let mut rest = nodes;
    while let Some(node) = rest.first() {
        if is_in_place(node) {
            previous = Some(node);
            rest = &rest[1..];
            continue;
        }
        let missing = rest.iter().position(is_in_place).unwrap_or(rest.len());
        let (missing, after) = rest.split_at(missing);
        let next = after.first();
        loop {
            let replacement = match previous {
                Some(previous) => previous.next_sibling(),
                None => parent.first_child(),
            };
            match replacement {
                Some(replacement) if Some(&replacement) != next => {
                    if parent.remove_child(&replacement).is_err() {
                        break;
                    }
                }
                _ => break,
            }
        }
        for node in missing {
            // It fails only for a node that cannot be a child of this one, and it was one.
            let _ = parent.insert_before(node, next);
        }
        rest = after;
    }
}
