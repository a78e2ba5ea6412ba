//! What can be done with several tokens at once.

use super::bulk_run::{BulkAction, BulkRun, ItemResult, Stage, gerund, participle, verb};
use super::store::ListStore;
use crate::app::lazy::{lazy, lazy_on_demand, loading};
use crate::features::tokens::lifecycle::is_in_use;
use crate::features::tokens::shared::confirm_delete::{
    DELETE_WORD, delete_word_label, name_list, told_apart,
};
use console_domain::id::TokenId;
use console_platform::{focus, intl};
use console_ui::{
    Button, Callout, Dialog, Icon, IconView, Progress, Size, TextField, Tone, Variant,
};
use console_view::prelude::*;

/// Where the focus goes when the bar goes: to the boxes that bring it back.
const BOXES: &[&str] = &[".table thead input", ".table tbody input", "main h1"];

lazy!(actions: fn bar(list: ListStore) => view! { <Bar list /> });

/// The bar that appears while rows are chosen, and its dialog. Their code comes with the first row that is
/// chosen.
#[component(transparent)]
pub fn BulkBar(
    /// The list.
    list: ListStore,
) -> impl IntoView {
    lazy_on_demand(
        move || list.selected.with(|selected| !selected.is_empty()),
        loading,
        move || Box::pin(bar(list)),
    )
}

#[component(transparent)]
fn Bar(list: ListStore) -> impl IntoView {
    let run = BulkRun::new(list);
    let count = Memo::new(move |_| list.selected.with(console_domain::sorted::SortedSet::len));
    // Chosen on another page, or before a filter was set.
    let hidden = Memo::new(move |_| {
        list.with_tokens(|shown| {
            list.selected.with(|selected| {
                let is_shown = |id: &&TokenId| shown.iter().any(|token| token.id == **id);
                selected.len() - selected.iter().filter(is_shown).count()
            })
        })
    });
    view! {
        <Show when=move || { count.get() > 0 }>
            {on_cleanup(|| focus::rescue(BOXES))}
            <div class="bulk-bar" role="region" aria-label="Selected tokens">
                <span aria-live="polite">
                    <b class="tabular">{move || format!("{} selected", intl::number(count.get() as u64))}</b>
                    {move || (hidden.get() > 0).then(|| {
                        view! { <span>{format!(", {} not shown", intl::number(hidden.get() as u64))}</span> }
                    })}
                </span>
                <Button size=Size::Small icon=Icon::PAUSE on_press=move || run.ask(BulkAction::Disable)>
                    "Disable"
                </Button>
                <Button
                    size=Size::Small
                    icon=Icon::TRASH
                    variant=Variant::Danger
                    on_press=move || run.ask(BulkAction::Delete)
                >
                    "Delete"
                </Button>
                <Button
                    size=Size::Small
                    variant=Variant::Ghost
                    on_press=move || list.selected.update(console_domain::sorted::SortedSet::clear)
                >
                    "Clear selection"
                </Button>
            </div>
        </Show>
        <BulkDialog run />
    }
    .into_any()
}

#[component(transparent)]
fn BulkDialog(run: BulkRun) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| {
        if run.open.get() {
            typed.set(String::new());
        }
    });
    let is_running = Memo::new(move |_| run.stage.with(|stage| *stage == Stage::Running));
    // The button that was pressed goes with its stage.
    Effect::new(move |_| {
        if run.stage.get() != Stage::Asking && run.open.get() {
            focus::rescue(&["dialog[open] .dialog-footer .btn:last-child"]);
        }
    });
    let dismissable = Signal::derive(move || !is_running.get());
    let heading = Signal::derive(move || {
        let count = run.items.with(Vec::len) as u64;
        let tokens = intl::count(count, "token", "tokens");
        let action = run.action.get();
        match run.stage.get() {
            Stage::Asking => format!("{} {tokens}?", verb(action)),
            Stage::Running => format!("{} {tokens}", gerund(action)),
            Stage::Over => run.headline(),
        }
    });
    view! {
        <Dialog
            open=run.open
            alert=true
            heading
            described_by="bulk-outcome"
            dismissable
            on_close=move || run.close()
            footer=move || view! { {move || footer(run, typed)} }
        >
            {move || match run.stage.get() {
                Stage::Asking => asking(run, typed),
                Stage::Running => running(run),
                Stage::Over => over(run),
            }}
        </Dialog>
    }
    .into_any()
}

/// Whether deleting needs a word typed: several at once, or one that is in use or may be.
fn needs_word(run: BulkRun) -> bool {
    run.action.get() == BulkAction::Delete
        && (run.may_be_in_use.get()
            || run
                .items
                .with(|items| items.len() > 1 || items.iter().any(|item| is_in_use(&item.token))))
}

fn footer(run: BulkRun, typed: RwSignal<String>) -> AnyView {
    match run.stage.get() {
        Stage::Asking => {
            let disabled = Signal::derive(move || {
                run.items.with(Vec::is_empty)
                    || (needs_word(run) && typed.with(|typed| typed.trim() != DELETE_WORD))
            });
            let count = run.items.with(Vec::len) as u64;
            let label = format!(
                "{} {}",
                verb(run.action.get()),
                intl::count(count, "token", "tokens")
            );
            view! {
                <Button on_press=move || run.close()>"Cancel"</Button>
                <Button variant=Variant::DangerSolid busy=run.rereading disabled on_press=move || run.start()>
                    {label}
                </Button>
            }
            .into_any()
        }
        Stage::Running => view! {
            <Button disabled=run.stopped on_press=move || run.stop()>
                {move || if run.stopped.get() { "Stopping…" } else { "Stop" }}
            </Button>
        }
        .into_any(),
        Stage::Over => {
            let failed = run.failed_count() as u64;
            let retry = (failed > 0).then(|| {
                view! {
                    <Button icon=Icon::REFRESH on_press=move || run.retry()>
                        {if failed == 1 { "Try the failed one again" } else { "Try the failed ones again" }}
                    </Button>
                }
            });
            view! {
                {retry}
                <Button variant=Variant::Primary on_press=move || run.close()>"Done"</Button>
            }
            .into_any()
        }
    }
}

fn asking(run: BulkRun, typed: RwSignal<String>) -> AnyView {
    let action = run.action.get();
    let is_one = Memo::new(move |_| run.items.with(Vec::len) == 1);
    let text = move || match (action, is_one.get()) {
        (BulkAction::Disable, true) => "Openlane refuses it from now on. You can enable it again.",
        (BulkAction::Disable, false) => {
            "Openlane refuses them from now on. You can enable each of them again."
        }
        (BulkAction::Delete, true) => {
            "Whatever uses it stops working at once. It cannot be brought back."
        }
        (BulkAction::Delete, false) => {
            "Whatever uses them stops working at once. They cannot be brought back."
        }
    };
    let skipped_note = move || {
        (run.skipped.get() > 0).then(|| {
            let skipped = run.skipped.get();
            let text = if skipped == 1 {
                "1 of the selected tokens is already disabled and will be left out.".to_owned()
            } else {
                format!(
                    "{skipped} of the selected tokens are already disabled and will be left out."
                )
            };
            view! { <p class="muted">{text}</p> }
        })
    };
    let gone_note = move || {
        let gone = run.gone.get();
        let text = match gone {
            0 => return None,
            1 => "1 of those you selected has been deleted in the meantime.".to_owned(),
            _ => format!("{gone} of those you selected have been deleted in the meantime."),
        };
        Some(view! { <p class="muted" role="status">{text}</p> })
    };
    let hidden_note = move || {
        let text = match run.hidden_count() {
            0 => return None,
            1 => "1 of them is not shown in the list right now.".to_owned(),
            hidden => format!(
                "{} of them are not shown in the list right now.",
                intl::number(hidden as u64)
            ),
        };
        Some(view! { <p><b>{text}</b></p> })
    };
    let use_note = move || {
        let mut in_use = run.tokens();
        in_use.retain(is_in_use);
        let title = match in_use.len() {
            0 if run.may_be_in_use.get() && is_one.get() => {
                "It could not be checked whether it is in use".to_owned()
            }
            0 if run.may_be_in_use.get() => {
                "It could not be checked whether they are in use".to_owned()
            }
            0 => return None,
            1 => "1 was used in the last 7 days".to_owned(),
            count => format!("{count} were used in the last 7 days"),
        };
        let names = name_list(&in_use, "In use");
        Some(view! { <Callout tone=Tone::Warning title>{names}</Callout> })
    };
    // Kept while the rest is brought up to date: somebody may be typing in it.
    let needs_word = Memo::new(move |_| needs_word(run));
    let label = Signal::derive(move || delete_word_label(is_one.get()));
    let word = move || {
        let field = || view! { <TextField label value=typed autocomplete="off" /> };
        needs_word.get().then(field)
    };
    view! {
        <div class="stack">
            <p id="bulk-outcome">{text}</p>
            {skipped_note}
            {gone_note}
            {hidden_note}
            {move || name_list(&run.tokens(), "Tokens")}
            {use_note}
            {word}
        </div>
    }
    .into_any()
}

fn running(run: BulkRun) -> AnyView {
    let max = Signal::derive(move || u32::try_from(run.items.with(Vec::len)).unwrap_or(u32::MAX));
    let value = Signal::derive(move || u32::try_from(run.finished_count()).unwrap_or(u32::MAX));
    let label = gerund(run.action.get_untracked());
    view! { <Progress label=format!("{label} tokens") value max /> }.into_any()
}

fn over(run: BulkRun) -> AnyView {
    let done = participle(run.action.get());
    let all = run.tokens();
    let rows = run
        .items
        .get()
        .into_iter()
        .filter_map(|item| Some((told_apart(&item.token, &all), item.result?)))
        .map(|(name, result)| {
            let (class, icon, text) = match &result {
                Ok(ItemResult::Done) => ("bulk-done", Icon::CHECK, done.to_owned()),
                Ok(ItemResult::Deleted) => (
                    "muted",
                    Icon::INFO,
                    "Deleted by somebody else in the meantime".to_owned(),
                ),
                Err(error) => {
                    let text = error.sentence_for_change();
                    ("bulk-failed", Icon::ALERT_CIRCLE, text)
                }
            };
            view! {
                <li class="bulk-result">
                    <b dir="auto" translate="no">{name}</b>
                    <span class=class><IconView icon /> {text}</span>
                </li>
            }
        })
        .collect_view();
    let count = run.items.with(Vec::len);
    let left = count.saturating_sub(run.finished_count());
    let left_note = (left > 0).then(|| {
        view! {
            <p class="muted">
                {format!(
                    "Stopped before {}; they are unchanged and still selected.",
                    intl::count(left as u64, "token", "tokens"),
                )}
            </p>
        }
    });
    view! {
        <div class="stack">
            <ul class="stack-sm" role="list">{rows}</ul>
            {left_note}
        </div>
    }
    .into_any()
}
