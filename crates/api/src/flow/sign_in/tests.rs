use super::*;
use crate::session_tokens::samples::tokens;

fn ann() -> SessionTokens {
    tokens("ann", "acme", "12:00:00")
}

fn globex() -> OrganizationId {
    OrganizationId::new("globex")
}

fn ann_in_globex() -> Option<Identity> {
    Option::from(Identity {
        user: ann().user().cloned(),
        organization: Some(globex()),
    })
}

fn submit(flow: &mut SignInFlow, email: &str, password: &str) -> Option<Effect> {
    flow.on(Event::Submit {
        email: email.to_owned(),
        password: password.to_owned(),
    })
}

fn answer(flow: &mut SignInFlow, answer: Answer) -> Option<Effect> {
    flow.on(Event::Answered(flow.generation(), answer))
}

/// At the password.
fn at_password(waiting: Option<Identity>, last: Option<Identity>) -> SignInFlow {
    let mut flow = SignInFlow::new(waiting, last);
    let effect = submit(&mut flow, " ann@acme.test ", "");
    assert!(effect == Some(Effect::AskMethod("ann@acme.test".into())));
    assert!(answer(&mut flow, Answer::Method(Ok(SignInMethod::Password))).is_none());
    flow
}

/// With a password on its way.
fn trying(waiting: Option<Identity>, last: Option<Identity>) -> SignInFlow {
    let mut flow = at_password(waiting, last);
    let effect = submit(&mut flow, "ann@acme.test", "secret");
    assert!(effect == Some(Effect::TryPassword("ann@acme.test".into(), "secret".into())));
    flow
}

fn session(tokens: SessionTokens) -> Answer {
    Answer::Password(Ok(SignedIn::Session(tokens)))
}

fn begin(tokens: SessionTokens, is_elsewhere: bool) -> Option<Effect> {
    Option::from(Effect::Begin {
        tokens,
        is_elsewhere,
    })
}

#[test]
fn a_password_leads_through_the_last_organization_to_a_session() {
    let mut flow = trying(None, ann_in_globex());
    let effect = answer(&mut flow, session(ann()));
    assert!(effect == Some(Effect::Restore(ann(), Some(globex()))));
    let there = tokens("ann", "globex", "12:00:00");
    let effect = answer(&mut flow, Answer::Restored(there.clone(), None));
    assert!(effect == begin(there, false));
}

#[test]
fn an_organization_that_refuses_does_not_keep_anybody_out() {
    let mut flow = trying(None, ann_in_globex());
    answer(&mut flow, session(ann()));
    let refused = Some(NotRestored::NeedsTwoFactor);
    let effect = answer(&mut flow, Answer::Restored(ann(), refused));
    assert!(effect == begin(ann(), true));
}

#[test]
fn another_user_is_not_taken_to_the_last_ones_organization() {
    let mut flow = trying(None, ann_in_globex());
    let bob = tokens("bob", "acme", "12:00:00");
    let effect = answer(&mut flow, session(bob.clone()));
    assert!(effect == Some(Effect::Restore(bob, None)));
}

#[test]
fn nothing_is_sent_without_an_address_or_a_password() {
    let mut flow = SignInFlow::new(None, None);
    assert!(submit(&mut flow, "ann", "").is_none());
    assert_eq!(flow.missing(), Some(Missing::Email));
    let mut flow = at_password(None, None);
    assert!(submit(&mut flow, "ann@acme.test", "").is_none());
    assert_eq!(flow.missing(), Some(Missing::Password));
    assert!(submit(&mut flow, "ann@acme.test", "secret").is_some());
    assert_eq!(flow.missing(), None);
}

#[test]
fn a_second_submit_waits_for_the_answer_to_the_first() {
    let mut flow = trying(None, None);
    assert!(submit(&mut flow, "ann@acme.test", "other").is_none());
    let wrong = Answer::Password(Err(ApiError::BadCredentials));
    assert!(answer(&mut flow, wrong).is_none());
    assert!(flow.notice() == Some(&Notice::Failed(ApiError::BadCredentials)));
    assert!(*flow.step() == Step::Password && !flow.is_busy());
}

#[test]
fn going_back_ignores_the_answer_that_was_on_its_way() {
    let mut flow = trying(None, None);
    let given_up = flow.generation();
    flow.on(Event::Back);
    assert!(*flow.step() == Step::Email && !flow.is_busy());
    assert!(flow.on(Event::Answered(given_up, session(ann()))).is_none());
    assert!(*flow.step() == Step::Email && flow.notice().is_none());
    // Also when another address was asked for in the meantime.
    submit(&mut flow, "bob@acme.test", "");
    let wrong = Answer::Password(Err(ApiError::BadCredentials));
    flow.on(Event::Answered(given_up, wrong));
    assert!(flow.is_busy() && flow.notice().is_none());
    answer(&mut flow, Answer::Method(Ok(SignInMethod::Password)));
    assert!(*flow.step() == Step::Password);
}

#[test]
fn going_back_while_the_organization_is_restored_begins_no_session() {
    let mut flow = trying(None, ann_in_globex());
    answer(&mut flow, session(ann()));
    let given_up = flow.generation();
    flow.on(Event::Back);
    let restored = Event::Answered(given_up, Answer::Restored(ann(), None));
    assert!(flow.on(restored).is_none());
}

#[test]
fn a_second_factor_counts_only_at_its_step() {
    let mut flow = trying(None, None);
    assert!(flow.on(Event::CodeChecked).is_none());
    answer(&mut flow, Answer::Password(Ok(SignedIn::CodeNeeded(ann()))));
    assert!(*flow.step() == Step::Code(ann()) && !flow.is_busy());
    assert!(submit(&mut flow, "ann@acme.test", "secret").is_none());
    flow.on(Event::Back);
    assert!(flow.on(Event::CodeChecked).is_none());
    submit(&mut flow, "ann@acme.test", "");
    answer(&mut flow, Answer::Method(Ok(SignInMethod::Password)));
    submit(&mut flow, "ann@acme.test", "secret");
    answer(&mut flow, Answer::Password(Ok(SignedIn::CodeNeeded(ann()))));
    assert!(flow.on(Event::CodeChecked) == Some(Effect::Restore(ann(), None)));
    assert!(flow.is_busy());
}

#[test]
fn who_starts_over_at_the_code_leaves_no_session_behind() {
    let mut flow = trying(None, None);
    assert!(flow.on(Event::Back).is_none());
    let mut flow = trying(None, None);
    answer(&mut flow, Answer::Password(Ok(SignedIn::CodeNeeded(ann()))));
    assert!(flow.on(Event::Back) == Some(Effect::EndPair(ann())));
    assert!(flow.on(Event::Back).is_none());
}

#[test]
fn a_missing_second_factor_is_explained() {
    let mut flow = trying(None, None);
    let answered = Answer::Password(Ok(SignedIn::TwoFactorSetupNeeded(ann())));
    assert!(answer(&mut flow, answered).is_none());
    assert!(flow.notice() == Some(&Notice::TwoFactorSetup));
}

#[test]
fn single_sign_on_leaves_a_page_where_nothing_is_lost() {
    let fetch = Some(Effect::FetchProvider(globex()));
    let address = || Answer::Provider(globex(), Ok("https://idp.test".into()));
    let leave = Some(Effect::LeaveForProvider(
        "https://idp.test".into(),
        globex(),
    ));
    let mut flow = SignInFlow::new(None, None);
    submit(&mut flow, "ann@globex.test", "");
    let sso = Answer::Method(Ok(SignInMethod::Sso(globex())));
    assert!(answer(&mut flow, sso) == fetch);
    assert!(answer(&mut flow, address()) == leave);
    assert!(*flow.step() == Step::Email && flow.is_busy());
    answer(&mut flow, Answer::NotLeft(ApiError::SsoNotConfigured));
    assert!(!flow.is_busy());
    let mut flow = trying(None, None);
    let required = || Answer::Password(Err(ApiError::SsoRequired(Some(globex()))));
    assert!(answer(&mut flow, required()) == fetch);
    let failed = Answer::Provider(globex(), Err(ApiError::NoAnswer));
    assert!(answer(&mut flow, failed).is_none());
    assert!(*flow.step() == Step::Password && !flow.is_busy());
    submit(&mut flow, "ann@acme.test", "secret");
    answer(&mut flow, required());
    assert!(answer(&mut flow, address()) == leave);
    flow.on(Event::Interrupted);
    assert!(flow.notice() == Some(&Notice::Interrupted) && !flow.is_busy());
}

#[test]
fn going_back_while_the_provider_is_looked_up_leaves_no_page() {
    let mut flow = trying(None, None);
    let required = Answer::Password(Err(ApiError::SsoRequired(Some(globex()))));
    answer(&mut flow, required);
    let given_up = flow.generation();
    flow.on(Event::Back);
    let address = Answer::Provider(globex(), Ok("https://idp.test".into()));
    assert!(flow.on(Event::Answered(given_up, address)).is_none());
}

#[test]
fn single_sign_on_opens_a_tab_where_a_page_waits() {
    let mut flow = SignInFlow::new(ann_in_globex(), None);
    let effect = flow.on(Event::NeedsProvider(globex()));
    assert!(effect == Some(Effect::FetchProvider(globex())));
    assert!(
        submit(&mut flow, "", "").is_none(),
        "before its address is known"
    );
    answer(
        &mut flow,
        Answer::Provider(globex(), Ok("https://idp.test".into())),
    );
    let open = Effect::OpenProvider("https://idp.test".into(), globex());
    assert!(submit(&mut flow, "", "") == Some(open.clone()));
    flow.on(Event::Opened(Err(ApiError::SsoTabBlocked)));
    assert!(flow.notice() == Some(&Notice::Failed(ApiError::SsoTabBlocked)));
    assert!(submit(&mut flow, "", "") == Some(open));
    flow.on(Event::Opened(Ok(())));
    assert!(matches!(flow.step(), Step::Provider { opened: true, .. }));
    assert!(flow.notice().is_none() && !flow.is_busy());
}

#[test]
fn a_provider_that_is_not_set_up_leads_back_to_the_address() {
    let mut flow = SignInFlow::new(ann_in_globex(), None);
    flow.on(Event::NeedsProvider(globex()));
    answer(
        &mut flow,
        Answer::Provider(globex(), Err(ApiError::SsoNotConfigured)),
    );
    assert!(*flow.step() == Step::Email && !flow.is_busy());
    assert!(flow.notice() == Some(&Notice::Failed(ApiError::SsoNotConfigured)));
}

#[test]
fn a_waiting_page_is_not_given_to_somebody_else() {
    let mut flow = trying(ann_in_globex(), None);
    let bob = tokens("bob", "globex", "12:00:00");
    assert!(answer(&mut flow, session(bob.clone())).is_none());
    assert!(flow.notice() == Some(&Notice::OtherUser(bob)));
    assert!(*flow.step() == Step::Email && !flow.is_busy());
}

#[test]
fn a_waiting_page_goes_on_only_in_its_organization() {
    let waiting = || {
        let mut flow = trying(ann_in_globex(), None);
        let effect = answer(&mut flow, session(ann()));
        assert!(effect == Some(Effect::Restore(ann(), Some(globex()))));
        flow
    };
    let mut flow = waiting();
    let there = tokens("ann", "globex", "12:00:00");
    let effect = answer(&mut flow, Answer::Restored(there.clone(), None));
    assert!(effect == begin(there, false));
    let mut flow = waiting();
    let needs_sso = Some(NotRestored::NeedsSso("https://idp.test".into()));
    assert!(answer(&mut flow, Answer::Restored(ann(), needs_sso)).is_none());
    assert!(
        matches!(
            flow.step(),
            Step::Provider {
                target: Some(_),
                opened: false,
                ..
            }
        ) && !flow.is_busy()
    );
    let mut flow = waiting();
    let failed = NotRestored::Failed(ApiError::NotAllowed);
    answer(&mut flow, Answer::Restored(ann(), Some(failed.clone())));
    assert!(flow.notice() == Some(&Notice::OtherOrganization(ann(), failed)));
    assert!(*flow.step() == Step::Email && !flow.is_busy());
}

#[test]
fn a_passkey_signs_in_without_a_password() {
    let mut flow = SignInFlow::new(None, None);
    assert!(flow.on(Event::UsePasskey) == Some(Effect::AskForPasskey));
    // One thing at a time.
    assert!(flow.on(Event::UsePasskey).is_none());
    assert!(flow.on(Event::PasskeyChosen("{}".into())).is_none());
    assert!(submit(&mut flow, "ann@acme.test", "").is_none());
    let effect = answer(&mut flow, Answer::Passkey(Ok(ann())));
    assert!(effect == Some(Effect::Restore(ann(), None)));
}

#[test]
fn a_passkey_is_also_chosen_in_the_field() {
    let mut flow = SignInFlow::new(None, None);
    let effect = flow.on(Event::PasskeyChosen("{}".into()));
    assert!(effect == Some(Effect::TryPasskey("{}".into())));
    // Not while a password is typed.
    let mut flow = at_password(None, None);
    assert!(flow.on(Event::PasskeyChosen("{}".into())).is_none());
    assert!(flow.on(Event::UsePasskey).is_none());
}

#[test]
fn a_passkey_that_does_not_do_leaves_every_other_way() {
    let mut flow = SignInFlow::new(None, None);
    flow.on(Event::UsePasskey);
    let refused = Answer::Passkey(Err(PasskeyProblem::Refused));
    assert!(answer(&mut flow, refused).is_none());
    assert!(flow.notice() == Some(&Notice::Passkey(PasskeyProblem::Refused)));
    assert!(flow.step() == &Step::Email && !flow.is_busy());
    // On to the identity provider, where it asks for that.
    flow.on(Event::UsePasskey);
    answer(
        &mut flow,
        Answer::Passkey(Err(PasskeyProblem::NeedsSso(globex()))),
    );
    let effect = flow.on(Event::NeedsProvider(globex()));
    assert!(effect == Some(Effect::FetchProvider(globex())));
    assert!(flow.notice().is_none());
}

#[test]
fn a_page_that_waits_goes_on_only_with_the_passkey_of_its_own_user() {
    let waiting = Option::from(Identity {
        user: ann().user().cloned(),
        organization: None,
    });
    let mut flow = SignInFlow::new(waiting, None);
    flow.on(Event::UsePasskey);
    let bob = tokens("bob", "acme", "12:00:00");
    assert!(answer(&mut flow, Answer::Passkey(Ok(bob.clone()))).is_none());
    assert!(flow.notice() == Some(&Notice::OtherUser(bob)));
}
