//! Whether a read is sent again after an error, and when. Plain decisions; `client` does the waiting.

use super::error::ApiError;

/// How long the answer to a read is awaited, in milliseconds. The slowest answer that was seen on a real
/// backend takes 7 s (contract 6).
pub(super) const READ_LIMIT_MS: u32 = 10_000;

/// How long the answer to a REST POST is awaited, in milliseconds: signing in and out, switching, renewing.
pub(super) const POST_LIMIT_MS: u32 = 15_000;

/// How long the answer to a mutation is awaited, in milliseconds. It is not sent again: giving up too early
/// leaves open whether it was done.
pub(super) const WRITE_LIMIT_MS: u32 = 20_000;

/// How often a read is sent at most when the backend is out of reach, overloaded or broken.
const READ_ATTEMPTS: u32 = 3;

/// How often a read is sent at most when the backend takes it and does not answer.
const TIMED_OUT_ATTEMPTS: u32 = 2;

/// The longest wait between two attempts that nobody is asked about, in seconds. A backend that asks for more
/// is told of, with the time.
const LONGEST_WAIT_S: u32 = 10;

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
        ApiError::TimedOut if attempt >= TIMED_OUT_ATTEMPTS => None,
        ApiError::RateLimited { retry_after } => {
            let seconds = retry_after.unwrap_or(5).max(5);
            (seconds <= LONGEST_WAIT_S).then_some(seconds * 1000)
        }
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
        assert_eq!(limited(Some(10)), [10_000, 10_000]);
        // Nobody is kept waiting without a word for longer: the error says how long.
        assert_eq!(limited(Some(11)), [0; 0]);
        assert_eq!(limited(Some(3600)), [0; 0]);
        let error = ApiError::RateLimited {
            retry_after: Some(30),
        };
        assert_eq!(
            error.to_string(),
            "Too many requests. Wait 30 seconds and try again."
        );
    }

    /// How long a read takes that ends with these errors, one after the other, in milliseconds.
    fn total(errors: &[ApiError]) -> u32 {
        let mut total = 0;
        for (error, attempt) in errors.iter().zip(1..) {
            if *error == ApiError::TimedOut {
                total += READ_LIMIT_MS;
            }
            match wait_before_retry(error, attempt) {
                Some(wait) => total += wait,
                None => return total,
            }
        }
        panic!("it is sent once more after {errors:?}")
    }

    #[test]
    fn a_backend_that_takes_requests_and_never_answers_is_given_up_after_20_seconds() {
        use ApiError::{NoAnswer, TimedOut};
        assert_eq!(total(&[TimedOut, TimedOut]), 20_500);
        assert!(total(&[NoAnswer, TimedOut]) <= 11_000);
        // Whatever comes between: never more than two waits for an answer.
        assert!(total(&[TimedOut, NoAnswer, TimedOut]) <= 22_000);
    }

    #[test]
    fn who_stopped_waiting_is_not_made_to_wait_again() {
        assert_eq!(waits(&ApiError::Canceled), [0; 0]);
        assert!(ApiError::Canceled.outcome_unknown() && ApiError::TimedOut.outcome_unknown());
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
