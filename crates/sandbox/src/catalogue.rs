//! Which catalogue of scopes the sandbox offers at the moment: upstream's next version has fewer objects (contract 5).

use std::sync::{Mutex, PoisonError};

use crate::config::Catalogue;

/// The catalogue that is offered.
#[derive(Debug)]
pub(crate) struct Offer(Mutex<Catalogue>);

impl Offer {
    /// Offers this one.
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self(Mutex::new(catalogue))
    }

    /// The one that is offered.
    pub(crate) fn offered(&self) -> Catalogue {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Offers another one.
    pub(crate) fn set(&self, catalogue: Catalogue) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = catalogue;
    }
}
