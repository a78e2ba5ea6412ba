//! Asynchronous work that ends with its owner.

use leptos::reactive::owner::{Owner, WeakOwner, on_cleanup};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
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

/// The tasks of an owner that are not done.
struct OwnedTasks {
    key: u32,
    owner: WeakOwner,
    tasks: Vec<SharedTask>,
}

thread_local! {
    /// An owner keeps each cleanup function until it is cleaned up, and a page that is open all day begins
    /// thousands of tasks. So an owner gets one function for all its tasks, and what is done is not kept.
    static OWNED: RefCell<Vec<OwnedTasks>> = const { RefCell::new(Vec::new()) };
    static NEXT_KEY: Cell<u32> = const { Cell::new(0) };
}

/// Keeps a task with the others of its owner. Returns the key of these.
fn keep(owner: &Owner, task: &SharedTask) -> u32 {
    let known = OWNED.with_borrow_mut(|all| {
        let of_owner = all
            .iter_mut()
            .find(|owned| owned.owner.upgrade().as_ref() == Some(owner))?;
        of_owner.tasks.push(task.clone());
        Some(of_owner.key)
    });
    known.unwrap_or_else(|| {
        let key = NEXT_KEY.get();
        NEXT_KEY.set(key.wrapping_add(1));
        OWNED.with_borrow_mut(|all| {
            all.push(OwnedTasks {
                key,
                owner: owner.downgrade(),
                tasks: vec![task.clone()],
            });
        });
        // Cleanup functions run before the owner's signals are disposed: destructors in the futures may still
        // use them.
        owner.with(|| on_cleanup(move || drop_all(key)));
        key
    })
}

/// Drops all tasks under this key, which is not used again.
fn drop_all(key: u32) {
    let owned = OWNED.with_borrow_mut(|all| {
        let at = all.iter().position(|owned| owned.key == key)?;
        Some(all.swap_remove(at))
    });
    // The list is not borrowed any more: destructors may spawn.
    for task in owned.into_iter().flat_map(|owned| owned.tasks) {
        drop(task.replace(Task::Done));
    }
}

/// Stops keeping a task that is done.
fn release(key: u32, task: &SharedTask) {
    OWNED.with_borrow_mut(|all| {
        if let Some(owned) = all.iter_mut().find(|owned| owned.key == key) {
            owned.tasks.retain(|kept| !Rc::ptr_eq(kept, task));
        }
    });
}

#[inline(never)]
fn spawn(owner: &Owner, future: BoxFuture) {
    let task = Rc::new(RefCell::new(Task::Waiting(future)));
    let key = keep(owner, &task);
    let owner = owner.downgrade();
    spawn_local(poll_fn(move |context| poll(&task, key, &owner, context)));
}

fn poll(task: &SharedTask, key: u32, owner: &WeakOwner, context: &mut Context<'_>) -> Poll<()> {
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
        release(key, task);
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
        OWNED.with_borrow(|all| all.iter().map(|owned| owned.tasks.len()).collect())
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
