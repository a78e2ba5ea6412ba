//! One GraphQL operation: it owns the database connection, and knows who calls.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    Value,
    dynamic::{FieldValue, ResolverContext},
};
use rusqlite::Connection;

use super::problem::Problem;
use crate::{
    auth::caller::{Caller, Kind},
    state::AppState,
    store::{
        Guard,
        row::Row,
        tuples::{self, Change},
    },
    time::Micros,
};

/// What a resolver gives back.
pub(crate) type Resolved = Result<Option<FieldValue<'static>>, Problem>;

/// What happens to the answer after the commit (failures on demand).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effect {
    /// Answer five seconds late.
    pub(crate) slow: bool,
    /// Close the connection instead of answering.
    pub(crate) lost: bool,
    /// Answer 200 with HTML.
    pub(crate) garbage: bool,
}

/// A running operation.
#[derive(Debug)]
pub(crate) struct Op {
    /// The sandbox.
    pub(crate) state: AppState,
    /// Who calls.
    pub(crate) caller: Caller,
    /// When the operation began.
    pub(crate) now: Micros,
    connection: Mutex<Guard>,
    effect: Mutex<Effect>,
    tuples: Mutex<Vec<Change>>,
}

impl Op {
    /// Begins an operation.
    pub(crate) fn new(state: AppState, caller: Caller, connection: Guard) -> Arc<Self> {
        let now = state.clock.now();
        Arc::new(Self {
            state,
            caller,
            now,
            connection: Mutex::new(connection),
            effect: Mutex::default(),
            tuples: Mutex::default(),
        })
    }

    /// The operation that a field belongs to.
    pub(crate) fn of<'a>(context: &ResolverContext<'a>) -> Result<&'a Self, Problem> {
        context
            .ctx
            .data::<Arc<Self>>()
            .map(AsRef::as_ref)
            .map_err(|error| Problem::Internal(error.message))
    }

    /// The instant to write into a row that is made or changed.
    pub(crate) fn tick(&self) -> Micros {
        self.state.clock.tick()
    }

    /// Uses the connection.
    pub(crate) fn sql<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(
            &self
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Remembers what shall happen to the answer.
    pub(crate) fn disturb(&self, change: impl FnOnce(&mut Effect)) {
        change(&mut self.effect.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What shall happen to the answer.
    pub(crate) fn effect(&self) -> Effect {
        *self.effect.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The active organization, which lists of organization-owned things need (contract 1.12).
    pub(crate) fn active(&self) -> Result<&str, Problem> {
        self.caller.active.as_deref().ok_or_else(Problem::nobody)
    }

    /// The user, whom an API token lacks.
    pub(crate) fn user(&self) -> Result<&str, Problem> {
        self.caller.user.as_deref().ok_or_else(Problem::nobody)
    }

    /// Organizations whose API tokens are visible.
    ///
    /// A personal token needs an active organization, but then sees the tokens of all of its own (contract
    /// 1.12, (R)).
    pub(crate) fn owners(&self) -> Result<Vec<String>, Problem> {
        let active = self.active()?;
        Ok(match self.caller.kind {
            Kind::Personal => self.caller.organizations.clone(),
            Kind::Jwt | Kind::Api => vec![active.to_owned()],
        })
    }

    /// Changes a tuple of the authorization server.
    pub(crate) fn change_tuple(&self, change: Change) -> rusqlite::Result<()> {
        let delay = self.state.config.scope_delay();
        self.sql(|sql| tuples::apply(sql, &change, delay))?;
        self.tuples
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(change);
        Ok(())
    }

    /// Undoes the transaction. What the authorization server was told is not undone: it is another server
    /// (contract 5).
    pub(crate) fn roll_back(&self) {
        let told = std::mem::take(&mut *self.tuples.lock().unwrap_or_else(PoisonError::into_inner));
        let delay = self.state.config.scope_delay();
        self.sql(|connection| {
            if connection.is_autocommit() {
                return;
            }
            let undone = connection.execute_batch("ROLLBACK").and_then(|()| {
                told.iter()
                    .try_for_each(|change| tuples::apply(connection, change, delay))
            });
            if let Err(error) = undone {
                eprintln!("sandbox: a transaction could not be rolled back: {error}");
            }
        });
    }
}

impl Drop for Op {
    /// A request that was abandoned half-way leaves no open transaction behind.
    fn drop(&mut self) {
        self.roll_back();
    }
}

/// A row as the parent of its fields.
pub(crate) fn object(row: Row) -> FieldValue<'static> {
    FieldValue::owned_any(Arc::new(row))
}

/// A row, or null.
#[expect(clippy::unnecessary_wraps, reason = "many resolvers end with it")]
pub(crate) fn maybe(row: Option<Row>) -> Resolved {
    Ok(row.map(object))
}

/// A plain value.
#[expect(clippy::unnecessary_wraps, reason = "many resolvers end with it")]
pub(crate) fn plain(value: impl Into<Value>) -> Resolved {
    let value = value.into();
    // A null is told by no value: a null value would have to be a list where the field is one.
    Ok((value != Value::Null).then(|| FieldValue::value(value)))
}

/// The row that a field is read from.
pub(crate) fn parent<'a>(context: &ResolverContext<'a>) -> Result<&'a Arc<Row>, Problem> {
    context
        .parent_value
        .try_downcast_ref::<Arc<Row>>()
        .map_err(|error| Problem::Internal(error.message))
}
