//! Views whose code comes over the network when they are first shown.
//!
//! A build for shipping puts each of them into a file of its own (feature `split`), so that a first visit
//! fetches only what it shows. Other builds hold everything in one file, and the same views are there at
//! once.

use console_ui::{Button, Callout, Icon, Size, Spinner, Tone};
use console_view::prelude::*;
use gloo_timers::callback::Timeout;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// The chunk with the code of a view could not be fetched, or belongs to another build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkLoadError;

impl fmt::Display for ChunkLoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "This part of the console could not be loaded. Try again, or reload the page.",
        )
    }
}

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for ChunkLoadError {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// How long a chunk is awaited before its absence is told, in milliseconds. It may still come then, and is
/// shown.
const CHUNK_LIMIT_MS: u32 = 20_000;

/// A view whose chunk is being fetched.
pub type PendingView = Pin<Box<dyn Future<Output = Result<AnyView, ChunkLoadError>>>>;

/// Defines `async fn name(arguments) -> Result<AnyView, ChunkLoadError>`, which answers with a view whose
/// code is in the file `chunk` of a split build. With `-> kind` it answers with something else.
macro_rules! lazy {
    ($chunk:ident: fn $name:ident($($argument:ident: $kind:ty),* $(,)?) => $body:expr) => {
        crate::app::lazy::lazy!(
            $chunk: fn $name($($argument: $kind),*) -> console_view::AnyView
                => console_view::IntoView::into_node($body)
        );
    };
    ($chunk:ident: fn $name:ident($($argument:ident: $kind:ty),* $(,)?) -> $made:ty => $body:expr) => {
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($chunk, fallible)]
        fn $name($($argument: $kind),*) -> Result<$made, crate::app::lazy::ChunkLoadError> {
            Ok($body)
        }

        #[cfg(not(feature = "split"))]
        #[allow(clippy::unused_async, reason = "a split build waits for the code here")]
        async fn $name($($argument: $kind),*) -> Result<$made, crate::app::lazy::ChunkLoadError> {
            Ok($body)
        }
    };
}
pub(crate) use lazy;

/// Shows the view that `load` resolves to. Until then it shows `waiting`; if the chunk cannot be loaded, an
/// error with a retry button inside `lost_frame`.
pub fn lazy_view(
    load: impl Fn() -> PendingView + 'static,
    waiting: fn() -> AnyView,
    lost_frame: fn(AnyView) -> AnyView,
) -> AnyView {
    lazy_boxed_view(Box::new(load), waiting, lost_frame)
}

/// The code of [`lazy_view`], once for all views.
fn lazy_boxed_view(
    load: Box<dyn Fn() -> PendingView>,
    waiting: fn() -> AnyView,
    lost_frame: fn(AnyView) -> AnyView,
) -> AnyView {
    // A retry runs in a click handler. The view still belongs to this owner: contexts come from it, and
    // effects end with it.
    let scope = Scope::current();
    let load = StoredValue::new(load);
    let arrived = RwSignal::new(None::<Result<(), ChunkLoadError>>);
    // A chunk that was fetched before resolves at once: showing `waiting` would only flicker.
    let is_late = RwSignal::new(false);
    set_timeout(move || _ = is_late.try_set(true), Duration::ZERO);
    let view = StoredValue::new(None::<AnyView>);
    let fetch = move || {
        let Some(arriving) = load.try_with_value(|load| load()) else {
            return;
        };
        arrived.set(None);
        let give_up = move || {
            if arrived.try_with_untracked(Option::is_none) == Some(true) {
                arrived.try_set(Some(Err(ChunkLoadError)));
            }
        };
        let limit = Timeout::new(CHUNK_LIMIT_MS, give_up);
        scope.spawn(async move {
            let answer = arriving.await;
            drop(limit);
            // Asked for twice it may come twice: what is shown and perhaps typed in stays.
            if arrived.try_with_untracked(|arrived| *arrived == Some(Ok(()))) == Some(false) {
                arrived.set(Some(answer.map(|made| view.set_value(Some(made)))));
            }
        });
    };
    fetch();
    (move || match arrived.get() {
        None if is_late.get() => waiting(),
        None => ().into_any(),
        Some(Ok(())) => view.try_update_value(Option::take).flatten().into_any(),
        Some(Err(ChunkLoadError)) => lost_frame(lost(Callback::new(move |()| fetch()))),
    })
    .into_any()
}

/// As [`lazy_view`], but the chunk is fetched only once `wanted` is true for the first time: for dialogs and
/// menus. Meanwhile it shows `waiting`, for instance [`loading`].
pub fn lazy_on_demand(
    wanted: impl Fn() -> bool + Send + Sync + 'static,
    waiting: fn() -> AnyView,
    load: impl Fn() -> PendingView + Clone + 'static,
) -> AnyView {
    let was_wanted = Memo::new(move |before: Option<&bool>| before == Some(&true) || wanted());
    (move || {
        was_wanted
            .get()
            .then(|| lazy_view(load.clone(), waiting, at_the_edge))
    })
    .into_any()
}

/// A note at the edge of the window: somebody waits for what they have asked for.
pub fn loading() -> AnyView {
    at_the_edge(view! { <p class="lazy-wait" role="status"><Spinner />"Loading…"</p> })
}

fn at_the_edge(view: AnyView) -> AnyView {
    view! { <div class="lazy-note">{view}</div> }
}

fn lost(retry: Callback<()>) -> AnyView {
    view! {
        <Callout tone=Tone::Danger title="This part of the console could not be loaded" role="alert">
            <p>
                "The connection may have been interrupted, or there is a newer version: reload the page \
                 to get it."
            </p>
            <div class="callout-actions">
                <Button size=Size::Small icon=Icon::REFRESH on_press=retry>
                    "Try again"
                </Button>
                <Button size=Size::Small on_press=Callback::new(|()| reload())>
                    "Reload the page"
                </Button>
            </div>
        </Callout>
    }
    .into_any()
}

fn reload() {
    if let Some(window) = web_sys::window() {
        // It fails only where the browser forbids navigation altogether.
        let _ = window.location().reload();
    }
}
