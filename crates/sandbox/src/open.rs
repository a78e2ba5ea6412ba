//! Opens a sandbox: its database, its key and its schema.

use std::sync::Arc;

use rand::RngCore;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    auth::jwt::Keys,
    catalogue::Offer,
    clock::Clock,
    config::Config,
    graphql,
    idp::Provider,
    limits::Limits,
    page_policy::Index,
    passkeys::Passkeys,
    random::Random,
    recorder::Recorder,
    role_lists::RoleLists,
    seed,
    state::{AppState, State},
    store::Store,
};

impl State {
    /// Opens the database, seeds it when it is new, and builds the schema.
    ///
    /// # Errors
    /// One line that says what cannot be used.
    pub fn open(config: Config) -> Result<AppState, String> {
        let clock = Clock::new(config.now);
        let random = Random::new(config.random_seed);
        let (store, fresh) = Store::open(&config.database)?;
        let keys = {
            let connection = store.try_lock().ok_or("--db: the database is busy")?;
            if fresh {
                seed::plant(&connection, &config, clock.now())
                    .map_err(|error| format!("--seed: {error}"))?;
            }
            seed::point_at_provider(&connection, &config)
                .map_err(|error| format!("--db: {error}"))?;
            Keys::new(
                &secret_key(&connection, &config, &random)
                    .map_err(|error| format!("--db: {error}"))?,
            )
        };
        let schema = graphql::schema()?;
        let provider = Provider::new(keys.secret());
        let catalogue = Offer::new(config.catalogue);
        let passkeys = Passkeys::new(&config);
        let role_lists = RoleLists::new(&config);
        let recorder = Recorder::new(config.record_requests);
        Ok(Arc::new(Self {
            config,
            clock,
            random,
            store,
            keys,
            schema,
            provider,
            index: Index::default(),
            limits: Limits::default(),
            catalogue,
            passkeys,
            role_lists,
            recorder,
        }))
    }
}

/// The signing key lives in the database, so that a restart ends no session.
fn secret_key(
    connection: &Connection,
    config: &Config,
    random: &Random,
) -> rusqlite::Result<[u8; 32]> {
    let stored: Option<String> = connection
        .query_row(
            "SELECT value FROM meta WHERE key='signing_key'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    let bytes: Option<Vec<u8>> = stored.map(|hex| {
        (0..hex.len() / 2)
            .filter_map(|at| u8::from_str_radix(hex.get(at * 2..at * 2 + 2)?, 16).ok())
            .collect()
    });
    if let Some(Ok(key)) = bytes.map(<[u8; 32]>::try_from) {
        return Ok(key);
    }
    let mut key = [0; 32];
    match config.random_seed {
        Some(_) => key.copy_from_slice(&random.bytes(32)),
        None => rand::rngs::OsRng.fill_bytes(&mut key),
    }
    let hex: Vec<String> = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('signing_key', ?1)",
        [hex.concat()],
    )?;
    Ok(key)
}
