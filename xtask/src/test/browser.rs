//! Tests that run in a browser: components, and the console with the sandbox behind it.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use super::runner::{Counts, Failed, failed_tests, passed_tests, run_tests};
use crate::check::{CONSOLE, VIEW};
use crate::dist;
use crate::paths;
use crate::process;
use crate::rebase;
use crate::size;
use crate::tools::{self, Engine, Tools};

/// Component tests in a browser without a window.
pub(super) fn components(filters: &[String]) -> Result<Counts> {
    let tools = Tools::for_building()?;
    let browser = tools::browser(Engine::Chromium)?;
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

/// The specs that run in every engine, a name in each line; lines that begin with `#` are headings.
const CORE_SUITE: &str = "tests/e2e/core_suite.txt";

/// The built console in a browser, with the sandbox behind it: all specs in Chromium and the core suite in
/// the others, or in any of them those that a filter names.
///
/// Browsers, servers and whatever else this machine does share its processors, and a browser that is kept
/// waiting at the wrong moment can fail a sound spec. So a few that failed are run once more, alone: what
/// fails twice has failed, and what did not is named in the summary, because a spec that needs luck wants
/// mending.
pub(super) fn end_to_end(engine: Engine, filters: &[String]) -> Result<Counts> {
    const FEW: usize = 4;
    /// So many that needed a second run are no accident any more.
    const TOO_MANY_AGAIN: usize = 3;
    let environment = Environment::prepare(engine)?;
    let core = (engine != Engine::Chromium && filters.is_empty())
        .then(core_suite)
        .transpose()?;
    let specs = |arguments: &[&str], names: &[String]| {
        let mut command = spec_runner(&environment);
        command.args(["--no-fail-fast", "--"]);
        command.args(arguments).args(names);
        process::run_and_read(&mut command)
    };
    let (status, printed) = match &core {
        // Drivers and browsers of the others wait for one another more than they compute.
        Some(names) => specs(&["--test-threads=3", "--exact"], names)?,
        None => specs(&["--test-threads=2"], filters)?,
    };
    let mut counts = Counts::read(&printed);
    if let Some(names) = &core {
        // A name that nothing has is not an error for the runner.
        ensure!(
            counts.passed + counts.failed == names.len() as u64 || !status.success(),
            "{CORE_SUITE} has {} names, and {} specs ran: some are named otherwise now",
            names.len(),
            counts.passed
        );
    }
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

/// The command that runs the browser suite, yet without arguments for the suite itself.
fn spec_runner(environment: &Environment) -> Command {
    let mut command = process::cargo();
    command.args(["test", "--package", "e2e", "--features", "browser"]);
    environment.tell(&mut command);
    command
}

/// What every build of the console has to pass in Chromium, whichever tool made it.
const OF_ANY_BUILD: [&str; 2] = [
    "login::email_and_password_lead_to_the_tokens",
    "developers::api_tokens::new::from_the_list_to_a_token_that_works",
];

/// Uses the build in `dist` in a browser, with the sandbox behind it.
///
/// # Errors
/// If it cannot be tried, or does not work.
pub(crate) fn any_build(dist: &Path) -> Result<()> {
    let mut environment = Environment::prepare(Engine::Chromium)?;
    environment.0.push(("CONSOLE_DIST", dist.into()));
    let mut command = spec_runner(&environment);
    command.args(["--test", "specs", "--", "--exact"]);
    command.args(OF_ANY_BUILD);
    let (status, printed) = process::run_and_read(&mut command)?;
    let counts = Counts::read(&printed);
    ensure!(status.success(), "{counts}");
    // A name that nothing has is not an error for the runner.
    ensure!(
        counts.passed == OF_ANY_BUILD.len() as u64,
        "{OF_ANY_BUILD:?}: only {} of these specs are there",
        counts.passed
    );
    Ok(())
}

/// The names in [`CORE_SUITE`].
fn core_suite() -> Result<Vec<String>> {
    let file = paths::root().join(CORE_SUITE);
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let names = text.lines().map(str::trim);
    let names = names.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(names.map(str::to_owned).collect())
}

/// What the browser tests need to be told.
pub(crate) struct Environment(Vec<(&'static str, OsString)>);

impl Environment {
    /// Finds or makes all of it.
    pub(crate) fn prepare(engine: Engine) -> Result<Self> {
        let browser = tools::browser(engine)?;
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
            ("E2E_ENGINE", engine.name().into()),
            ("BROWSER_PATH", browser.browser.into()),
            ("DRIVER_PATH", browser.driver.into()),
            ("AXE_CORE_PATH", axe.into()),
            ("CONSOLE_DIST", dist.into()),
            ("SANDBOX_PATH", sandbox.into()),
            ("CONSOLE_DIST_BELOW", below.into()),
            ("E2E_OUTPUT", paths::scratch().join("e2e").into()),
        ];
        match tools::nginx() {
            Ok(nginx) => environment.push(("NGINX_PATH", nginx.into())),
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
