//! The SQLite store: one connection, used by one operation at a time.
//!
//! An operation owns the connection from its first statement to its commit, so that a GraphQL mutation is one
//! transaction and a query sees one state. The file is in WAL mode: what was acknowledged survives a kill.

pub(crate) mod accounts;
mod columns;
pub(crate) mod entities;
pub(crate) mod entity;
pub(crate) mod layout;
pub(crate) mod members;
pub(crate) mod passkeys;
pub(crate) mod row;
pub(crate) mod sessions;
pub(crate) mod tables;
pub(crate) mod tokens;
pub(crate) mod tuples;

use std::{path::Path, sync::Arc, time::Duration};

use rusqlite::{Connection, functions::FunctionFlags};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::config::Database;

/// The connection while an operation has it.
pub(crate) type Guard = OwnedMutexGuard<Connection>;

/// Layout of the tables; a file of another layout is refused.
const LAYOUT: i64 = 3;

/// Marks a file as the sandbox's own (`OLsb`): any other program's is left alone.
const APPLICATION: i64 = 0x4f4c_7362;

/// The store.
#[derive(Clone, Debug)]
pub(crate) struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens or creates the database; `true` when it is new and wants a seed.
    ///
    /// # Errors
    /// One line that names the file and says what is wrong with it.
    pub(crate) fn open(database: &Database) -> Result<(Self, bool), String> {
        let connection = match database {
            Database::Memory => Connection::open_in_memory().map_err(|error| error.to_string()),
            Database::File(path) => open_file(path),
        };
        let name = match database {
            Database::Memory => ":memory:".to_owned(),
            Database::File(path) => path.display().to_string(),
        };
        let connection =
            connection.map_err(|error| format!("--db: cannot open {name}: {error}"))?;
        let fresh = prepare(&connection).map_err(|error| match error {
            Preparation::Sql(error) => format!("--db: cannot use {name}: {error}"),
            Preparation::Layout(found) => {
                format!("--db: {name} was made by another version (layout {found}, not {LAYOUT}); delete it")
            }
            Preparation::Foreign => {
                format!("--db: {name} is a database of another program; the sandbox wants one of its own")
            }
        })?;
        Ok((Self(Arc::new(Mutex::new(connection))), fresh))
    }

    /// Waits for the connection.
    pub(crate) async fn lock(&self) -> Guard {
        Arc::clone(&self.0).lock_owned().await
    }

    /// The connection if nobody has it; at start nobody has.
    pub(crate) fn try_lock(&self) -> Option<Guard> {
        Arc::clone(&self.0).try_lock_owned().ok()
    }
}

fn open_file(path: &Path) -> Result<Connection, String> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    Connection::open(path).map_err(|error| error.to_string())
}

enum Preparation {
    Sql(rusqlite::Error),
    Layout(i64),
    Foreign,
}

impl From<rusqlite::Error> for Preparation {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

fn prepare(connection: &Connection) -> Result<bool, Preparation> {
    connection.busy_timeout(Duration::from_secs(5))?;
    // Before anything else, because the next line already writes into the file.
    let fresh = examine(connection)?;
    connection.set_prepared_statement_cache_capacity(256);
    // `journal_mode` answers a row, which `execute` would refuse.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
    )?;
    // SQLite folds ASCII only; the backend folds like Postgres, all of Unicode.
    connection.create_scalar_function(
        "fold",
        1,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        |context| {
            Ok(context
                .get::<Option<String>>(0)?
                .map(|text| text.to_lowercase()))
        },
    )?;
    if fresh {
        connection.execute_batch("BEGIN")?;
        connection.execute_batch(&layout::create())?;
        connection.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {LAYOUT}; COMMIT"
        ))?;
    }
    Ok(fresh)
}

/// Whether the file is new; an error if it is not the sandbox's to write into. Only reads.
fn examine(connection: &Connection) -> Result<bool, Preparation> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let layout = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_master")?;
    // The first layout did not mark its files.
    let unmarked = "SELECT count(*) FROM sqlite_master WHERE name='pat_organizations'";
    match number("PRAGMA application_id")? {
        APPLICATION if layout == LAYOUT => Ok(false),
        APPLICATION => Err(Preparation::Layout(layout)),
        0 if layout == 0 && tables == 0 => Ok(true),
        0 if layout == 1 && number(unmarked)? == 1 => Err(Preparation::Layout(layout)),
        _ => Err(Preparation::Foreign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_database_is_refused_in_one_line() {
        let path = std::env::temp_dir().join(format!("sandbox-garbage-{}.db", std::process::id()));
        std::fs::write(&path, [b'x'; 4096]).unwrap();
        let error = Store::open(&Database::File(path.clone())).unwrap_err();
        std::fs::remove_file(path).unwrap();
        assert!(
            error.starts_with("--db: cannot use") && !error.contains('\n'),
            "{error}"
        );
    }

    #[test]
    fn a_folder_is_refused() {
        assert!(Store::open(&Database::File(std::env::temp_dir())).is_err());
    }

    #[test]
    fn the_second_opening_finds_the_tables() {
        let path = std::env::temp_dir().join(format!("sandbox-twice-{}.db", std::process::id()));
        let database = Database::File(path.clone());
        assert!(Store::open(&database).unwrap().1);
        assert!(!Store::open(&database).unwrap().1);
        std::fs::remove_file(path).unwrap();
    }
}
