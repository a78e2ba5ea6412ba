//! Where this page is.

use console_view::prelude::*;

/// One step of the way.
#[derive(Clone, Debug)]
pub struct Crumb {
    label: String,
    href: Option<String>,
    is_name: bool,
}

impl Crumb {
    /// A step that can be gone back to.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
            is_name: false,
        }
    }

    /// A step without a page of its own, or this page.
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
            is_name: false,
        }
    }

    /// Its label is somebody's name for something, which is not to be translated.
    #[must_use]
    pub fn as_name(mut self) -> Self {
        self.is_name = true;
        self
    }
}

/// The way from the top to this page; the last step is this page.
///
/// `<Breadcrumb items=vec![Crumb::link("API Tokens", list), Crumb::text("New")]/>`
#[component(transparent)]
pub fn Breadcrumb(
    /// The steps.
    #[prop(into)]
    items: Signal<Vec<Crumb>>,
) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                {move || {
                    let items = items.get();
                    let last = items.len().saturating_sub(1);
                    items
                        .into_iter()
                        .enumerate()
                        .map(|(index, Crumb { label, href, is_name })| {
                            let keep = is_name.then_some("no");
                            let current = (index == last).then_some("page");
                            view! {
                                <li>
                                    {match href {
                                        Some(href) => view! {
                                            <a href=href aria-current=current dir="auto" translate=keep>
                                                {label}
                                            </a>
                                        }
                                        .into_any(),
                                        None => view! {
                                            <span aria-current=current dir="auto" translate=keep>
                                                {label}
                                            </span>
                                        }
                                        .into_any(),
                                    }}
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ol>
        </nav>
    }
}
