//! Starts the console in the page.

use developer_console::app::App;
use developer_console::app::config::{self, base_path};
use developer_console::app::{failure, route};
use leptos::mount::mount_to_body;
#[cfg(target_arch = "wasm32")]
use {
    talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator},
    zeroizing_alloc::ZeroAlloc,
};

/// Overwrites what is freed: strings leave copies when they grow, and those may hold a token or a password.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: ZeroAlloc<WasmDynamicTalc> = ZeroAlloc(new_wasm_dynamic_allocator());

fn main() {
    failure::install();
    if let Err(mistake) = config::load() {
        // The script in `index.html` that starts the console shows a text that is thrown, on a page that
        // needs nothing else.
        let sentence = format!(
            "The settings of this console (console-config in its page) are wrong: {mistake}. Whoever \
             runs this console has to fix them. Nothing was sent to any server."
        );
        wasm_bindgen::throw_val(sentence.into());
    }
    route::serve_under(base_path());
    mount_to_body(App);
}
