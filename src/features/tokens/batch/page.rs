//! The page: the form, then the sheet of values, at the same address.

use super::names_field::{batch, names_field};
use super::sheet::Sheet;
use super::values::NewValues;
use crate::app::config::config;
use crate::app::navigation::use_navigate;
use crate::app::route::Route;
use crate::features::tokens::form::{
    Checked, CreateForm, Creating, DraftState, NewPage, ReadyForm, Submission, notices,
};
use crate::session::use_session;
use chrono::NaiveDate;
use console_api::tokens;
use console_domain::consent::Offered;
use console_domain::kind::TokenKind;
use console_domain::new_token::{NewToken, TokenDraft};
use console_domain::unsaved_work::WorkKind;
use console_platform::intl;
use console_view::prelude::*;

/// The form for several API tokens. Personal ones cannot be created together (contract 3.7).
#[component(transparent)]
pub fn BatchPage() -> impl IntoView {
    let is_created = RwSignal::new(false);
    let lead = RwSignal::new(
        "They get the same settings, with one request. You will see their values once.".to_owned(),
    );
    let form = Callback::new(move |ready: ReadyForm| form(ready, is_created));
    view! {
        <NewPage
            kind=TokenKind::Api
            name="Create several API tokens".to_owned()
            lead
            is_created
            besides=Signal::derive(|| Some(Ok(())))
            retry_besides=Callback::new(|()| ())
            actions=ViewFn::default()
            form
        />
    }
}

fn check(draft: &TokenDraft, offered: &Offered<'_>, today: NaiveDate) -> Checked {
    draft.check_several(offered, today, intl::local_day_end)
}

fn form(ready: ReadyForm, is_created: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let ReadyForm { catalogue, account } = ready;
    let draft = TokenDraft {
        expiry: config().limits.usual_choice(),
        ..TokenDraft::new(TokenKind::Api)
    };
    let state = DraftState::new(draft, session);
    let new = NewValues::new();
    let client = session.client;
    let create = move |tokens: Vec<NewToken>, tags: Vec<String>| -> Creating {
        Box::pin(async move {
            let made = tokens::create_api_tokens(client, &tokens, &tags).await?;
            let names: Vec<String> = tokens.iter().map(|token| token.name().to_owned()).collect();
            // The page may have been left; then the values are dropped and wiped here.
            new.put(&names, made);
            Ok(())
        })
    };
    let works = (WorkKind::CreatingSeveral, WorkKind::DraftOfSeveral);
    let submission = Submission::new(state, session, check, works, Box::new(create), vec![]);
    submission.guard();
    Effect::new(move |_| is_created.set(new.tokens.with(|tokens| !tokens.is_empty())));
    let done = Callback::new(move |()| navigate.leave_for(&Route::List(TokenKind::Api).href()));
    let notices = StoredValue::new(Some(notices(TokenKind::Api, &account, ().into_any())));
    let called = move || batch(state).summary();
    let button = move || match batch(state).count() {
        0 => "Create tokens".to_owned(),
        count => format!("Create {}", intl::count(count as u64, "token", "tokens")),
    };
    (move || {
        let tokens = new.tokens.get();
        if !tokens.is_empty() {
            return view! { <Sheet tokens new on_done=done /> }.into_any();
        }
        view! {
            {notices.try_update_value(Option::take).flatten()}
            <CreateForm
                state
                submission
                label="Create several API tokens".to_owned()
                name=Callback::new(move |error| names_field(state, submission.attempt, error))
                called=Signal::derive(called)
                button=Signal::derive(button)
                not_created="The tokens were not created"
                catalogue=catalogue.clone()
            />
        }
        .into_any()
    })
    .into_any()
}
