//! Grey bars where data will be, in the layout that the data will have, so that nothing jumps.

use console_view::prelude::*;

/// Rows of a table. Put it in place of the `<tbody>` of the same table.
///
/// `<SkeletonTable rows=10 columns=vec!["col-name", "col-state"]/>`
#[component(transparent)]
pub fn SkeletonTable(
    /// How many rows.
    rows: usize,
    /// The classes of the columns, as in the head.
    columns: Vec<&'static str>,
) -> impl IntoView {
    let row = move || {
        columns
            .iter()
            .map(|class| {
                let class = format!("skeleton-cell {class}");
                view! { <td class=class><span class="skeleton"></span></td> }
            })
            .collect_view()
    };
    view! {
        <tbody aria-hidden="true">
            {(0..rows).map(|_| view! { <tr class="skeleton-row">{row()}</tr> }).collect_view()}
        </tbody>
    }
}

/// The summary cards.
///
/// `<SkeletonCards/>`
#[component(transparent)]
pub fn SkeletonCards() -> impl IntoView {
    view! {
        <div class="cards" aria-hidden="true">
            {(0..6)
                .map(|_| {
                    view! {
                        <div class="card">
                            <span class="card-number"><span class="skeleton"></span></span>
                            <span class="card-label"><span class="skeleton"></span></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// Lines of text.
///
/// `<SkeletonText lines=3/>`
#[component(transparent)]
pub fn SkeletonText(
    /// How many lines.
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton-text" aria-hidden="true">
            {(0..lines).map(|_| view! { <span class="skeleton"></span> }).collect_view()}
        </div>
    }
}
