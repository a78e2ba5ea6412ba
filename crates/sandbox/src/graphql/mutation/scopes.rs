//! Scopes of API tokens on their way to the authorization server (contract 5).
//!
//! The backend compares scope *strings* and makes tuples of what came and what went. The authorization server takes up to
//! 100 tuples in a request, does a request as a whole or not at all, and refuses one that names a tuple twice.

use std::collections::BTreeSet;

use crate::{
    auth::roles::{self, Scope},
    graphql::{op::Op, problem::Problem},
    store::tuples::Change,
};

/// Tuples in one request; more are split, those that go before those that come.
const MOST: usize = 100;

/// The scopes that an update adds to a token, and those that it takes away.
#[derive(Debug, Default)]
pub(super) struct Difference {
    came: Vec<String>,
    went: Vec<String>,
}

impl Difference {
    /// What `scopes` and `appendScopes` make of the stored list, compared as strings.
    ///
    /// With both of them nothing is replaced (contract 3.6), so nothing goes (R).
    pub(super) fn between(
        stored: &[String],
        replacement: Option<&[String]>,
        appendix: Option<&[String]>,
    ) -> Self {
        let without = |list: &[String], other: &[String]| -> Vec<String> {
            let kept = list.iter().filter(|scope| !other.contains(scope));
            kept.cloned().collect()
        };
        let given = [
            replacement.unwrap_or_default(),
            appendix.unwrap_or_default(),
        ]
        .concat();
        let went = match (replacement, appendix) {
            (Some(list), None) => without(stored, list),
            _ => Vec::new(),
        };
        Self {
            came: without(&given, stored),
            went,
        }
    }

    /// Tells the authorization server.
    ///
    /// # Errors
    /// A scope that is not assignable, also when it is to be taken away; a request that it refuses. Requests that went before
    /// stay done.
    pub(super) fn tell(&self, op: &Op, token: &str) -> Result<(), Problem> {
        tell(op, token, &self.went, &self.came, op.now)
    }
}

/// Tells the authorization server of a new token, of which it never gave an answer that it could still remember.
pub(super) fn grant(op: &Op, token: &str, scopes: &[String]) -> Result<(), Problem> {
    tell(op, token, &[], scopes, 0)
}

fn tell(
    op: &Op,
    token: &str,
    went: &[String],
    came: &[String],
    at: crate::time::Micros,
) -> Result<(), Problem> {
    let (deleted, written) = (relations(op, went)?, relations(op, came)?);
    for (deleted, written) in requests(&deleted, &written) {
        request(deleted, written)?;
        let changes = deleted.iter().map(|relation| (relation, false));
        for ((relation, _), written) in
            changes.chain(written.iter().map(|relation| (relation, true)))
        {
            op.change_tuple(Change {
                token: token.to_owned(),
                relation: relation.clone(),
                written,
                at,
            })?;
        }
    }
    Ok(())
}

type Relation = (String, bool);

/// The relations that scopes mean, and whether they can be given directly.
fn relations(op: &Op, scopes: &[String]) -> Result<Vec<Relation>, Problem> {
    let mut relations = Vec::new();
    for scope in scopes {
        match roles::judge(op.state.catalogue.offered(), scope) {
            Scope::Nothing => {}
            Scope::Assignable(relation) => relations.push((relation, true)),
            Scope::Indirect => relations.push((roles::normalise(scope), false)),
            Scope::Unknown(normalised) => {
                return Err(Problem::plain(format!(
                    "scope is not assignable to service subjects: \"{scope}\" ({normalised})"
                )));
            }
        }
    }
    Ok(relations)
}

/// The requests that these tuples are sent in.
fn requests<'a>(
    deleted: &'a [Relation],
    written: &'a [Relation],
) -> Vec<(&'a [Relation], &'a [Relation])> {
    if deleted.len() + written.len() <= MOST {
        return vec![(deleted, written)];
    }
    let none: &[Relation] = &[];
    let first = deleted.chunks(MOST).map(|part| (part, none));
    first
        .chain(written.chunks(MOST).map(|part| (none, part)))
        .collect()
}

/// What the authorization server says to a request.
fn request(deleted: &[Relation], written: &[Relation]) -> Result<(), Problem> {
    let mut named = BTreeSet::new();
    for (relation, direct) in deleted.iter().chain(written) {
        if !direct {
            return Err(Problem::Refused(format!(
                "{relation} cannot be given directly"
            )));
        }
        if !named.insert(relation) {
            return Err(Problem::Refused(format!(
                "{relation} stands twice in a request"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|scope| (*scope).to_owned()).collect()
    }

    #[test]
    fn scopes_are_compared_as_strings() {
        let stored = list(&["risk:read", "can_view_task"]);
        let wanted = list(&["risk:read", "task:read"]);
        let difference = Difference::between(&stored, Some(&wanted), None);
        assert_eq!(difference.came, list(&["task:read"]));
        assert_eq!(difference.went, list(&["can_view_task"]));
        let appended = Difference::between(&stored, None, Some(&wanted));
        assert_eq!(appended.came, list(&["task:read"]));
        assert!(appended.went.is_empty());
        let both = Difference::between(&stored, Some(&list(&["scan:read"])), Some(&wanted));
        assert_eq!(both.came, list(&["scan:read", "task:read"]));
        assert!(both.went.is_empty());
    }

    #[test]
    fn more_than_a_hundred_tuples_go_apart_deletions_first() {
        let relations = |count: usize| -> Vec<Relation> {
            (0..count)
                .map(|number| (number.to_string(), true))
                .collect()
        };
        let sizes = |deleted: usize, written: usize| -> Vec<(usize, usize)> {
            requests(&relations(deleted), &relations(written))
                .iter()
                .map(|(deleted, written)| (deleted.len(), written.len()))
                .collect()
        };
        assert_eq!(sizes(50, 50), [(50, 50)]);
        assert_eq!(sizes(51, 50), [(51, 0), (0, 50)]);
        assert_eq!(sizes(0, 231), [(0, 100), (0, 100), (0, 31)]);
    }
}
