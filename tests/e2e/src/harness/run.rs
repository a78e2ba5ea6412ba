//! From a spec to its verdict.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;

use anyhow::{Context as _, Result, bail};
use tokio::runtime::Builder;

use super::console::Console;
use super::options::Options;
use super::setup::Setup;

/// Runs a spec with a browser and a sandbox of its own.
///
/// # Panics
/// If the spec fails, or if the browser's log holds an error that the spec did not announce. The screenshot,
/// the page, the log and the sandbox's output are then below `E2E_OUTPUT`, in a folder named after the spec.
pub fn run(options: Options, spec: impl AsyncFnOnce(&Console) -> Result<()>) {
    let name = thread::current()
        .name()
        .unwrap_or("spec")
        .replace("::", "-");
    if let Err(error) = try_run(&name, &options, spec) {
        panic!("{error:#}");
    }
}

fn try_run(
    name: &str,
    options: &Options,
    spec: impl AsyncFnOnce(&Console) -> Result<()>,
) -> Result<()> {
    let setup = Setup::read()?;
    let output = setup.output.join(name);
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start a runtime")?;
    let console = runtime.block_on(Console::start(setup, options))?;
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(spec(&console))));
    runtime.block_on(async {
        let verdict = match &outcome {
            Ok(Ok(())) => no_faults(&console).await,
            Ok(Err(error)) => Err(anyhow::anyhow!("{error:#}")),
            Err(panic) => Err(anyhow::anyhow!("{}", message(panic.as_ref()))),
        };
        let verdict = match verdict {
            Ok(()) => Ok(()),
            Err(error) => {
                let kept = keep(&console, output).await;
                let place = kept.map_or_else(
                    |error| format!("nothing could be kept: {error:#}"),
                    |folder| format!("see {}", folder.display()),
                );
                Err(error.context(place))
            }
        };
        // Ends the browser; the driver and the sandbox end with the value.
        let _ = console.driver().clone().quit().await;
        verdict
    })
}

async fn no_faults(console: &Console) -> Result<()> {
    let faults = console.logs.faults(console.browser()).await?;
    if faults.is_empty() {
        return Ok(());
    }
    bail!(
        "the browser's log has what the spec did not announce:\n{}",
        faults.join("\n")
    )
}

/// Saves what was there when a spec failed.
async fn keep(console: &Console, folder: PathBuf) -> Result<PathBuf> {
    fs::create_dir_all(&folder)?;
    let write = |name: &str, text: String| fs::write(folder.join(name), text);
    write("sandbox.log", console.sandbox.log())?;
    write(
        "console.log",
        console.log().await.unwrap_or_default().join("\n"),
    )?;
    let requests = console.requests().await.unwrap_or_default();
    let requests = requests.iter().map(|request| {
        format!(
            "{} {} {} {}\n",
            request.status, request.method, request.url, request.body
        )
    });
    write("requests.txt", requests.collect())?;
    write("page.txt", console.text().await.unwrap_or_default())?;
    write(
        "page.html",
        console.driver().source().await.unwrap_or_default(),
    )?;
    console.picture(&folder.join("page.png")).await?;
    Ok(folder)
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the spec panicked".to_owned())
}
