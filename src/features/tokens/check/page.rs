//! The page with the field and the results.

use super::result::ResultView;
use super::run::{CheckRun, Verdict};
use crate::features::page::PageHeader;
use crate::features::tokens::lifecycle::{Done, LifecycleDialog, provide_lifecycle};
use crate::session::{Session, use_session};
use console_api::flow::check::Finding;
use console_domain::found_values::{MOST_VALUES, found_values};
use console_domain::id::TokenId;
use console_domain::secret::wipe;
use console_platform::{focus, intl, retain_until_cleanup, visibility};
use console_ui::{Button, Callout, Crumb, TextArea, Tone, Variant, announce};
use console_view::prelude::*;
use leptos::ev::SubmitEvent;

const NAME: &str = "Check a token";

/// The id of the field, where the focus goes when a text has no value in it.
const FIELD_ID: &str = "found-text";

/// For whoever finds a token in a log or a repository and has to act.
#[component(transparent)]
pub fn CheckPage() -> impl IntoView {
    let run = CheckRun::new();
    let text = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let left_out = RwSignal::new(0_usize);
    let is_removed = RwSignal::new(false);
    let clear = move || {
        text.try_update(|text| wipe(std::mem::take(text)));
        run.wipe();
    };
    let clear_and_say = move || {
        let had_any = run
            .entries
            .try_with_untracked(|entries| !entries.is_empty())
            == Some(true)
            || text.try_with_untracked(|text| !text.is_empty()) == Some(true);
        clear();
        if had_any {
            is_removed.try_set(true);
        }
    };
    // As the value of a new token: gone with the page, and with the session.
    retain_until_cleanup(visibility::on_page_hide(clear_and_say));
    let state = use_session().state();
    Effect::new(move |_| {
        if !state.with(|state| matches!(state, Session::SignedIn(_))) {
            clear_and_say();
        }
    });
    on_cleanup(clear);
    let check = move |event: SubmitEvent| {
        event.prevent_default();
        if run.busy.get_untracked() {
            return;
        }
        let found = text.with_untracked(|text| found_values(text));
        is_removed.set(false);
        if found.values.is_empty() {
            error.set(Some(no_value(found.incomplete)));
            focus::id(FIELD_ID);
            return;
        }
        error.set(None);
        left_out.set(found.left_out);
        // What was pasted is not needed any more, and may hold more than tokens.
        text.update(|text| wipe(std::mem::take(text)));
        run.check(found.values, move || announce(summary(run)));
    };
    let remove = move || {
        // This button goes.
        focus::id(FIELD_ID);
        clear();
    };
    let settled = Signal::derive(move || !run.busy.get());
    let find = move |id: &TokenId| run.token(id);
    let lifecycle = provide_lifecycle(settled, find, move |done| match done {
        Done::Changed(token) => run.note_changed(&token),
        Done::Gone(id) => run.note_gone(&id),
    });
    lifecycle.uses_tokens.set_value(true);
    let has_results = Memo::new(move |_| run.entries.with(|entries| !entries.is_empty()));
    view! {
        <div class="page">
            <PageHeader
                name=NAME
                crumbs=vec![Crumb::text("Developer Settings"), Crumb::text(NAME)]
                lead="For a value that turned up in a log, a repository or a chat: whether it works, which \
                      token it is, and the buttons to end it."
            />
            <div class="stack-lg page-narrow-content">
                <Show when=move || is_removed.get()>
                    <Callout tone=Tone::Info title="The values were removed">
                        <p>"They are not kept when the page is left or the session ends. Paste them \
                             again to check them."</p>
                    </Callout>
                </Show>
                <form class="stack no-print" on:submit=check novalidate=true>
                    <TextArea
                        id=FIELD_ID
                        label="Token, or text that contains one"
                        value=text
                        error
                        hint=Some(HINT.to_owned())
                        code=true
                    />
                    <div class="row">
                        <Button r#type="submit" variant=Variant::Primary busy=run.busy>"Check"</Button>
                        <Show when=move || has_results.get()>
                            <Button on_press=remove>"Remove values"</Button>
                        </Show>
                    </div>
                </form>
                <Show when=move || { has_results.get() && left_out.get() > 0 }>
                    <Callout tone=Tone::Warning title="Not all values are checked">
                        <p>{move || {
                            let more = left_out.get() as u64;
                            let more = intl::count(more, "more value was", "more values were");
                            format!("{MOST_VALUES} are checked at once. {more} in the text.")
                        }}</p>
                    </Callout>
                </Show>
                <For
                    each=move || run.entries.get()
                    key=|entry| entry.place
                    children=move |entry| view! { <ResultView run entry /> }
                />
            </div>
            <LifecycleDialog lifecycle />
        </div>
    }
}

const HINT: &str = "Every value in it is tried once, alone, at Openlane and nowhere else: that counts as a \
                    use of the token. The text is removed from here when you check it.";

fn no_value(incomplete: usize) -> String {
    let shape = "A value begins with tola_ or tolp_ and has 64 letters and digits after it.";
    match incomplete {
        0 => format!("There is no token in this text. {shape}"),
        1 => format!("What looks like a token in this text is too short or too long. {shape}"),
        _ => format!("{incomplete} texts that look like tokens are too short or too long. {shape}"),
    }
}

/// What was found, for screen readers.
fn summary(run: CheckRun) -> String {
    let entries = run.entries.get_untracked();
    let is = |wanted: fn(&Verdict) -> bool| {
        let all = entries.iter();
        all.filter(|entry| entry.verdict.with_untracked(wanted))
            .count() as u64
    };
    let works = is(|verdict| match verdict {
        Verdict::Found(finding) => !matches!(finding, Finding::Refused(_)),
        _ => false,
    });
    let failed = is(|verdict| matches!(verdict, Verdict::Failed(_)));
    let checked = intl::count(entries.len() as u64, "value", "values");
    let mut text = format!("{checked} checked: {} accepted", intl::number(works));
    if failed > 0 {
        let failed = intl::number(failed);
        text = format!("{text}, {failed} could not be checked");
    }
    text
}
