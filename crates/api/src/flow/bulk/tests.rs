use super::*;
use crate::flow::samples::api_token;
use console_json::{FromJson, Json};

fn tokens(ids: &[&str]) -> Vec<Token> {
    ids.iter().map(|id| api_token(id)).collect()
}

fn ids(ids: &[&str]) -> Vec<TokenId> {
    ids.iter().map(|id| TokenId::new(*id)).collect()
}

fn bulk(done: &[&str], failed: &[&str]) -> Event {
    let list = |ids: &[&str]| format!("{ids:?}");
    let text = format!(r#"{{"done":{},"failed":{}}}"#, list(done), list(failed));
    let bulk = Json::parse(&text).and_then(Bulk::from_json).unwrap();
    Event::BulkAnswered(Ok(bulk))
}

fn ask(flow: &mut BulkFlow, action: BulkAction, kind: TokenKind, selected: &[&str]) -> u32 {
    let selected = tokens(selected);
    let all = selected.iter().map(|token| token.id.clone()).collect();
    let effect = flow.on(Event::Ask {
        action,
        kind,
        selected,
    });
    let generation = flow.generation;
    assert_eq!(
        effect,
        Some(Effect::Reread {
            generation,
            ids: all
        })
    );
    generation
}

/// A run over `selected` whose first request is on its way.
fn running(action: BulkAction, kind: TokenKind, selected: &[&str]) -> (BulkFlow, Option<Effect>) {
    let mut flow = BulkFlow::new();
    let generation = ask(&mut flow, action, kind, selected);
    let found = Ok(tokens(selected));
    assert_eq!(flow.on(Event::Reread { generation, found }), None);
    let effect = flow.on(Event::Start);
    (flow, effect)
}

fn results(flow: &BulkFlow) -> Vec<Option<Result<ItemResult, ApiError>>> {
    flow.items()
        .iter()
        .map(|item| item.result.clone())
        .collect()
}

const DONE: Option<Result<ItemResult, ApiError>> = Some(Ok(ItemResult::Done));

#[test]
fn what_is_asked_goes_by_a_new_reading_in_the_order_of_the_selection() {
    let mut flow = BulkFlow::new();
    let generation = ask(
        &mut flow,
        BulkAction::Disable,
        TokenKind::Api,
        &["a", "b", "c"],
    );
    assert_eq!(flow.on(Event::Start), None, "not before they are read");
    let mut found = tokens(&["c", "a"]);
    found[1].is_active = false;
    let found = Ok(found);
    let effect = flow.on(Event::Reread { generation, found });
    assert_eq!(effect, Some(Effect::Deselect(ids(&["b"]))));
    assert_eq!((flow.skipped(), flow.gone(), flow.items().len()), (1, 1, 1));
    let delete = ask(&mut flow, BulkAction::Delete, TokenKind::Api, &["b", "a"]);
    let found = Ok(tokens(&["a", "b"]));
    flow.on(Event::Reread {
        generation: delete,
        found,
    });
    assert_eq!(flow.items()[0].token.id, TokenId::new("b"));
}

#[test]
fn a_late_reading_of_another_selection_is_ignored() {
    let mut flow = BulkFlow::new();
    let first = ask(&mut flow, BulkAction::Delete, TokenKind::Api, &["a"]);
    ask(&mut flow, BulkAction::Delete, TokenKind::Api, &["b"]);
    let found = Ok(vec![]);
    assert_eq!(
        flow.on(Event::Reread {
            generation: first,
            found
        }),
        None
    );
    assert!(flow.is_rereading());
    assert_eq!(flow.items().len(), 1);
}

#[test]
fn a_failed_reading_leaves_open_whether_they_are_in_use() {
    let mut flow = BulkFlow::new();
    let generation = ask(&mut flow, BulkAction::Delete, TokenKind::Api, &["a"]);
    let found = Err(ApiError::Offline);
    flow.on(Event::Reread { generation, found });
    assert!(flow.may_be_in_use() && !flow.is_rereading());
    assert_eq!(
        flow.on(Event::Start),
        Some(Effect::SendBulk(BulkAction::Delete, ids(&["a"])))
    );
}

#[test]
fn a_token_that_the_answer_does_not_name_is_not_taken_for_done() {
    let (mut flow, _) = running(BulkAction::Delete, TokenKind::Api, &["a", "b", "c"]);
    let one = |id: &str| Some(Effect::SendOne(BulkAction::Delete, TokenId::new(id)));
    assert_eq!(flow.on(bulk(&["a"], &["c"])), one("b"));
    assert_eq!(results(&flow), [DONE, None, None]);
    assert_eq!(
        flow.on(Event::OneAnswered(Err(ApiError::NotFound))),
        one("c")
    );
    assert_eq!(
        flow.on(Event::OneAnswered(Err(ApiError::NotAllowed))),
        Some(Effect::Finish)
    );
    assert_eq!(
        results(&flow),
        [DONE, DONE, Some(Err(ApiError::NotAllowed))]
    );
    assert!(!flow.is_all_done());
}

#[test]
fn a_token_that_is_named_twice_is_asked_for_alone() {
    let (mut flow, _) = running(BulkAction::Disable, TokenKind::Api, &["a"]);
    let effect = flow.on(bulk(&["a"], &["a"]));
    assert!(matches!(effect, Some(Effect::SendOne(..))));
}

#[test]
fn a_token_that_was_to_be_disabled_and_is_gone_is_told_apart() {
    let (mut flow, effect) = running(BulkAction::Disable, TokenKind::Personal, &["a", "b"]);
    let one = |id: &str| Some(Effect::SendOne(BulkAction::Disable, TokenId::new(id)));
    assert_eq!(effect, one("a"));
    assert_eq!(
        flow.on(Event::OneAnswered(Err(ApiError::NotFound))),
        one("b")
    );
    assert_eq!(flow.on(Event::OneAnswered(Ok(()))), Some(Effect::Finish));
    assert_eq!(results(&flow), [Some(Ok(ItemResult::Deleted)), DONE]);
    assert!(!flow.is_all_done());
}

#[test]
fn many_tokens_go_in_batches_and_a_failed_batch_fails_alone() {
    let names: Vec<String> = (0..60).map(|index| format!("t{index:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (mut flow, effect) = running(BulkAction::Delete, TokenKind::Api, &names);
    let batch = |names: &[&str]| Some(Effect::SendBulk(BulkAction::Delete, ids(names)));
    assert_eq!(effect, batch(&names[..BULK_REQUEST_SIZE]));
    assert_eq!(
        flow.on(Event::BulkAnswered(Err(ApiError::NoAnswer))),
        batch(&names[BULK_REQUEST_SIZE..])
    );
    assert_eq!(
        flow.on(bulk(&names[BULK_REQUEST_SIZE..], &[])),
        Some(Effect::Finish)
    );
    let failed = results(&flow)
        .iter()
        .filter(|result| **result != DONE)
        .count();
    assert_eq!(failed, BULK_REQUEST_SIZE);
    // Repeated one by one, and only those.
    assert_eq!(
        flow.on(Event::Retry),
        Some(Effect::SendOne(BulkAction::Delete, TokenId::new("t00")))
    );
    assert_eq!(flow.items().len(), BULK_REQUEST_SIZE);
}

#[test]
fn stopping_leaves_the_rest_without_a_result() {
    let (mut flow, _) = running(BulkAction::Delete, TokenKind::Personal, &["a", "b"]);
    assert_eq!(flow.on(Event::Stop), None);
    assert_eq!(flow.on(Event::OneAnswered(Ok(()))), Some(Effect::Finish));
    assert_eq!(results(&flow), [DONE, None]);
    assert_eq!(flow.stage(), Stage::Over);
    assert!(!flow.is_all_done());
    assert_eq!(flow.on(Event::Retry), None, "nothing has failed");
}

#[test]
fn stopping_still_finds_out_what_a_batch_left_open() {
    let (mut flow, _) = running(BulkAction::Disable, TokenKind::Api, &["a", "b"]);
    flow.on(Event::Stop);
    assert_eq!(
        flow.on(bulk(&["a"], &[])),
        Some(Effect::SendOne(BulkAction::Disable, TokenId::new("b")))
    );
}

#[test]
fn events_of_another_stage_are_ignored() {
    let (mut flow, _) = running(BulkAction::Delete, TokenKind::Api, &["a"]);
    assert_eq!(flow.on(Event::Start), None);
    assert_eq!(flow.on(bulk(&["a"], &[])), Some(Effect::Finish));
    assert!(flow.is_all_done());
    assert_eq!(flow.on(Event::OneAnswered(Err(ApiError::Offline))), None);
    assert!(flow.is_all_done());
    assert_eq!(flow.on(Event::Start), None);
}
