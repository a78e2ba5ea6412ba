use super::*;
use crate::flow::samples::{api_token, at};
use console_domain::expiry::ExpiryChoice;
use console_domain::new_token::{DraftReach, TokenDraft};
use console_domain::scope::ScopeSelection;
use console_domain::scope_catalogue::ScopeCatalogue;

fn new_token(name: &str) -> NewToken {
    TokenDraft {
        name: name.to_owned(),
        description: String::new(),
        reach: DraftReach::Scopes {
            selection: ScopeSelection::from_wire(["evidence:read"]),
            none_is_meant: false,
            full_is_meant: true,
        },
        expiry: ExpiryChoice::Never,
        never_is_meant: true,
    }
    .check(
        &ScopeCatalogue::default(),
        at("2026-11-23T12:00:00Z").date_naive(),
        |_| None,
    )
    .unwrap()
}

fn submit(flow: &mut CreateFlow, name: &str, now: &str) -> Option<Effect> {
    flow.on(Event::Submit {
        token: new_token(name),
        now: at(now),
    })
}

fn sent() -> CreateFlow {
    let mut flow = CreateFlow::new();
    assert_eq!(
        submit(&mut flow, "sync", "2026-11-23T12:00:00Z"),
        Some(Effect::Create(new_token("sync")))
    );
    flow
}

fn searching() -> CreateFlow {
    let mut flow = sent();
    let effect = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    assert_eq!(effect, Some(search("2026-11-23T11:55:00Z")));
    flow
}

fn search(since: &str) -> Effect {
    Effect::Search {
        name: "sync".into(),
        since: at(since),
    }
}

fn found(flow: &mut CreateFlow, tokens: Vec<Token>) -> Outcome {
    flow.on(Event::Found {
        found: Ok(tokens),
        received: vec![],
    });
    flow.outcome().clone()
}

#[test]
fn a_second_submit_sends_nothing_until_the_first_is_answered() {
    let mut flow = sent();
    assert!(flow.is_busy());
    assert_eq!(submit(&mut flow, "sync", "2026-11-23T12:00:01Z"), None);
    assert_eq!(flow.on(Event::SearchAgain), None);
    flow.on(Event::Answered(Err(ApiError::Conflict)));
    assert_eq!(flow.outcome(), &Outcome::Refused(ApiError::Conflict));
    assert!(submit(&mut flow, "sync", "2026-11-23T12:00:02Z").is_some());
    assert_eq!(flow.outcome(), &Outcome::None);
}

#[test]
fn a_created_token_is_not_created_twice() {
    let mut flow = sent();
    flow.on(Event::Answered(Ok(())));
    assert!(!flow.is_busy());
    assert_eq!(submit(&mut flow, "sync", "2026-11-23T12:00:01Z"), None);
}

#[test]
fn a_refused_field_counts_as_an_attempt_and_is_forgotten_with_the_next_edit() {
    let mut flow = CreateFlow::new();
    flow.on(Event::Invalid);
    assert_eq!((flow.attempts(), flow.was_sent()), (1, false));
    submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
    flow.on(Event::Answered(Err(ApiError::ExpiryPast)));
    assert!(matches!(
        flow.outcome(),
        Outcome::FieldRefused(Field::Expiry, _)
    ));
    assert_eq!(flow.attempts(), 2);
    flow.on(Event::Edited);
    assert_eq!(flow.outcome(), &Outcome::None);
}

#[test]
fn an_edit_leaves_every_other_outcome_in_place() {
    let mut flow = searching();
    let lost = found(&mut flow, vec![api_token("new")]);
    flow.on(Event::Edited);
    assert_eq!(flow.outcome(), &lost);
}

#[test]
fn only_an_answer_that_says_nothing_starts_a_search() {
    let mut flow = sent();
    assert_eq!(flow.on(Event::Answered(Err(ApiError::Offline))), None);
    assert_eq!(flow.outcome(), &Outcome::Refused(ApiError::Offline));
    let mut flow = sent();
    let html = ApiError::Unreadable {
        status: 502,
        request_id: None,
    };
    assert!(flow.on(Event::Answered(Err(html))).is_some());
}

#[test]
fn lost_tokens_are_new_unused_and_without_a_value_here() {
    let mut flow = CreateFlow::new();
    let check = flow.begin_name_check();
    flow.note_known(check, &[api_token("known")]);
    submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
    flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    let mut used = api_token("used");
    used.last_used_at = Some(at("2026-11-23T12:00:10Z"));
    flow.on(Event::Found {
        found: Ok(vec![
            api_token("known"),
            used,
            api_token("received"),
            api_token("lost"),
        ]),
        received: vec![TokenId::new("received")],
    });
    assert_eq!(flow.outcome(), &Outcome::Lost(vec![api_token("lost")]));
    assert!(!flow.is_busy());
}

#[test]
fn nothing_found_means_that_it_was_not_created() {
    let mut flow = searching();
    assert_eq!(
        found(&mut flow, vec![]),
        Outcome::Refused(ApiError::NoAnswer)
    );
}

#[test]
fn a_failed_search_can_be_repeated_and_keeps_its_message_meanwhile() {
    let mut flow = searching();
    flow.on(Event::Found {
        found: Err(ApiError::Offline),
        received: vec![],
    });
    assert_eq!(flow.outcome(), &Outcome::Unsure(ApiError::Offline));
    assert_eq!(
        flow.on(Event::SearchAgain),
        Some(search("2026-11-23T11:55:00Z"))
    );
    assert_eq!(flow.outcome(), &Outcome::Unsure(ApiError::Offline));
    assert!(flow.is_busy());
    assert_eq!(flow.on(Event::SearchAgain), None);
}

#[test]
fn the_search_reaches_back_to_the_first_unanswered_request_of_the_name() {
    let mut flow = searching();
    flow.on(Event::Found {
        found: Err(ApiError::Offline),
        received: vec![],
    });
    submit(&mut flow, "sync", "2026-11-23T12:30:00Z");
    let again = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    assert_eq!(again, Some(search("2026-11-23T11:55:00Z")));
    found(&mut flow, vec![]);
    submit(&mut flow, "other", "2026-11-23T12:40:00Z");
    let other = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    assert_eq!(
        other,
        Some(Effect::Search {
            name: "other".into(),
            since: at("2026-11-23T12:35:00Z")
        })
    );
}

#[test]
fn a_token_seen_after_the_submit_is_not_taken_for_an_older_one() {
    let mut flow = CreateFlow::new();
    let check = flow.begin_name_check();
    submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
    assert_eq!(flow.begin_name_check(), None);
    // The answer to the check comes while the form is being sent, or after it.
    flow.note_known(check, &[api_token("own")]);
    flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    assert_eq!(
        found(&mut flow, vec![api_token("own")]),
        Outcome::Lost(vec![api_token("own")])
    );
    // From here on every token of the name may be the lost one.
    assert_eq!(flow.begin_name_check(), None);
}

#[test]
fn a_refused_submit_ends_the_checks_begun_before_it() {
    let mut flow = CreateFlow::new();
    let check = flow.begin_name_check();
    submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
    flow.on(Event::Answered(Err(ApiError::Conflict)));
    flow.note_known(check, &[api_token("own")]);
    let check = flow.begin_name_check();
    flow.note_known(check, &[api_token("known")]);
    submit(&mut flow, "sync", "2026-11-23T12:00:05Z");
    flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    assert_eq!(
        found(&mut flow, vec![api_token("own"), api_token("known")]),
        Outcome::Lost(vec![api_token("own")])
    );
}

#[test]
fn late_answers_change_nothing() {
    let mut flow = searching();
    found(&mut flow, vec![api_token("lost")]);
    flow.on(Event::Answered(Ok(())));
    flow.on(Event::Found {
        found: Err(ApiError::Offline),
        received: vec![],
    });
    assert_eq!(flow.outcome(), &Outcome::Lost(vec![api_token("lost")]));
    flow.on(Event::LostDeleted);
    assert_eq!(flow.outcome(), &Outcome::None);
    assert!(submit(&mut flow, "sync", "2026-11-23T12:01:00Z").is_some());
}
