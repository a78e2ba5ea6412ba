//! Cargo's test runner: run, and its own lines read.

use std::fmt;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// What the runners' own closing lines say.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// Those of the passed ones that did so only when they were run again.
    pub(super) again: Vec<String>,
}

impl Counts {
    /// Adds up lines such as `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
    pub(super) fn read(printed: &str) -> Self {
        let mut counts = Self::default();
        for line in printed
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("test result: "))
        {
            let number = |word: &str| {
                let before = line.split_once(word)?.0.trim_end();
                before.rsplit([' ', '.', ';']).next()?.parse::<u64>().ok()
            };
            counts.passed += number("passed").unwrap_or_default();
            counts.failed += number("failed").unwrap_or_default();
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// A runner that ended badly, with what it had counted.
#[derive(Debug)]
pub(super) struct Failed(pub(super) Counts);

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.failed == 0 {
            write!(
                formatter,
                "the tests could not be built or run; the reason stands above"
            )
        } else {
            write!(formatter, "{}", self.0)
        }
    }
}

impl std::error::Error for Failed {}

/// Runs a cargo command that runs tests.
pub(super) fn run_tests(command: &mut Command, filters: &[String]) -> Result<Counts> {
    run_tests_with(command, filters, &[])
}

pub(super) fn run_tests_with(
    command: &mut Command,
    filters: &[String],
    flags: &[&str],
) -> Result<Counts> {
    command.arg("--").args(flags).args(filters);
    let (status, printed) = process::run_and_read(command)?;
    let counts = Counts::read(&printed);
    if status.success() {
        Ok(counts)
    } else {
        Err(Failed(counts).into())
    }
}

/// The tests that a runner names as failed.
pub(super) fn failed_tests(printed: &str) -> Vec<String> {
    tests_that_ended(printed, " ... FAILED")
}

/// The tests that a runner names as passed.
pub(super) fn passed_tests(printed: &str) -> Vec<String> {
    tests_that_ended(printed, " ... ok")
}

fn tests_that_ended(printed: &str, verdict: &str) -> Vec<String> {
    printed
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(verdict))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_lines_are_added_up() {
        let printed = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test nonsense ... ok\n\
            test result: FAILED. 11 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; \
            finished in 0.08s\n\
            \ttest result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out\n";
        assert_eq!(
            Counts::read(printed),
            Counts {
                passed: 19,
                failed: 2,
                again: vec![],
            }
        );
        assert_eq!(Counts::read("error: could not compile"), Counts::default());
    }

    #[test]
    fn failed_tests_are_named() {
        let printed = "test a::b ... ok\ntest a::c ... FAILED\nfailures:\n    a::c\n\
             test result: FAILED. 1 passed";
        assert_eq!(failed_tests(printed), ["a::c"]);
        assert_eq!(passed_tests(printed), ["a::b"]);
    }
}
