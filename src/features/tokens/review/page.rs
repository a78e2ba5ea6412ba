//! The page: loading, groups, and the bar with what is decided.

use super::apply::{ApplyDialog, Outcome};
use super::report::ReportButton;
use super::row::RowView;
use super::store::ReviewStore;
use crate::app::load::Load;
use crate::app::route::Route;
use crate::features::clock_notice::ClockNotice;
use crate::features::error_view::ErrorView;
use crate::features::page::PageHeader;
use crate::features::tokens::shared::may_edit::{may_edit, may_edit_problem};
use crate::features::tokens::shared::sso_demand::sso_problem;
use console_api::error::ApiError;
use console_api::flow::review::Stage;
use console_domain::kind::TokenKind;
use console_domain::review::{Decision, Group, MOST_REVIEWED, Shortening, shown_at_first};
use console_platform::paint::after_paint;
use console_platform::{focus, intl};
use console_ui::{
    Button, Callout, Crumb, Dialog, EmptyState, Progress, Select, Size, SkeletonText, Tone, Variant,
};
use console_view::prelude::*;
use std::sync::Arc;

const NAME: &str = "Access review";

/// How many more at each press.
const SHOWN_MORE: usize = 50;

/// What somebody is told who may only look.
const READ_ONLY: &str =
    "You can look and take the report along. Owners and admins of the organization decide.";

/// The tokens of a kind, most urgent first, with a decision for each.
#[component(transparent)]
pub fn ReviewPage(
    /// The kind.
    kind: TokenKind,
) -> impl IntoView {
    let store = ReviewStore::new(kind);
    let may_edit = may_edit(kind);
    let stage = Memo::new(move |_| {
        store.load.with(|load| match load {
            Load::Idle | Load::Loading => Shown::Loading,
            Load::Failed(error) => Shown::Failed(error.clone()),
            Load::Ready(()) if store.groups.with(Vec::is_empty) => Shown::Empty,
            Load::Ready(()) => Shown::Rows,
        })
    });
    let other = match kind {
        TokenKind::Api => TokenKind::Personal,
        TokenKind::Personal => TokenKind::Api,
    };
    view! {
        <div class="page">
            <PageHeader
                name=NAME
                crumbs=vec![Crumb::text("Developer Settings"), Crumb::text(NAME)]
                lead=lead(kind)
            >
                <a class="btn btn-secondary" href=Route::Review(other).href()>
                    <span class="btn-label">{format!("Review {}", other.list_name())}</span>
                </a>
                <Show when=move || stage.with(|stage| *stage == Shown::Rows)>
                    <ReportButton store />
                </Show>
            </PageHeader>
            {sso_problem(store.demand)}
            {may_edit_problem(kind)}
            <ClockNotice />
            {move || match stage.get() {
                Shown::Loading => loading(store),
                Shown::Failed(error) => {
                    let retry = Callback::new(move |()| store.load());
                    view! { <ErrorView error title="The tokens could not be loaded" retry /> }.into_any()
                }
                Shown::Empty => empty(kind),
                Shown::Rows => {
                    let may_decide = may_edit.get() == Some(true);
                    let is_read_only = may_edit.get() == Some(false);
                    view! { <Review store may_decide is_read_only /> }.into_any()
                }
            }}
        </div>
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Loading,
    Failed(ApiError),
    Empty,
    Rows,
}

const fn lead(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => {
            "Look at every API token of the organization, decide what becomes of it, and keep the report \
             for your auditors. Nothing is sent before you apply it."
        }
        TokenKind::Personal => {
            "Look at every personal access token of yours, decide what becomes of it, and keep the report. \
             Nothing is sent before you apply it."
        }
    }
}

fn loading(store: ReviewStore) -> AnyView {
    let part = |count: u64| u32::try_from(count.min(MOST_REVIEWED)).unwrap_or(u32::MAX);
    view! {
        <div class="panel panel-body stack" aria-busy="true">
            {move || store.read.get().takes_long().then(|| view! {
                <Progress
                    label="Loading all tokens"
                    value=Signal::derive(move || part(store.read.get().seen))
                    max=Signal::derive(move || part(store.read.get().of))
                />
            })}
            <SkeletonText lines=8 />
        </div>
    }
    .into_any()
}

fn empty(kind: TokenKind) -> AnyView {
    view! {
        <div class="panel">
            <EmptyState title="Nothing to review">
                <p>{format!("There are no {} yet.", plural(kind))}</p>
            </EmptyState>
        </div>
    }
    .into_any()
}

const fn plural(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => "API tokens",
        TokenKind::Personal => "personal access tokens",
    }
}

#[component(transparent)]
fn Review(store: ReviewStore, may_decide: bool, is_read_only: bool) -> impl IntoView {
    let makers_failed = move || {
        store.makers_failed.get().map(|error| {
            let retry = Callback::new(move |()| store.load());
            view! { <ErrorView error title="Who has left the organization could not be checked" retry /> }
        })
    };
    let truncated = move || {
        let read = store.read.get();
        read.is_truncated().then(|| {
            let (seen, of) = (intl::number(read.seen), intl::number(read.of));
            view! {
                <Callout tone=Tone::Warning title="Not all tokens are here">
                    <p>{format!(
                        "A review looks at the {seen} newest of {of}. Delete what is not needed, and review \
                         again."
                    )}</p>
                </Callout>
            }
        })
    };
    let lost = move || {
        let count = store.lost.with(|lost| lost.iter().len()) as u64;
        (count > 0).then(|| {
            let (one, other) = ("token that was decided about is", "tokens that were decided about are");
            let text = intl::count(count, one, other);
            view! { <p class="muted">{format!("{text} deleted by now. The report has the decisions.")}</p> }
        })
    };
    let groups = move || {
        let groups = store.groups.get().into_iter();
        let group = |(group, tokens)| view! { <GroupView store group tokens may_decide /> };
        groups.map(group).collect_view()
    };
    view! {
        <div class="stack-lg review">
            {is_read_only.then(|| view! { <Callout tone=Tone::Info><p>{READ_ONLY}</p></Callout> })}
            {makers_failed}
            {truncated}
            <Outcome store />
            {lost}
            {may_decide.then(|| view! { <HowTo store /> })}
            {groups}
            {may_decide.then(|| view! { <Bar store /> <ApplyDialog store /> })}
        </div>
    }
    .into_any()
}

/// How deciding works, and how far tokens are shortened.
#[component(transparent)]
fn HowTo(store: ReviewStore) -> impl IntoView {
    let days = RwSignal::new(store.shortening.get_untracked().days().to_string());
    let options: Vec<(String, String)> = Shortening::DAYS
        .iter()
        .map(|days| (days.to_string(), format!("{days} days")))
        .collect();
    let change = move || {
        let chosen = days.get_untracked().parse().ok().and_then(Shortening::new);
        if let Some(shortening) = chosen {
            store.shorten_to(shortening);
        }
    };
    let keys = Decision::ALL.map(|decision| {
        let key = decision.key().to_ascii_uppercase().to_string();
        view! { <kbd>{key}</kbd> {format!(" {} ", decision.label())} }
    });
    view! {
        <p class="row muted">
            <span>"Shortened tokens end in "</span>
            <Select label="Shortened tokens end in" value=days options on_change=change />
            <span>"Keys in a decision: " {keys.collect_view()}</span>
        </p>
    }
    .into_any()
}

/// The tokens of a group, as indices.
#[component(transparent)]
fn GroupView(
    store: ReviewStore,
    group: Group,
    tokens: Vec<usize>,
    may_decide: bool,
) -> impl IntoView {
    let count = tokens.len();
    let all = store.counts.with_untracked(|counts| counts.all);
    let shared = Arc::new(store);
    let shown = RwSignal::new(shown_at_first(all));
    let tokens = StoredValue::new(tokens);
    let heading = heading_id(group);
    let show_more = move || {
        let first_new = shown.get_untracked() + 1;
        shown.update(|shown| *shown += SHOWN_MORE);
        // The rows are there with the next paint, and this button may have gone.
        after_paint(move || {
            let group = heading_id(group);
            focus::selector(&format!(
                "[aria-labelledby={group}] li.review-row:nth-child({first_new}) a"
            ));
        });
    };
    let undecided = Memo::new(move |_| store.counts.with(|counts| counts.undecided(group)));
    let keep_all = move || {
        // This button goes.
        focus::id(&heading_id(group));
        store.decide_all(group, Decision::Keep);
    };
    let can_keep_all = Memo::new(move |_| {
        may_decide && undecided.get() > 0 && store.stage.get() == Stage::Deciding
    });
    let keep_label = move || match undecided.get() {
        1 => "Keep the undecided one".to_owned(),
        all => format!("Keep the {all} undecided"),
    };
    view! {
        <section aria-labelledby=heading.clone()>
            <div class="row row-between">
                <h2 id=heading class="section-title" tabindex="-1">
                    {group.label()} <span class="muted">{format!(" ({})", intl::number(count as u64))}</span>
                </h2>
                <Show when=move || can_keep_all.get()>
                    <Button size=Size::Small variant=Variant::Ghost on_press=keep_all>{keep_label}</Button>
                </Show>
            </div>
            <p class="muted small">{group.meaning()}</p>
            <ul class="panel review-rows" role="list">
                <For
                    each=move || tokens.with_value(|all| all.iter().copied().take(shown.get()).collect())
                    key=|token: &usize| *token
                    children=move |token| {
                        let row = store.show(token);
                        row.map(|row| view! { <RowView store=shared.clone() row may_decide /> })
                    }
                />
            </ul>
            <Show when=move || { shown.get() < count }>
                <Button on_press=show_more>
                    {move || {
                        let more = SHOWN_MORE.min(count - shown.get().min(count));
                        format!("Show {more} more of {}", group.label())
                    }}
                </Button>
            </Show>
        </section>
    }
    .into_any()
}

/// The id of a group's heading.
fn heading_id(group: Group) -> String {
    format!("group-{}", group as u8)
}

/// What is decided, and the button that carries it out.
#[component(transparent)]
fn Bar(store: ReviewStore) -> impl IntoView {
    let decided = move || {
        store.counts.with(|counts| {
            let (decided, all) = (counts.decided as u64, counts.all as u64);
            format!("{} of {} decided", intl::number(decided), intl::number(all))
        })
    };
    let asks_anew = RwSignal::new(false);
    let start_over = move || {
        asks_anew.set(false);
        store.start_over();
        // What the dialog was opened from goes.
        focus::rescue(&["main h1"]);
    };
    let pending = Memo::new(move |_| store.counts.with(|counts| counts.pending));
    let label = move || {
        let count = pending.get() as u64;
        format!("Apply {}", intl::count(count, "decision", "decisions"))
    };
    view! {
        <div class="bulk-bar" role="region" aria-label="Decisions">
            <span aria-live="polite"><b class="tabular">{decided}</b></span>
            <Show when=move || store.counts.with(|counts| counts.decided > 0)>
                <Button size=Size::Small variant=Variant::Ghost on_press=move || asks_anew.set(true)>
                    "Start over"
                </Button>
            </Show>
            <Button
                size=Size::Small
                variant=Variant::Primary
                disabled=Signal::derive(move || pending.get() == 0)
                on_press=move || store.ask()
            >
                {label}
            </Button>
        </div>
        <Dialog
            open=asks_anew
            alert=true
            heading="Start over?"
            description="All decisions, notes and results of this review are removed. Download the report \
                         first if you need it. What was applied stays as it is."
            footer=move || view! {
                <Button on_press=move || asks_anew.set(false)>"Cancel"</Button>
                <Button variant=Variant::DangerSolid on_press=start_over>"Start over"</Button>
            }
        >
            ""
        </Dialog>
    }
    .into_any()
}
