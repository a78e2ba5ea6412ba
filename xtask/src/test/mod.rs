//! `cargo xtask test`: everything that can be wrong, in one command.
//!
//! Each step says what it found; a failing one does not hide the later ones, unless they need what it did not
//! make. The last line counts the tests that really ran, as their runners counted them.

pub(crate) mod browser;
mod runner;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::prelude::*;

use crate::bench;
use crate::check;
use crate::dist;
use crate::plain;
use crate::process;
use crate::size;
use crate::tools::Engine;
use runner::{Counts, Failed, run_tests, run_tests_with};

pub(crate) use browser::Environment;

const USAGE: &str = "\
Usage: cargo xtask test [filter…] [--only STEP]… [--engine NAME]…
       cargo xtask test --long

  filter  Run only tests whose name contains it; formatting, lints and size are left out
  --only  check    formatting and lints
          host     unit tests, and what compares the console with the schema and its own rules
          sandbox  tests of the sandbox
          wasm     component tests, in a browser
          dist     build dist/ and hold its size; what plain Trunk builds works too
          budget   bytes, requests, nodes and layout shifts of a visit, and its times against a bare page's
          e2e      the console in Chromium, with the sandbox behind it
          firefox  the core suite of e2e in Firefox
          webkit   the same in WebKit
  --engine chromium|firefox|webkit: the browser specs run only in these; with a filter, all that it names
  --long  Only what takes its time to go wrong: 32 clients of the sandbox at once for a minute, \
          and two minutes of random requests
";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Check,
    Host,
    Sandbox,
    Wasm,
    Dist,
    Budget,
    EndToEnd(Engine),
    /// Asked for by a flag of its own, and not a part of everything.
    Long,
}

impl Step {
    const ALL: [Self; 9] = [
        Self::Check,
        Self::Host,
        Self::Sandbox,
        Self::Wasm,
        Self::Dist,
        Self::Budget,
        Self::EndToEnd(Engine::Chromium),
        Self::EndToEnd(Engine::Firefox),
        Self::EndToEnd(Engine::WebKit),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Host => "host",
            Self::Sandbox => "sandbox",
            Self::Wasm => "wasm",
            Self::Dist => "dist",
            Self::Budget => "budget",
            Self::EndToEnd(Engine::Chromium) => "e2e",
            Self::EndToEnd(engine) => engine.name(),
            Self::Long => "long",
        }
    }

    fn run(self, filters: &[String]) -> Result<Counts> {
        match self {
            Self::Check => check::all().map(|()| Counts::default()),
            Self::Host => run_tests(
                process::cargo().args([
                    "test",
                    "--workspace",
                    "--exclude",
                    "sandbox",
                    "--exclude",
                    "e2e",
                    "--no-fail-fast",
                ]),
                filters,
            ),
            Self::Sandbox => run_tests(
                process::cargo().args(["test", "--package", "sandbox", "--no-fail-fast"]),
                filters,
            ),
            Self::Wasm => browser::components(filters),
            Self::Dist => {
                dist::build("/")?;
                size::measure()?;
                dist::check_panics_are_silent(&dist::folder())?;
                plain::check()?;
                Ok(Counts::default())
            }
            Self::Budget => {
                let environment = Environment::prepare(Engine::Chromium)?;
                bench::run_short(&environment).map(|()| Counts::default())
            }
            Self::EndToEnd(engine) => browser::end_to_end(engine, filters),
            Self::Long => long(),
        }
    }
}

/// How one step ended.
struct Outcome {
    step: Step,
    counts: Counts,
    took: Duration,
    /// Why it failed, if it did.
    fault: Option<String>,
}

/// Runs the steps and fails if one of them did.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut only = Vec::new();
    let mut filters = Vec::new();
    let mut engines = Vec::new();
    let mut long = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("only") => {
                let name = arguments.value()?.string()?;
                let step = Step::ALL.into_iter().find(|step| step.name() == name);
                only.push(step.with_context(|| {
                    format!(
                        "--only takes check, host, sandbox, wasm, dist, budget, e2e, firefox or webkit, \
                         not `{name}`"
                    )
                })?);
            }
            Long("engine") => {
                let name = arguments.value()?.string()?;
                let engine = Engine::ALL.into_iter().find(|engine| engine.name() == name);
                engines.push(engine.with_context(|| {
                    format!("--engine takes chromium, firefox or webkit, not `{name}`")
                })?);
            }
            Long("long") => long = true,
            Long("help") | Short('h') => {
                print!("{USAGE}");
                return Ok(());
            }
            Value(filter) => filters.push(filter.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    ensure!(
        !long || (only.is_empty() && filters.is_empty() && engines.is_empty()),
        "--long goes with nothing else"
    );
    let steps = Step::ALL.into_iter().filter(|step| {
        let engine = match step {
            Step::EndToEnd(engine) if engines.is_empty() => {
                // Whoever looks for one spec wants to see it once.
                filters.is_empty() || !only.is_empty() || *engine == Engine::Chromium
            }
            Step::EndToEnd(engine) => engines.contains(engine),
            _ => true,
        };
        engine
            && if only.is_empty() {
                !long
                    && (filters.is_empty()
                        || !matches!(step, Step::Check | Step::Dist | Step::Budget))
            } else {
                only.contains(step)
            }
    });
    let steps = steps.chain(long.then_some(Step::Long));

    let mut outcomes: Vec<Outcome> = Vec::new();
    for step in steps {
        let needed = outcomes
            .iter()
            .find(|outcome| outcome.step == Step::Dist && outcome.fault.is_some());
        if matches!(step, Step::Budget | Step::EndToEnd(_))
            && needed.is_some()
            && !dist::folder().join("index.html").exists()
        {
            let fault = Some("not run, because there is no build to test".to_owned());
            outcomes.push(Outcome {
                step,
                counts: Counts::default(),
                took: Duration::ZERO,
                fault,
            });
            continue;
        }
        println!("\n== {} ==", step.name());
        let begun = Instant::now();
        let (counts, fault) = match step.run(&filters) {
            Ok(counts) if counts.failed > 0 => {
                let fault = counts.to_string();
                (counts, Some(fault))
            }
            Ok(counts) => (counts, None),
            Err(error) => {
                eprintln!("error: {error:#}");
                (
                    error
                        .downcast_ref::<Failed>()
                        .map_or_else(Counts::default, |failed| failed.0.clone()),
                    Some(format!("{error:#}")),
                )
            }
        };
        outcomes.push(Outcome {
            step,
            counts,
            took: begun.elapsed(),
            fault,
        });
    }
    report(&outcomes)
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    println!("\n== summary ==");
    let mut total = Counts::default();
    for outcome in outcomes {
        total.passed += outcome.counts.passed;
        total.failed += outcome.counts.failed;
        total.again.extend_from_slice(&outcome.counts.again);
        let seconds = outcome.took.as_secs();
        let verdict = match &outcome.fault {
            Some(fault) => format!("FAILED: {}", fault.lines().next().unwrap_or_default()),
            None if outcome.counts == Counts::default() => "ok".to_owned(),
            None => format!("ok, {}", outcome.counts),
        };
        println!(
            "{:8} {:>3}:{:02}  {verdict}",
            outcome.step.name(),
            seconds / 60,
            seconds % 60
        );
    }
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.fault.is_some())
        .map(|outcome| outcome.step.name())
        .collect();
    if !total.again.is_empty() {
        let (count, names) = (total.again.len(), total.again.join(", "));
        println!("passed only the second time: {count} ({names})");
    }
    println!("tests: {total}");
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("failed: {}", failed.join(", "))
    }
}

/// The tests of the sandbox that end by the clock, for as long as they are worth it.
fn long() -> Result<Counts> {
    let mut counts = Counts::default();
    for (test, seconds) in [("concurrency", "60"), ("fuzz", "120")] {
        let mut command = process::cargo();
        command
            .args(["test", "--package", "sandbox", "--test", test])
            .env("SANDBOX_SECONDS", seconds);
        // What they counted is worth reading.
        let ran = run_tests_with(&mut command, &[], &["--nocapture"])?;
        counts.passed += ran.passed;
        counts.failed += ran.failed;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_steps_and_flags_are_refused() {
        for arguments in [
            &["--only", "nothing"][..],
            &["--nonsense"],
            &["--only"],
            &["--only", "long"],
            &["--engine", "presto"],
            &["--long", "--engine", "firefox"],
            &["--long", "a_filter"],
        ] {
            assert!(
                run(lexopt::Parser::from_args(arguments)).is_err(),
                "{arguments:?}"
            );
        }
    }
}
