use super::*;
use crate::flow::samples::{api_token, at};
use console_domain::consent::{Consent, Offered};
use console_domain::expiry::ExpiryChoice;
use console_domain::limits::Limits;
use console_domain::new_token::{DraftReach, TokenDraft};
use console_domain::scope::ScopeSelection;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedSet;

fn new_token(name: &str) -> NewToken {
    TokenDraft {
        name: name.to_owned(),
        description: String::new(),
        reach: DraftReach::Scopes(ScopeSelection::from_wire(["evidence:read"])),
        expiry: ExpiryChoice::Never,
        from_link: SortedSet::new(),
        consents: vec![Consent::Never],
    }
    .check(
        &Offered {
            catalogue: &ScopeCatalogue::default(),
            organizations: &[],
            limits: Limits::default(),
        },
        at("2026-11-23T12:00:00Z").date_naive(),
        |_| None,
    )
    .unwrap()
}

fn tag() -> RequestTag {
    RequestTag::new("this-form")
}

/// The form of Ann.
fn form() -> CreateFlow {
    CreateFlow::new(tag(), Some(UserId::new("ann")))
}

/// A token as the backend lists it that this form has asked for.
fn own(id: &str) -> Token {
    let mut token = api_token(id);
    token.created_by = Some(UserId::new("ann"));
    token.tags = vec!["team:infra".into(), tag().as_str().into()];
    token
}

fn submit(flow: &mut CreateFlow, name: &str) -> Option<Effect> {
    flow.on(Event::Submit(vec![new_token(name)]))
}

fn sent() -> CreateFlow {
    let mut flow = form();
    assert_eq!(
        submit(&mut flow, "sync"),
        Some(Effect::Create(vec![new_token("sync")], tag()))
    );
    flow
}

fn searching() -> CreateFlow {
    let mut flow = sent();
    let effect = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    assert_eq!(effect, Some(Effect::Search(tag())));
    flow
}

fn unsure() -> CreateFlow {
    let mut flow = searching();
    assert_eq!(flow.on(Event::Found(Err(ApiError::Offline))), None);
    assert_eq!(
        flow.outcome(),
        &Outcome::Unsure(vec!["sync".into()], ApiError::Offline)
    );
    flow
}

fn found(flow: &mut CreateFlow, tokens: Vec<Token>) -> Outcome {
    assert_eq!(flow.on(Event::Found(Ok(tokens))), None);
    flow.outcome().clone()
}

#[test]
fn a_second_submit_sends_nothing_until_the_first_is_answered() {
    let mut flow = sent();
    assert!(flow.is_busy());
    assert_eq!(submit(&mut flow, "sync"), None);
    assert_eq!(flow.on(Event::SearchAgain), None);
    flow.on(Event::Answered(Err(ApiError::Conflict)));
    assert_eq!(flow.outcome(), &Outcome::Refused(ApiError::Conflict));
    assert!(matches!(
        submit(&mut flow, "sync"),
        Some(Effect::Create(..))
    ));
    assert_eq!(flow.outcome(), &Outcome::None);
}

#[test]
fn a_created_token_is_not_created_twice() {
    let mut flow = sent();
    flow.on(Event::Answered(Ok(())));
    assert!(!flow.is_busy());
    assert_eq!(submit(&mut flow, "sync"), None);
}

#[test]
fn a_refused_field_counts_as_an_attempt_and_is_forgotten_with_the_next_edit() {
    let mut flow = form();
    flow.on(Event::Invalid);
    assert_eq!(flow.attempts(), 1);
    submit(&mut flow, "sync");
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
    let lost = found(&mut flow, vec![own("new")]);
    flow.on(Event::Edited);
    assert_eq!(flow.outcome(), &lost);
}

#[test]
fn only_an_answer_that_says_nothing_starts_a_search() {
    let mut flow = sent();
    assert_eq!(flow.on(Event::Answered(Err(ApiError::Offline))), None);
    assert_eq!(flow.outcome(), &Outcome::Refused(ApiError::Offline));
    assert_eq!(flow.on(Event::SearchAgain), None);
    let mut flow = sent();
    let html = ApiError::Unreadable {
        status: 502,
        request_id: None,
    };
    assert!(flow.on(Event::Answered(Err(html))).is_some());
}

#[test]
fn only_what_this_form_has_asked_for_is_offered_for_deletion() {
    let mut used = own("used");
    used.last_used_at = Some(at("2026-11-23T12:00:10Z"));
    // Everything but the maker and the label is the same, as after two people create "sync" at once.
    let mut of_bob = api_token("of-bob");
    of_bob.created_by = Some(UserId::new("bob"));
    // Ann's own, from another tab.
    let mut in_another_tab = own("in-another-tab");
    in_another_tab.tags = vec![RequestTag::new("the-other-form").as_str().into()];
    // Bob has copied Ann's labels.
    let mut copied = own("copied");
    copied.created_by = Some(UserId::new("bob"));
    let mut without_label = own("without-label");
    without_label.tags.clear();
    let others = vec![used, of_bob, in_another_tab, copied, without_label];
    assert_eq!(
        found(&mut searching(), others.clone()),
        Outcome::Refused(ApiError::NoAnswer)
    );
    let all = others.into_iter().chain([own("lost")]).collect();
    assert_eq!(
        found(&mut searching(), all),
        Outcome::Lost(vec![own("lost")])
    );
}

#[test]
fn a_request_that_the_browser_has_sent_twice_leaves_two() {
    let both = vec![own("first"), own("second")];
    assert_eq!(found(&mut searching(), both.clone()), Outcome::Lost(both));
}

#[test]
fn the_label_is_enough_where_the_backend_names_no_maker() {
    let mut token = own("lost");
    token.created_by = None;
    assert_eq!(
        found(&mut searching(), vec![token.clone()]),
        Outcome::Lost(vec![token])
    );
}

#[test]
fn nothing_found_says_why_there_was_no_answer() {
    for why in [ApiError::Canceled, ApiError::TimedOut, ApiError::NoAnswer] {
        let mut flow = sent();
        flow.on(Event::Answered(Err(why.clone())));
        assert_eq!(found(&mut flow, vec![]), Outcome::Refused(why));
    }
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
    let mut flow = unsure();
    let said = flow.outcome().clone();
    assert_eq!(flow.on(Event::SearchAgain), Some(Effect::Search(tag())));
    assert_eq!(flow.outcome(), &said);
    assert!(flow.is_busy());
    assert_eq!(flow.on(Event::SearchAgain), None);
    assert_eq!(
        found(&mut flow, vec![own("lost")]),
        Outcome::Lost(vec![own("lost")])
    );
}

#[test]
fn after_a_lost_answer_a_submit_looks_for_the_first_token_before_it_makes_a_second() {
    let mut flow = unsure();
    assert_eq!(submit(&mut flow, "sync"), Some(Effect::Search(tag())));
    assert_eq!(
        found(&mut flow, vec![own("lost")]),
        Outcome::Lost(vec![own("lost")])
    );
    // Nor is it forgotten when its name is changed in the form.
    assert_eq!(submit(&mut flow, "other"), Some(Effect::Search(tag())));
    assert_eq!(
        found(&mut flow, vec![own("lost")]),
        Outcome::Lost(vec![own("lost")])
    );
}

#[test]
fn what_certainly_does_not_exist_is_created() {
    let mut flow = unsure();
    submit(&mut flow, "sync");
    let next = flow.on(Event::Found(Ok(vec![])));
    assert_eq!(next, Some(Effect::Create(vec![new_token("sync")], tag())));
    assert_eq!(flow.outcome(), &Outcome::None);
    flow.on(Event::Answered(Ok(())));
    assert!(!flow.is_busy());
}

#[test]
fn as_long_as_nobody_can_tell_nothing_is_created() {
    let mut flow = unsure();
    submit(&mut flow, "sync");
    assert_eq!(flow.on(Event::Found(Err(ApiError::NoAnswer))), None);
    assert_eq!(
        flow.outcome(),
        &Outcome::Unsure(vec!["sync".into()], ApiError::NoAnswer)
    );
    // The next search creates nothing by itself.
    flow.on(Event::SearchAgain);
    assert_eq!(
        found(&mut flow, vec![]),
        Outcome::Refused(ApiError::NoAnswer)
    );
}

#[test]
fn late_answers_change_nothing() {
    let mut flow = searching();
    found(&mut flow, vec![own("lost")]);
    flow.on(Event::Answered(Ok(())));
    flow.on(Event::Found(Err(ApiError::Offline)));
    assert_eq!(flow.outcome(), &Outcome::Lost(vec![own("lost")]));
    flow.on(Event::LostDeleted);
    assert_eq!(flow.outcome(), &Outcome::None);
    assert_eq!(submit(&mut flow, "sync"), Some(Effect::Search(tag())));
}

#[test]
fn several_tokens_are_asked_for_and_searched_for_together() {
    let mut flow = form();
    let both = vec![new_token("ci-1"), new_token("ci-2")];
    let effect = flow.on(Event::Submit(both.clone()));
    assert_eq!(effect, Some(Effect::Create(both.clone(), tag())));
    flow.on(Event::Answered(Err(ApiError::NoAnswer)));
    flow.on(Event::Found(Err(ApiError::Offline)));
    let names = vec!["ci-1".to_owned(), "ci-2".to_owned()];
    assert_eq!(flow.outcome(), &Outcome::Unsure(names, ApiError::Offline));
    // Nothing is created twice.
    assert_eq!(
        flow.on(Event::Submit(both.clone())),
        Some(Effect::Search(tag()))
    );
    let lost = vec![own("a"), own("b")];
    assert_eq!(found(&mut flow, lost.clone()), Outcome::Lost(lost));
    flow.on(Event::LostDeleted);
    assert_eq!(
        flow.on(Event::Submit(both.clone())),
        Some(Effect::Search(tag()))
    );
    assert_eq!(
        flow.on(Event::Found(Ok(vec![]))),
        Some(Effect::Create(both, tag()))
    );
}
