//! Asynchronous work that ends with its owner.

#![cfg(not(target_arch = "wasm32"))]

use any_spawner::Executor;
use console_reactive::prelude::*;
use futures::channel::oneshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Runs `test` with the executor, which every thread of tests shares the settings of.
fn with_executor(test: impl FnOnce()) {
    _ = Executor::init_futures_executor();
    test();
}

/// Polls what can go on.
fn settle() {
    for _ in 0..4 {
        Executor::poll_local();
    }
}

/// Counts how often it was dropped.
struct Dropped(Rc<Cell<u32>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn code_after_an_await_sees_the_owner_and_its_signals() {
    with_executor(|| {
        let owner = Owner::new();
        let (answer, waiting) = oneshot::channel::<u32>();
        let seen = Rc::new(RefCell::new(Vec::new()));
        owner.with(|| {
            provide_context("context");
            let signal = RwSignal::new(1);
            let seen = seen.clone();
            spawn_scoped(async move {
                let number = waiting.await.unwrap_or_default();
                let context = use_context::<&str>();
                seen.borrow_mut()
                    .push((signal.get_untracked() + number, context));
            });
        });
        settle();
        assert!(seen.borrow().is_empty());
        answer.send(41).unwrap();
        settle();
        assert_eq!(*seen.borrow(), [(42, Some("context"))]);
    });
}

#[test]
fn a_future_is_dropped_at_once_when_its_owner_is_cleaned_up() {
    with_executor(|| {
        let owner = Owner::new();
        let (answer, waiting) = oneshot::channel::<()>();
        let (drops, ran_on) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        owner.with(|| {
            let (dropped, ran_on) = (Dropped(drops.clone()), ran_on.clone());
            let signal = RwSignal::new(());
            spawn_scoped(async move {
                let _dropped = dropped;
                _ = waiting.await;
                signal.get_untracked();
                ran_on.set(true);
            });
        });
        settle();
        owner.cleanup();
        assert_eq!(drops.get(), 1);
        assert_eq!(answer.send(()), Err(()), "the future still waits");
        settle();
        assert!(!ran_on.get());
        assert_eq!(drops.get(), 1);
    });
}

#[test]
fn a_future_that_was_never_polled_is_dropped_too() {
    with_executor(|| {
        let owner = Owner::new();
        let drops = Rc::new(Cell::new(0));
        let dropped = Dropped(drops.clone());
        owner.with(|| {
            spawn_scoped(async move {
                drop(dropped);
                unreachable!("it was polled after its owner had been cleaned up");
            });
        });
        owner.cleanup();
        settle();
        assert_eq!(drops.get(), 1);
    });
}

#[test]
fn a_task_does_not_keep_its_owner_alive() {
    with_executor(|| {
        let owner = Owner::new();
        let (answer, waiting) = oneshot::channel::<()>();
        let is_clean = Rc::new(Cell::new(0));
        owner.with(|| {
            StoredValue::new(Dropped(is_clean.clone()));
            spawn_scoped(async move { _ = waiting.await });
        });
        settle();
        drop(owner);
        assert_eq!(is_clean.get(), 1);
        assert!(answer.is_canceled());
    });
}

#[test]
fn a_future_may_end_its_own_owner() {
    with_executor(|| {
        let owner = Owner::new();
        let drops = Rc::new(Cell::new(0));
        let ran_on = Rc::new(Cell::new(false));
        {
            let (own, dropped, ran_on) = (owner.clone(), Dropped(drops.clone()), ran_on.clone());
            owner.with(|| {
                spawn_scoped(async move {
                    let _dropped = dropped;
                    own.cleanup();
                    futures::future::pending::<()>().await;
                    ran_on.set(true);
                });
            });
        }
        settle();
        assert_eq!(drops.get(), 1);
        assert!(!ran_on.get());
    });
}

#[test]
fn destructors_of_a_dropped_future_can_use_the_signals_of_its_owner() {
    struct Reset(RwSignal<bool>);
    impl Drop for Reset {
        fn drop(&mut self) {
            assert!(self.0.try_set(false).is_none(), "disposed too early");
        }
    }
    with_executor(|| {
        let owner = Owner::new();
        owner.with(|| {
            let reset = Reset(RwSignal::new(true));
            spawn_scoped(async move {
                let _reset = reset;
                futures::future::pending::<()>().await;
            });
        });
        settle();
        owner.cleanup();
    });
}

#[test]
fn an_inner_owner_ends_its_own_work_only() {
    with_executor(|| {
        let outer = Owner::new();
        let inner = outer.child();
        let done = Rc::new(RefCell::new(Vec::new()));
        let work = |name: &'static str, waiting: oneshot::Receiver<()>| {
            let done = done.clone();
            spawn_scoped(async move {
                _ = waiting.await;
                done.borrow_mut().push(name);
            });
        };
        let ((outer_answer, outer_waiting), (inner_answer, inner_waiting)) =
            (oneshot::channel(), oneshot::channel());
        outer.with(|| work("outer", outer_waiting));
        inner.with(|| work("inner", inner_waiting));
        settle();
        inner.cleanup();
        assert!(inner_answer.is_canceled() && !outer_answer.is_canceled());
        outer_answer.send(()).unwrap();
        settle();
        assert_eq!(*done.borrow(), ["outer"]);
    });
}

#[test]
fn a_scope_spawns_for_its_owner_from_anywhere() {
    with_executor(|| {
        let (component, block) = (Owner::new(), Owner::new());
        let scope = component.with(Scope::current);
        let (answer, waiting) = oneshot::channel();
        let done = Rc::new(Cell::new(false));
        let told = done.clone();
        block.with(|| {
            scope.spawn(async move {
                _ = waiting.await;
                told.set(true);
            });
        });
        settle();
        block.cleanup();
        answer.send(()).unwrap();
        settle();
        assert!(done.get());

        component.cleanup();
        let drops = Rc::new(Cell::new(0));
        let dropped = Dropped(drops.clone());
        scope.spawn(async move {
            let _dropped = dropped;
            unreachable!("its owner is gone");
        });
        assert_eq!(drops.get(), 1);
    });
}

#[test]
fn without_an_owner_work_runs_to_its_end() {
    with_executor(|| {
        let done = Rc::new(Cell::new(false));
        let told = done.clone();
        assert!(Owner::current().is_none());
        spawn_scoped(async move { told.set(true) });
        settle();
        assert!(done.get());
    });
}
