//! The list page.

use super::bulk::BulkBar;
use super::client_scan::SCAN_LIMIT;
use super::filter_menu::FilterBar;
use super::rows::{TokenRow, TokenTableHead, column_class};
use super::slots::Slots;
use super::store::{ListStore, Listed, use_list};
use super::summary_cards::SummaryCards;
use crate::app::load::Load;
use crate::app::route::Route;
use crate::app::slow::is_slow;
use crate::features::clock_notice::ClockNotice;
use crate::features::error_view::ErrorView;
use crate::features::help::UsingTokens;
use crate::features::page::PageHeader;
use crate::features::tokens::lifecycle::{Done, LifecycleDialog, provide_lifecycle};
use crate::features::tokens::shared::may_edit::{may_edit, may_edit_problem};
use crate::features::tokens::shared::read_all::ReadProgress;
use crate::features::tokens::shared::sso_demand::sso_problem;
use crate::session::use_session;
use console_api::error::ApiError;
use console_domain::column::Columns;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::list_query::{ListQuery, PAGE_SIZES};
use console_domain::secret::REMOVED;
use console_domain::visible_name::isolated;
use console_platform::{focus, intl};
use console_ui::{
    Button, ButtonLink, Callout, Crumb, EmptyState, Icon, IconView, PageStep, Pagination, Progress,
    SkeletonTable, Tone, Variant, announce,
};
use console_view::prelude::*;

/// What somebody is told who may only look, and who can help.
const READ_ONLY: &str =
    "You can look at these tokens, not change them. Owners and admins of the organization can.";

/// The tokens of a kind.
#[component(transparent)]
pub fn ListPage(
    /// The kind.
    kind: TokenKind,
) -> impl IntoView {
    let session = use_session();
    let list = use_list(kind);
    let may_edit = may_edit(kind);
    let organization = Memo::new(move |_| session.active_organization().map(|active| active.name));
    let purpose = move || match kind {
        TokenKind::Api => {
            let name = organization
                .get()
                .map_or_else(|| "your organization".to_owned(), |name| isolated(&name));
            format!(
                "For automation that acts for {name}. Each token can do only what its scopes allow."
            )
        }
        TokenKind::Personal => "For scripts and tools of your own. Each token can \
             do what you can do, in the organizations you choose."
            .to_owned(),
    };
    let is_read_only = move || may_edit.get() == Some(false);
    let lead = Signal::derive(move || {
        if is_read_only() {
            READ_ONLY.to_owned()
        } else {
            purpose()
        }
    });
    let other_lead = Signal::derive(move || match kind {
        TokenKind::Api if !is_read_only() => READ_ONLY.to_owned(),
        _ => purpose(),
    });
    let stage = Memo::new(move |_| {
        list.page.signal().with(|state| match state {
            Load::Idle | Load::Loading => Stage::Loading,
            Load::Failed(error) => Stage::Failed(error.clone()),
            Load::Ready(Listed { query, page }) => {
                if !page.tokens.is_empty() {
                    Stage::Rows
                } else if !query.is_from_start() {
                    // On the way to a page that has rows.
                    Stage::Loading
                } else if query.is_filtered() {
                    Stage::NothingMatches
                } else {
                    Stage::Empty
                }
            }
        })
    });
    // Rows can go, and what stood in their place, with the focus on them.
    Effect::new(move |before: Option<Stage>| {
        let now = stage.get();
        if before.is_some_and(|before| before != Stage::Loading && before != now) {
            focus::rescue(&["main h1"]);
        }
        now
    });
    // While nobody knows, as for most people: rows that are made anew lose the focus and what points at them.
    // The bars that stand for rows keep their columns until the rows come.
    let selectable = Memo::new(move |before: Option<&bool>| {
        let known = may_edit.get();
        let is_loading = stage.with(|stage| *stage == Stage::Loading);
        let kept = before.copied().filter(|_| is_loading || known.is_none());
        kept.unwrap_or(known != Some(false))
    });
    announce_results(list);
    let settled = Signal::derive(move || !list.page.is_refreshing());
    let find = move |id: &TokenId| {
        list.with_tokens(|tokens| tokens.iter().find(|token| token.id == *id).cloned())
    };
    let lifecycle = provide_lifecycle(settled, find, move |done| {
        if let Done::Gone(id) = done {
            list.selected.update(|selected| {
                selected.remove(&id);
            });
        }
        list.refresh();
    });
    view! {
        <div class="page">
            <PageHeader
                name=kind.list_name()
                crumbs=vec![Crumb::text("Developer Settings"), Crumb::text(kind.list_name())]
                lead
                other_lead
            >
                // What comes later finds its room kept.
                <Show when=move || may_edit.get() != Some(true)>
                    <span class="btn read-only" class:is-room=move || !is_read_only()>
                        <IconView icon=Icon::EYE /><span class="btn-label">"Read only"</span>
                    </span>
                </Show>
                <Show when=move || may_edit.get() == Some(true)>
                    {(kind == TokenKind::Api).then(|| view! {
                        <ButtonLink href=Route::NewBatch.href()>"Create several"</ButtonLink>
                    })}
                    <ButtonLink href=Route::New(kind).href() variant=Variant::Primary icon=Icon::PLUS>
                        "Create"
                    </ButtonLink>
                </Show>
            </PageHeader>
            // Where there are no rows it matters to nobody, and the list says itself what is wrong.
            <Show when=move || stage.with(|stage| *stage == Stage::Rows)>{sso_problem(list.demand)}</Show>
            {may_edit_problem(kind)}
            <ClockNotice />
            <SummaryCards list />
            <FilterBar list />
            <ScanNote list />
            <Show when=move || list.instead_of_missing.get().is_some_and(|first| list.query.get() == first)>
                <Callout tone=Tone::Info role="status" title="There is no such page">
                    <p>"The link names a place in the list that does not exist. This is the first page."</p>
                </Callout>
            </Show>
            {move || {
                let retry = Callback::new(move |()| list.refresh());
                list.page
                    .stale()
                    .map(|error| view! { <ErrorView error title="This list may be out of date" retry /> })
            }}
            {move || match stage.get() {
                Stage::Loading | Stage::Rows => view! {
                    <Table list selectable=selectable.get() columns=list.columns.get() />
                }
                .into_any(),
                Stage::Empty => view! { <Nothing kind may_edit=may_edit.get() == Some(true) /> }.into_any(),
                Stage::NothingMatches => view! { <NoMatch list /> }.into_any(),
                Stage::Failed(error) => load_error(list, error),
            }}
            <Show when=move || may_edit.get() == Some(true)>
                <BulkBar list />
                <LifecycleDialog lifecycle />
            </Show>
            <UsingTokens kind />
        </div>
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Loading,
    Rows,
    Empty,
    NothingMatches,
    Failed(ApiError),
}

#[component(transparent)]
fn Table(list: ListStore, selectable: bool, columns: Columns) -> impl IntoView {
    let check = selectable.then_some("cell-check");
    let classes = check.into_iter().chain(["col-name"]);
    let classes = classes
        .chain(columns.iter().map(column_class))
        .chain(["cell-menu"]);
    let classes: Vec<&'static str> = classes.collect();
    let head_columns = columns.clone();
    let is_loading = Memo::new(move |_| list.page.signal().with(|state| state.ready().is_none()));
    // What is shown, which is not what the address asks for while that is on its way.
    let shown = Memo::new(move |_| {
        list.page.signal().with(|state| {
            let page = &state.ready()?.page;
            Some((page.offset, page.end(), page.total))
        })
    });
    let shown = move || shown.get().unwrap_or_default();
    let first = move || match shown() {
        (offset, end, _) if offset == end => 0,
        (offset, ..) => offset + 1,
    };
    let skeleton_rows = usize::from(list.query.with_untracked(|query| query.page_size)).min(25);
    // What is chosen in a select is looked for among what it offers, whether it is another or not.
    let page_size = Memo::new(move |_| list.query.with(|query| query.page_size));
    let page = list.page;
    let slots = Slots::new(list);
    let is_busy = Memo::new(move |_| page.is_refreshing() || slots.is_filling.get());
    let is_slow = is_slow(is_busy);
    view! {
        <div
            class="panel table-panel"
            class:is-slow=move || is_slow.get()
            aria-busy=move || is_busy.get().to_string()
        >
            <div class="table-scroll">
                <table
                    class=if selectable { "table" } else { "table table-plain" }
                    role="table"
                    aria-label=list.kind.list_name()
                >
                    <TokenTableHead list selectable columns=head_columns />
                    <Show
                        when=move || !is_loading.get()
                        fallback=move || view! {
                            <SkeletonTable rows=skeleton_rows columns=classes.clone() />
                        }
                    >
                        <tbody role="rowgroup" node_ref=slots.body>
                            <For
                                each=move || slots.shown.get()
                                key=|slot| slot.key
                                children={
                                    let columns = columns.clone();
                                    move |slot| view! {
                                        <TokenRow list slot selectable columns=columns.clone() />
                                    }
                                }
                            />
                        </tbody>
                    </Show>
                </table>
            </div>
            <Pagination
                from=Signal::derive(first)
                to=Signal::derive(move || shown().1)
                total=Signal::derive(move || shown().2)
                page_size=page_size
                page_sizes=&PAGE_SIZES
                on_page_size=move |size: u16| list.prefer_page_size(size)
                has_previous=Signal::derive(move || shown().0 > 0)
                has_next=Signal::derive(move || shown().1 < shown().2)
                on_step=move |step: PageStep| match step {
                    PageStep::First => list.first_page(),
                    PageStep::Previous => list.previous_page(),
                    PageStep::Next => list.next_page(),
                    PageStep::Last => list.last_page(),
                }
            />
        </div>
    }
}

#[component(transparent)]
fn Nothing(kind: TokenKind, may_edit: bool) -> impl IntoView {
    let (title, text) = match kind {
        TokenKind::Api => (
            "No API tokens yet",
            "An API token lets a program act for this organization, limited by the \
             scopes that you choose. Its value is shown once, when you create it.",
        ),
        TokenKind::Personal => (
            "No personal access tokens yet",
            "A personal access token lets your own scripts act as you, in the \
             organizations that you choose. Its value is shown once, when you create it.",
        ),
    };
    view! {
        <div class="panel">
            <EmptyState
                title
                actions=move || {
                    may_edit
                        .then(|| {
                            view! {
                                // The primary one stands in the head, as on every list.
                                <ButtonLink href=Route::New(kind).href()>
                                    {format!("Create {}", kind.noun())}
                                </ButtonLink>
                            }
                        })
                }
            >
                <p>{text}</p>
            </EmptyState>
        </div>
    }
}

#[component(transparent)]
fn NoMatch(list: ListStore) -> impl IntoView {
    let clear = move || {
        // This button goes away; what is searched next is typed there.
        focus::selector(".filter-bar input");
        list.change(|query| *query = query.clone().without_filters());
    };
    view! {
        <div class="panel">
            <EmptyState
                icon=Icon::SEARCH
                title="No token matches"
                actions=move || view! { <Button on_press=clear>"Clear search and filters"</Button> }
            >
                <p>{move || if list.query.with(|query| query.search == REMOVED) {
                    "That is the value of a token, not its name. It was not sent."
                } else {
                    "No token has this name and these filters. Clear them to see all tokens again."
                }}</p>
            </EmptyState>
        </div>
    }
}

fn load_error(list: ListStore, error: ApiError) -> AnyView {
    let title = if error == ApiError::NotAllowed {
        "You do not have access to these tokens"
    } else {
        "The tokens could not be loaded"
    };
    let retry = Callback::new(move |()| list.refresh());
    view! { <ErrorView error title retry /> }.into_any()
}

/// How looking at one token after another goes, and that it stopped early if it did.
#[component(transparent)]
fn ScanNote(list: ListStore) -> impl IntoView {
    let part = move |pick: fn(ReadProgress) -> u64| {
        Signal::derive(move || {
            list.scan.get().map_or(0, |scan| {
                u32::try_from(pick(scan).min(SCAN_LIMIT)).unwrap_or(u32::MAX)
            })
        })
    };
    let stage = Memo::new(move |_| {
        let is_shown = list.query.with(|query| {
            let same = |listed: &Listed| listed.query == *query;
            list.page
                .signal()
                .with(|state| state.ready().is_some_and(same))
        });
        // Rows that are only being brought up to date stand for themselves.
        list.scan
            .get()
            .filter(|scan| scan.is_over || (!is_shown && scan.takes_long()))
            .map(|scan| (scan.is_over, scan.is_truncated(), scan.of))
    });
    move || match stage.get() {
        Some((false, ..)) => view! {
            <Progress
                label="Loading all tokens"
                value=part(|scan| scan.seen)
                max=part(|scan| scan.of)
            />
        }
        .into_any(),
        Some((true, true, of)) => view! {
            <Callout tone=Tone::Warning title="Not all tokens were looked at">
                <p>{format!(
                    "This filter looks at one token after another and stops at \
                     {} of {}. Narrow the list by name or state to see the rest.",
                    intl::number(SCAN_LIMIT), intl::number(of)
                )}</p>
            </Callout>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// Tells screen readers what a search or a filter found, and which rows another page has.
fn announce_results(list: ListStore) {
    // Not what is only brought up to date: that would talk over what was done.
    Effect::new(move |previous: Option<Option<ListQuery>>| {
        let found = list.page.signal().with(|state| {
            let Listed { query, page } = state.ready()?;
            Some((page.total, page.tokens.len() as u64, query.clone()))
        });
        let previous = previous.flatten();
        let Some((total, rows, now)) = found else {
            return previous;
        };
        if let Some(before) = previous.filter(|before| *before != now) {
            let from = now.offset() + 1;
            let before = ListQuery {
                page_size: now.page_size,
                ..before.from_start()
            };
            let is_other_page = rows > 0 && before == now.clone().from_start();
            announce(if is_other_page {
                let (from, to) = (intl::number(from), intl::number(from + rows - 1));
                format!("Rows {from} to {to} of {}", intl::number(total))
            } else {
                intl::count(total, "token found", "tokens found")
            });
        }
        Some(now)
    });
}
