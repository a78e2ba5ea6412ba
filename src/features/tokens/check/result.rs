//! What is known of one value.

use super::run::{CheckRun, Entry, Verdict};
use crate::app::route::Route;
use crate::features::error_view::ErrorView;
use crate::features::tokens::shared::actions::Actions;
use crate::features::tokens::shared::makers::{MakerNames, maker_words};
use crate::features::tokens::shared::may_edit::{READ_ONLY_TEXT, READ_ONLY_TITLE, may_edit};
use crate::features::tokens::shared::reach::{ReachView, copy_organization_id};
use crate::features::tokens::shared::sso_demand::use_sso_demand;
use crate::features::tokens::shared::state_badge::{FlagBadge, StateBadge};
use crate::session::use_session;
use console_api::flow::check::Finding;
use console_api::inspect::Owner;
use console_api::token_refusal::TokenRefusal;
use console_domain::kind::TokenKind;
use console_domain::new_token::Field;
use console_domain::organization::OrganizationRef;
use console_domain::state::{TokenState, flags};
use console_domain::token::{Reach, Token};
use console_domain::visible_name::isolated;
use console_platform::{clock, focus, intl};
use console_ui::{Button, Callout, DateTimeText, Icon, Size, Spinner, Tone, announce, with_names};
use console_view::prelude::*;

/// One value: whether it works, which token it is, and what can be done.
#[component(transparent)]
pub fn ResultView(
    /// All values.
    run: CheckRun,
    /// This one.
    entry: Entry,
) -> impl IntoView {
    let heading = format!("value-{}-{}", entry.place.0, entry.place.1);
    let label = entry.label.with_value(Clone::clone);
    let found = Memo::new(move |_| entry.token.with(Option::is_some) && !entry.is_deleted.get());
    let again = move || {
        run.check_again(entry, move || announce(outcome(entry)));
    };
    let can_repeat = Memo::new(move |_| {
        entry
            .verdict
            .with(|verdict| matches!(verdict, Verdict::Found(_) | Verdict::Failed(_)))
            && !entry.is_deleted.get()
    });
    view! {
        <article class="panel panel-body stack" aria-labelledby=heading.clone()>
            <div class="row row-between">
                <h2 id=heading class="section-title" tabindex="-1">
                    <code translate="no">{label}</code>
                    <span class="muted">{format!(" · {}", entry.kind.noun())}</span>
                </h2>
                <Show when=move || can_repeat.get()>
                    <Button size=Size::Small icon=Icon::REFRESH busy=run.busy on_press=again>
                        "Check again"
                    </Button>
                </Show>
            </div>
            <div class="stack">{move || verdict(entry)}</div>
            <Show when=move || found.get()><Found entry /></Show>
        </article>
    }
}

/// What came of another check, for screen readers.
fn outcome(entry: Entry) -> &'static str {
    entry.verdict.with_untracked(|verdict| match verdict {
        Verdict::Found(Finding::Refused(_)) => "Checked again: refused",
        Verdict::Found(_) => "Checked again: accepted",
        _ => "The value could not be checked",
    })
}

fn verdict(entry: Entry) -> AnyView {
    if entry.is_deleted.get() {
        return view! {
            <Callout tone=Tone::Success title="The token is deleted">
                <p>"Its value no longer works."</p>
            </Callout>
        }
        .into_any();
    }
    match entry.verdict.get() {
        Verdict::Waiting => view! { <p class="muted">"Not checked yet"</p> }.into_any(),
        Verdict::Checking => view! { <p class="muted"><Spinner />" Checking…"</p> }.into_any(),
        Verdict::Failed(error) => {
            view! { <ErrorView error title="The value could not be checked" /> }.into_any()
        }
        Verdict::Found(_) if entry.is_outdated.get() => view! {
            <Callout tone=Tone::Info title="The token has changed since">
                <p>"Check the value again to see what Openlane says now."</p>
            </Callout>
        }
        .into_any(),
        Verdict::Found(finding) => told(entry.kind, finding),
    }
}

fn told(kind: TokenKind, finding: Finding) -> AnyView {
    match finding {
        Finding::Identified(_) => works(
            "Whoever has this value can use it. Disable the token now, or rotate it if it is needed.",
        ),
        Finding::Candidates(candidates) => view! {
            {works("Several tokens were used at the same moment, and it is one of them. Checking again \
                    can tell which.")}
            {candidate_list(kind, candidates)}
        }
        .into_any(),
        Finding::NoUseSeen => works(
            "It is one of the listed tokens, but none of them shows that it was just used. Check it again \
             in a while.",
        ),
        Finding::ListUnavailable(error) => view! {
            {works("The console could not find out which token it is.")}
            <ErrorView error title="The list of tokens could not be loaded" />
        }
        .into_any(),
        Finding::OtherOrganization(organization) => other_organization(organization),
        Finding::SomebodyElse(owner, organizations) => somebody_else(owner, &organizations),
        Finding::OwnerUnknown => works("The console could not find out whom it acts for. Check it again in \
                                    a while."),
        Finding::Refused(refusal) => refused(kind, refusal),
    }
}

/// A value that works is in the wrong hands: that is no success.
fn works(text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! {
        <Callout tone=Tone::Danger title="Accepted: it works">
            <p>{with_names(move || text.clone())}</p>
        </Callout>
    }
    .into_any()
}

fn candidate_list(kind: TokenKind, candidates: Vec<Token>) -> AnyView {
    let items = candidates
        .into_iter()
        .map(|token| {
            let href = Route::Details(kind, token.id.clone()).href();
            view! {
                <li>
                    <a class="link" href=href dir="auto" translate="no">{token.shown_name()}</a>
                    {token.last_used_at.map(|at| view! {
                        <span class="muted">" used " {intl::date_time_medium(at)}</span>
                    })}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain-list" aria-label="Candidates">{items}</ul> }.into_any()
}

fn other_organization(organization: OrganizationRef) -> AnyView {
    let session = use_session();
    let known = session.known_organization(&organization.id);
    let is_no_member = session.account.ready().is_some() && known.is_none();
    let name = isolated(
        &known
            .as_ref()
            .map_or(organization.name, |known| known.name.clone()),
    );
    let text = if known.is_some() {
        format!(
            "It acts for {name}, which is another of your organizations. Switch to it and check the value \
             there to see which token it is."
        )
    } else if is_no_member {
        format!("It acts for {name}, and you are not a member of it. Tell its owners at once.")
    } else {
        format!("It acts for {name}.")
    };
    let label = format!("Copy organization ID of {name}");
    view! {
        {works(text)}
        <p class="muted small">
            "Organization ID: " <code translate="no">{organization.id.to_string()}</code> " "
            {copy_organization_id(label, &organization.id)}
        </p>
    }
    .into_any()
}

fn somebody_else(owner: Owner, organizations: &[OrganizationRef]) -> AnyView {
    let Owner { name, email, .. } = owner;
    let (name, email) = (isolated(&name), isolated(&email));
    let mut text = format!(
        "It belongs to {name} ({email}), and nobody else can see or end it: tell them at once."
    );
    if !organizations.is_empty() {
        let names: Vec<String> = organizations
            .iter()
            .map(|one| isolated(&one.name))
            .collect();
        text = format!("{text} It sees {}.", intl::list_and(&names));
    }
    works(text)
}

fn refused(kind: TokenKind, refusal: TokenRefusal) -> AnyView {
    let (title, text, states) = match (refusal, kind) {
        (TokenRefusal::Expired, _) => (
            "Refused: it has expired",
            "It works again only if somebody sets a later expiration date.",
            vec![TokenState::Expired],
        ),
        (TokenRefusal::Revoked, _) => (
            "Refused: it is disabled or revoked",
            "It works again if somebody enables the token. Delete the token to rule that out.",
            vec![TokenState::Revoked, TokenState::Disabled],
        ),
        (TokenRefusal::NeedsSso, _) => (
            "Refused: it needs single sign-on",
            "It works once somebody authorizes the token for its organization. Delete the token to rule \
             that out.",
            vec![TokenState::NeedsSso],
        ),
        (TokenRefusal::Unknown, TokenKind::Api) => (
            "Refused: Openlane does not know it",
            "It was deleted, or it never was the value of a token.",
            vec![],
        ),
        (TokenRefusal::Unknown, TokenKind::Personal) => (
            "Refused",
            "Openlane does not say why it refuses a personal access token. It may be expired, disabled or \
             deleted, reach no organization, or wait for single sign-on, or it never was the value of a \
             token.",
            vec![],
        ),
    };
    let list = (!states.is_empty()).then(|| {
        let words: Vec<&str> = states.iter().map(|state| state.parameter()).collect();
        let labels: Vec<&str> = states.iter().map(|state| state.label()).collect();
        let href = Route::List(kind).href_with([("state", words.join(",").as_str())]);
        let label = format!("{}: {}", kind.list_name(), intl::list_and(&labels));
        view! {
            <p class="small">
                "A refusal leaves no trace, so which token it is cannot be seen. If it is one of this \
                 organization, it is among these: "
                <a class="link" href=href>{label}</a>
            </p>
        }
    });
    view! {
        <Callout tone=Tone::Success title><p>{text}</p></Callout>
        {list}
    }
    .into_any()
}

/// The token that a value was found to be, and what can be done with it.
#[component(transparent)]
fn Found(entry: Entry) -> impl IntoView {
    let Some(first) = entry.token.get_untracked() else {
        return ().into_any();
    };
    let kind = first.kind();
    let token: Signal<Token> = Memo::new(move |before: Option<&Token>| {
        entry
            .token
            .get()
            .or_else(|| before.cloned())
            .unwrap_or_else(|| first.clone())
    })
    .into();
    let names = MakerNames::new(kind);
    names.learn(token.with_untracked(|token| token.created_by.clone()));
    let may_edit = may_edit(kind);
    let now = clock::ticking_now();
    let demand = use_sso_demand(kind);
    let badges = move || {
        let now = now.get();
        token.with(|token| {
            let standing = demand.with(|demand| demand.standing(token, now));
            let flags = flags(token, names.has_left(token), now);
            view! {
                <StateBadge standing />
                {flags.into_iter().map(|flag| view! { <FlagBadge flag /> }).collect_view()}
            }
        })
    };
    let href = token.with_untracked(|token| Route::Details(kind, token.id.clone()).href());
    let name = Memo::new(move |_| token.with(Token::shown_name));
    on_cleanup(|| focus::rescue(&["main h1"]));
    view! {
        <p class="row">
            <a class="link" href=href dir="auto" translate="no">{name}</a>
            {badges}
        </p>
        {move || facts(token.get(), names)}
        {move || match may_edit.get() {
            Some(true) => view! { <div class="row no-print"><Actions token /></div> }.into_any(),
            Some(false) => view! {
                <Callout tone=Tone::Info title=READ_ONLY_TITLE><p>{READ_ONLY_TEXT}</p></Callout>
            }
            .into_any(),
            None => ().into_any(),
        }}
    }
    .into_any()
}

fn facts(token: Token, names: MakerNames) -> AnyView {
    let organization = match &token.reach {
        Reach::Scopes {
            owner: Some(owner), ..
        } => use_session().known_organization(owner),
        _ => None,
    };
    let made_by = token
        .created_by
        .clone()
        .map(|id| move || maker_words(names.get(&id), &id));
    let reach_name = Field::of_reach(token.kind()).label();
    view! {
        <dl class="details">
            {organization.map(|found| row(
                "Organization",
                view! { <span dir="auto" translate="no">{found.name}</span> }.into_any(),
            ))}
            {row(reach_name, view! { <ReachView reach=token.reach.clone() /> }.into_any())}
            {made_by.map(|made_by| row(
                "Created by",
                view! { <span dir="auto" translate="no">{made_by}</span> }.into_any(),
            ))}
            {token.expires_at.map(|at| {
                row("Expires", view! { <DateTimeText value=at with_date=true /> }.into_any())
            })}
        </dl>
    }
    .into_any()
}

fn row(name: &'static str, value: AnyView) -> AnyView {
    view! { <div class="details-row"><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}
