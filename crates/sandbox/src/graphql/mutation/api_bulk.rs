//! `updateBulkAPIToken` and `deleteBulkAPIToken`: what can be done is done, the rest is told (contract 3.7).

use async_graphql::{Value, dynamic::ResolverContext};

use super::{Payload, api_delete, api_update};
use crate::graphql::{
    input::Input,
    op::{Op, Resolved},
    problem::Problem,
};

const INCOMPLETE: &str = "BULK_ACTION_INCOMPLETELY_APPLIED";

pub(super) fn update(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let input = Input::arguments(context).object("input");
    let outcome = each(op, Input::arguments(context), |id| {
        api_update::update(op, id, input)
    })?;
    Payload::default()
        .rows("apiTokens", outcome.done)
        .plain("updatedIDs", outcome.done_ids)
        .plain("notUpdatedIDs", outcome.failed.clone())
        .plain("error", error(&outcome.failed))
        .done()
}

pub(super) fn delete(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let outcome = each(op, Input::arguments(context), |id| {
        api_delete::delete(op, id)
    })?;
    Payload::default()
        .plain("deletedIDs", outcome.done_ids)
        .plain("notDeletedIDs", outcome.failed.clone())
        .plain("error", error(&outcome.failed))
        .done()
}

fn error(failed: &[String]) -> Value {
    if failed.is_empty() {
        Value::Null
    } else {
        Value::from(INCOMPLETE)
    }
}

struct Outcome<T> {
    done: Vec<T>,
    done_ids: Vec<String>,
    failed: Vec<String>,
}

/// Does `work` for each id, in no fixed order and without a savepoint: what an id that failed had written before it failed
/// stays (contract 3.7).
fn each<T>(
    op: &Op,
    arguments: Input<'_>,
    mut work: impl FnMut(&str) -> Result<T, Problem>,
) -> Result<Outcome<T>, Problem> {
    let mut ids = arguments.list("ids").unwrap_or_default();
    if ids.is_empty() {
        return Err(Problem::plain("ids is required"));
    }
    op.state.random.shuffle(&mut ids);
    let mut outcome = Outcome {
        done: Vec::new(),
        done_ids: Vec::new(),
        failed: Vec::new(),
    };
    for id in ids {
        match work(&id) {
            Ok(result) => {
                outcome.done_ids.push(id);
                outcome.done.push(result);
            }
            Err(problem @ (Problem::Status(_) | Problem::Scalar(..) | Problem::Internal(_))) => {
                return Err(problem);
            }
            Err(_) => outcome.failed.push(id),
        }
    }
    Ok(outcome)
}
