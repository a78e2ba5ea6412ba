//! Files that the page offers, as the browser saves them.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::json;
use tempfile::TempDir;

use super::console::Console;

/// A folder that the browser saves files in, without asking.
pub struct Downloads(TempDir);

impl Console {
    /// From now on files are saved in a folder of their own.
    ///
    /// # Errors
    /// If the browser does not answer, or there is no room for a folder.
    pub async fn downloads(&self) -> Result<Downloads> {
        let folder = tempfile::tempdir().context("no folder for downloads")?;
        let behavior = json!({ "behavior": "allow", "downloadPath": folder.path() });
        self.protocol("Browser.setDownloadBehavior", behavior)
            .await?;
        Ok(Downloads(folder))
    }

    /// Waits for a file whose name ends like this; its name and its text. It is removed from the folder, so
    /// that the next one can have the same name.
    ///
    /// # Errors
    /// If none comes.
    pub async fn downloaded(&self, from: &Downloads, ending: &str) -> Result<(String, String)> {
        let mut found = None;
        self.until(&format!("a file that ends with {ending}"), async || {
            found = finished(from.0.path(), ending)?;
            Ok(found.is_some())
        })
        .await?;
        found.context("no file")
    }
}

impl Console {
    /// Whether every file was taken by [`Self::downloaded`].
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn are_all_downloaded(&self, from: &Downloads) -> Result<bool> {
        Ok(fs::read_dir(from.0.path())?.next().is_none())
    }
}

/// The browser writes under another name until a file is whole.
fn finished(folder: &Path, ending: &str) -> Result<Option<(String, String)>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(ending) {
            let text = fs::read_to_string(&path)?;
            let name = name.into_owned();
            fs::remove_file(&path)?;
            return Ok(Some((name, text)));
        }
    }
    Ok(None)
}
