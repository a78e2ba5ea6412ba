//! Going through pages.

use console_view::prelude::*;

use super::button::{Button, Size, Variant};
use super::icon::Icon;
use console_platform::intl;

/// The page sizes on offer.
pub const PAGE_SIZES: [u32; 4] = [10, 25, 50, 100];

/// Range, page size, *Previous* and *Next*.
///
/// `<Pagination from=1 to=25 total=31 page_size=size on_page_size=… has_previous=… has_next=… on_previous=… on_next=…/>`
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
    page_size: Signal<u32>,
    /// Another page size was chosen.
    #[prop(into)]
    on_page_size: Callback<u32>,
    /// Whether there is a page before this one.
    #[prop(into)]
    has_previous: Signal<bool>,
    /// Whether there is a page after this one.
    #[prop(into)]
    has_next: Signal<bool>,
    /// Go back.
    #[prop(into)]
    on_previous: Callback<()>,
    /// Go on.
    #[prop(into)]
    on_next: Callback<()>,
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
                        {PAGE_SIZES
                            .map(|size| {
                                view! {
                                    <option value=size.to_string() selected=move || page_size.get() == size>
                                        {size}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                    <super::icon::IconView icon=Icon::ChevronDown />
                </span>
                <span aria-hidden="true">"per page"</span>
            </label>
            <span class="pagination-steps">
                <Button size=Size::Small variant=Variant::Secondary disabled=Signal::derive(move || !has_previous.get()) on_press=on_previous>
                    "Previous"
                </Button>
                <Button size=Size::Small variant=Variant::Secondary disabled=Signal::derive(move || !has_next.get()) on_press=on_next>
                    "Next"
                </Button>
            </span>
        </nav>
    }
}
