//! A sandbox whose data lies in a file, so that a test can write what no route does.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Params};
use sandbox::{
    AppState,
    config::{Config, Database},
};

/// A path in the temporary folder at which nothing is; what is made there goes with it.
pub struct Place(PathBuf);

impl Place {
    pub fn new(name: &str) -> Self {
        let name = format!("sandbox-{name}-{}.db", std::process::id());
        let place = Self(std::env::temp_dir().join(name));
        place.clear();
        place
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn text(&self) -> &str {
        self.0.to_str().expect("a path that is text")
    }

    /// A sandbox with its data here.
    pub fn open(&self, config: Config) -> AppState {
        super::state(Config {
            database: Database::File(self.0.clone()),
            ..config
        })
    }

    /// Changes the data behind the sandbox's back; gives how many rows changed.
    pub fn execute(&self, sql: &str, params: impl Params) -> usize {
        let connection = Connection::open(&self.0).expect("the database");
        connection.execute(sql, params).expect("a statement")
    }

    fn clear(&self) {
        for suffix in ["", "-wal", "-shm"] {
            // Not all of them exist.
            let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.clear();
    }
}
