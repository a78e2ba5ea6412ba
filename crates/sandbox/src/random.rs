//! Randomness is a part of the state as well, so that a test can make it repeatable.

use std::sync::{Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{
    Rng, RngCore, SeedableRng, distributions::Alphanumeric, rngs::StdRng, seq::SliceRandom,
};

use crate::time::Micros;

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The source of ids, secrets and nonces.
#[derive(Debug)]
pub(crate) struct Random(Mutex<StdRng>);

impl Random {
    /// Seeded by the operating system, or repeatable from `seed`.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(
            seed.map_or_else(StdRng::from_entropy, StdRng::seed_from_u64),
        ))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A ULID of the instant `now`: 26 characters of Crockford base32, upper case.
    pub(crate) fn ulid(&self, now: Micros) -> String {
        let millis = u128::from(now.max(0).unsigned_abs() / 1000) & 0xFFFF_FFFF_FFFF;
        let low = self.with(StdRng::r#gen::<u128>) >> 48;
        let value = (millis << 80) | low;
        (0..26)
            .rev()
            .map(|digit| {
                char::from(CROCKFORD[usize::try_from((value >> (digit * 5)) & 31).unwrap_or(0)])
            })
            .collect()
    }

    /// `length` characters of `[a-zA-Z0-9]`.
    pub(crate) fn alphanumeric(&self, length: usize) -> String {
        self.with(|rng| {
            rng.sample_iter(Alphanumeric)
                .take(length)
                .map(char::from)
                .collect()
        })
    }

    /// `count` random bytes in base64url without padding.
    pub(crate) fn base64url(&self, count: usize) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes(count))
    }

    /// `count` random bytes.
    pub(crate) fn bytes(&self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.with(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }

    /// Puts a list into a random order.
    pub(crate) fn shuffle<T>(&self, list: &mut [T]) {
        self.with(|rng| list.shuffle(rng));
    }

    /// True in `percent` of 100 draws.
    pub(crate) fn chance(&self, percent: u8) -> bool {
        percent > 0 && self.with(|rng| rng.gen_range(0..100)) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ulids_sort_by_time_and_are_26_characters() {
        let random = Random::new(Some(1));
        let early = random.ulid(1_700_000_000_000_000);
        let late = random.ulid(1_700_000_000_001_000);
        assert_eq!(early.len(), 26);
        assert!(early < late);
        assert!(early.starts_with("01HF7"), "{early}");
    }

    #[test]
    fn a_seed_repeats() {
        assert_eq!(
            Random::new(Some(3)).alphanumeric(64),
            Random::new(Some(3)).alphanumeric(64)
        );
    }
}
