//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the workspace. Cargo says at run time where the package is, so a cached binary works in another clone.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map_or_else(|| package.clone(), Path::to_path_buf)
}
