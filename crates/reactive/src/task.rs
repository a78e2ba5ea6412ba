//! Asynchronous work that ends with its owner.

use leptos::reactive::owner::{Owner, WeakOwner, on_cleanup};
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::StoredValue;

/// Runs `future` in the background until the current owner is cleaned up, which drops it.
///
/// The owner is current each time the future is polled. So code after an `.await` can read and create signals
/// as it could before: had the owner been cleaned up meanwhile, the code would not run. Without a current
/// owner the future runs to its end.
///
/// In an event handler the current owner is the element's; in a closure of a view it is the closure's, which
/// is cleaned up each time the closure runs. For work of a whole component, take a [`Scope`] when the
/// component is created. Work whose outcome must always be reported, such as a write, needs an owner that
/// lives long enough, or `spawn_local` with `try_` accesses.
///
/// `spawn_local_scoped_with_cancellation` of Leptos differs in two ways: its task keeps the owner alive, so
/// that an owner that ends by being dropped (a row of a keyed list) does not end before the task; and the
/// future is dropped a moment later.
pub fn spawn_scoped(future: impl Future<Output = ()> + 'static) {
    match Owner::current() {
        Some(owner) => spawn(&owner, Box::pin(future)),
        None => spawn_local(future),
    }
}

/// A handle on an owner, to spawn work that ends with it from wherever the handle was copied to.
#[derive(Clone, Copy)]
pub struct Scope(StoredValue<Option<WeakOwner>>);

impl Scope {
    /// The scope of the current owner.
    pub fn current() -> Self {
        Self(StoredValue::new(
            Owner::current().map(|owner| owner.downgrade()),
        ))
    }

    /// Runs `future` in the background until the owner is cleaned up, see [`spawn_scoped`]. If that has
    /// happened already, the future is dropped at once.
    pub fn spawn(self, future: impl Future<Output = ()> + 'static) {
        if let Some(owner) = self
            .0
            .try_get_value()
            .flatten()
            .and_then(|owner| owner.upgrade())
        {
            spawn(&owner, Box::pin(future));
        }
    }
}

type BoxFuture = Pin<Box<dyn Future<Output = ()>>>;

/// A future that may be dropped by two: by its task when it is ready, and by its owner.
enum Task {
    Waiting(BoxFuture),
    /// It is polled at this moment.
    Running,
    /// It is dropped, or will be as soon as it is not polled any more.
    Done,
}

#[inline(never)]
fn spawn(owner: &Owner, future: BoxFuture) {
    let task = Rc::new(RefCell::new(Task::Waiting(future)));
    let handle = SendWrapper::new(task.clone());
    // Cleanup functions run before the owner's signals are disposed: destructors in the future may still use
    // them.
    owner.with(|| on_cleanup(move || drop(handle.replace(Task::Done))));
    let owner = owner.downgrade();
    spawn_local(poll_fn(move |context| poll(&task, &owner, context)));
}

fn poll(task: &RefCell<Task>, owner: &WeakOwner, context: &mut Context<'_>) -> Poll<()> {
    let Some(owner) = owner.upgrade() else {
        return Poll::Ready(());
    };
    let Task::Waiting(mut future) = task.replace(Task::Running) else {
        drop(task.replace(Task::Done));
        return Poll::Ready(());
    };
    let result = owner.with(|| future.as_mut().poll(context));
    let is_done = result.is_ready() || matches!(*task.borrow(), Task::Done);
    if is_done {
        drop(task.replace(Task::Done));
        drop(future);
        return Poll::Ready(());
    }
    drop(task.replace(Task::Waiting(future)));
    Poll::Pending
}
