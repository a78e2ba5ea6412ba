//! What every page begins with: title, heading, focus, announcement.

use crate::app::scroll;
use console_platform::focus;
use console_platform::paint::after_paint;
use console_ui::{Breadcrumb, Crumb, announce, with_names};
use console_view::prelude::*;
use std::cell::{Cell, RefCell};

/// The heading that takes the focus after a navigation.
const HEADING_ID: &str = "page-heading";

/// What stands behind the name of a page in the title of the tab.
const TITLE_SUFFIX: &str = "Openlane Developer Settings";

thread_local! {
    /// Whether the app shows its first page: then the browser's own focus is right.
    static FIRST: Cell<bool> = const { Cell::new(true) };
    /// The title that is about to be set.
    static TITLE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Says that a page is shown: sets the title, moves the focus to the heading, announces the page
/// (WCAG 2.4.2, 2.4.3). On the first page of a visit only the title is set.
pub fn arrive(name: &str) {
    set_title(name);
    if FIRST.replace(false) {
        return;
    }
    announce(name.to_owned());
    let before = focus::active();
    // The heading is in the document one frame later.
    request_animation_frame(move || {
        let Some(window) = web_sys::window() else {
            return;
        };
        // Whoever has chosen a field meanwhile keeps it: what is typed must not be lost.
        if focus::has_moved_to_field(before.as_ref()) {
            return;
        }
        // Whoever comes back finds the page where it was left; the focus must not scroll it.
        let position = if scroll::is_return() {
            window.scroll_y().unwrap_or_default()
        } else {
            0.0
        };
        focus::id(HEADING_ID);
        window.scroll_to_with_x_and_y(0.0, position);
    });
}

/// Sets the title of the tab, after the next paint if there is one: browsers take a while for it, and the
/// page is what somebody waits for.
fn set_title(name: &str) {
    let title = format!("{name} · {TITLE_SUFFIX}");
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    if document.hidden() {
        // Nothing is painted there, and the title is all that is seen of the page.
        TITLE.take();
        document.set_title(&title);
    } else if TITLE.replace(Some(title)).is_none() {
        after_paint(move || {
            if let Some(title) = TITLE.take() {
                document.set_title(&title);
            }
        });
    }
}

/// The top of a page: where it is, its name, what it is for, and what can be done.
///
/// To make one is to arrive at a page. A name that changes while the page is shown changes the texts and
/// leaves the focus where it is.
#[component(transparent)]
pub fn PageHeader(
    /// The name of the page. It is the heading, the title of the tab, and what is announced.
    #[prop(into)]
    name: Signal<String>,
    /// The way here, the page itself last.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
    /// Whether it is somebody's name for something, which is not to be translated.
    #[prop(optional)]
    is_name: bool,
    /// One or two sentences below the name; somebody's names in them are isolated.
    #[prop(optional, into)]
    lead: Signal<String>,
    /// Other sentences that may take their place: they find their room kept, so that nothing moves.
    #[prop(optional)]
    other_lead: Option<Signal<String>>,
    /// Buttons and links at the end of the line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    name.with_untracked(|name| arrive(name));
    Effect::new(move |before: Option<()>| {
        name.with(|name| {
            if before.is_some() {
                set_title(name);
            }
        });
    });
    view! {
        <Breadcrumb items=crumbs />
        <header class="page-header">
            <div class="page-heading">
                <h1 id=HEADING_ID tabindex="-1" dir="auto" translate=is_name.then_some("no")>{name}</h1>
                {move || {
                    let lead = lead.get();
                    (!lead.is_empty()).then(|| view! {
                        <p class="page-lead">
                            <span data-other=other_lead.map(|other| other.get())>
                                <span>{with_names(move || lead.clone())}</span>
                            </span>
                        </p>
                    })
                }}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
}
