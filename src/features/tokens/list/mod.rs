//! The list of tokens: what there is, how it stands, and what can be done about it.

mod addresses;
mod bulk;
mod bulk_run;
mod cells;
mod client_scan;
mod columns_menu;
mod export;
mod filter_menu;
mod filters;
mod page;
mod rows;
mod slots;
mod store;
mod summary_cards;

pub use page::ListPage;
