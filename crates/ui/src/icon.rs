//! The icons: 16 × 16, one stroke, always beside a word or on a named button.

use console_view::prelude::*;

/// An icon: one path, so that it is one element to create, and the outline is all that differs.
///
/// Constants and not an enum, so that each part of the program holds the outlines that it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

#[expect(missing_docs, reason = "the names say what the pictures show")]
impl Icon {
    pub const ALERT: Self = Self("M8 2.5 1.8 13.2h12.4zM8 6.7v2.9M8 11.4v.1");
    pub const ALERT_CIRCLE: Self =
        Self("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5.2v3.4M8 10.7v.1");
    pub const BAN: Self = Self("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM3.9 3.9l8.2 8.2");
    pub const BUILDING: Self = Self(
        "M3 13.8V3.4c0-.7.5-1.2 1.2-1.2h4.6c.7 0 1.2.5 1.2 1.2v10.4\
         M10 6.6h1.8c.7 0 1.2.5 1.2 1.2v6M1.8 13.8h12.4M5.3 5h2.4M5.3 7.7h2.4M5.3 10.4h2.4",
    );
    pub const CHECK: Self = Self("m3 8.6 3.2 3.2L13 5");
    pub const CHEVRON_DOWN: Self = Self("m4.5 6.3 3.5 3.5 3.5-3.5");
    pub const CHEVRON_RIGHT: Self = Self("M6.2 4.5 9.7 8l-3.5 3.5");
    pub const CHEVRON_UP: Self = Self("m4.5 9.7 3.5-3.5 3.5 3.5");
    pub const CHEVRON_UP_DOWN: Self = Self("M5 6.2 8 3.3l3 2.9M5 9.8l3 2.9 3-2.9");
    pub const CLOCK: Self =
        Self("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 4.9v3.3l2.1 1.3");
    pub const COPY: Self = Self(
        "M6.7 5.2h5.1c.8 0 1.4.6 1.4 1.4v5.6c0 .8-.6 1.4-1.4 1.4H6.7\
         c-.8 0-1.4-.6-1.4-1.4V6.6c0-.8.6-1.4 1.4-1.4z\
         M10.6 5V3.8c0-.8-.6-1.4-1.4-1.4h-5c-.8 0-1.4.6-1.4 1.4v5.6c0 .8.6 1.4 1.4 1.4h1",
    );
    pub const DOTS: Self = Self(
        "M2.8 8a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM7.4 8a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0z\
         M12 8a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0z",
    );
    pub const DOWNLOAD: Self = Self("M8 2.5v7.3M4.9 6.8 8 9.9l3.1-3.1M2.8 13.2h10.4");
    pub const EXTERNAL: Self = Self(
        "M9.4 2.8h3.8v3.8M13 3 7.6 8.4\
         M11.6 9v3c0 .7-.5 1.2-1.2 1.2H4c-.7 0-1.2-.5-1.2-1.2V5.6c0-.7.5-1.2 1.2-1.2h3",
    );
    pub const EYE: Self = Self(
        "M1.6 8S4 3.7 8 3.7 14.4 8 14.4 8 12 12.3 8 12.3 1.6 8 1.6 8z\
         M8 6.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8z",
    );
    pub const FILTER: Self = Self("M2.2 4.3h11.6M4.4 8h7.2M6.6 11.7h2.8");
    pub const INFINITY: Self = Self(
        "M4.6 5.6a2.4 2.4 0 1 0 0 4.8c2.6 0 4.2-4.8 6.8-4.8a2.4 2.4 0 1 1 0 4.8\
         c-2.6 0-4.2-4.8-6.8-4.8z",
    );
    pub const INFO: Self =
        Self("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.5v3.3M8 5.2v.1");
    pub const KEY: Self = Self(
        "M10.4 2.4a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8zM8 8.2l-5.4 5.4M4 12.2l1.5 1.5\
         M5.9 10.3l1.2 1.2",
    );
    pub const LINK: Self = Self(
        "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9\
         M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
    );
    pub const LOG_OUT: Self = Self(
        "M6.2 13.4H4c-.7 0-1.2-.5-1.2-1.2V3.8c0-.7.5-1.2 1.2-1.2h2.2M10.2 11l3-3-3-3M13 8H6.2",
    );
    pub const MENU: Self = Self("M2.5 4.5h11M2.5 8h11M2.5 11.5h11");
    pub const MONITOR: Self = Self(
        "M3.2 2.8h9.6c.7 0 1.2.5 1.2 1.2v5.6c0 .7-.5 1.2-1.2 1.2H3.2\
         c-.7 0-1.2-.5-1.2-1.2V4c0-.7.5-1.2 1.2-1.2z\
         M5.6 13.4h4.8M8 10.9v2.4",
    );
    pub const MOON: Self = Self("M13.4 9.3A5.6 5.6 0 1 1 6.7 2.6a4.6 4.6 0 0 0 6.7 6.7z");
    pub const PAUSE: Self = Self("M5.5 3.5v9M10.5 3.5v9");
    pub const PENCIL: Self = Self("m10.8 2.9 2.3 2.3L5.6 12.7l-2.9.6.6-2.9zM9.3 4.4l2.3 2.3");
    pub const PLAY: Self = Self("M5 3.4v9.2L12.4 8z");
    pub const PLUS: Self = Self("M8 3.2v9.6M3.2 8h9.6");
    pub const REFRESH: Self = Self(
        "M13.2 3v3.2H10M2.8 13V9.8H6M12.9 6.2A5.2 5.2 0 0 0 3.6 5M3.1 9.8A5.2 5.2 0 0 0 12.4 11",
    );
    pub const ROTATE: Self = Self("M2.8 2.9v3.3H6M3 6.1a5.4 5.4 0 1 1-.3 3.4");
    pub const SEARCH: Self =
        Self("M7.1 2.8a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6zM10.3 10.3l3.1 3.1");
    pub const SHIELD: Self =
        Self("M8 1.9 2.9 4v3.7c0 3.2 2.1 5.4 5.1 6.5 3-1.1 5.1-3.3 5.1-6.5V4z");
    pub const SUN: Self = Self(
        "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2\
         M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
    );
    pub const TERMINAL: Self = Self("m3 4.5 3.5 3.5L3 11.5M8.2 12h4.8");
    pub const TRASH: Self = Self(
        "M2.7 4.3h10.6M6 4.2V3.1c0-.5.4-.9.9-.9h2.2c.5 0 .9.4.9.9v1.1\
         M4 4.4l.6 8.2c.1.7.6 1.2 1.3 1.2h4.2c.7 0 1.2-.5 1.3-1.2l.6-8.2M6.7 7v4M9.3 7v4",
    );
    pub const USER: Self =
        Self("M8 2.6a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM2.8 13.8a5.2 5.2 0 0 1 10.4 0");
    pub const X: Self = Self("m4 4 8 8M12 4l-8 8");
}

/// An icon. It is decoration: the word beside it, or the name of its button, says the same.
///
/// `<IconView icon=Icon::CHECK/>`
#[component(transparent)]
pub fn IconView(
    /// Which one.
    #[prop(into)]
    icon: Signal<Icon>,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=move || icon.get().0 />
        </svg>
    }
}
