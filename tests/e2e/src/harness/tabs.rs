//! The tabs of the browser, by the order in which they were opened.

use anyhow::{Context as _, Result};
use thirtyfour::WindowHandle;

use super::console::Console;
use super::engine::Engine;

impl Console {
    /// Opens a second tab of the same profile and switches to it. [`switch_to`](Self::switch_to) changes
    /// tabs.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn new_tab(&self) -> Result<()> {
        self.tabs().await?;
        // A new tab of WebKit's browser stays hidden, and a hidden page has no frames.
        let tab = match self.engine() {
            Engine::WebKit => self.driver().new_window().await?,
            Engine::Chromium | Engine::Firefox => self.driver().new_tab().await?,
        };
        self.driver().switch_to_window(tab).await?;
        self.browser().prepare().await
    }

    /// Goes to a tab, by the order in which they were opened, from 0.
    ///
    /// # Errors
    /// If there is no such tab.
    pub async fn switch_to(&self, tab: usize) -> Result<()> {
        let tabs = self.tabs().await?;
        let tab = tabs
            .get(tab)
            .cloned()
            .with_context(|| format!("there are only {} tabs", tabs.len()))?;
        Ok(self.driver().switch_to_window(tab).await?)
    }

    async fn tabs(&self) -> Result<Vec<WindowHandle>> {
        let open = self.driver().windows().await?;
        let mut tabs = self.tabs.borrow_mut();
        tabs.retain(|tab| open.contains(tab));
        for tab in open {
            if !tabs.contains(&tab) {
                tabs.push(tab);
            }
        }
        Ok(tabs.clone())
    }
}
