//! What the authorization server was told about API tokens: `service:<token>#<relation>@organization` (contract 4, 5).
//!
//! These tuples stand beside the scopes that a token lists, and the two can part: `clearScopes` empties the list only, and
//! taking away one of two spellings of a scope takes the tuple away.

use rusqlite::{Connection, params};

use crate::time::Micros;

/// A change of one tuple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Id of the token.
    pub(crate) token: String,
    /// The relation that comes or goes.
    pub(crate) relation: String,
    /// It comes; otherwise it goes.
    pub(crate) written: bool,
    /// When; what was given to a new token counts from the beginning of time.
    pub(crate) at: Micros,
}

/// Makes a change. Writing what is there and deleting what is not there is no mistake.
pub(crate) fn apply(
    connection: &Connection,
    change: &Change,
    delay: Micros,
) -> rusqlite::Result<()> {
    let Change {
        token,
        relation,
        written,
        at,
    } = change;
    if *written {
        // One that was taken away so recently that it still works never stops to.
        connection
            .prepare_cached(
                "INSERT INTO authorization_tuples (token_id, relation, added_at) VALUES (?1, ?2, ?3) \
                 ON CONFLICT DO UPDATE SET removed_at=NULL, added_at=CASE \
                 WHEN removed_at IS NULL OR removed_at+?4>?3 THEN added_at ELSE excluded.added_at END",
            )?
            .execute(params![token, relation, at, delay])?;
    } else {
        connection
            .prepare_cached(
                "UPDATE authorization_tuples SET removed_at=?3 \
                 WHERE token_id=?1 AND relation=?2 AND removed_at IS NULL",
            )?
            .execute(params![token, relation, at])?;
    }
    Ok(())
}

/// The relations that a token has at this instant, when a change works only after a delay: the authorization server keeps
/// its answers for that long (contract 5).
pub(crate) fn held(
    connection: &Connection,
    token: &str,
    now: Micros,
    delay: Micros,
) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT relation FROM authorization_tuples WHERE token_id=?1 \
             AND (?3=0 OR added_at+?3<=?2) AND (removed_at IS NULL OR (?3>0 AND removed_at+?3>?2)) ORDER BY relation",
        )?
        .query_map(params![token, now, delay], |row| row.get(0))?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::layout;

    fn store() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&layout::create()).unwrap();
        connection
    }

    fn change(written: bool, at: Micros) -> Change {
        Change {
            token: "t".to_owned(),
            relation: "can_view_risk".to_owned(),
            written,
            at,
        }
    }

    #[test]
    fn a_change_works_when_the_delay_is_over() {
        let connection = store();
        let held = |now| held(&connection, "t", now, 10).unwrap().len();
        apply(&connection, &change(true, 100), 10).unwrap();
        assert_eq!([held(100), held(109), held(110)], [0, 0, 1]);
        apply(&connection, &change(false, 200), 10).unwrap();
        assert_eq!([held(200), held(209), held(210)], [1, 1, 0]);
    }

    #[test]
    fn what_comes_back_within_the_delay_never_stopped_to_work() {
        let connection = store();
        apply(&connection, &change(true, 0), 10).unwrap();
        apply(&connection, &change(false, 100), 10).unwrap();
        apply(&connection, &change(true, 105), 10).unwrap();
        assert_eq!(held(&connection, "t", 106, 10).unwrap().len(), 1);
    }

    #[test]
    fn a_tuple_is_written_and_deleted_any_number_of_times() {
        let connection = store();
        for written in [true, true, false, false] {
            apply(&connection, &change(written, 1), 0).unwrap();
        }
        assert!(held(&connection, "t", 1, 0).unwrap().is_empty());
    }
}
