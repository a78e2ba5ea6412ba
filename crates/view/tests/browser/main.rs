//! Views in a real browser.
//!
//! `cargo xtask test --only wasm` runs them; by hand it is `cargo test -p console-view --target
//! wasm32-unknown-unknown` with `wasm-bindgen-test-runner` as the runner and Chromium's driver in
//! `CHROMEDRIVER`.

#![cfg(target_arch = "wasm32")]

mod components;
mod keyed;
mod stage;
mod translated;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
