//! A list of tasks, as small pages are: several components, signals, a memo, a form field, a keyed list and
//! conditions.
//!
//! The same source is compiled twice: with the views and signals of stock Leptos, and with feature `lean`
//! with those of `console-view`. What differs is the prelude, how the page is mounted, and that stock
//! components erase the type of what they return, which `transparent` ones leave alone.

#[cfg(feature = "lean")]
use console_view::prelude::*;
use leptos::mount::mount_to_body;
#[cfg(not(feature = "lean"))]
use leptos::prelude::*;

fn main() {
    #[cfg(feature = "lean")]
    mount_to_body(|| Page::of(Tasks));
    #[cfg(not(feature = "lean"))]
    mount_to_body(Tasks);
}

/// One task of the list.
#[derive(Clone, PartialEq)]
struct Task {
    id: u32,
    title: String,
    is_done: RwSignal<bool>,
}

/// Which tasks are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Open,
    Done,
}

impl Filter {
    const ALL: [Self; 3] = [Self::All, Self::Open, Self::Done];

    fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Open => "Open",
            Self::Done => "Done",
        }
    }

    fn lists(self, task: &Task) -> bool {
        match self {
            Self::All => true,
            Self::Open => !task.is_done.get(),
            Self::Done => task.is_done.get(),
        }
    }
}

#[cfg_attr(feature = "lean", component(transparent))]
#[cfg_attr(not(feature = "lean"), component)]
fn Tasks() -> impl IntoView {
    let tasks = RwSignal::new(Vec::<Task>::new());
    let filter = RwSignal::new(Filter::All);
    let next = StoredValue::new(0);
    let add = Callback::new(move |title: String| {
        let id = next.get_value();
        next.set_value(id + 1);
        let is_done = RwSignal::new(false);
        tasks.update(|tasks| tasks.push(Task { id, title, is_done }));
    });
    let remove = Callback::new(move |id| tasks.update(|tasks| tasks.retain(|task| task.id != id)));
    let listed = Memo::new(move |_| {
        let filter = filter.get();
        let mut listed = tasks.get();
        listed.retain(|task| filter.lists(task));
        listed
    });
    let open = Memo::new(move |_| {
        tasks.with(|tasks| tasks.iter().filter(|task| !task.is_done.get()).count())
    });
    Effect::new(move |_| document().set_title(&format!("{} open", open.get())));
    view! {
        <main class="page">
            <h1>"Tasks"</h1>
            <NewTask add />
            <Choice filter />
            <Card heading="Tasks">
                <Show when=move || !listed.with(Vec::is_empty) fallback=|| view! { <p>"Nothing to do."</p> }>
                    <ul>
                        <For each=move || listed.get() key=|task| task.id let(task)>
                            <Row task remove />
                        </For>
                    </ul>
                </Show>
            </Card>
            <Card heading="Summary">
                <p role="status">
                    {move || open.get().to_string()}
                    " open, "
                    {move || tasks.with(Vec::len).to_string()}
                    " in all"
                </p>
            </Card>
        </main>
    }
}

/// The form for a new task.
#[cfg_attr(feature = "lean", component(transparent))]
#[cfg_attr(not(feature = "lean"), component)]
fn NewTask(add: Callback<String>) -> impl IntoView {
    let title = RwSignal::new(String::new());
    let is_tried = RwSignal::new(false);
    let is_blank = move || title.with(|title| title.trim().is_empty());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_tried.set(true);
        if !is_blank() {
            add.run(title.get());
            title.set(String::new());
            is_tried.set(false);
        }
    };
    let has_error = move || is_tried.get() && is_blank();
    view! {
        <form on:submit=submit>
            <label r#for="title">"Title"</label>
            <input
                id="title"
                type="text"
                maxlength="80"
                aria-invalid=move || has_error().to_string()
                aria-describedby="title-error"
                class:field-invalid=has_error
                prop:value=title
                on:input=move |event| title.set(event_target_value(&event))
            />
            <Show when=has_error>
                <p id="title-error">"Say what there is to do."</p>
            </Show>
            <button type="submit" disabled=is_blank>"Add"</button>
        </form>
    }
}

/// The filter, as a row of buttons.
#[cfg_attr(feature = "lean", component(transparent))]
#[cfg_attr(not(feature = "lean"), component)]
fn Choice(filter: RwSignal<Filter>) -> impl IntoView {
    let buttons = Filter::ALL.map(|choice| {
        view! {
            <button
                type="button"
                aria-pressed=move || (filter.get() == choice).to_string()
                on:click=move |_| filter.set(choice)
            >
                {choice.label()}
            </button>
        }
    });
    view! { <div role="group" aria-label="Filter">{buttons.into_iter().collect_view()}</div> }
}

/// A box with a heading.
#[cfg_attr(feature = "lean", component(transparent))]
#[cfg_attr(not(feature = "lean"), component)]
fn Card(#[prop(into)] heading: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{move || heading.get()}</h2>
            {children()}
        </section>
    }
}

/// A task in the list.
#[cfg_attr(feature = "lean", component(transparent))]
#[cfg_attr(not(feature = "lean"), component)]
fn Row(task: Task, remove: Callback<u32>) -> impl IntoView {
    let Task { id, title, is_done } = task;
    let label = format!("Remove {title}");
    view! {
        <li class="row" class:is-done=move || is_done.get()>
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || is_done.get()
                    on:change=move |event| is_done.set(event_target_checked(&event))
                />
                {title}
            </label>
            {move || is_done.get().then(|| view! { <span class="badge">"Done"</span> })}
            <button type="button" aria-label=label on:click=move |_| remove.run(id)>"Remove"</button>
        </li>
    }
}
