//! Whether a read is sent again after an error, and when. Plain decisions; `client` does the waiting.

use super::error::ApiError;

/// How often a read is sent at most when the backend is out of reach, overloaded or broken.
const READ_ATTEMPTS: u32 = 3;

/// How often a read is sent at most when the backend does not find the caller or the active organization.
/// With [`FIRST_WAIT_MS`] doubled each time that is 7.5 seconds, longer than the 4 to 7 seconds that the
/// hiccup was seen to last (contract 6).
const HICCUP_ATTEMPTS: u32 = 5;

/// How long the first wait after such an answer is, in milliseconds.
const FIRST_WAIT_MS: u32 = 500;

/// Milliseconds to wait before a read is sent again after `error` was the answer to its `attempt`, counted
/// from 1; `None` when the error stands.
pub(super) fn wait_before_retry(error: &ApiError, attempt: u32) -> Option<u32> {
    match error {
        ApiError::CallerNotFound => {
            (attempt < HICCUP_ATTEMPTS).then(|| FIRST_WAIT_MS << attempt.saturating_sub(1))
        }
        _ if !error.is_retryable() || attempt >= READ_ATTEMPTS => None,
        // What the backend asks for, within 5 to 60 s.
        ApiError::RateLimited { retry_after } => Some(retry_after.unwrap_or(5).clamp(5, 60) * 1000),
        _ => Some(250 << attempt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The waits of a read that is always answered with `error`.
    fn waits(error: &ApiError) -> Vec<u32> {
        (1..)
            .map_while(|attempt| wait_before_retry(error, attempt))
            .collect()
    }

    #[test]
    fn reads_wait_as_long_as_the_backend_asks_within_reason() {
        let limited = |retry_after| waits(&ApiError::RateLimited { retry_after });
        assert_eq!(limited(None), [5_000, 5_000]);
        assert_eq!(limited(Some(1)), [5_000, 5_000]);
        assert_eq!(limited(Some(30)), [30_000, 30_000]);
        assert_eq!(limited(Some(3600)), [60_000, 60_000]);
    }

    #[test]
    fn no_answer_and_a_broken_backend_are_asked_a_little_later_each_time() {
        let broken = ApiError::Unexpected {
            status: 500,
            message: String::new(),
            request_id: None,
        };
        for error in [ApiError::NoAnswer, broken] {
            assert_eq!(waits(&error), [500, 1_000]);
        }
    }

    #[test]
    fn a_caller_who_is_not_found_is_looked_up_again_for_longer_than_the_hiccup_lasts() {
        let waits = waits(&ApiError::CallerNotFound);
        assert!(waits.is_sorted(), "{waits:?}");
        let all: u32 = waits.iter().sum();
        assert!((7_000..15_000).contains(&all), "{all} ms in {waits:?}");
    }

    #[test]
    fn what_is_certain_is_not_asked_again() {
        for error in [
            ApiError::NotFound,
            ApiError::NotAllowed,
            ApiError::SessionEnded,
            ApiError::Offline,
        ] {
            assert_eq!(waits(&error), [0; 0], "{error}");
        }
    }
}
