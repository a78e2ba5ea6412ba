//! Going through pages.

use console_view::prelude::*;

use super::button::{Button, Size, Variant};
use super::icon::Icon;
use console_platform::intl;

/// Where a button leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStep {
    /// To the first page.
    First,
    /// To the page before this one.
    Previous,
    /// To the page after this one.
    Next,
    /// To the last page.
    Last,
}

impl PageStep {
    const ALL: [Self; 4] = [Self::First, Self::Previous, Self::Next, Self::Last];

    const fn label(self) -> &'static str {
        match self {
            Self::First => "First",
            Self::Previous => "Previous",
            Self::Next => "Next",
            Self::Last => "Last",
        }
    }
}

/// Range, page size, and a button for each [`PageStep`].
///
/// `<Pagination from=1 to=25 total=31 page_size page_sizes on_page_size has_previous has_next on_step/>`
#[component(transparent)]
pub fn Pagination(
    /// The number of the first row shown, from 1; 0 when there is none.
    #[prop(into)]
    from: Signal<u64>,
    /// The number of the last row shown.
    #[prop(into)]
    to: Signal<u64>,
    /// How many there are.
    #[prop(into)]
    total: Signal<u64>,
    /// Rows on a page.
    #[prop(into)]
    page_size: Signal<u16>,
    /// The page sizes on offer.
    page_sizes: &'static [u16],
    /// Another page size was chosen.
    #[prop(into)]
    on_page_size: Callback<u16>,
    /// Whether there is a page before this one.
    #[prop(into)]
    has_previous: Signal<bool>,
    /// Whether there is a page after this one.
    #[prop(into)]
    has_next: Signal<bool>,
    /// A button was pressed.
    #[prop(into)]
    on_step: Callback<PageStep>,
) -> impl IntoView {
    let range = move || {
        let (from, to, total) = (from.get(), to.get(), total.get());
        if from == to || total == 0 {
            format!("{} of {}", intl::number(to), intl::number(total))
        } else {
            format!(
                "{}–{} of {}",
                intl::number(from),
                intl::number(to),
                intl::number(total)
            )
        }
    };
    let step = move |step: PageStep| {
        let leads_somewhere = match step {
            PageStep::First | PageStep::Previous => has_previous,
            PageStep::Next | PageStep::Last => has_next,
        };
        view! {
            <Button
                size=Size::Small
                variant=Variant::Secondary
                disabled=Signal::derive(move || !leads_somewhere.get())
                on_press=move || on_step.run(step)
            >
                {step.label()}
            </Button>
        }
    };
    view! {
        <nav class="pagination" aria-label="Pages">
            <span class="pagination-range">{range}</span>
            <label class="pagination-size">
                <span class="select">
                    <select
                        aria-label="Rows per page"
                        prop:value=move || page_size.get().to_string()
                        on:change:target=move |event| {
                            if let Ok(size) = event.target().value().parse() {
                                on_page_size.run(size);
                            }
                        }
                    >
                        {page_sizes
                            .iter()
                            .map(|&size| {
                                view! {
                                    <option value=size.to_string() selected=move || page_size.get() == size>
                                        {u32::from(size)}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                    <super::icon::IconView icon=Icon::CHEVRON_DOWN />
                </span>
                <span aria-hidden="true">"per page"</span>
            </label>
            <span class="pagination-steps">{PageStep::ALL.map(step).collect_view()}</span>
        </nav>
    }
}
