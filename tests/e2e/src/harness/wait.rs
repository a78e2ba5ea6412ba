//! Waiting for a condition, never for a time.

use std::fmt::Display;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long something may take before a spec gives up. Only a spec that fails waits so long, so it may be
/// much: the suite shares two processors with whatever else the machine does.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Asks again and again until there is an answer.
///
/// An error of `probe` counts as "not yet": a page that is just being replaced gives errors. The last one
/// becomes part of the failure message.
pub(crate) async fn until<T>(
    what: impl Display,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(40));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let last = match probe().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if begun.elapsed() > PATIENCE {
            match last {
                Some(error) => bail!("waited {PATIENCE:?} for {what}; at last: {error:#}"),
                None => bail!("waited {PATIENCE:?} for {what}"),
            }
        }
    }
}
