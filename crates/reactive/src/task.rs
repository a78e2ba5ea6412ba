//! Asynchronous work that ends with its owner.

use leptos::reactive::owner::{Owner, WeakOwner, on_cleanup};
use leptos::task::spawn_local;
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

type SharedTask = Rc<RefCell<Task>>;

thread_local! {
    /// The tasks of each owner that are not done; the owner by its identity, which is its own until it is
    /// cleaned up. An owner keeps each cleanup function until then, and a page that is open all day begins
    /// thousands of tasks. So an owner has one function for all its tasks, and what is done is not kept.
    static OWNED: RefCell<Vec<(usize, Vec<SharedTask>)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a task with the others of its owner.
fn keep(owner: &Owner, task: SharedTask) {
    let id = owner.debug_id();
    let is_first = OWNED.with_borrow_mut(|all| {
        for (other, tasks) in &mut *all {
            if *other == id {
                tasks.push(task);
                return false;
            }
        }
        all.push((id, vec![task]));
        true
    });
    if is_first {
        // Cleanup functions run before the owner's signals are disposed: destructors in the futures may still
        // use them.
        owner.with(|| on_cleanup(move || drop_all(id)));
    }
}

/// Drops all tasks of an owner.
fn drop_all(id: usize) {
    let tasks = OWNED.with_borrow_mut(|all| {
        let at = all.iter().position(|(other, _)| *other == id);
        at.map(|at| all.swap_remove(at).1)
    });
    // The list is not borrowed any more: destructors may spawn.
    for task in tasks.unwrap_or_default() {
        drop(task.replace(Task::Done));
    }
}

/// Stops keeping a task that is done.
fn release(task: &SharedTask) {
    OWNED.with_borrow_mut(|all| {
        for (_, tasks) in all {
            if let Some(at) = tasks.iter().position(|kept| Rc::ptr_eq(kept, task)) {
                tasks.swap_remove(at);
                return;
            }
        }
    });
}

#[inline(never)]
fn spawn(owner: &Owner, future: BoxFuture) {
    let task = Rc::new(RefCell::new(Task::Waiting(future)));
    keep(owner, task.clone());
    let owner = owner.downgrade();
    spawn_local(poll_fn(move |context| poll(&task, &owner, context)));
}

fn poll(task: &SharedTask, owner: &WeakOwner, context: &mut Context<'_>) -> Poll<()> {
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
        release(task);
        drop(task.replace(Task::Done));
        drop(future);
        return Poll::Ready(());
    }
    drop(task.replace(Task::Waiting(future)));
    Poll::Pending
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use any_spawner::Executor;
    use std::future::{pending, ready};

    fn kept() -> Vec<usize> {
        OWNED.with_borrow(|all| all.iter().map(|(_, tasks)| tasks.len()).collect())
    }

    #[test]
    fn an_owner_keeps_what_is_not_done_and_nothing_else() {
        _ = Executor::init_futures_executor();
        let (owner, other) = (Owner::new(), Owner::new());
        for _ in 0..100 {
            owner.with(|| spawn_scoped(ready(())));
            Executor::poll_local();
        }
        assert_eq!(kept(), [0]);
        owner.with(|| spawn_scoped(pending()));
        other.with(|| spawn_scoped(pending()));
        other.with(|| spawn_scoped(ready(())));
        Executor::poll_local();
        assert_eq!(kept(), [1, 1]);
        owner.cleanup();
        assert_eq!(kept(), [1]);
        // An owner goes on after its cleanup: the closure of a view runs again.
        owner.with(|| spawn_scoped(pending()));
        assert_eq!(kept(), [1, 1]);
        drop((owner, other));
        assert!(kept().is_empty());
    }
}
