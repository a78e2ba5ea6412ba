//! `cargo xtask test`: everything that can be wrong, in one command.
//!
//! Each step says what it found; a failing one does not hide the later ones, unless they need what it did not
//! make. The last line counts the tests that really ran, as their runners counted them.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::prelude::*;

use crate::check::{self, CONSOLE, VIEW};
use crate::dist;
use crate::paths;
use crate::plain;
use crate::process;
use crate::rebase;
use crate::size;
use crate::tools::{self, Tools};

const USAGE: &str = "\
Usage: cargo xtask test [filter…] [--only STEP]…
       cargo xtask test --long

  filter  Run only tests whose name contains it; formatting, lints and size are left out
  --only  check    formatting and lints
          host     unit tests, and what compares the console with the schema and its own rules
          sandbox  tests of the sandbox
          wasm     component tests, in a browser
          dist     build dist/ and hold its size; plain `trunk build --release` works too
          e2e      the console in a browser, with the sandbox behind it
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
    EndToEnd,
    /// Asked for by a flag of its own, and not a part of everything.
    Long,
}

impl Step {
    const ALL: [Self; 6] = [
        Self::Check,
        Self::Host,
        Self::Sandbox,
        Self::Wasm,
        Self::Dist,
        Self::EndToEnd,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Host => "host",
            Self::Sandbox => "sandbox",
            Self::Wasm => "wasm",
            Self::Dist => "dist",
            Self::EndToEnd => "e2e",
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
            Self::Wasm => wasm(filters),
            Self::Dist => {
                dist::build("/")?;
                size::measure()?;
                dist::check_panics_are_silent(&dist::folder())?;
                plain::check()?;
                Ok(Counts::default())
            }
            Self::EndToEnd => end_to_end(filters),
            Self::Long => long(),
        }
    }
}

/// What the runners' own closing lines say.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Counts {
    passed: u64,
    failed: u64,
    /// Those of the passed ones that did so only when they were run again.
    again: Vec<String>,
}

impl Counts {
    /// Adds up lines such as `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
    fn read(printed: &str) -> Self {
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
    let mut long = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("only") => {
                let name = arguments.value()?.string()?;
                let step = Step::ALL.into_iter().find(|step| step.name() == name);
                only.push(step.with_context(|| {
                    format!("--only takes check, host, sandbox, wasm, dist or e2e, not `{name}`")
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
        !long || (only.is_empty() && filters.is_empty()),
        "--long goes with nothing else"
    );
    let steps = Step::ALL.into_iter().filter(|step| {
        if only.is_empty() {
            !long && (filters.is_empty() || !matches!(step, Step::Check | Step::Dist))
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
        if step == Step::EndToEnd && needed.is_some() && !dist::folder().join("index.html").exists()
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

/// A runner that ended badly, with what it had counted.
#[derive(Debug)]
struct Failed(Counts);

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
fn run_tests(command: &mut Command, filters: &[String]) -> Result<Counts> {
    run_tests_with(command, filters, &[])
}

fn run_tests_with(command: &mut Command, filters: &[String], flags: &[&str]) -> Result<Counts> {
    command.arg("--").args(flags).args(filters);
    let (status, printed) = process::run_and_read(command)?;
    let counts = Counts::read(&printed);
    if status.success() {
        Ok(counts)
    } else {
        Err(Failed(counts).into())
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

/// Component tests in a browser without a window.
fn wasm(filters: &[String]) -> Result<Counts> {
    let tools = Tools::for_building()?;
    let browser = tools::browser()?;
    let capabilities = paths::scratch().join("webdriver.json");
    let settings = serde_json::json!({
        "goog:chromeOptions": {
            "binary": browser.browser,
            "args": [
                "disable-gpu",
                "no-first-run",
                "disable-background-networking",
                "disable-component-update",
                "disable-sync",
            ],
        }
    });
    fs::create_dir_all(paths::scratch()).context("cannot create target/")?;
    fs::write(&capabilities, settings.to_string())
        .with_context(|| format!("cannot write {}", capabilities.display()))?;
    let mut command = process::cargo();
    command
        .args([
            "test",
            "--package",
            CONSOLE,
            "--package",
            VIEW,
            "--target",
            tools::WASM,
            "--test",
            "web",
            "--test",
            "browser",
        ])
        .env("PATH", tools.search_path()?)
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    run_tests(&mut command, filters)
}

/// The built console in a browser, with the sandbox behind it.
///
/// Browsers, servers and whatever else this machine does share its processors, and a browser that is kept
/// waiting at the wrong moment can fail a sound spec. So a few that failed are run once more, alone: what
/// fails twice has failed, and what did not is named in the summary, because a spec that needs luck wants
/// mending.
fn end_to_end(filters: &[String]) -> Result<Counts> {
    const FEW: usize = 4;
    /// So many that needed a second run are no accident any more.
    const TOO_MANY_AGAIN: usize = 3;
    let environment = Environment::prepare()?;
    let specs = |arguments: &[&str], names: &[String]| {
        let mut command = process::cargo();
        command.args([
            "test",
            "--package",
            "e2e",
            "--features",
            "browser",
            "--no-fail-fast",
        ]);
        environment.tell(&mut command);
        command.arg("--").args(arguments).args(names);
        process::run_and_read(&mut command)
    };
    let (status, printed) = specs(&["--test-threads=2"], filters)?;
    let mut counts = Counts::read(&printed);
    if status.success() {
        return Ok(counts);
    }
    let failed = failed_tests(&printed);
    if failed.is_empty() || failed.len() > FEW || failed.len() as u64 != counts.failed {
        return Err(Failed(counts).into());
    }
    println!("Once more, alone: {}", failed.join(", "));
    let (status, printed) = specs(&["--test-threads=1", "--exact"], &failed)?;
    let again = Counts::read(&printed);
    counts.passed += again.passed;
    counts.failed -= again.passed.min(counts.failed);
    counts.again = passed_tests(&printed);
    if counts.again.len() >= TOO_MANY_AGAIN {
        bail!(
            "{} specs passed only when they were run again, and {TOO_MANY_AGAIN} in one run are a \
             failure: {}",
            counts.again.len(),
            counts.again.join(", ")
        );
    }
    if status.success() && counts.failed == 0 {
        Ok(counts)
    } else {
        Err(Failed(counts).into())
    }
}

/// The tests that a runner names as failed.
fn failed_tests(printed: &str) -> Vec<String> {
    tests_that_ended(printed, " ... FAILED")
}

/// The tests that a runner names as passed.
fn passed_tests(printed: &str) -> Vec<String> {
    tests_that_ended(printed, " ... ok")
}

fn tests_that_ended(printed: &str, verdict: &str) -> Vec<String> {
    printed
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(verdict))
        .map(str::to_owned)
        .collect()
}

/// What the browser tests need to be told.
pub(crate) struct Environment(Vec<(&'static str, PathBuf)>);

impl Environment {
    /// Finds or makes all of it.
    pub(crate) fn prepare() -> Result<Self> {
        let browser = tools::browser()?;
        let axe = tools::axe_core()?;
        let dist = dist::folder();
        if size::is_stale(&paths::root(), &dist) {
            dist::build("/")?;
        }
        ensure!(
            dist.join("index.html").exists(),
            "there is no build to test: run `cargo xtask dist`"
        );
        let sandbox = crate::serve::build_sandbox()?;
        let below = paths::scratch().join("e2e-below/console");
        rebase::rebased_copy(&dist, &below, "/console/")?;
        let mut environment = vec![
            ("CHROMIUM_PATH", browser.browser),
            ("CHROMEDRIVER_PATH", browser.driver),
            ("AXE_CORE_PATH", axe),
            ("CONSOLE_DIST", dist),
            ("SANDBOX_PATH", sandbox),
            ("CONSOLE_DIST_BELOW", below),
            ("E2E_OUTPUT", paths::scratch().join("e2e")),
        ];
        match tools::nginx() {
            Ok(nginx) => environment.push(("NGINX_PATH", nginx)),
            // The specs that need it fail and say so; the others need not.
            Err(error) => eprintln!("error: {error:#}"),
        }
        Ok(Self(environment))
    }

    /// Hands it on.
    pub(crate) fn tell(&self, command: &mut Command) {
        command.envs(self.0.iter().map(|(name, value)| (name, value)));
    }
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

    #[test]
    fn unknown_steps_and_flags_are_refused() {
        for arguments in [
            &["--only", "nothing"][..],
            &["--nonsense"],
            &["--only"],
            &["--only", "long"],
            &["--long", "a_filter"],
        ] {
            assert!(
                run(lexopt::Parser::from_args(arguments)).is_err(),
                "{arguments:?}"
            );
        }
    }
}
