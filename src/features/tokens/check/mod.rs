//! Checking values that somebody has found in a log, a repository or a chat: do they work, which tokens are
//! they, and the buttons to end them.

mod page;
mod result;
mod run;

pub use page::CheckPage;
