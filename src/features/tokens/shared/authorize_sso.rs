//! Authorizing a token for the organizations that enforce single sign-on.

use crate::app::lazy::lazy;
use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::features::auth::sso::{pending, start};
use crate::features::tokens::shared::sso_demand::{SsoDemand, use_sso_demand};
use crate::session::{SessionStore, use_session};
use chrono::{DateTime, TimeDelta, Utc};
use console_api::error::ApiError;
use console_domain::id::OrganizationId;
use console_domain::state::missing_authorizations;
use console_domain::token::Token;
use console_domain::visible_name::isolated;
use console_platform::{clock, intl, retain_until_cleanup, visibility};
use console_ui::{
    Badge, Button, Callout, DateTimeText, Icon, MenuItem, Size, TimeStyle, Toast, Tone, Variant,
    with_names,
};
use console_view::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// An organization that demands single sign-on of a token, and since when it accepts it.
#[derive(Clone, PartialEq, Eq)]
struct Demand {
    id: OrganizationId,
    name: String,
    since: Option<DateTime<Utc>>,
}

fn demands(session: SessionStore, token: &Token, demand: &SsoDemand) -> Vec<Demand> {
    token
        .organizations()
        .into_iter()
        // An authorization given earlier is told even where none is demanded any more.
        .filter(|id| demand.offers(id) || token.sso_authorizations.contains_key(*id))
        .map(|id| Demand {
            id: id.clone(),
            name: session.organization_name(id),
            since: token.sso_authorizations.get(id).copied(),
        })
        .collect()
}

/// Leaves for the provider of `organization`; the others that are missing come after it.
async fn authorize(
    session: SessionStore,
    token: Token,
    organization: OrganizationId,
    demand: SsoDemand,
    return_path: Option<String>,
) -> Result<(), ApiError> {
    let mut queue = missing_authorizations(&token, |id| demand.offers(id));
    queue.retain(|id| *id != organization);
    start::begin_authorization(session, &token, organization, queue, return_path).await
}

/// A page that is being left, or why it could not be.
type Leaving = Pin<Box<dyn Future<Output = Result<(), String>>>>;

// Few lists are left this way: what it takes is fetched when somebody does.
lazy!(details: fn leaving(
    session: SessionStore,
    token: Token,
    organization: OrganizationId,
    demand: SsoDemand,
    name: String,
) -> Leaving => Box::pin(async move {
    let left = authorize(session, token, organization, demand, None).await;
    left.map_err(|error| not_begun(&name, &error))
}));

/// `Authorize <organization> for SSO`, one line per organization that has not authorized `token`.
pub fn authorize_items(
    session: SessionStore,
    guard: LeaveGuard,
    token: &Token,
    demand: &SsoDemand,
) -> Vec<MenuItem> {
    missing_authorizations(token, |id| demand.offers(id))
        .into_iter()
        .map(|organization| {
            let name = session.organization_name(&organization);
            let (token, demand) = (token.clone(), demand.clone());
            let label = format!("Authorize {name} for SSO");
            let run = move || {
                let (token, organization) = (token.clone(), organization.clone());
                let (demand, name) = (demand.clone(), name.clone());
                guard.ask(move || {
                    let leaving = leaving(
                        session,
                        token.clone(),
                        organization.clone(),
                        demand.clone(),
                        name.clone(),
                    );
                    spawn_local(async move {
                        let problem = match leaving.await {
                            Ok(left) => left.await.err(),
                            Err(lost) => Some(lost.to_string()),
                        };
                        if let Some(problem) = problem {
                            guard.rearm();
                            Toast::danger(problem).show();
                        }
                    });
                });
            };
            MenuItem::action(label, run).icon(Icon::SHIELD)
        })
        .collect()
}

/// Why the way to a provider could not be taken, naming the organization.
pub(super) fn not_begun(name: &str, error: &ApiError) -> String {
    let name = isolated(name);
    match error {
        ApiError::SsoNotConfigured => format!(
            "Single sign-on of {name} is not set up completely: its \
             identity provider is missing. Ask an owner or admin of {name}."
        ),
        error => format!("The authorization by {name} could not be started. {error}"),
    }
}

/// For each organization that demands single sign-on of `token`: since when it accepts it, or the
/// button that leads to its identity provider. Shows nothing where nothing is demanded.
#[component(transparent)]
pub fn AuthorizeSso(
    /// The token as it was last read.
    token: Token,
    /// Called when the token should be read again, such as after coming back without finishing.
    on_change: Callback<()>,
    /// Keeps the buttons from being pressed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether leaving would lose something: then the guard of the page asks first.
    #[prop(optional, into)]
    asks: Signal<bool>,
    /// Says why they cannot be pressed, or what is better done first.
    #[prop(optional, into)]
    note: String,
    /// Called just before the page is left.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// Called when the page could not be left after all.
    #[prop(optional, into)]
    on_stay: Option<Callback<()>>,
    /// Where to come back to, instead of the token's details.
    #[prop(optional, into)]
    return_path: Option<String>,
) -> impl IntoView {
    let session = use_session();
    let guard = use_leave_guard();
    let demand = use_sso_demand(token.kind());
    let busy = RwSignal::new(None::<OrganizationId>);
    let problem = RwSignal::new(None::<(OrganizationId, ApiError)>);
    let unfinished = RwSignal::new(None::<OrganizationId>);
    let token = StoredValue::new(token);
    let return_path = StoredValue::new(return_path);
    // Whoever leaves the page in another way is not taken to the provider by a late answer.
    let scope = Scope::current();

    let look_back = move || {
        let flow = pending::recall().filter(|flow| {
            flow.authorization.as_ref().is_some_and(|authorization| {
                token.with_value(|token| {
                    token.id == authorization.token
                        && !authorization.has_worked(&flow.organization, &token.sso_authorizations)
                })
            })
        });
        unfinished.set(flow.map(|flow| flow.organization));
    };
    look_back();
    // Back from the provider with the browser's button: the page is as it was left.
    retain_until_cleanup(visibility::on_page_restored(move || {
        busy.set(None);
        look_back();
        on_change.run(());
    }));
    let dismiss = move || {
        pending::forget();
        unfinished.set(None);
    };
    let leave = move |organization: OrganizationId| {
        if busy.get_untracked().is_some() || disabled.get_untracked() {
            return;
        }
        busy.set(Some(organization.clone()));
        problem.set(None);
        unfinished.set(None);
        let token = token.get_value();
        let demand = demand.get_untracked();
        let back = return_path.get_value();
        scope.spawn(async move {
            // The page is let go first: the browser would ask otherwise.
            if let Some(on_leave) = on_leave {
                on_leave.run(());
            }
            if let Err(error) = authorize(session, token, organization.clone(), demand, back).await
            {
                let _ = busy.try_set(None);
                let _ = problem.try_set(Some((organization, error)));
                if let Some(on_stay) = on_stay {
                    on_stay.run(());
                }
            }
        });
    };
    let press = move |organization: OrganizationId| {
        if asks.get_untracked() {
            guard.ask(move || leave(organization.clone()));
        } else {
            leave(organization);
        }
    };
    let list = Memo::new(move |_| {
        let demand = demand.get();
        token.with_value(|token| demands(session, token, &demand))
    });
    let progress = move || {
        let list = list.get();
        let done = list.iter().filter(|demand| demand.since.is_some()).count();
        (list.len() > 1).then(|| {
            let text = format!(
                "{done} of {} organizations have authorized this token.",
                list.len()
            );
            view! { <p class="muted small">{text}</p> }
        })
    };
    let row = move |demand: Demand| {
        let name = demand.name.clone();
        if let Some(since) = demand.since {
            return view! {
                <li class="sso-item">
                    <b dir="auto" translate="no">{name}</b>
                    <Badge tone=Tone::Success icon=Icon::CHECK>"Authorized"</Badge>
                    <span class="muted">"on " <DateTimeText value=since style=TimeStyle::DateTime /></span>
                </li>
            }
            .into_any();
        }
        let id = demand.id.clone();
        let is_first = list.with_untracked(|list| {
            list.iter()
                .find(|demand| demand.since.is_none())
                .is_some_and(|first| first.id == id)
        });
        let is_busy = move || busy.with(|busy| busy.as_ref() == Some(&demand.id));
        view! {
            <li class="sso-item">
                <Button
                    variant=if is_first { Variant::Primary } else { Variant::Secondary }
                    size=Size::Small
                    icon=Icon::SHIELD
                    busy=Signal::derive(is_busy)
                    disabled
                    on_press=move || press(id.clone())
                >
                    <span dir="auto">{format!("Authorize {name} for SSO")}</span>
                </Button>
            </li>
        }
        .into_any()
    };
    let has_missing = move || list.with(|list| list.iter().any(|demand| demand.since.is_none()));
    let note = StoredValue::new(note);
    // Not reactive: the note stays once its advice is followed, so that the box that was just ticked below it
    // does not move away from the pointer.
    let warns = asks.get_untracked();
    view! {
        <Show when=move || list.with(|list| !list.is_empty())>
            <section class="stack-sm" aria-label="Single sign-on">
                <h2 class="section-title">"Single sign-on"</h2>
                <Show when=has_missing>
                    <p class="muted small">
                        "Each button leads to the organization's identity provider and \
                         back to this token. The token works once all have authorized it. "
                        <Show when=move || disabled.get() || warns>{note.get_value()}</Show>
                    </p>
                </Show>
                {move || {
                    unfinished
                        .get()
                        .map(|id| {
                            let name = isolated(&session.organization_name(&id));
                            // A moment ago needs no telling.
                            let started = pending::recall()
                                .map(|flow| flow.started_at)
                                .filter(|at| clock::now() - *at >= TimeDelta::minutes(1))
                                .map(|at| format!(" {}", intl::relative(at, clock::now())));
                            let text = format!(
                                "You left for the identity provider of {name}{} \
                                 and came back without finishing. Nothing has \
                                 changed; authorize it again to go on.",
                                started.unwrap_or_default(),
                            );
                            view! {
                                <Callout tone=Tone::Warning title="Not finished" role="status">
                                    <p>{with_names(move || text.clone())}</p>
                                    <div class="callout-actions">
                                        <Button size=Size::Small on_press=dismiss>"Dismiss"</Button>
                                    </div>
                                </Callout>
                            }
                        })
                }}
                {move || {
                    problem
                        .get()
                        .map(|(id, error)| {
                            let text = not_begun(&session.organization_name(&id), &error);
                            view! {
                                <Callout tone=Tone::Danger role="alert">
                                    <p>{with_names(move || text.clone())}</p>
                                </Callout>
                            }
                        })
                }}
                <ul class="sso-list" role="list">
                    {move || list.get().into_iter().map(row).collect::<Vec<_>>()}
                </ul>
                {progress}
            </section>
        </Show>
    }
}
