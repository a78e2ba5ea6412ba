//! Coming back from an identity provider.

mod finish;
mod page;
mod problem;

pub use page::SsoReturnPage;
