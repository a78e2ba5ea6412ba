//! The return from an identity provider.

use super::finish::{Ending, finish, foreign_issuer, go_on};
use super::problem::{Names, Problem};
use crate::app::navigation::use_navigate;
use crate::app::route::{Route, base, decode_query};
use crate::features::auth::second_factor::SecondFactorForm;
use crate::features::auth::sso::{pending, start};
use crate::features::error_view::RequestId;
use crate::features::page::arrive;
use crate::session::{Session, use_session};
use console_api::error::ApiError;
use console_api::session_tokens::SessionTokens;
use console_domain::id::TokenId;
use console_domain::sso_flow::{Returned, SsoFlow};
use console_platform::storage::keeps_cookies;
use console_ui::{Button, ButtonLink, Callout, Icon, Spinner, Tone, Variant, with_names};
use console_view::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

/// What the page shows.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Working,
    /// The session waits for its second factor.
    Code(SessionTokens),
    HandedOver,
    Problem(Problem),
}

/// Takes the answer out of the address, so that it is in no history and no reload.
fn take_answer(flow: Option<&SsoFlow>) -> Returned {
    let Some(window) = web_sys::window() else {
        return Returned::Nothing;
    };
    let location = window.location();
    let query = location.search().unwrap_or_default();
    if let (Ok(history), Ok(path)) = (window.history(), location.pathname()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    }
    let state = flow.and_then(|flow| flow.state.as_deref());
    Returned::read(&decode_query(&query), state)
}

/// Where a flow leads, if it is a page of this app.
fn destination(flow: Option<&SsoFlow>) -> String {
    flow.map(|flow| flow.return_path.clone())
        .filter(|path| {
            let path = path.split('?').next().unwrap_or_default();
            !matches!(
                Route::parse(path),
                None | Some(Route::Login { .. } | Route::SsoReturn)
            )
        })
        .unwrap_or_else(|| Route::Home.href())
}

/// The sign-in page that leads there.
fn login_path(flow: Option<&SsoFlow>) -> String {
    let target = destination(flow);
    let inside = target.strip_prefix(base().as_str()).unwrap_or(&target);
    Route::login(inside.to_owned()).href()
}

/// The page that the identity provider sends people back to. What it claims, it has read from the
/// backend; what stands in the address proves nothing.
#[component(transparent)]
pub fn SsoReturnPage() -> impl IntoView {
    let session = use_session();
    arrive("Single sign-on");
    let flow = pending::recall();
    let answer = take_answer(flow.as_ref());
    // What is no answer to the flow leaves it as it is: its own may still come.
    if !matches!(answer, Returned::Foreign | Returned::Nothing) {
        pending::forget();
    }
    let scope = Scope::current();
    let shown = RwSignal::new(match (&answer, &flow) {
        (_, None) if !keeps_cookies() => Shown::Problem(Problem::Failed(ApiError::CookiesBlocked)),
        (_, None) => Shown::Problem(Problem::NoFlow),
        (Returned::Nothing, Some(_)) => Shown::Problem(Problem::Unfinished),
        (Returned::Foreign, Some(_)) => Shown::Problem(Problem::Foreign),
        (Returned::Denied, Some(_)) => Shown::Problem(Problem::Denied),
        (Returned::Failed { reason }, Some(_)) => Shown::Problem(Problem::Provider(reason.clone())),
        (Returned::Code { .. }, Some(_)) => Shown::Working,
    });
    let state = session.state();
    let navigate = use_navigate();
    let go_to = move |path: &str| navigate.replace(path);
    // The exchange of the code outlives the page, since its session must not be lost; what follows does not.
    let end = move |flow: &SsoFlow, ending: Ending| match ending {
        _ if shown.is_disposed() => {}
        Ending::GoOn => go_to(&destination(Some(flow))),
        Ending::HandedOver => {
            shown.set(Shown::HandedOver);
            if let Some(window) = web_sys::window() {
                let _ = window.close();
            }
        }
        Ending::CodeNeeded(tokens) => shown.set(Shown::Code(tokens)),
        Ending::Failed(problem) => shown.set(Shown::Problem(problem)),
    };
    if let (
        Returned::Code {
            code,
            state,
            issuer,
        },
        Some(flow),
    ) = (answer, flow.clone())
    {
        spawn_local(async move {
            let ending = match foreign_issuer(session, &flow, issuer).await {
                Some(problem) => Ending::Failed(problem),
                None => finish(session, &flow, &code, &state).await,
            };
            end(&flow, ending);
        });
    }
    let is_authorization = flow
        .as_ref()
        .is_some_and(|flow| flow.authorization.is_some());
    // The session ends while this page looks at the token.
    Effect::new(move |before: Option<bool>| {
        let is_in = matches!(state.get(), Session::SignedIn(_));
        if before == Some(true)
            && !is_in
            && is_authorization
            && shown.with_untracked(|shown| *shown == Shown::Working)
        {
            shown.set(Shown::Problem(Problem::SessionLost));
        }
        is_in
    });
    let flow = StoredValue::new(flow);
    view! {
        <main class="sign-in" id="main">
            <div class="sign-in-card stack">
                <h1 id="page-heading" tabindex="-1">"Single sign-on"</h1>
                {move || match shown.get() {
                    Shown::Working => view! {
                        <p role="status" class="row"><Spinner />" Finishing the sign-in…"</p>
                    }
                    .into_any(),
                    Shown::Code(tokens) => {
                        let flow = flow.get_value();
                        let sign_in = login_path(flow.as_ref());
                        let checked = {
                            let tokens = tokens.clone();
                            move || {
                                let (flow, tokens) = (flow.clone(), tokens.clone());
                                scope.spawn(async move {
                                    if let Some(flow) = flow {
                                        let ending = go_on(session, &flow, tokens).await;
                                        end(&flow, ending);
                                    }
                                });
                            }
                        };
                        view! {
                            <p>
                                "You have signed in at the identity provider. \
                                 Your account also requires two-factor authentication."
                            </p>
                            <SecondFactorForm tokens on_checked=checked on_back=move || go_to(&sign_in) />
                        }
                        .into_any()
                    }
                    Shown::HandedOver => view! {
                        <Callout tone=Tone::Success role="status" title="Signed in">
                            <p>"Go back to the tab where you were. This one can be closed."</p>
                        </Callout>
                    }
                    .into_any(),
                    Shown::Problem(problem) => view! {
                        <ProblemView problem flow=flow.get_value() />
                    }
                    .into_any(),
                }}
            </div>
        </main>
    }
}

/// The problem, and every way on that there is.
#[component(transparent)]
fn ProblemView(problem: Problem, flow: Option<SsoFlow>) -> impl IntoView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let named = flow.clone();
    let words = {
        let problem = problem.clone();
        move || {
            let names = Names {
                organization: named.as_ref().map_or_else(String::new, |flow| {
                    session.organization_name(&flow.organization)
                }),
                now: session.account.ready().map(|account| account.user.email),
            };
            problem.explain(named.as_ref(), &names)
        }
    };
    let scope = Scope::current();
    let again = move |flow: SsoFlow| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        scope.spawn(async move {
            if let Err(error) = start::begin_again(session, flow).await {
                let _ = busy.try_set(false);
                let _ = failure.try_set(Some(error.to_string()));
            }
        });
    };
    let request_id = problem.request_id().map(str::to_owned);
    let is_signed_in = {
        let state = session.state();
        move || matches!(state.get(), Session::SignedIn(_))
    };
    let is_lost = problem == Problem::SessionLost;
    let is_somebody_else = matches!(problem, Problem::OtherUser { .. });
    let forget = move |_| {
        if is_lost {
            session.forget();
        }
    };
    let target = destination(flow.as_ref());
    let sign_in = login_path(flow.as_ref());
    let back = back_words(flow.as_ref());
    let retry = flow.clone().filter(|_| problem.can_retry());
    let needs_session = flow
        .as_ref()
        .is_some_and(|flow| flow.authorization.is_some());
    let earlier = pending::unfinished().filter(|_| matches!(problem, Problem::Blocked(_)));
    let retry = StoredValue::new(retry);
    let earlier = StoredValue::new(earlier);
    let (target, sign_in) = (StoredValue::new(target), StoredValue::new(sign_in));
    let navigate = use_navigate();
    let sign_out = move || {
        session.sign_out();
        navigate.replace(&sign_in.get_value());
    };
    view! {
        {move || {
            let words = words();
            view! {
                <Callout tone=words.tone role="alert" title=words.title>
                    <p>{with_names(move || words.text.clone())}</p>
                </Callout>
            }
        }}
        {request_id.map(|id| view! { <RequestId id /> })}
        {move || failure.get().map(|text| view! {
            <Callout tone=Tone::Danger role="alert"><p>{text}</p></Callout>
        })}
        <div class="row">
            {move || {
                let signed_in = is_signed_in() && !is_lost;
                let retry = retry.get_value().filter(|_| signed_in || !needs_session);
                let earlier = earlier.get_value().filter(|_| signed_in);
                let is_first = retry.is_none() && earlier.is_none();
                let variant = if is_first { Variant::Primary } else { Variant::Secondary };
                view! {
                    {earlier
                        .map(|flow| {
                            let name = session.organization_name(&flow.organization);
                            let label = format!("Finish the authorization for {name}");
                            view! {
                                <Button variant=Variant::Primary busy on_press=move || again(flow.clone())>
                                    {label}
                                </Button>
                            }
                        })}
                    {retry
                        .map(|flow| {
                            view! {
                                <Button
                                    variant=Variant::Primary
                                    icon=Icon::REFRESH
                                    busy
                                    on_press=move || again(flow.clone())
                                >
                                    "Try again"
                                </Button>
                            }
                        })}
                    {(signed_in && is_somebody_else).then(|| view! {
                        <Button on_press=sign_out>"Sign out"</Button>
                    })}
                    {if signed_in {
                        view! { <ButtonLink href=target.get_value() variant>{back}</ButtonLink> }.into_any()
                    } else {
                        view! {
                            <span on:click=forget>
                                <ButtonLink href=sign_in.get_value() variant>"Go to sign-in"</ButtonLink>
                            </span>
                        }
                        .into_any()
                    }}
                }
            }}
        </div>
    }
}

/// The words on the way back.
fn back_words(flow: Option<&SsoFlow>) -> &'static str {
    let token = flow.and_then(|flow| flow.authorization.as_ref().map(|found| &found.token));
    token.map_or("Continue to the console", |_: &TokenId| "Back to the token")
}
