//! Rotation: a new token with the same settings takes the place of the old one, which ends a little
//! later. The new one is made first; the old one is only touched when the new value is stored.

mod finish;
mod freshness;
mod page;
mod retire;
mod settings;
mod steps;

pub use page::RotatePage;
