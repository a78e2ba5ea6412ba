//! What every spec stands on.

mod accessibility;
mod api;
mod axe;
mod browser;
mod chromium;
mod computed;
mod console;
mod emulation;
mod engine;
mod firefox;
mod focus;
mod logs;
mod memory;
mod nginx;
mod node;
mod options;
mod run;
mod sandbox;
mod secrets;
mod setup;
mod signs;
mod tree;
mod wait;
mod webkit;

pub use accessibility::DATE_FIELD;
pub use api::Answer;
pub use console::Console;
pub use engine::Engine;
pub use logs::Request;
pub use memory::Footprint;
pub use node::Node;
pub use options::{Clipboard, Options};
pub use run::run;
pub use sandbox::Sandbox;
pub use setup::Setup;
pub use thirtyfour::Key;
