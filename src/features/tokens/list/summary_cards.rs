//! The counts above the list. A press filters.

use super::client_scan::Waiting;
use super::store::ListStore;
use console_api::tokens::Summary;
use console_domain::list_query::ListQuery;
use console_domain::state::{Flag, TokenState};
use console_platform::intl;
use console_ui::SkeletonCards;
use console_view::prelude::*;

/// What a card stands for.
#[derive(Clone, Copy)]
enum Sort {
    Total,
    State(TokenState),
    Flag(Flag),
}

/// Label, what it filters, how it is counted, and the class of a count that needs attention.
type Card = (&'static str, Sort, fn(&Summary) -> u64, &'static str);

const CARDS: [Card; 6] = [
    ("Total", Sort::Total, |summary| summary.total, ""),
    (
        "Active",
        Sort::State(TokenState::Active),
        |summary| summary.active,
        "",
    ),
    (
        "Expire soon",
        Sort::State(TokenState::ExpiresSoon),
        |summary| summary.expires_soon,
        "card-warning",
    ),
    (
        "Expired",
        Sort::State(TokenState::Expired),
        |summary| summary.expired,
        "card-danger",
    ),
    (
        "Never used",
        Sort::Flag(Flag::NeverUsed),
        |summary| summary.never_used,
        "",
    ),
    (
        "No expiration",
        Sort::Flag(Flag::NoExpiration),
        |summary| summary.no_expiration,
        "",
    ),
];

/// When it could not be found out who waits for single sign-on.
const UNKNOWN: Waiting = Waiting {
    active: 0,
    expires_soon: 0,
    or_more: true,
};

impl Sort {
    fn is_shown(self, query: &ListQuery) -> bool {
        match self {
            Self::Total => query.states.is_empty() && query.flags.is_empty(),
            Self::State(state) => {
                query.flags.is_empty() && query.states.len() == 1 && query.states.contains(&state)
            }
            Self::Flag(flag) => {
                query.states.is_empty() && query.flags.len() == 1 && query.flags.contains(&flag)
            }
        }
    }

    fn apply(self, query: &mut ListQuery) {
        query.states.clear();
        query.flags.clear();
        match self {
            Self::Total => {}
            Self::State(state) => {
                query.states.insert(state);
            }
            Self::Flag(flag) => {
                query.flags.insert(flag);
            }
        }
    }
}

/// The cards. Nothing while they cannot be counted: the list says why.
#[component(transparent)]
pub fn SummaryCards(
    /// The list that they belong to.
    list: ListStore,
) -> impl IntoView {
    let summary = list.summary;
    let card = move |(label, sort, count, class): Card| {
        let shown = Memo::new(move |_| list.query.with(|query| sort.is_shown(query)));
        let number = Memo::new(move |_| summary.ready().map_or(0, |summary| count(&summary)));
        // The server cannot see who waits for single sign-on, and counts them as accepted.
        let number = Memo::new(move |_| {
            let waiting = list.waiting.ready().unwrap_or(UNKNOWN);
            let accepted = |waits: u64| (number.get().saturating_sub(waits), waiting.or_more);
            match sort {
                Sort::State(TokenState::Active) => accepted(waiting.active),
                Sort::State(TokenState::ExpiresSoon) => accepted(waiting.expires_soon),
                _ => (number.get(), false),
            }
        });
        view! {
            <button
                type="button"
                class=move || { if number.get().0 > 0 { format!("card {class}") } else { "card".to_owned() } }
                aria-pressed=move || shown.get().to_string()
                on:click=move |_| list.change(|query| sort.apply(query))
            >
                <span class="card-number">
                    {move || {
                        let (number, at_most) = number.get();
                        format!("{}{}", if at_most && number > 0 { "≤ " } else { "" }, intl::number(number))
                    }}
                </span>
                <span class="card-label">{label}</span>
            </button>
        }
    };
    let stage = Memo::new(move |_| {
        use crate::app::load::Load;
        let is_coming = list
            .waiting
            .signal()
            .with(|state| matches!(state, Load::Idle | Load::Loading));
        summary.signal().with(|state| match state {
            Load::Failed(_) => 2,
            Load::Ready(_) if !is_coming => 1,
            _ => 0,
        })
    });
    move || {
        match stage.get() {
        0 => view! { <SkeletonCards /> }.into_any(),
        1 => view! {
            <div class="cards" role="group" aria-label="Summary">{CARDS.map(card).collect_view()}</div>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}
