//! Closures behind a pointer, in less code than `dyn Fn` and `dyn FnMut` take.

/// As `dyn Fn`. Its vtable holds `call` alone; that of `dyn Fn` also holds `call_once`, whose code is kept
/// for each closure though nobody calls it.
pub trait Call<T> {
    /// Calls the closure.
    fn call(&self) -> T;
}

impl<T, F: Fn() -> T> Call<T> for F {
    fn call(&self) -> T {
        self()
    }
}

/// As `dyn FnMut`, see [`Call`].
pub trait CallMut<T> {
    /// Calls the closure.
    fn call_mut(&mut self) -> T;
}

impl<T, F: FnMut() -> T> CallMut<T> for F {
    fn call_mut(&mut self) -> T {
        self()
    }
}
