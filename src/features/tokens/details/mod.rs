//! One token: everything that is known about it, why it is refused, and what can be done.

mod fields;
mod page;
mod reason;

pub use page::DetailsPage;
