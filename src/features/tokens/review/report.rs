//! Downloading the report of a review.

use super::store::ReviewStore;
use crate::features::tokens::shared::makers::{LEFT, Named};
use crate::session::use_session;
use console_api::flow::review::{ItemResult, ReviewItem};
use console_domain::export::file_name;
use console_domain::id::{TokenId, UserId};
use console_domain::kind::TokenKind;
use console_domain::review::{Decision, KeptDecision};
use console_domain::review_report::{ReportHead, ReportResult, ReportRow, csv, markdown};
use console_platform::{clock, download};
use console_ui::{Icon, IconView, MenuButton, MenuItem, Toast, announce};
use console_view::prelude::*;

/// The forms of the report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Markdown,
    Csv,
}

/// The button with its menu.
#[component(transparent)]
pub fn ReportButton(
    /// The review.
    store: ReviewStore,
) -> impl IntoView {
    let session = use_session();
    let head = move || -> Option<ReportHead> {
        let account = session.account.ready_untracked()?;
        let user = account.user;
        let subject = match store.kind {
            TokenKind::Api => {
                let active = untrack(|| session.active_organization())?;
                (active.name, active.id.to_string())
            }
            TokenKind::Personal => (user.name.clone(), user.id.to_string()),
        };
        Some(ReportHead {
            kind: store.kind,
            subject,
            reviewer: (user.name, user.email),
            at: clock::now(),
            seen: store.read.get_untracked().seen,
            total: store.read.get_untracked().of,
        })
    };
    let save = move |form: Form| {
        let Some(head) = head() else {
            Toast::danger("The report could not be made: your account is still being loaded.")
                .show();
            return;
        };
        let text = untrack(|| text(store, &head, form));
        let (extension, media_type) = match form {
            Form::Markdown => ("md", "text/markdown;charset=utf-8"),
            Form::Csv => ("csv", "text/csv;charset=utf-8"),
        };
        let subject = match store.kind {
            TokenKind::Api => "access-review-api-tokens",
            TokenKind::Personal => "access-review-personal-access-tokens",
        };
        let name = file_name(Some(&head.subject.0), subject, head.at, extension);
        if download::save_text(&name, media_type, &text) {
            announce("The download was started");
        } else {
            Toast::danger("The browser did not start the download.").show();
        }
    };
    let items = move || {
        vec![
            MenuItem::action("Markdown", move || save(Form::Markdown)),
            MenuItem::action("CSV", move || save(Form::Csv)),
        ]
    };
    view! {
        <MenuButton
            label="Download report"
            items
            trigger_class="btn btn-secondary"
            trigger=|| view! {
                <IconView icon=Icon::DOWNLOAD /><span class="btn-label">"Download report"</span>
            }
        />
    }
    .into_any()
}

fn text(store: ReviewStore, head: &ReportHead, form: Form) -> String {
    store.with_items(|items| text_of(store, items, head, form))
}

fn text_of(store: ReviewStore, items: &[ReviewItem], head: &ReportHead, form: Form) -> String {
    let lost: Vec<(TokenId, KeptDecision)> = store.lost.get().into_iter().collect();
    let texts: Vec<Texts> = items.iter().map(|item| Texts::of(store, item)).collect();
    let mut rows: Vec<ReportRow<'_>> = items
        .iter()
        .zip(&texts)
        .map(|(item, texts)| ReportRow {
            id: &item.token.id,
            token: Some(&item.token),
            group: Some(item.group),
            state: texts.state,
            created_by: &texts.created_by,
            decision: item.decision,
            note: &item.note,
            result: match &item.result {
                None => ReportResult::Open,
                Some(ItemResult::Applied(at)) => ReportResult::Applied(*at),
                Some(ItemResult::Gone) => ReportResult::Gone,
                Some(ItemResult::Unneeded) => ReportResult::Unneeded,
                Some(ItemResult::Failed(error)) if error.outcome_unknown() => ReportResult::Unknown,
                Some(ItemResult::Failed(_)) => ReportResult::Failed(&texts.failure),
            },
        })
        .collect();
    // By urgency, as on the page.
    rows.sort_by_key(|row| row.group);
    rows.extend(lost.iter().map(|(id, kept)| {
        ReportRow {
            id,
            token: None,
            group: None,
            state: "Deleted",
            created_by: "",
            decision: kept.decision,
            note: &kept.note,
            result: {
                // A deletion that was sent before the page was loaded anew.
                let was_deleted = kept.decision == Some(Decision::Delete);
                let sent_at = kept.sent_at.filter(|_| was_deleted);
                let applied_at = kept.applied_at.or(sent_at);
                applied_at.map_or(ReportResult::Gone, ReportResult::Applied)
            },
        }
    }));
    match form {
        Form::Markdown => markdown(head, &rows),
        Form::Csv => csv(head, &rows),
    }
}

/// What a row says that has to be put into words first.
struct Texts {
    state: &'static str,
    created_by: String,
    failure: String,
}

impl Texts {
    fn of(store: ReviewStore, item: &ReviewItem) -> Self {
        let now = clock::now();
        let standing = store
            .demand
            .with(|demand| demand.standing(&item.token, now));
        Self {
            state: match (&item.result, item.decision) {
                (Some(ItemResult::Gone), _)
                | (Some(ItemResult::Applied(_)), Some(Decision::Delete)) => "Deleted",
                _ => standing.label(),
            },
            created_by: item
                .token
                .created_by
                .as_ref()
                .map_or_else(|| "unknown".to_owned(), |id| name_of(store, id)),
            failure: match &item.result {
                Some(ItemResult::Failed(error)) => error.to_string(),
                _ => String::new(),
            },
        }
    }
}

fn name_of(store: ReviewStore, id: &UserId) -> String {
    match store.named(id) {
        Some(Named::You(name) | Named::Other(name)) => name,
        Some(Named::Left) => format!("{id}, who {LEFT}"),
        None => id.to_string(),
    }
}
