//! Signs that the page has handled something. A spec waits for one of them; it never looks once, right after
//! an action.

use anyhow::{Result, ensure};

use super::console::Console;
use super::logs::Request;
use super::wait;

/// What a page shows as long as a part of it is on its way.
const ON_ITS_WAY: &str = "[aria-busy=true], .skeleton, .spinner, [role=progressbar], progress";

impl Console {
    /// Waits until the page has done what it had put off to its next frame, such as to move the focus after a
    /// navigation: what is typed before that may go elsewhere. A tab in the background has no frames.
    ///
    /// # Errors
    /// If there is no page.
    pub async fn rests(&self) -> Result<()> {
        let frames = "return new Promise((done) => document.hidden \
            ? done(true) : requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        self.until(
            "two frames",
            async || Ok(self.script(frames).await? == true),
        )
        .await
    }

    /// Waits until no part of the page is on its way any more.
    ///
    /// # Errors
    /// If one still is.
    pub async fn has_loaded(&self) -> Result<()> {
        let script = format!("return document.querySelector('{ON_ITS_WAY}') === null");
        self.until("everything to be loaded", async || {
            Ok(self.script(&script).await? == true)
        })
        .await
    }

    /// Waits until nothing fades or slides any more; what moves as long as something is on its way may go on.
    ///
    /// # Errors
    /// If something does not come to an end.
    pub async fn moves_no_more(&self) -> Result<()> {
        let still = "return document.getAnimations().every((motion) => motion.playState !== 'running' \
            || motion.effect.getTiming().iterations === Infinity)";
        self.until("nothing to move", async || {
            Ok(self.script(still).await? == true)
        })
        .await
    }

    /// Waits until this text can be read nowhere on the page any more.
    ///
    /// # Errors
    /// If it still can.
    pub async fn hides(&self, text: &str) -> Result<()> {
        self.until(&format!("the text {text:?} to go"), async || {
            Ok(!self.text().await?.contains(text))
        })
        .await
    }

    /// Waits until a toast says this, and dismisses it, so that no later wait takes it for the next one with
    /// the same text.
    ///
    /// # Errors
    /// If none says so, or if it stays.
    pub async fn notes(&self, text: &str) -> Result<()> {
        let mut seen = false;
        self.until(&format!("a note with {text:?}, and its end"), async || {
            for note in self.all("listitem").await? {
                if note.count("button", "Dismiss").await? == 1 && note.text().await?.contains(text)
                {
                    seen = true;
                    note.find("button", "Dismiss").await?.click().await?;
                }
            }
            Ok(seen && !self.text().await?.contains(text))
        })
        .await
    }

    /// Waits until the title of the page has this in it.
    ///
    /// # Errors
    /// If it has not.
    pub async fn is_titled(&self, part: &str) -> Result<()> {
        wait::until(format!("the title {part:?}"), async || {
            let title = self.title().await?;
            ensure!(title.contains(part), "it is {title:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until it is at a path right below this one; what stands there instead of further paths, such as
    /// an identifier. The address changes only after the page is shown.
    ///
    /// # Errors
    /// If it does not get there.
    pub async fn arrives_below(&self, path: &str) -> Result<String> {
        let below = format!("{path}/");
        wait::until(format!("an address below {path}"), async || {
            let location = self.location().await?;
            let rest = location.strip_prefix(&below).unwrap_or_default();
            ensure!(
                !rest.is_empty() && !rest.contains(['/', '?', '#']),
                "it is {location}"
            );
            Ok(Some(rest.to_owned()))
        })
        .await
    }

    /// Waits until `count` requests that are `wanted` are among those since the first `from`, and gives them.
    /// There must not be more. To learn that nothing was sent, wait first for what shows that the page has
    /// handled the action.
    ///
    /// # Errors
    /// If there are fewer after a while, or if there are more.
    pub async fn sent(
        &self,
        from: usize,
        count: usize,
        wanted: impl Fn(&Request) -> bool,
    ) -> Result<Vec<Request>> {
        let mut found = Vec::new();
        self.until(&format!("{count} requests"), async || {
            let requests = self.requests().await?.into_iter().skip(from);
            found = requests.filter(|request| wanted(request)).collect();
            ensure!(found.len() >= count, "there are {found:#?}");
            Ok(true)
        })
        .await?;
        ensure!(found.len() == count, "not {count} requests but {found:#?}");
        Ok(found)
    }
}
