//! Taking the list along: as CSV, as JSON, or the ends of its tokens as a calendar.

use super::client_scan::{has_left, is_wanted_by};
use super::store::ListStore;
use crate::app::lazy::{lazy, lazy_on_demand, loading};
use crate::features::error_view::ErrorView;
use crate::features::tokens::shared::calendar_file::save_calendar;
use crate::features::tokens::shared::makers::{Named, makers_of};
use crate::features::tokens::shared::read_all::{ReadProgress, read_all};
use crate::session::{SessionStore, use_session};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::makers::Maker;
use console_domain::calendar::has_entry;
use console_domain::export::{ExportRow, file_name, tokens_csv, tokens_json};
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::list_query::ListQuery;
use console_domain::organization::OrganizationRef;
use console_domain::sorted::SortedMap;
use console_domain::state::Flag;
use console_domain::token::Token;
use console_platform::{clock, download, intl};
use console_ui::{Button, Dialog, Icon, IconView, MenuButton, MenuItem, Progress, Toast};
use console_view::prelude::*;

/// How many tokens a file has, at most.
const EXPORT_LIMIT: u64 = 10_000;

/// The form of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
    Calendar,
}

impl Form {
    const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Calendar];

    const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Calendar => "Calendar",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Calendar => "ics",
        }
    }
}

/// What is exported.
#[derive(Clone, PartialEq, Eq)]
struct Job {
    form: Form,
    /// What the list shows, or all tokens.
    query: ListQuery,
    /// How often somebody has asked: the same can be asked for again.
    count: u32,
}

/// The button with its menu. The code that does it comes when it is asked for.
#[component(transparent)]
pub fn ExportButton(
    /// The list.
    list: ListStore,
) -> impl IntoView {
    let job = RwSignal::new(None::<Job>);
    let begin = move |form: Form, query: ListQuery| {
        job.update(|job| {
            let count = job.as_ref().map_or(0, |job| job.count) + 1;
            *job = Some(Job { form, query, count });
        });
    };
    let item = move |form: Form, label: String, is_all: bool| {
        MenuItem::action(label, move || {
            let shown = list.query.get_untracked();
            let query = if is_all { ListQuery::default() } else { shown };
            begin(form, query);
        })
    };
    let items = move || {
        let mut items: Vec<MenuItem> = Vec::new();
        items.extend(Form::ALL.map(|form| item(form, form.label().to_owned(), false)));
        // Where the list is filtered, these are the tokens that it shows.
        if list.query.with(ListQuery::is_filtered) {
            items.insert(0, MenuItem::heading("As filtered"));
            items.push(MenuItem::heading("All tokens"));
            let all = |form: Form| item(form, format!("All as {}", form.label()), true);
            items.extend(Form::ALL.map(all));
        }
        items
    };
    view! {
        <MenuButton
            label="Export"
            items
            trigger_class="chip"
            trigger=|| view! { <IconView icon=Icon::DOWNLOAD /><span class="btn-label">"Export"</span> }
        />
        {lazy_on_demand(
            move || job.with(Option::is_some),
            loading,
            move || Box::pin(exporting(list, job)),
        )}
    }
}

lazy!(export: fn exporting(list: ListStore, job: RwSignal<Option<Job>>) => view! { <Exporting list job /> });

/// Does what is asked for: with a dialog where that takes long or fails.
#[component(transparent)]
fn Exporting(list: ListStore, job: RwSignal<Option<Job>>) -> impl IntoView {
    let session = use_session();
    let client = session.client;
    let scope = Scope::current();
    let open = RwSignal::new(false);
    let read = RwSignal::new(ReadProgress::default());
    let error = RwSignal::new(None::<ApiError>);
    let running = StoredValue::new(0_u32);
    let begin = move |job: Job| {
        running.set_value(job.count);
        error.set(None);
        read.set(ReadProgress::default());
        scope.spawn(async move {
            let is_wanted = move || running.try_get_value() == Some(job.count);
            let progress = move |step: ReadProgress| {
                if is_wanted() && read.try_set(step).is_none() && step.takes_long() {
                    open.try_set(true);
                }
            };
            let reading = read_all(
                client,
                list.kind,
                &job.query,
                EXPORT_LIMIT,
                &progress,
                &is_wanted,
            );
            let mut tokens = match reading.await {
                Ok((tokens, _)) if is_wanted() => tokens,
                Ok(_) => return,
                Err(failure) => {
                    if is_wanted() {
                        error.set(Some(failure));
                        open.set(true);
                    }
                    return;
                }
            };
            let asks_creators = job.query.flags.contains(&Flag::CreatorLeft);
            let (makers, failure) = match (job.form, list.kind) {
                (Form::Calendar, _) if !asks_creators => (SortedMap::new(), None),
                (_, TokenKind::Api) => named(client, &tokens).await,
                (_, TokenKind::Personal) => (SortedMap::new(), None),
            };
            if !is_wanted() {
                return;
            }
            if let Some(failure) = failure.clone().filter(|_| asks_creators) {
                error.set(Some(failure));
                open.set(true);
                return;
            }
            let (demand, now) = (list.demand.get_untracked(), clock::now());
            tokens.retain(|token| {
                is_wanted_by(&job.query, token, has_left(&makers, token), &demand, now)
            });
            open.set(false);
            save(session, list, &job, &tokens, &makers);
            if failure.is_some() {
                Toast::danger(
                    "The names of some creators could not be loaded. The file has their IDs instead.",
                )
                .show();
            }
            if untrack(|| read.get()).is_truncated() {
                Toast::danger(format!(
                    "The file stops at {} tokens. Narrow the list to export the rest.",
                    intl::number(EXPORT_LIMIT)
                ))
                .show();
            }
        });
    };
    Effect::new(move |_| {
        if let Some(job) = job.get() {
            begin(job);
        }
    });
    let part = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let cancel = move || {
        running.set_value(0);
        open.set(false);
    };
    let content = move || match error.get() {
        Some(error) => {
            let retry = Callback::new(move |()| job.get_untracked().into_iter().for_each(begin));
            view! { <ErrorView error title="The tokens could not be exported" retry /> }.into_any()
        }
        None => view! {
            <Progress
                label="Loading all tokens"
                value=Signal::derive(move || part(read.get().seen))
                max=Signal::derive(move || part(read.get().of))
            />
        }
        .into_any(),
    };
    view! {
        <Dialog
            open
            heading=format!("Export {}", list.kind.list_name())
            on_close=cancel
            footer=move || view! { <Button on_press=cancel>"Cancel"</Button> }
        >
            {content}
        </Dialog>
    }
    .into_any()
}

/// The names of those who made, changed and revoked the tokens. A token that was used has changed itself: its
/// name is known.
async fn named(client: Client, tokens: &[Token]) -> (SortedMap<UserId, Maker>, Option<ApiError>) {
    let own = tokens.iter().map(|token| {
        let id = UserId::new(token.id.as_str());
        (id, Maker::ApiToken(token.name.clone()))
    });
    let mut names: SortedMap<UserId, Maker> = own.collect();
    let others = tokens.iter().flat_map(people);
    let others: Vec<UserId> = others.filter(|id| !names.contains_key(id)).collect();
    let (found, failure) = makers_of(client, others).await;
    names.extend(found);
    (names, failure)
}

/// Who made, changed and revoked a token.
fn people(token: &Token) -> impl Iterator<Item = UserId> {
    let revoked_by = token
        .revocation
        .as_ref()
        .and_then(|revocation| revocation.by.clone());
    [
        token.created_by.clone(),
        token.updated_by.clone(),
        revoked_by,
    ]
    .into_iter()
    .flatten()
}

fn save(
    session: SessionStore,
    list: ListStore,
    job: &Job,
    tokens: &[Token],
    makers: &SortedMap<UserId, Maker>,
) {
    let (demand, now) = (list.demand.get_untracked(), clock::now());
    let you = session
        .account
        .ready_untracked()
        .map(|account| account.user);
    let organization = match list.kind {
        TokenKind::Api => untrack(|| session.active_organization()),
        TokenKind::Personal => None,
    };
    let organization = organization.map(|active| OrganizationRef {
        id: active.id,
        name: active.name,
    });
    let name_of = |id: Option<&UserId>| -> Option<String> {
        let id = id?;
        let you = you
            .as_ref()
            .filter(|you| you.id == *id)
            .map(|you| you.name.clone());
        you.or_else(|| Named::from(makers.get(id)?.clone()).into_name())
    };
    let subject = match list.kind {
        TokenKind::Api => "api-tokens",
        TokenKind::Personal => "personal-access-tokens",
    };
    let place = organization
        .as_ref()
        .map(|organization| organization.name.as_str());
    let file = file_name(place, subject, now, job.form.extension());
    let saved = if job.form == Form::Calendar {
        let ending: Vec<Token> = tokens
            .iter()
            .filter(|token| has_entry(token))
            .cloned()
            .collect();
        if ending.is_empty() {
            Toast::danger(
                "None of these tokens expires, so there is nothing to put into a calendar.",
            )
            .show();
            return;
        }
        save_calendar(&file, &ending).then_some(ending.len())
    } else {
        let texts: Vec<_> = tokens
            .iter()
            .map(|token| {
                let revoked_by = token
                    .revocation
                    .as_ref()
                    .and_then(|revocation| revocation.by.as_ref());
                (
                    demand.standing(token, now).label(),
                    name_of(token.created_by.as_ref()),
                    name_of(token.updated_by.as_ref()),
                    name_of(revoked_by),
                )
            })
            .collect();
        let rows: Vec<ExportRow<'_>> = tokens
            .iter()
            .zip(&texts)
            .map(
                |(token, (state, created_by, updated_by, revoked_by))| ExportRow {
                    token,
                    state,
                    creator_left: has_left(makers, token),
                    created_by: created_by.as_deref(),
                    updated_by: updated_by.as_deref(),
                    revoked_by: revoked_by.as_deref(),
                },
            )
            .collect();
        let (media_type, text) = match job.form {
            Form::Json => (
                "application/json",
                tokens_json(list.kind, organization.as_ref(), &rows, now),
            ),
            Form::Csv | Form::Calendar => {
                ("text/csv;charset=utf-8", tokens_csv(list.kind, &rows, now))
            }
        };
        download::save_text(&file, media_type, &text).then_some(tokens.len())
    };
    match saved {
        Some(count) => {
            let count = intl::count(count as u64, "token", "tokens");
            Toast::success(format!("{count} exported to {file}.")).show();
        }
        None => Toast::danger("The browser did not start the download.").show(),
    }
}
