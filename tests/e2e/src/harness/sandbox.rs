//! The backend of one spec.

use std::net::TcpListener;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use super::engine::Engine;
use super::options::Options;
use super::setup::Setup;

/// What it says when it is ready.
const READY: &str = "sandbox listening on ";

/// A running sandbox. It ends when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    child: Child,
    origin: String,
    log: Arc<Mutex<String>>,
}

impl Sandbox {
    /// Starts one with an empty database in memory, unless the options name another.
    pub(crate) async fn start(
        setup: &Setup,
        options: &Options,
        public: Option<&str>,
    ) -> Result<Self> {
        // Its address is part of what it answers, so the port has to be known beforehand.
        let port = free_port()?;
        let origin = format!("http://127.0.0.1:{port}");
        let mut command = Command::new(&setup.sandbox);
        command.args([
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--public-url",
            public.unwrap_or(&origin),
        ]);
        command
            .arg("--dist")
            .arg(options.dist.as_ref().unwrap_or(&setup.dist));
        for (flag, value) in [("--db", ":memory:"), ("--seed", "demo")] {
            if !options.sandbox.iter().any(|argument| argument == flag) {
                command.args([flag, value]);
            }
        }
        if setup.engine != Engine::Chromium {
            command.arg("--record-requests");
        }
        if let Some(now) = &options.now {
            command.args(["--now", now]);
        }
        command.args(&options.sandbox);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", setup.sandbox.display()))?;

        let log = Arc::new(Mutex::new(String::new()));
        let (tell, mut told) = mpsc::channel(1);
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(record(stdout, Arc::clone(&log), Some(tell)));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(record(stderr, Arc::clone(&log), None));
        }
        let mut sandbox = Self { child, origin, log };
        if let Ok(Some(())) = tokio::time::timeout(Duration::from_secs(30), told.recv()).await {
            return Ok(sandbox);
        }
        let _ = sandbox.child.start_kill();
        bail!(
            "the sandbox was not ready within 30 seconds; it said: {}",
            sandbox.log()
        )
    }

    /// Where it listens, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What it has printed.
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// A port of this machine that nobody uses.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

async fn record(
    stream: impl AsyncRead + Unpin,
    log: Arc<Mutex<String>>,
    ready: Option<mpsc::Sender<()>>,
) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(ready) = ready.as_ref().filter(|_| line.contains(READY)) {
            let _ = ready.send(()).await;
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_str(&line);
        log.push('\n');
    }
}
