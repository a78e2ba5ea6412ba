//! The access review: all tokens, most urgent first, with a decision for each, and the report.

mod apply;
mod page;
mod report;
mod row;
mod run;
mod store;

pub use page::ReviewPage;
