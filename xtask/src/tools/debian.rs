//! What comes from Debian's packages where there are any.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::paths;
use crate::process;

/// nginx, for the tests of `deploy/nginx.conf`. Debian's package is unpacked into the tools' folder, because
/// installing it would start a server on port 80.
pub(crate) fn nginx() -> Result<PathBuf> {
    let unpacked = paths::tools()?.join("nginx");
    let program = unpacked.join("usr/sbin/nginx");
    let runs = |program: &PathBuf| {
        Command::new(program)
            .arg("-v")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let known = process::find("nginx").unwrap_or_else(|| "/usr/sbin/nginx".into());
    for program in [&known, &program] {
        if runs(program) {
            return Ok(program.clone());
        }
    }
    if process::find("apt-get").is_some() && process::find("dpkg-deb").is_some() {
        println!("Getting nginx from Debian's packages.");
        fs::create_dir_all(&unpacked)
            .with_context(|| format!("cannot create {}", unpacked.display()))?;
        let quietly = |name: &str, arguments: &[&str]| {
            let mut command = Command::new(name);
            command
                .args(arguments)
                .current_dir(&unpacked)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            process::run(&mut command).is_ok_and(|status| status.success())
        };
        let download = ["download", "--quiet", "nginx"];
        if quietly("apt-get", &download)
            || (quietly("apt-get", &["update", "--quiet"]) && quietly("apt-get", &download))
        {
            for entry in fs::read_dir(&unpacked)? {
                let path = entry?.path();
                if path.extension().is_some_and(|ending| ending == "deb") {
                    quietly("dpkg-deb", &["--extract", &path.to_string_lossy(), "."]);
                }
            }
        }
        if runs(&program) {
            return Ok(program);
        }
    }
    bail!(
        "the tests of deploy/nginx.conf need nginx 1.22 or later on the search path: on Debian \
         `apt-get install nginx`, on macOS `brew install nginx`"
    )
}

/// Installs packages of Debian's, after a look for newer lists if they are not known.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    println!(
        "Installing {} from Debian's packages.",
        packages.join(" and ")
    );
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        process::run(&mut command).map(|status| status.success())
    };
    let install = [&["install", "--yes", "--quiet"], packages].concat();
    if apt(&install)? || (apt(&["update", "--quiet"])? && apt(&install)?) {
        return Ok(());
    }
    bail!(
        "apt-get could not install {}: check the network and run this again",
        packages.join(" and ")
    )
}
