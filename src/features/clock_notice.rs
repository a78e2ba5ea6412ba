//! That this device's clock differs from the backend's, where times are chosen or judged.

use crate::app::lazy::{lazy, lazy_on_demand};
use console_domain::clock_difference::{ClockDifference, is_significant};
use console_platform::{clock, intl};
use console_ui::{Callout, Tone};
use console_view::prelude::*;

lazy!(help: fn notice() => view! { <Notice /> });

/// The notice; nothing while the clocks agree.
#[component(transparent)]
pub fn ClockNotice() -> impl IntoView {
    lazy_on_demand(
        || is_significant(clock::ahead()),
        || ().into_any(),
        || Box::pin(notice()),
    )
}

#[component(transparent)]
fn Notice() -> impl IntoView {
    let difference = Memo::new(|_| ClockDifference::of(clock::ahead()));
    move || {
        difference
            .get()
            .map(|ClockDifference { count, unit, is_slow }| {
                let by = intl::count(count, unit.0, unit.1);
                let way = if is_slow { "slow" } else { "fast" };
                let title = format!("This device's clock is {by} {way}");
                view! {
                    <Callout tone=Tone::Warning role="status" title>
                        <p>
                            "Times on this page go by Openlane's clock, which decides when a token ends."
                        </p>
                    </Callout>
                }
            })
    }
}
