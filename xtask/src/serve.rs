//! `cargo xtask serve`: the console and a backend for it, on this machine.
//!
//! The sandbox has a port of its own; Trunk builds the console, serves it, rebuilds it after every change,
//! and proxies API paths to the backend, so that the browser sees one origin. All of it starts and ends
//! together.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::prelude::*;

use crate::paths;
use crate::process::{self, Interrupt, Service};
use crate::tools::{self, Tools};

const USAGE: &str = "\
Usage: cargo xtask serve [--port 8080] [--api URL] [--sandbox-port 17608] [--release]

  --port          Where the console is served, on 127.0.0.1
  --api           A real Openlane backend, such as https://api.theopenlane.io, instead of the sandbox
  --sandbox-port  Where the sandbox listens, on 127.0.0.1
  --release       Build the console with optimization, as plain `trunk build --release` does
";

const PORT: u16 = 8080;
const SANDBOX: &str = "http://127.0.0.1:17608";
const SANDBOX_PORT: u16 = 17608;

const ACCOUNTS: &str = "
Accounts, all with the password sandbox-Passw0rd:
  olivia@acme.test   owner of Acme Security, admin and member elsewhere: start here
  adam@acme.test     admin          mia@acme.test    member: may look, not change
  ari@acme.test      auditor        tess@acme.test   two-factor, recovery code sandbox-recovery-1
  sam@globex.test    single sign-on una@acme.test    e-mail address not verified
  ina@initech.test   owner of an organization without a payment method
";

#[derive(Debug, PartialEq, Eq)]
struct Options {
    port: u16,
    sandbox_port: u16,
    api: Option<String>,
    release: bool,
}

impl Options {
    /// `None` when only help was asked for.
    fn read(mut arguments: lexopt::Parser) -> Result<Option<Self>> {
        let mut options = Self {
            port: PORT,
            sandbox_port: SANDBOX_PORT,
            api: None,
            release: false,
        };
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("port") => options.port = port(&mut arguments, "--port")?,
                Long("sandbox-port") => {
                    options.sandbox_port = port(&mut arguments, "--sandbox-port")?;
                }
                Long("api") => options.api = Some(backend(&arguments.value()?.string()?)?),
                Long("release") => options.release = true,
                Long("help") | Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        ensure!(
            options.api.is_some() || options.port != options.sandbox_port,
            "the console and the sandbox cannot share port {}",
            options.port
        );
        Ok(Some(options))
    }

    fn backend(&self) -> String {
        self.api
            .clone()
            .unwrap_or_else(|| format!("http://127.0.0.1:{}", self.sandbox_port))
    }
}

fn port(arguments: &mut lexopt::Parser, flag: &str) -> Result<u16> {
    let value = arguments.value()?.string()?;
    value
        .parse()
        .ok()
        .filter(|&port| port > 0)
        .with_context(|| format!("{flag} takes a port from 1 to 65535, not `{value}`"))
}

/// Checks `--api`: the address of a server, without a path.
fn backend(text: &str) -> Result<String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .map(|rest| rest.trim_end_matches('/'));
    match host {
        Some(host)
            if !host.is_empty()
                && !host.contains(|letter: char| {
                    "/?#\"\\@".contains(letter) || letter.is_whitespace()
                }) =>
        {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => bail!(
            "--api takes the address of a backend such as https://api.theopenlane.io, not `{text}`"
        ),
    }
}

/// Serves until Ctrl-C, or until one of the two programs ends.
pub(crate) fn run(arguments: lexopt::Parser) -> Result<()> {
    let Some(options) = Options::read(arguments)? else {
        print!("{USAGE}");
        return Ok(());
    };
    check_port(options.port, "--port")?;
    if options.api.is_none() {
        check_port(options.sandbox_port, "--sandbox-port")?;
    }
    tools::check_c_compiler()?;
    tools::add_wasm_target()?;
    println!(
        "The first start builds everything, which takes 8 to 9 minutes on two cores; later ones, seconds."
    );
    let is_release = options.release;
    let is_secure = options
        .api
        .as_ref()
        .is_some_and(|api| api.starts_with("https:"));
    // At once with the sandbox: each has stretches in which it keeps only one core busy.
    let tools = thread::spawn(move || Tools::for_serving(is_release, is_secure));
    let sandbox = match options.api {
        None => Some(build_sandbox()?),
        Some(_) => None,
    };
    if !tools.is_finished() {
        compile_console(is_release)?;
    }
    let Ok(tools) = tools.join() else {
        bail!("the tools could not be prepared");
    };
    let tools = tools?;

    let interrupt = Interrupt::listen()?;
    let mut services = Vec::new();
    if let Some(program) = sandbox {
        services.push(start_sandbox(program, &options, &interrupt)?);
    }
    println!("Building the console.");
    services.push(start_trunk(&options, &tools)?);

    let address = SocketAddr::from(([127, 0, 0, 1], options.port));
    let mut announced = false;
    let ended = loop {
        if interrupt.is_set() {
            println!("\nEnding.");
            break Ok(());
        }
        if let Some(sentence) = first_to_end(&mut services)? {
            break Err(sentence);
        }
        if !announced && TcpStream::connect_timeout(&address, Duration::from_millis(100)).is_ok() {
            announced = true;
            println!("\nThe console is at http://{address}");
            match &options.api {
                Some(api) => println!("It talks to {api}."),
                None => print!("{ACCOUNTS}"),
            }
            println!("Ctrl-C ends it.");
        }
        thread::sleep(Duration::from_millis(150));
    };
    // The console first: it depends on the backend.
    for service in services.iter_mut().rev() {
        service.stop();
    }
    ended.map_err(anyhow::Error::msg)
}

fn first_to_end(services: &mut [Service]) -> Result<Option<String>> {
    for service in services {
        if let Some(status) = service.ended()? {
            return Ok(Some(format!(
                "{} ended by itself ({status}), so everything was ended",
                service.name
            )));
        }
    }
    Ok(None)
}

/// Before anything is built: a port that is taken now will be taken then.
fn check_port(port: u16, flag: &str) -> Result<()> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let other = port.checked_add(1).unwrap_or(PORT);
            bail!(
                "port {port} is taken by another program: end that, or choose another with `{flag} {other}`"
            )
        }
        Err(error) => bail!("port {port} cannot be used ({error}): choose another with `{flag}`"),
    }
}

/// The sandbox, ready to answer.
fn start_sandbox(program: PathBuf, options: &Options, interrupt: &Interrupt) -> Result<Service> {
    let database = paths::scratch().join("sandbox.db");
    let mut command = std::process::Command::new(program);
    command
        .current_dir(paths::root())
        .args(["--listen", &format!("127.0.0.1:{}", options.sandbox_port)])
        .args([
            "--public-url",
            &format!("http://127.0.0.1:{}", options.port),
        ])
        .arg("--db")
        .arg(&database)
        .stdout(Stdio::piped());
    let mut sandbox = Service::start("the sandbox", &mut command)?;
    sandbox.wait_for_line("sandbox listening on ", interrupt)?;
    println!(
        "Its data is in {}; delete that file to begin anew.",
        database.display()
    );
    Ok(sandbox)
}

/// Builds the sandbox and says where its program is.
pub(crate) fn build_sandbox() -> Result<PathBuf> {
    println!("Building the sandbox; the first time takes 2 to 4 minutes.");
    let status =
        process::run(process::cargo().args(["build", "--package", "sandbox", "--bin", "sandbox"]))?;
    ensure!(
        status.success(),
        "the sandbox does not build; the reason stands above"
    );
    Ok(paths::built()?.join(format!("sandbox{}", std::env::consts::EXE_SUFFIX)))
}

/// Compiles what Trunk will ask cargo for, while the tools are still being built. That it does not compile is
/// left for Trunk to tell, which goes on when it is mended.
fn compile_console(is_release: bool) -> Result<()> {
    println!("Compiling the console beside the tools; the first time takes 2 to 3 minutes.");
    let mut cargo = process::cargo();
    cargo
        .current_dir(paths::root())
        // As index.html tells Trunk.
        .args(["build", "--bin", "console", "--target", tools::WASM]);
    if is_release {
        cargo.args(["--profile", "wasm-release"]);
    }
    process::run_quietly(&mut cargo, "compiling the console").map(drop)
}

fn start_trunk(options: &Options, tools: &Tools) -> Result<Service> {
    let mut command = tools.command("trunk")?;
    // Not into `dist/`, where the build for shipping is.
    let dist = paths::scratch().join("serve");
    fs::create_dir_all(&dist).with_context(|| format!("cannot create {}", dist.display()))?;
    command
        .arg("--config")
        .arg(config(options)?)
        .args(["serve", "--dist"])
        .arg(&dist);
    command.args(["--port", &options.port.to_string()]);
    if options.release {
        command.arg("--release");
    }
    Service::start("trunk", &mut command)
}

/// `Trunk.toml`, or a copy of it that names another backend.
fn config(options: &Options) -> Result<PathBuf> {
    let file = paths::root().join("Trunk.toml");
    if options.backend() == SANDBOX {
        return Ok(file);
    }
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let copy = paths::scratch().join("trunk-serve.toml");
    fs::write(&copy, config_for(&text, &options.backend()))
        .with_context(|| format!("cannot write {}", copy.display()))?;
    Ok(copy)
}

/// The copy is one folder deeper, and Trunk resolves every path against the folder of its configuration.
fn config_for(text: &str, backend: &str) -> String {
    let mut copy = String::with_capacity(text.len());
    for line in text.lines() {
        let mut keys = ["watch = ", "ignore = ", "target = "].iter();
        if keys.any(|key| line.starts_with(key)) {
            copy.push_str(&line.replace(" \"", " \"../").replace("[\"", "[\"../"));
        } else {
            copy.push_str(&line.replace(SANDBOX, backend));
        }
        copy.push('\n');
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Option<Options>> {
        Options::read(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn options_are_read() {
        let options = read(&[]).expect("read").expect("options");
        assert_eq!(
            options,
            Options {
                port: 8080,
                sandbox_port: 17608,
                api: None,
                release: false
            }
        );
        let options = read(&[
            "--port=9000",
            "--api",
            "https://api.example.com/",
            "--release",
        ])
        .expect("read")
        .expect("options");
        assert_eq!(options.backend(), "https://api.example.com");
        assert!(options.release && options.port == 9000);
        assert_eq!(read(&["--help"]).expect("read"), None);
    }

    #[test]
    fn bad_options_are_one_sentence() {
        for (arguments, words) in [
            (&["--port", "x"][..], "--port takes a port"),
            (&["--port", "0"], "--port takes a port"),
            (&["--port", "70000"], "--port takes a port"),
            (&["--port", "17608"], "cannot share port"),
            (&["--api", "api.example.com"], "--api takes the address"),
            (&["--api", "https://a/b"], "--api takes the address"),
            (&["--nonsense"], "--nonsense"),
            (&["extra"], "extra"),
        ] {
            let error = format!("{:#}", read(arguments).expect_err(words));
            assert!(error.contains(words) && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn a_taken_port_is_said_before_anything_is_built() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port();
        let error = format!("{:#}", check_port(port, "--port").expect_err("taken"));
        assert!(
            error.contains("is taken by another program") && error.contains("--port"),
            "{error}"
        );
    }

    #[test]
    fn every_proxy_can_be_pointed_elsewhere() {
        let file = fs::read_to_string(paths::root().join("Trunk.toml")).expect("Trunk.toml");
        assert_eq!(
            file.matches("[[proxy]]").count(),
            file.matches(SANDBOX).count()
        );
        assert_eq!(
            file.matches("[[proxy]]").count(),
            file.matches("no_redirect = true").count()
        );
        let copy = config_for(&file, "https://api.example.com");
        assert!(!copy.contains(SANDBOX));
        assert!(copy.contains("backend = \"https://api.example.com/v1\""));
        assert!(
            copy.contains("target = \"../index.html\"")
                && copy.contains("watch = [\"../index.html\", \"../style\"")
        );
    }
}
