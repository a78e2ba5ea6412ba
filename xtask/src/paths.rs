//! Where things are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folder of the workspace. Cargo says at run time where the package is, so a cached binary works in
/// another clone.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package
        .parent()
        .map_or_else(|| package.clone(), Path::to_path_buf)
}

/// Where cargo puts what it builds with the `dev` profile: this very program stands there.
pub(crate) fn built() -> Result<PathBuf> {
    let program = env::current_exe().context("cannot tell where this program is")?;
    Ok(program.parent().unwrap_or(Path::new("")).to_path_buf())
}

/// A folder for files that are only of use while developing, whatever `CARGO_TARGET_DIR` says.
pub(crate) fn scratch() -> PathBuf {
    root().join("target")
}

/// Makes a folder, or empties it.
///
/// # Errors
/// If a file in it cannot be removed, or the folder not be made.
pub(crate) fn empty(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder.to_path_buf())
}

/// Where tools are kept from one clone to the next: `$OPENLANE_CONSOLE_TOOLS` or a place in the user's cache.
pub(crate) fn tools() -> Result<PathBuf> {
    tools_from(|name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    })
}

fn tools_from(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf> {
    if let Some(folder) = variable("OPENLANE_CONSOLE_TOOLS") {
        return std::path::absolute(folder).context("OPENLANE_CONSOLE_TOOLS is not a usable path");
    }
    let cache = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    let cache = cache.context(
        "there is no home folder to keep tools in; set OPENLANE_CONSOLE_TOOLS to a folder",
    )?;
    Ok(cache.join("openlane-console/tools"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tools_folder_can_be_chosen() {
        let chosen =
            tools_from(|name| (name == "OPENLANE_CONSOLE_TOOLS").then(|| "/opt/tools".into()));
        assert_eq!(chosen.expect("a folder"), Path::new("/opt/tools"));
        assert!(tools_from(|_| None).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_tools_folder_is_in_the_cache() {
        let home = |name: &str| (name == "HOME").then(|| "/home/ada".into());
        assert_eq!(
            tools_from(home).expect("a folder"),
            Path::new("/home/ada/.cache/openlane-console/tools")
        );
    }
}
