//! Starts the console in the page.

use developer_console::app::App;
use developer_console::app::config::base_path;
use developer_console::app::{failure, route};
use leptos::mount::mount_to_body;

fn main() {
    failure::install();
    route::serve_under(base_path());
    mount_to_body(App);
}
