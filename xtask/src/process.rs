//! Starting other programs, and ending them.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::paths;

/// Cargo, the same that runs this program, in the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    // Set for this program by `cargo run`; a nested cargo would pass them on to build scripts and recompile
    // crates.
    for name in [
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PKG_NAME",
        "CARGO_PKG_VERSION",
    ] {
        command.env_remove(name);
    }
    command
}

/// Where a program is, by the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

/// The search path with some folders put before it.
pub(crate) fn search_path(first: &[PathBuf]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = first.iter().cloned().chain(env::split_paths(&path));
    env::join_paths(folders).context("a folder's name cannot stand in PATH")
}

/// What a program prints, if it can be run and is content.
pub(crate) fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    command
        .status()
        .with_context(|| format!("cannot run {}", name(command)))
}

fn name(command: &Command) -> String {
    Path::new(command.get_program())
        .file_stem()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned()
}

/// Runs a command to its end, shows what it prints as it comes, and returns it as well. Both streams are
/// merged.
pub(crate) fn run_and_read(command: &mut Command) -> Result<(ExitStatus, String)> {
    read_while_running(command, |line| println!("{line}"), |_| {})
}

/// How often a long command that prints nothing itself is said to go on.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Runs a command to its end and returns its output without showing it; prints from time to time that `what`
/// goes on.
pub(crate) fn run_quietly(command: &mut Command, what: &str) -> Result<(ExitStatus, String)> {
    let mut said = Duration::ZERO;
    read_while_running(
        command,
        |_| {},
        |elapsed| {
            if elapsed >= said + HEARTBEAT {
                said = elapsed;
                println!("Still {what}, for {} seconds now.", elapsed.as_secs());
            }
        },
    )
}

fn read_while_running(
    command: &mut Command,
    show: impl Fn(&str) + Clone + Send + 'static,
    mut tick: impl FnMut(Duration),
) -> Result<(ExitStatus, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", name(command)))?;
    let printed = Arc::new(Mutex::new(String::new()));
    let streams = [
        child
            .stdout
            .take()
            .map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        child
            .stderr
            .take()
            .map(|stream| Box::new(stream) as Box<dyn Read + Send>),
    ];
    let readers: Vec<_> = streams
        .into_iter()
        .flatten()
        .map(|stream| {
            let (printed, show) = (Arc::clone(&printed), show.clone());
            thread::spawn(move || {
                for line in lines(stream) {
                    show(&line);
                    let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
                    printed.push_str(&line);
                    printed.push('\n');
                }
            })
        })
        .collect();
    let begun = Instant::now();
    let status = loop {
        let ended = child
            .try_wait()
            .with_context(|| format!("lost {}", name(command)))?;
        if let Some(status) = ended {
            break status;
        }
        tick(begun.elapsed());
        thread::sleep(Duration::from_millis(50));
    };
    for reader in readers {
        let _ = reader.join();
    }
    let printed = printed
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    Ok((status, printed))
}

/// The lines of a stream, whatever bytes they are made of.
fn lines(stream: impl Read) -> impl Iterator<Item = String> {
    BufReader::new(stream).split(b'\n').map_while(|line| {
        let mut line = line.ok()?;
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Some(String::from_utf8_lossy(&line).into_owned())
    })
}

/// Whether somebody has asked this program to end.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on Ctrl-C only sets the flag.
    pub(crate) fn listen() -> Result<Self> {
        let flag = Self(Arc::new(AtomicBool::new(false)));
        let set = flag.clone();
        ctrlc::set_handler(move || set.0.store(true, Ordering::SeqCst))
            .context("cannot listen for Ctrl-C")?;
        Ok(flag)
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A program in the background. It is ended when this is dropped.
pub(crate) struct Service {
    pub(crate) name: &'static str,
    child: Child,
}

impl Service {
    /// Starts it in a process group of its own, so that Ctrl-C reaches this program alone, which then ends
    /// its children with all that they have started.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name, child })
    }

    /// Waits for a line that begins with `start` and returns what follows. The output goes on to the
    /// terminal.
    pub(crate) fn wait_for_line(
        &mut self,
        start: &'static str,
        interrupt: &Interrupt,
    ) -> Result<String> {
        let stdout = self
            .child
            .stdout
            .take()
            .with_context(|| format!("{} has no output to read", self.name))?;
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            for line in lines(stdout) {
                println!("{line}");
                if let Some((_, rest)) = line.split_once(start) {
                    let _ = tell.send(rest.trim().to_owned());
                }
            }
        });
        let begun = Instant::now();
        loop {
            match told.recv_timeout(Duration::from_millis(100)) {
                Ok(rest) => return Ok(rest),
                Err(_) if interrupt.is_set() => bail!("interrupted"),
                Err(_) if begun.elapsed() > Duration::from_mins(1) => {
                    bail!(
                        "{} did not say `{}` within a minute",
                        self.name,
                        start.trim()
                    );
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait()?;
                    bail!(
                        "{} ended before it was ready ({status}); what it said stands above",
                        self.name
                    );
                }
            }
        }
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("lost {}", self.name))
    }

    /// Asks it to end, and insists after some seconds.
    pub(crate) fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        self.signal(false);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(5) {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.signal(true);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    #[cfg(unix)]
    fn signal(&self, insist: bool) {
        use nix::sys::signal::{Signal, killpg};
        use nix::unistd::Pid;
        let signal = if insist {
            Signal::SIGKILL
        } else {
            Signal::SIGINT
        };
        if let Ok(group) = i32::try_from(self.child.id()) {
            let _ = killpg(Pid::from_raw(group), signal);
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _insist: bool) {
        let _ = self.child.kill();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}
