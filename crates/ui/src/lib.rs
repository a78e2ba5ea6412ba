//! The parts that every page is made of.
//!
//! They know nothing of the API, the features or the routes: text, signals and callbacks come in, events go
//! out. Each is accessible by keyboard and with a screen reader by itself, so that a page cannot forget it.
//! Native elements come first (`<dialog>`, popovers, `<input type=date>`, `<progress>`), and what they do is
//! not done again here.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

pub mod announcer;
pub mod avatar;
pub mod badge;
pub mod breadcrumb;
pub mod button;
pub mod callout;
pub mod copy;
pub mod date_time;
pub mod dialog;
pub mod empty_state;
pub mod error_summary;
pub mod field;
pub mod highlight;
pub mod icon;
pub mod id;
mod layer;
pub mod menu;
pub mod pagination;
pub mod popover;
pub mod progress;
pub mod sentence;
pub mod skeleton;
pub mod spinner;
pub mod tabs;
pub mod theme;
mod time_tip;
pub mod toast;
pub mod tone;
pub mod visually_hidden;

pub use announcer::{AnnouncerRegion, announce};
pub use avatar::Avatar;
pub use badge::Badge;
pub use breadcrumb::{Breadcrumb, Crumb};
pub use button::{Button, ButtonLink, IconButton, Size, Variant};
pub use callout::Callout;
pub use copy::CopyButton;
pub use date_time::{DateTimeText, TimeStyle, date_time};
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use error_summary::{ErrorSummary, FieldProblem};
pub use field::{
    Checkbox, Choice, DateField, FieldGroup, RadioGroup, SearchField, Select, TextArea, TextField,
};
pub use icon::{Icon, IconView};
pub use menu::{MenuButton, MenuItem};
pub use pagination::{PageStep, Pagination};
pub use popover::PopoverButton;
pub use progress::Progress;
pub use sentence::with_names;
pub use skeleton::{SkeletonCards, SkeletonTable, SkeletonText};
pub use spinner::Spinner;
pub use tabs::Tabs;
pub use theme::theme_items;
pub use time_tip::REST as TIP_REST;
pub use toast::{Toast, ToastRegion, still_waiting};
pub use tone::Tone;
pub use visually_hidden::VisuallyHidden;
