use super::*;
use crate::flow::samples::api_token;

fn rename(name: &str) -> TokenUpdate {
    TokenUpdate {
        name: Some(name.to_owned()),
        ..TokenUpdate::default()
    }
}

fn rescope(scopes: &[&str]) -> TokenUpdate {
    TokenUpdate {
        reach: ReachChange::Scopes(scopes.iter().map(|&scope| scope.to_owned()).collect()),
        ..TokenUpdate::default()
    }
}

fn plan(steps: Vec<TokenUpdate>) -> Option<Plan> {
    Option::from(Plan {
        steps,
        widens: false,
        changed: vec![Field::Name, Field::Scopes],
    })
}

fn widening() -> Option<Plan> {
    plan(vec![rescope(&["risk:read"])]).map(|plan| Plan {
        widens: true,
        ..plan
    })
}

fn named(name: &str) -> Box<Token> {
    Box::new(Token {
        name: name.to_owned(),
        ..api_token("t")
    })
}

fn flow() -> SaveFlow {
    SaveFlow::new(*named("old"))
}

/// Submits `steps` and reads the token as it was.
fn writing(steps: &[TokenUpdate]) -> SaveFlow {
    let mut flow = flow();
    assert_eq!(
        flow.on(Event::Submit(plan(steps.to_vec()))),
        Some(Effect::Read)
    );
    let effect = flow.on(Event::Read(Ok((named("old"), plan(steps.to_vec())))));
    assert_eq!(effect, steps.first().cloned().map(Effect::Write));
    flow
}

fn failed(failure: SaveFailure, saved_steps: usize) -> Option<SaveResult> {
    Option::from(SaveResult::Failed {
        failure,
        saved_steps,
    })
}

#[test]
fn nothing_is_sent_when_nothing_changed_or_a_field_has_a_problem() {
    let mut flow = flow();
    assert_eq!(
        flow.on(Event::Submit(plan(vec![TokenUpdate::default()]))),
        None
    );
    assert_eq!(flow.result(), Some(&SaveResult::Unchanged));
    flow.on(Event::Edited);
    assert_eq!(flow.result(), None);
    assert_eq!(flow.on(Event::Submit(None)), None);
    assert_eq!((flow.attempts(), flow.is_busy()), (1, false));
}

#[test]
fn a_second_submit_waits_for_the_answer_to_the_first() {
    let mut flow = writing(&[rename("new")]);
    assert!(flow.is_busy());
    assert_eq!(flow.on(Event::Submit(plan(vec![rename("newer")]))), None);
    flow.on(Event::Written(Ok(named("new"))));
    assert_eq!(flow.result(), Some(&SaveResult::Saved));
    assert!(!flow.is_busy());
}

#[test]
fn a_failed_reading_sends_nothing() {
    for (error, result) in [
        (ApiError::NotFound, SaveResult::Deleted),
        (
            ApiError::NoAnswer,
            failed(SaveFailure::Refused(ApiError::NoAnswer), 0).unwrap(),
        ),
    ] {
        let mut flow = flow();
        flow.on(Event::Submit(plan(vec![rename("new")])));
        assert_eq!(flow.on(Event::Read(Err(error))), None);
        assert_eq!(flow.result(), Some(&result));
    }
}

#[test]
fn what_is_there_already_counts_as_saved() {
    let mut flow = flow();
    flow.on(Event::Submit(plan(vec![rename("new")])));
    assert_eq!(flow.on(Event::Read(Ok((named("new"), plan(vec![]))))), None);
    assert_eq!(flow.result(), Some(&SaveResult::Saved));
}

#[test]
fn a_newer_version_is_asked_about_and_then_widening_too() {
    let mut flow = flow();
    flow.on(Event::Submit(widening()));
    assert_eq!(
        flow.on(Event::Read(Ok((named("theirs"), widening())))),
        None
    );
    assert_eq!(flow.question(), Some(&Question::Conflict(named("theirs"))));
    assert!(!flow.is_busy());
    // Widening cannot be confirmed before it was asked about.
    assert_eq!(flow.on(Event::Confirm(widening())), None);
    assert_eq!(flow.on(Event::Overwrite(widening())), None);
    assert_eq!(flow.question(), Some(&Question::Widens(named("theirs"))));
    assert_eq!(
        flow.on(Event::Confirm(widening())),
        Some(Effect::Write(rescope(&["risk:read"])))
    );
    assert_eq!(flow.question(), None);
}

#[test]
fn a_cancelled_question_sends_nothing() {
    let mut flow = flow();
    flow.on(Event::Submit(widening()));
    flow.on(Event::Read(Ok((named("old"), widening()))));
    assert_eq!(flow.question(), Some(&Question::Widens(named("old"))));
    flow.on(Event::Cancel);
    assert_eq!((flow.question(), flow.result()), (None, None));
    assert_eq!(flow.on(Event::Confirm(widening())), None);
    assert!(!flow.is_busy());
}

#[test]
fn a_form_that_became_invalid_while_asking_shows_its_fields() {
    let mut flow = flow();
    flow.on(Event::Submit(widening()));
    flow.on(Event::Read(Ok((named("old"), widening()))));
    assert_eq!(flow.on(Event::Confirm(None)), None);
    assert_eq!((flow.attempts(), flow.question()), (1, None));
}

#[test]
fn steps_are_sent_in_order_each_after_the_answer_to_the_one_before() {
    let steps = [rescope(&[]), TokenUpdate::default(), rename("new")];
    let mut flow = writing(&steps);
    assert_eq!(
        flow.on(Event::Written(Ok(named("old")))),
        Some(Effect::Write(rename("new")))
    );
    assert_eq!(flow.result(), None);
    assert_eq!(flow.on(Event::Written(Ok(named("new")))), None);
    assert_eq!(flow.result(), Some(&SaveResult::Saved));
}

#[test]
fn a_later_step_that_fails_does_not_hide_what_was_saved() {
    let steps = [rename("new"), rescope(&["nope:read"]), rescope(&[])];
    let mut flow = writing(&steps);
    flow.on(Event::Written(Ok(named("new"))));
    let refused = ApiError::ScopeRefused("nope:read".into());
    let text = refused.to_string();
    assert_eq!(flow.on(Event::Written(Err(refused))), None);
    let failure = SaveFailure::FieldRefused(Field::Scopes, text);
    assert_eq!(flow.result().cloned(), failed(failure, 1));
    assert_eq!((flow.attempts(), flow.is_busy()), (1, false));
}

#[test]
fn what_the_form_itself_saved_is_no_conflict_when_it_is_submitted_again() {
    let steps = [rename("new"), rescope(&["risk:read"])];
    let mut flow = writing(&steps);
    flow.on(Event::Written(Ok(named("new"))));
    flow.on(Event::Written(Err(ApiError::Offline)));
    assert_eq!(
        flow.result().cloned(),
        failed(SaveFailure::Refused(ApiError::Offline), 1)
    );
    let rest = || plan(vec![rescope(&["risk:read"])]);
    assert_eq!(
        flow.on(Event::Submit(plan(steps.to_vec()))),
        Some(Effect::Read)
    );
    assert_eq!(
        flow.on(Event::Read(Ok((named("new"), rest())))),
        Some(Effect::Write(rescope(&["risk:read"])))
    );
}

#[test]
fn a_change_whose_answer_was_lost_is_no_conflict_but_that_of_somebody_else_is() {
    let steps = [rename("new"), rescope(&["risk:read"])];
    let lost = || {
        let mut flow = writing(&steps);
        flow.on(Event::Written(Err(ApiError::NoAnswer)));
        assert_eq!(
            flow.result().cloned(),
            failed(SaveFailure::Unsure(ApiError::NoAnswer), 0)
        );
        flow.on(Event::Submit(plan(steps.to_vec())));
        flow
    };
    let rest = || plan(vec![rescope(&["risk:read"])]);
    assert!(
        lost()
            .on(Event::Read(Ok((named("new"), rest()))))
            .is_some_and(|effect| effect == Effect::Write(rescope(&["risk:read"])))
    );
    let mut flow = lost();
    let theirs = plan(steps.to_vec());
    assert_eq!(flow.on(Event::Read(Ok((named("theirs"), theirs)))), None);
    assert_eq!(flow.question(), Some(&Question::Conflict(named("theirs"))));
    let mut flow = lost();
    let mut described = named("new");
    described.description = Some("by somebody else".into());
    assert_eq!(flow.on(Event::Read(Ok((described, rest())))), None);
    assert!(matches!(flow.question(), Some(Question::Conflict(_))));
}

#[test]
fn a_token_that_was_deleted_meanwhile_is_reported() {
    let mut flow = writing(&[rename("new")]);
    flow.on(Event::Written(Err(ApiError::NotFound)));
    assert_eq!(flow.result(), Some(&SaveResult::Deleted));
}
