//! Carrying out what is decided: the question, the progress, and what failed.

use super::store::ReviewStore;
use crate::features::tokens::lifecycle::is_in_use;
use crate::features::tokens::shared::confirm_delete::{DELETE_WORD, delete_word_label, name_list};
use console_api::flow::review::{ItemResult, ReviewItem, Stage};
use console_domain::review::Decision;
use console_domain::token::Token;
use console_platform::{focus, intl};
use console_ui::{Button, Callout, Dialog, Progress, TextField, Tone, Variant, announce};
use console_view::prelude::*;

/// The ids of what is said about each decision, as [`line`] gives them.
const LINES: &str = "apply-keep apply-shorten apply-shorten-unneeded apply-disable apply-disable-unneeded \
                     apply-delete";

/// The dialog of the page.
#[component(transparent)]
pub fn ApplyDialog(
    /// The review.
    store: ReviewStore,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| {
        let is_open = store.stage.get() != Stage::Deciding;
        if is_open {
            typed.set(String::new());
        }
        open.set(is_open);
    });
    Effect::new(move |before: Option<u32>| {
        let runs = store.runs.get();
        if before.is_some() {
            announce(untrack(|| headline(store)));
        }
        runs
    });
    // The button that was pressed goes with its stage.
    Effect::new(move |_| {
        if store.stage.get() == Stage::Running {
            focus::rescue(&["dialog[open] .dialog-footer .btn:last-child"]);
        }
    });
    let is_running = Memo::new(move |_| store.stage.get() == Stage::Running);
    let heading = Signal::derive(move || {
        if is_running.get() {
            return "Applying decisions".to_owned();
        }
        let count = store.counts.with(|counts| counts.pending) as u64;
        format!("Apply {}?", intl::count(count, "decision", "decisions"))
    });
    view! {
        <Dialog
            open
            alert=true
            heading
            described_by=LINES
            dismissable=Signal::derive(move || !is_running.get())
            on_close=move || store.cancel()
            footer=move || view! { {move || footer(store, typed)} }
        >
            {move || if is_running.get() { running(store) } else { asking(store, typed) }}
        </Dialog>
    }
    .into_any()
}

/// Whether deleting needs a word typed: several at once, or one that is in use or may be.
fn needs_word(store: ReviewStore) -> bool {
    let deleted = of(&store.pending(), Decision::Delete);
    let may_have_changed = store.may_have_changed.get();
    deleted.len() > 1
        || (!deleted.is_empty() && (may_have_changed || deleted.iter().any(is_in_use)))
}

/// The tokens with this decision.
fn of(pending: &[ReviewItem], decision: Decision) -> Vec<Token> {
    let items = pending.iter();
    items
        .filter(|item| item.decision == Some(decision))
        .map(|item| Token::clone(&item.token))
        .collect()
}

fn footer(store: ReviewStore, typed: RwSignal<String>) -> AnyView {
    if store.stage.get() == Stage::Running {
        return view! {
            <Button disabled=store.stopped on_press=move || store.stop()>
                {move || if store.stopped.get() { "Stopping…" } else { "Stop" }}
            </Button>
        }
        .into_any();
    }
    let disabled = Signal::derive(move || {
        store.counts.with(|counts| counts.pending == 0)
            || (needs_word(store) && typed.with(|typed| typed.trim() != DELETE_WORD))
    });
    view! {
        <Button on_press=move || store.cancel()>"Cancel"</Button>
        <Button variant=Variant::DangerSolid busy=store.rereading disabled on_press=move || store.apply()>
            "Apply"
        </Button>
    }
    .into_any()
}

fn asking(store: ReviewStore, typed: RwSignal<String>) -> AnyView {
    let lines = move || {
        let pending = store.pending();
        let lines = Decision::ALL.map(|decision| {
            let shorter = store.shorter_end();
            let is_needed = |token: &Token| decision.is_possible(token, shorter);
            let (needed, not): (Vec<_>, Vec<_>) =
                of(&pending, decision).into_iter().partition(is_needed);
            [(needed, true), (not, false)].map(|(tokens, is_needed)| {
                (!tokens.is_empty()).then(|| line(store, decision, tokens, is_needed))
            })
        });
        lines.into_iter().flatten().flatten().collect_view()
    };
    let changed = move || {
        store.may_have_changed.get().then(|| {
            view! {
                <Callout tone=Tone::Warning title="The tokens could not be reloaded">
                    <p>"They may have been used or changed since this page was loaded."</p>
                </Callout>
            }
        })
    };
    let in_use = move || {
        let pending = store.pending();
        let ends = |item: &&ReviewItem| {
            matches!(item.decision, Some(Decision::Disable | Decision::Delete))
        };
        let tokens: Vec<Token> = pending
            .iter()
            .filter(ends)
            .map(|item| Token::clone(&item.token))
            .filter(is_in_use)
            .collect();
        (!tokens.is_empty()).then(|| {
            let title = match tokens.len() {
                1 => "1 of them was used in the last 7 days".to_owned(),
                count => format!("{count} of them were used in the last 7 days"),
            };
            view! { <Callout tone=Tone::Warning title>{name_list(&tokens, "In use")}</Callout> }
        })
    };
    let needs_word = Memo::new(move |_| needs_word(store));
    let word = move || {
        needs_word.get().then(|| {
            let deleted = of(&store.pending(), Decision::Delete);
            let label = delete_word_label(deleted.len() == 1);
            view! { <TextField label value=typed autocomplete="off" /> }
        })
    };
    view! {
        <div class="stack">
            {lines}
            {changed}
            {in_use}
            {word}
        </div>
    }
    .into_any()
}

fn line(store: ReviewStore, decision: Decision, tokens: Vec<Token>, is_needed: bool) -> AnyView {
    let count = intl::count(tokens.len() as u64, "token", "tokens");
    let what = match decision {
        Decision::Shorten if !is_needed => "no change, it already expires earlier".to_owned(),
        Decision::Disable if !is_needed => "no change, already disabled".to_owned(),
        Decision::Keep => "nothing changes".to_owned(),
        Decision::Shorten => store.shorter_end().map_or_else(
            || {
                "the new end could not be computed: cancel, and choose another number of days"
                    .to_owned()
            },
            |end| format!("until {}", intl::date_time_medium(end)),
        ),
        Decision::Disable => "refused until enabled again".to_owned(),
        Decision::Delete => match tokens.len() {
            1 => "it stops working at once and cannot be brought back".to_owned(),
            _ => "they stop working at once and cannot be brought back".to_owned(),
        },
    };
    let label = decision.label();
    let id = format!(
        "apply-{}{}",
        decision.parameter(),
        if is_needed { "" } else { "-unneeded" }
    );
    view! {
        <div>
            <p id=id><b>{format!("{label} {count}")}</b> {format!(": {what}")}</p>
            {(decision != Decision::Keep).then(|| name_list(&tokens, label))}
        </div>
    }
    .into_any()
}

fn running(store: ReviewStore) -> AnyView {
    let part = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    view! {
        <Progress
            label="Applying decisions"
            value=Signal::derive(move || part(store.progress.get().0))
            max=Signal::derive(move || part(store.progress.get().1))
        />
    }
    .into_any()
}

/// How the last run ended, in a sentence; tracked.
fn headline(store: ReviewStore) -> String {
    store.stage.track();
    let (failed, applied) = store.with_items(|items| {
        let applied = |item: &&ReviewItem| matches!(item.result, Some(ItemResult::Applied(_)));
        let applied = items.iter().filter(applied).count() as u64;
        (failed(items).len() as u64, applied)
    });
    let applied = intl::count(applied, "decision", "decisions");
    if failed == 0 {
        format!("{applied} applied")
    } else {
        format!("{applied} applied, {} failed", intl::number(failed))
    }
}

fn failed(items: &[ReviewItem]) -> Vec<(String, String)> {
    let name_and_reason = |item: &ReviewItem| match &item.result {
        Some(ItemResult::Failed(error)) => {
            Some((item.token.shown_name(), error.sentence_for_change()))
        }
        _ => None,
    };
    items.iter().filter_map(name_and_reason).collect()
}

/// What the last run has done, with the names of those that failed.
#[component(transparent)]
pub fn Outcome(
    /// The review.
    store: ReviewStore,
) -> impl IntoView {
    move || {
        store.counts.track();
        if store.runs.get() == 0 || store.stage.get() == Stage::Running {
            return ().into_any();
        }
        let failed = store.with_items(failed);
        let title = headline(store);
        if failed.is_empty() {
            return view! {
                <Callout tone=Tone::Success title>
                    <p>"The report has all of them. Download it before you leave this page."</p>
                </Callout>
            }
            .into_any();
        }
        let lines = failed
            .into_iter()
            .map(|(name, reason)| {
                view! { <li><b dir="auto" translate="no">{name}</b> {format!(": {reason}")}</li> }
            })
            .collect_view();
        view! {
            <Callout tone=Tone::Danger title>
                <ul class="plain-list">{lines}</ul>
                <div class="callout-actions">
                    <Button on_press=move || store.ask()>"Try again"</Button>
                </div>
            </Callout>
        }
        .into_any()
    }
}
