//! Programs from the crate registry: fetched by `cargo binstall` where that is installed, else built.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use super::{check_c_compiler, version};
use crate::paths;
use crate::process;

/// A program that comes from the crate registry.
pub(super) struct Package<'a> {
    pub(super) program: &'a str,
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) flags: &'a [&'a str],
    /// Tells its folder from that of the same program with other flags.
    pub(super) variant: &'a str,
    /// Dependencies in which the program spends its time. All else is built without optimization: that is
    /// four times as fast to build, and nobody waits for it later.
    pub(super) optimized: &'a [&'a str],
    /// How long building takes on two cores, in words.
    pub(super) usual_minutes: &'a str,
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
pub(super) fn install(package: &Package<'_>) -> Result<PathBuf> {
    let Package {
        program,
        name,
        version: wanted,
        usual_minutes,
        variant,
        ..
    } = *package;
    let folder = paths::tools()?.join(format!("{name}-{wanted}{variant}"));
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
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_built_in_the_right_version_and_only_partly_optimized() {
        let package = Package {
            program: "wasm-bindgen",
            name: "wasm-bindgen-cli",
            version: "0.2.126",
            flags: &["--bin", "wasm-bindgen"],
            variant: "",
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
            "0.21.14",
            "error: failed to download from `…`\n[6] Could not resolve host",
        );
        assert!(
            offline.contains("cannot be reached") && !offline.contains('\n'),
            "{offline}"
        );
        let linker = why_install_failed("trunk", "0.21.14", "error: linker `cc` not found");
        assert!(linker.contains("no C compiler"), "{linker}");
        assert!(why_install_failed("trunk", "0.21.14", "error[E0382]").contains("stands above"));
    }
}
