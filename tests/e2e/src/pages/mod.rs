//! The pages of the console, by the names that people and assistive technology find on them.

mod create_token;
pub mod cycles;
mod shell;
mod sign_in;
mod token_created;
mod token_list;

pub use create_token::CreateToken;
pub use shell::Shell;
pub use sign_in::{PASSWORD, SignIn};
pub use token_created::TokenCreated;
pub use token_list::{Kind, TokenList};
