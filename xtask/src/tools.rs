//! The programs that building and testing need: found, or put into a folder that every clone shares.
//!
//! A program is taken only in the version that is known to work. Each that has to be installed says so, and
//! each that cannot be is one sentence with the way out. Trunk itself is told never to download anything.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::paths;
use crate::process;

/// 0.22 needs a newer compiler.
const TRUNK: &str = "0.21.14";
/// The npm package carries `wasm-opt` as a program for node; it runs wherever node does.
const BINARYEN: &str = "132.0.0";
/// Older ones refuse what wasm-bindgen writes now.
const OLDEST_WASM_OPT: u32 = 120;
/// Takes the program apart.
const WASM_SPLIT: &str = "0.2.4";
/// Makes style sheet and code small.
const ESBUILD: &str = "0.28.2";
/// The accessibility rules that the browser tests apply.
const AXE_CORE: &str = "4.14.1";
/// What the console is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Folders of tools, ready to be put before the search path.
pub(crate) struct Tools(Vec<PathBuf>);

impl Tools {
    /// What a development build needs.
    pub(crate) fn for_building() -> Result<Self> {
        check_compiler()?;
        add_wasm_target()?;
        let lock = paths::root().join("Cargo.lock");
        let lock =
            fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let bindgen = locked_version(&lock, "wasm-bindgen")
            .context("Cargo.lock does not name wasm-bindgen")?;
        Ok(Self(vec![
            from_registry(&Package {
                program: "trunk",
                name: "trunk",
                version: TRUNK,
                flags: &["--no-default-features", "--features", "rustls"],
                // It hashes what it serves, which takes seconds where nothing is optimized.
                optimized: &["sha2"],
                usual_minutes: "2 to 4",
            })?,
            from_registry(&Package {
                program: "wasm-bindgen",
                name: "wasm-bindgen-cli",
                version: bindgen,
                flags: &["--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"],
                // They read and write the whole program at each build.
                optimized: &["walrus", "wasmparser", "wasm-encoder"],
                usual_minutes: "1 to 3",
            })?,
        ]))
    }

    /// What a build for shipping needs.
    pub(crate) fn for_shipping() -> Result<Self> {
        let mut tools = Self::for_building()?;
        tools.0.push(from_registry(&Package {
            program: "wasm-split-cli",
            name: "wasm_split_cli_support",
            version: WASM_SPLIT,
            flags: &["--features", "build-binary"],
            optimized: &["wasmparser", "wasm-encoder"],
            usual_minutes: "1 to 2",
        })?);
        tools.0.extend(wasm_opt()?);
        tools.0.push(esbuild()?);
        Ok(tools)
    }

    /// The search path with the tools before everything else.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        process::search_path(&self.0)
    }

    /// A command that finds the tools, and runs in the workspace.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        let own = self
            .0
            .iter()
            .map(|folder| folder.join(&file))
            .find(|candidate| candidate.is_file());
        let mut command = Command::new(own.unwrap_or_else(|| program.into()));
        command
            .env("PATH", self.search_path()?)
            .current_dir(paths::root());
        Ok(command)
    }
}

/// `rust-toolchain.toml` is obeyed by rustup only; say so where another compiler is at work.
fn check_compiler() -> Result<()> {
    let file = fs::read_to_string(paths::root().join("rust-toolchain.toml")).unwrap_or_default();
    let Some(pinned) = file
        .lines()
        .find_map(|line| line.strip_prefix("channel = "))
        .map(|text| text.trim_matches('"'))
    else {
        return Ok(());
    };
    let found = process::output("rustc", &["--version"])
        .context("there is no Rust compiler on the search path: install Rust with rustup")?;
    if version(&found) != Some(pinned) {
        bail!(
            "this workspace is built with Rust {pinned}, but `rustc` here is {}: run `rustup \
             toolchain install {pinned}`",
            found.trim()
        );
    }
    Ok(())
}

/// Fails with the way out when nothing can compile C, which SQLite is written in and which links every
/// program.
pub(crate) fn check_c_compiler() -> Result<()> {
    let chosen = env::var_os("CC").filter(|value| !value.is_empty());
    let found = match &chosen {
        Some(compiler) => process::output(compiler, &["--version"]).is_some(),
        None => ["cc", "gcc", "clang", "cl"]
            .iter()
            .any(|compiler| process::find(compiler).is_some()),
    };
    if !found {
        bail!(
            "there is no C compiler: install one (Debian and Ubuntu: `apt-get install gcc libc6-dev`, macOS: \
             `xcode-select --install`) and run this again"
        );
    }
    Ok(())
}

/// Makes sure that the compiler can build for the browser.
pub(crate) fn add_wasm_target() -> Result<()> {
    let libraries = process::output("rustc", &["--print", "target-libdir", "--target", WASM]);
    if libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "this Rust compiler cannot build for {WASM}, and there is no rustup to add it: install \
             Rust with rustup"
        );
    }
    println!("Adding the compilation target {WASM} with rustup.");
    if !process::run(Command::new("rustup").args(["target", "add", WASM]))?.success() {
        bail!(
            "rustup could not add the target {WASM}: check the network, then run `rustup target add {WASM}`"
        );
    }
    Ok(())
}

/// Makes sure that a part of the toolchain which a minimal installation leaves out is there.
pub(crate) fn add_component(component: &str, program: &str) -> Result<()> {
    if process::output(
        "cargo",
        &[program.trim_start_matches("cargo-"), "--version"],
    )
    .is_some()
    {
        return Ok(());
    }
    println!("Adding {component} with rustup.");
    let added = process::find("rustup").is_some()
        && process::run(Command::new("rustup").args(["component", "add", component]))?.success();
    if !added {
        bail!("{component} is missing: run `rustup component add {component}`");
    }
    Ok(())
}

/// A program that comes from the crate registry.
struct Package<'a> {
    program: &'a str,
    name: &'a str,
    version: &'a str,
    flags: &'a [&'a str],
    /// Dependencies in which the program spends its time. All else is built without optimization: that is
    /// four times as fast to build, and nobody waits for it later.
    optimized: &'a [&'a str],
    /// How long building takes on two cores, in words.
    usual_minutes: &'a str,
}

impl Package<'_> {
    /// What cargo is told to build it from source.
    fn install_arguments(&self, folder: &Path) -> Vec<OsString> {
        let version = format!("={}", self.version);
        let mut arguments: Vec<OsString> = [
            "install",
            self.name,
            "--version",
            &version,
            "--locked",
            "--root",
        ]
        .map(OsString::from)
        .to_vec();
        arguments.push(folder.into());
        arguments.extend(self.flags.iter().map(OsString::from));
        for dependency in self.optimized {
            arguments.push("--config".into());
            arguments.push(format!("profile.release.package.{dependency}.opt-level=1").into());
        }
        arguments
    }

    /// What `cargo binstall` is told, which fetches a program that its makers have built.
    fn binstall_arguments(&self, folder: &Path) -> Vec<OsString> {
        let wanted = format!("{}@={}", self.name, self.version);
        let mut arguments: Vec<OsString> = [
            "binstall",
            "--no-confirm",
            "--disable-telemetry",
            "--strategies",
            "crate-meta-data",
            "--root",
        ]
        .map(OsString::from)
        .to_vec();
        arguments.push(folder.into());
        arguments.push(wanted.into());
        arguments
    }
}

/// The folder of a program that comes from the crate registry: from the search path, as it was installed
/// earlier, by `cargo binstall` where that is installed and succeeds, else built from source.
fn from_registry(package: &Package<'_>) -> Result<PathBuf> {
    let Package {
        program,
        name,
        version: wanted,
        usual_minutes,
        ..
    } = *package;
    let folder = paths::tools()?.join(format!("{name}-{wanted}"));
    let right = |program: &Path| {
        process::output(program, &["--version"]).is_some_and(|text| version(&text) == Some(wanted))
    };
    let bin = folder.join("bin");
    let file = bin.join(format!("{program}{}", env::consts::EXE_SUFFIX));
    // Not every program tells its version, but its folder does, and it is written when the installation has
    // succeeded.
    if right(&file) || folder.join(".crates.toml").is_file() && file.is_file() {
        return Ok(bin);
    }
    if let Some(found) = process::find(program).filter(|found| right(found)) {
        return Ok(found.parent().unwrap_or(Path::new("")).to_path_buf());
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    if process::find("cargo-binstall").is_some() {
        println!("Fetching {name} {wanted} with cargo binstall.");
        let mut cargo = process::cargo();
        cargo
            .args(package.binstall_arguments(&folder))
            .current_dir(&folder);
        if process::run_quietly(&mut cargo, &format!("fetching {name}"))?
            .0
            .success()
            && file.is_file()
        {
            return Ok(bin);
        }
        println!("cargo binstall did not bring it, so it is built here.");
    }
    check_c_compiler()?;
    println!(
        "Building {name} {wanted} from the crate registry, once; {usual_minutes} minutes on two cores."
    );
    let mut cargo = process::cargo();
    cargo
        .args(package.install_arguments(&folder))
        // Not in the workspace: its settings are for its own packages.
        .current_dir(&folder)
        // The programs share many packages, so they share a folder.
        .env("CARGO_TARGET_DIR", paths::tools()?.join("build"))
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_STRIP", "debuginfo");
    let begun = Instant::now();
    let (status, printed) = process::run_quietly(&mut cargo, &format!("building {name}"))?;
    if !status.success() {
        eprint!("{printed}");
        bail!("{}", why_install_failed(name, wanted, &printed));
    }
    println!("Built {name} in {} seconds.", begun.elapsed().as_secs());
    Ok(bin)
}

/// One sentence out of what cargo said.
fn why_install_failed(package: &str, wanted: &str, printed: &str) -> String {
    let network = [
        "failed to download",
        "failed to fetch",
        "Could not resolve host",
        "Couldn't resolve host",
        "Could not connect",
        "Couldn't connect",
        "failed to query replaced source registry",
        "spurious network error",
        "--offline",
    ];
    if network.iter().any(|sign| printed.contains(sign)) {
        format!(
            "{package} {wanted} is not installed and the crate registry cannot be reached: connect \
             to the network and run this again"
        )
    } else if printed.contains("linker `") && printed.contains("not found") {
        "there is no C compiler: install one (Debian and Ubuntu: `apt-get install gcc libc6-dev`) \
         and run this again"
            .to_owned()
    } else {
        format!("cargo could not install {package} {wanted}; the reason stands above")
    }
}

/// The folder of a `wasm-opt` that is new enough, if it is not on the search path anyway.
fn wasm_opt() -> Result<Option<PathBuf>> {
    let new_enough = |program: &Path| {
        process::output(program, &["--version"])
            .and_then(|text| version(&text)?.split('.').next()?.parse::<u32>().ok())
            .is_some_and(|version| version >= OLDEST_WASM_OPT)
    };
    if process::find("wasm-opt").is_some_and(|found| new_enough(&found)) {
        return Ok(None);
    }
    let package = from_npm(
        "binaryen",
        BINARYEN,
        "wasm-opt, which makes the program small,",
    )
    .context(
        "a build for shipping needs wasm-opt 120 or later: put one on the search path, \
         or install node and npm",
    )?;
    let bin = package.parent().unwrap_or(Path::new("")).join(".bin");
    if new_enough(&bin.join("wasm-opt")) {
        return Ok(Some(bin));
    }
    bail!(
        "the wasm-opt in {} does not run: delete that folder and run this again",
        bin.display()
    )
}

/// The folder of esbuild, always in the same version: another one would make other bytes.
fn esbuild() -> Result<PathBuf> {
    let package = from_npm("esbuild", ESBUILD, "esbuild, which makes the code small,")?;
    let bin = package.parent().unwrap_or(Path::new("")).join(".bin");
    if process::output(bin.join("esbuild"), &["--version"]).is_some() {
        return Ok(bin);
    }
    bail!(
        "the esbuild in {} does not run: delete that folder and run this again",
        bin.display()
    )
}

/// A browser without a window, and the program that drives it.
pub(crate) struct Browser {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Chromium and its driver: from the search path, or from Debian's packages where that is allowed.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    let root = process::output("id", &["-u"]).is_some_and(|user| user.trim() == "0");
    if root && process::find("apt-get").is_some() {
        apt_install(&["chromium", "chromium-driver"])?;
        if let Some(found) = find_browser() {
            return Ok(found);
        }
    }
    bail!(
        "browser tests need Chromium and chromedriver of the same version on the search path: on Debian \
         `apt-get install chromium chromium-driver`, elsewhere from the Chrome for Testing page"
    )
}

fn find_browser() -> Option<Browser> {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let browser = names.iter().find_map(|name| process::find(name))?;
    let driver = process::find("chromedriver")?;
    Some(Browser { browser, driver })
}

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

/// The script of the accessibility rules.
pub(crate) fn axe_core() -> Result<PathBuf> {
    let package = from_npm(
        "axe-core",
        AXE_CORE,
        "axe-core, which looks for accessibility faults,",
    )?;
    Ok(package.join("axe.min.js"))
}

/// The folder of an npm package. Nothing in it is run while installing.
fn from_npm(package: &str, wanted: &str, what: &str) -> Result<PathBuf> {
    let folder = paths::tools()?.join(format!("{package}-{wanted}"));
    let installed = folder.join("node_modules").join(package);
    let manifest = fs::read_to_string(installed.join("package.json")).unwrap_or_default();
    let manifest = serde_json::from_str::<serde_json::Value>(&manifest).unwrap_or_default();
    if manifest.get("version").and_then(serde_json::Value::as_str) == Some(wanted) {
        return Ok(installed);
    }
    let node = if cfg!(target_os = "macos") {
        "`brew install node`"
    } else {
        "`apt-get install nodejs npm`"
    };
    let npm = process::find("npm").or_else(|| process::find("npm.cmd"));
    let Some(npm) = npm.filter(|_| process::find("node").is_some()) else {
        bail!(
            "{what} comes from npm, and node or npm is missing: install both ({node}) and run this again"
        );
    };
    println!("Installing {what} from npm ({package} {wanted}).");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let status = process::run(
        Command::new(npm)
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--no-save",
                "--loglevel=error",
                "--prefix",
            ])
            .arg(&folder)
            .arg(format!("{package}@{wanted}"))
            .current_dir(&folder)
            .stdin(Stdio::null()),
    )?;
    if !status.success() {
        bail!("npm could not install {package} {wanted}: check the network and run this again");
    }
    Ok(installed)
}

/// The version in a line such as `trunk 0.21.14` or `wasm-opt version 132 (version_132)`.
fn version(text: &str) -> Option<&str> {
    text.split_whitespace()
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// The version of a package in `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("name = \"{package}\"\n"))?;
    entry
        .lines()
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_tools_say() {
        assert_eq!(version("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(
            version("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some("1.95.0")
        );
        assert_eq!(
            version("ChromeDriver 156.0.8078.73 (abc)"),
            Some("156.0.8078.73")
        );
        assert_eq!(version("no version here"), None);
    }

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.76\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.126"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn a_program_is_built_in_the_right_version_and_only_partly_optimized() {
        let package = Package {
            program: "wasm-bindgen",
            name: "wasm-bindgen-cli",
            version: "0.2.126",
            flags: &["--bin", "wasm-bindgen"],
            optimized: &["walrus"],
            usual_minutes: "1",
        };
        let words = |arguments: Vec<OsString>| {
            let words: Vec<_> = arguments
                .iter()
                .map(|word| word.to_string_lossy())
                .collect();
            words.join(" ")
        };
        assert_eq!(
            words(package.install_arguments(Path::new("/tools/x"))),
            "install wasm-bindgen-cli --version =0.2.126 --locked --root /tools/x --bin wasm-bindgen \
             --config profile.release.package.walrus.opt-level=1"
        );
        let fetched = words(package.binstall_arguments(Path::new("/tools/x")));
        assert!(
            fetched.ends_with("--root /tools/x wasm-bindgen-cli@=0.2.126"),
            "{fetched}"
        );
    }

    #[test]
    fn a_failed_install_is_one_sentence() {
        let offline = why_install_failed(
            "trunk",
            TRUNK,
            "error: failed to download from `…`\n[6] Could not resolve host",
        );
        assert!(
            offline.contains("cannot be reached") && !offline.contains('\n'),
            "{offline}"
        );
        let linker = why_install_failed("trunk", TRUNK, "error: linker `cc` not found");
        assert!(linker.contains("no C compiler"), "{linker}");
        assert!(why_install_failed("trunk", TRUNK, "error[E0382]").contains("stands above"));
    }
}
