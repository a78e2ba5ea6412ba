use super::*;
use crate::flow::samples::{api_token, at};

fn now() -> DateTime<Utc> {
    at("2026-11-29T12:00:00Z")
}

/// The end of shortened tokens.
fn shorter() -> DateTime<Utc> {
    at("2026-12-29T23:59:59Z")
}

fn start() -> Event {
    Event::Start {
        at: now(),
        shorter: Some(shorter()),
    }
}

fn send(of: &str, decision: Decision) -> Effect {
    Effect::Send {
        id: id(of),
        decision,
        shorter: Some(shorter()),
    }
}

fn id(id: &str) -> TokenId {
    TokenId::new(id)
}

/// A review of `a`, `b`, `c` and `d` with these decisions.
fn decided(decisions: &[(&str, Decision)]) -> ReviewFlow {
    let items = ["a", "b", "c", "d"].map(|id| ReviewItem::new(api_token(id), Group::Rest));
    let mut flow = ReviewFlow::new(items.into());
    for (of, decision) in decisions {
        assert!(flow.decide(&id(of), Some(*decision)));
    }
    flow
}

fn asked(flow: &mut ReviewFlow) -> u32 {
    match flow.on(Event::Ask) {
        Some(Effect::Reread { generation, .. }) => generation,
        other => panic!("{other:?}"),
    }
}

fn confirmed(flow: &mut ReviewFlow, found: &[&str]) -> Option<Effect> {
    let generation = asked(flow);
    let found = Ok(found.iter().map(|id| api_token(id)).collect());
    assert_eq!(flow.on(Event::Reread { generation, found }), None);
    flow.on(start())
}

fn answered(flow: &mut ReviewFlow, answer: Result<Option<Token>, ApiError>) -> Option<Effect> {
    flow.on(Event::Answered { at: now(), answer })
}

fn result(flow: &ReviewFlow, of: &str) -> Option<ItemResult> {
    flow.item(&id(of)).unwrap().result.clone()
}

const APPLIED: fn() -> Option<ItemResult> = || Some(ItemResult::Applied(now()));

#[test]
fn nothing_is_sent_before_it_is_confirmed() {
    let mut flow = decided(&[("a", Decision::Delete), ("c", Decision::Keep)]);
    assert_eq!(flow.on(start()), None);
    let generation = asked(&mut flow);
    // Not while they are being read anew, and not by an answer to an older question.
    assert_eq!(flow.on(start()), None);
    let late = Event::Reread {
        generation: generation - 1,
        found: Ok(vec![]),
    };
    assert_eq!(flow.on(late), None);
    assert!(flow.is_rereading());
    let found = Ok(vec![api_token("a"), api_token("c")]);
    flow.on(Event::Reread { generation, found });
    assert_eq!(flow.on(Event::Cancel), None);
    assert_eq!((flow.stage(), flow.pending().count()), (Stage::Deciding, 2));
}

#[test]
fn decisions_are_carried_out_one_by_one_and_keeping_needs_no_request() {
    let mut flow = decided(&[
        ("b", Decision::Disable),
        ("a", Decision::Keep),
        ("d", Decision::Shorten),
    ]);
    let first = confirmed(&mut flow, &["a", "b", "d"]);
    assert_eq!(first, Some(send("b", Decision::Disable)));
    assert_eq!((result(&flow, "a"), flow.progress()), (APPLIED(), (0, 2)));
    let mut off = api_token("b");
    off.is_active = false;
    let second = answered(&mut flow, Ok(Some(off.clone())));
    assert_eq!(second, Some(send("d", Decision::Shorten)));
    assert_eq!(flow.item(&id("b")).unwrap().token, off.into());
    // Nothing can be decided meanwhile.
    assert!(!flow.decide(&id("c"), Some(Decision::Keep)));
    assert_eq!(
        answered(&mut flow, Ok(Some(api_token("d")))),
        Some(Effect::Finish)
    );
    assert_eq!((flow.stage(), flow.progress()), (Stage::Deciding, (2, 2)));
    assert_eq!(flow.pending().count(), 0);
    // What was carried out is settled; the rest is still open.
    assert!(!flow.decide(&id("b"), None) && !flow.note(&id("a"), "x"));
    assert!(flow.decide(&id("c"), Some(Decision::Keep)) && flow.note(&id("c"), "x"));
}

#[test]
fn what_is_refused_stays_decided_and_can_be_tried_again_alone() {
    let mut flow = decided(&[("a", Decision::Delete), ("b", Decision::Delete)]);
    confirmed(&mut flow, &["a", "b"]);
    answered(&mut flow, Err(ApiError::NotAllowed));
    assert_eq!(answered(&mut flow, Ok(None)), Some(Effect::Finish));
    assert_eq!(
        result(&flow, "a"),
        Some(ItemResult::Failed(ApiError::NotAllowed))
    );
    let pending: Vec<_> = flow.pending().map(|item| item.token.id.clone()).collect();
    assert_eq!(pending, [id("a")]);
    let again = confirmed(&mut flow, &["a"]);
    assert_eq!(again, Some(send("a", Decision::Delete)));
    answered(&mut flow, Ok(None));
    assert_eq!(result(&flow, "a"), APPLIED());
    // Another decision takes the failure away.
    let mut flow = decided(&[("a", Decision::Delete)]);
    confirmed(&mut flow, &["a"]);
    answered(&mut flow, Err(ApiError::NotAllowed));
    assert!(flow.decide(&id("a"), Some(Decision::Keep)));
    assert_eq!(result(&flow, "a"), None);
}

#[test]
fn what_somebody_else_has_deleted_is_said_and_not_sent() {
    let mut flow = decided(&[("a", Decision::Disable), ("b", Decision::Disable)]);
    assert_eq!(
        confirmed(&mut flow, &["b"]),
        Some(send("b", Decision::Disable))
    );
    assert_eq!(result(&flow, "a"), Some(ItemResult::Gone));
    assert_eq!(
        answered(&mut flow, Err(ApiError::NotFound)),
        Some(Effect::Finish)
    );
    assert_eq!(result(&flow, "b"), Some(ItemResult::Gone));
    // A deletion that somebody else was faster with is what was decided.
    let mut flow = decided(&[("a", Decision::Delete)]);
    confirmed(&mut flow, &["a"]);
    answered(&mut flow, Err(ApiError::NotFound));
    assert_eq!(result(&flow, "a"), APPLIED());
}

#[test]
fn stopping_leaves_the_rest_decided() {
    let mut flow = decided(&[("a", Decision::Delete), ("b", Decision::Delete)]);
    confirmed(&mut flow, &["a", "b"]);
    assert_eq!(flow.on(Event::Stop), None);
    assert!(flow.is_stopped());
    assert_eq!(answered(&mut flow, Ok(None)), Some(Effect::Finish));
    assert_eq!((result(&flow, "a"), result(&flow, "b")), (APPLIED(), None));
    assert_eq!(flow.pending().count(), 1);
}

#[test]
fn when_reading_anew_fails_it_is_said_and_the_person_decides() {
    let mut flow = decided(&[("a", Decision::Delete)]);
    let generation = asked(&mut flow);
    flow.on(Event::Reread {
        generation,
        found: Err(ApiError::Offline),
    });
    assert!(flow.may_have_changed() && !flow.is_rereading());
    assert_eq!(flow.on(start()), Some(send("a", Decision::Delete)));
}

#[test]
fn what_is_kept_restores_the_review() {
    let mut flow = decided(&[("a", Decision::Delete), ("b", Decision::Keep)]);
    flow.note(&id("b"), "asked the owner");
    flow.note(&id("c"), "later");
    confirmed(&mut flow, &["a", "b"]);
    answered(&mut flow, Err(ApiError::Offline));
    let kept: Vec<_> = flow.items().iter().map(ReviewItem::kept).collect();
    let mut items = ["a", "b", "c", "d"].map(|id| ReviewItem::new(api_token(id), Group::Rest));
    for (item, kept) in items.iter_mut().zip(&kept) {
        if let Some(kept) = kept {
            item.restore(kept);
        }
    }
    let again = ReviewFlow::new(items.into());
    assert_eq!(kept[3], None);
    assert_eq!(again.item(&id("c")).unwrap().note, "later");
    assert_eq!(
        (result(&again, "a"), result(&again, "b")),
        (None, APPLIED())
    );
    assert_eq!(again.pending().count(), 1);
}

#[test]
fn nothing_decided_asks_nothing() {
    let mut flow = decided(&[]);
    assert_eq!(flow.on(Event::Ask), None);
    assert_eq!(flow.stage(), Stage::Deciding);
}

#[test]
fn what_is_so_already_is_not_sent() {
    let mut flow = decided(&[
        ("a", Decision::Shorten),
        ("b", Decision::Disable),
        ("c", Decision::Shorten),
    ]);
    let generation = asked(&mut flow);
    // Somebody else has given it an earlier end, or switched it off; the third ends later.
    let mut found = ["a", "b", "c"].map(api_token);
    found[0].expires_at = Some(at("2026-12-01T00:00:00Z"));
    found[1].is_active = false;
    found[2].expires_at = Some(at("2027-12-01T00:00:00Z"));
    flow.on(Event::Reread {
        generation,
        found: Ok(found.into()),
    });
    assert_eq!(flow.on(start()), Some(send("c", Decision::Shorten)));
    assert_eq!(result(&flow, "a"), Some(ItemResult::Unneeded));
    assert_eq!(result(&flow, "b"), Some(ItemResult::Unneeded));
    assert_eq!(flow.pending().count(), 1);
}

#[test]
fn a_deletion_without_an_answer_was_carried_out_when_the_token_is_gone() {
    let lost = |error: ApiError| {
        let mut flow = decided(&[("a", Decision::Delete), ("b", Decision::Disable)]);
        confirmed(&mut flow, &["a", "b"]);
        answered(&mut flow, Err(error.clone()));
        answered(&mut flow, Err(error));
        let generation = asked(&mut flow);
        let found = Ok(vec![]);
        flow.on(Event::Reread { generation, found });
        (result(&flow, "a"), result(&flow, "b"))
    };
    let gone = Some(ItemResult::Gone);
    assert_eq!(lost(ApiError::TimedOut), (APPLIED(), gone.clone()));
    // What was refused was done by somebody else.
    assert_eq!(lost(ApiError::NotAllowed), (gone.clone(), gone));
}

#[test]
fn those_that_nothing_is_decided_about_are_decided_together() {
    let mut items = ["a", "b", "c", "d"].map(|id| ReviewItem::new(api_token(id), Group::Rest));
    items[3].group = Group::Unused;
    let mut flow = ReviewFlow::new(items.into());
    assert!(flow.decide(&id("b"), Some(Decision::Delete)));
    assert_eq!(flow.decide_all(Group::Rest, Decision::Keep), 2);
    assert_eq!(flow.decide_all(Group::Rest, Decision::Keep), 0);
    let decision = |of: &str| flow.item(&id(of)).unwrap().decision;
    assert_eq!(decision("b"), Some(Decision::Delete));
    assert_eq!((decision("a"), decision("d")), (Some(Decision::Keep), None));
    asked(&mut flow);
    assert_eq!(flow.decide_all(Group::Unused, Decision::Keep), 0);
}

#[test]
fn what_this_review_did_without_an_answer_is_applied() {
    let mut flow = decided(&[("a", Decision::Disable), ("b", Decision::Disable)]);
    confirmed(&mut flow, &["a", "b"]);
    answered(&mut flow, Err(ApiError::TimedOut));
    answered(&mut flow, Err(ApiError::NotAllowed));
    let generation = asked(&mut flow);
    let mut found = ["a", "b"].map(api_token);
    for token in &mut found {
        token.is_active = false;
    }
    let found = Ok(found.into());
    flow.on(Event::Reread { generation, found });
    assert_eq!(flow.on(start()), Some(Effect::Finish));
    assert_eq!(result(&flow, "a"), APPLIED());
    // The other one was refused: somebody else did it, and it can still be decided about.
    assert_eq!(result(&flow, "b"), Some(ItemResult::Unneeded));
    assert!(flow.decide(&id("b"), Some(Decision::Delete)));
    assert_eq!(flow.pending().count(), 1);
}

#[test]
fn a_refused_deletion_is_not_taken_for_one_that_was_carried_out() {
    let mut flow = decided(&[("a", Decision::Delete), ("b", Decision::Delete)]);
    confirmed(&mut flow, &["a", "b"]);
    answered(&mut flow, Err(ApiError::NotAllowed));
    answered(&mut flow, Err(ApiError::TimedOut));
    let kept = |of: &str| flow.item(&id(of)).and_then(ReviewItem::kept).unwrap();
    assert_eq!(kept("a").sent_at, None);
    assert_eq!(kept("b").sent_at, Some(now()));
}

#[test]
fn groups_are_ordered_by_urgency_and_their_tokens_as_in_the_list() {
    let groups = [Group::Rest, Group::Unused, Group::Rest, Group::CreatorLeft];
    let mut items = ["a", "b", "c", "d"].map(|id| ReviewItem::new(api_token(id), Group::Rest));
    for (item, group) in items.iter_mut().zip(groups) {
        item.group = group;
    }
    assert_eq!(
        ReviewFlow::new(items.into()).groups(),
        [
            (Group::CreatorLeft, vec![3]),
            (Group::Unused, vec![1]),
            (Group::Rest, vec![0, 2])
        ]
    );
}

/// A token that ends then.
fn ending(id: &str, end: DateTime<Utc>) -> Token {
    Token {
        expires_at: Some(end),
        ..api_token(id)
    }
}

/// Two tokens that end in 20 days are to end in 7, and the request about the first got no answer. Then they
/// are read anew with these ends, and to end in 90 days.
fn shortened_anew(ends: [DateTime<Utc>; 2]) -> ReviewFlow {
    let (week, quarter) = (at("2026-12-06T23:59:59Z"), at("2027-02-27T23:59:59Z"));
    let mut flow = decided(&[("a", Decision::Shorten), ("b", Decision::Shorten)]);
    let generation = asked(&mut flow);
    let later = at("2026-12-19T23:59:59Z");
    let found = Ok(vec![ending("a", later), ending("b", later)]);
    flow.on(Event::Reread { generation, found });
    let begin = |shorter| Event::Start {
        at: now(),
        shorter: Some(shorter),
    };
    assert!(matches!(flow.on(begin(week)), Some(Effect::Send { .. })));
    answered(&mut flow, Err(ApiError::NoAnswer));
    answered(&mut flow, Err(ApiError::NotAllowed));
    let generation = asked(&mut flow);
    let found = Ok(vec![ending("a", ends[0]), ending("b", ends[1])]);
    flow.on(Event::Reread { generation, found });
    assert_eq!(flow.on(begin(quarter)), Some(Effect::Finish));
    flow
}

#[test]
fn a_shortening_without_an_answer_was_carried_out_when_the_token_ends_as_it_asked() {
    let (week, later) = (at("2026-12-06T23:59:59Z"), at("2026-12-19T23:59:59Z"));
    let unneeded = Some(ItemResult::Unneeded);
    let done = shortened_anew([week, later]);
    assert_eq!(result(&done, "a"), APPLIED());
    // With the end that it had before, nothing has happened, whatever end was chosen since.
    let not = shortened_anew([later, later]);
    assert_eq!(result(&not, "a"), unneeded);
    // What was refused was done by somebody else.
    let refused = shortened_anew([week, week]);
    assert_eq!(result(&refused, "b"), unneeded);
}

#[test]
fn what_was_not_needed_is_open_again_when_tokens_are_to_end_otherwise() {
    let later = at("2026-12-19T23:59:59Z");
    let mut flow = shortened_anew([later, later]);
    assert_eq!(flow.pending().count(), 0);
    assert!(flow.change_end());
    assert_eq!(flow.pending().count(), 2);
    assert_eq!(result(&flow, "a"), None);
    assert!(!flow.change_end());
}
