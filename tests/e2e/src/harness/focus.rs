//! Where the keyboard is, and whether one can see that.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::accessibility::{self, Thing};
use super::computed;
use super::console::Console;
use super::engine::Engine;
use super::wait;

/// What is wrong with the visibility of the focused element, or an empty text. It has to be in the viewport
/// and covered by nothing else, and to have a focus ring where `:focus-visible` matches, and on a radio
/// button always. A heading or a region that was focused by script cannot be operated and needs none.
const UNSEEN: &str = "return (() => {
    const it = document.activeElement, box = it.getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right - left < 1 || bottom - top < 1) return 'it is out of the window';
    const own = (hit) => hit
        && (it.contains(hit) || [...(it.labels ?? [])].some((label) => label.contains(hit)));
    const spots = [[.5, .5], [.15, .25], [.85, .25], [.15, .75], [.85, .75]];
    if (!spots.some(([x, y]) =>
        own(document.elementFromPoint(left + x * (right - left), top + y * (bottom - top)))))
        return 'it is covered by something else';
    if (it.tabIndex < 0 && !it.matches('[role^=menuitem]')) return '';
    if (!it.matches(':focus-visible, [type=radio]')) return ONLY_KEYS ? 'it shows nothing' : '';
    const ring = (part, pseudo) => {
        const style = part && getComputedStyle(part, pseudo);
        return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
            && !/^rgba\\(.*, 0\\)$|transparent/.test(style.outlineColor);
    };
    if (ring(it) || ring(it, '::after') || ring(it, '::before') || ring(it.nextElementSibling)) return '';
    return 'it has no ring';
})()";

impl Console {
    /// Role and name of what has the focus, such as `button "Sign in"`.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn focused(&self) -> Result<String> {
        if self.engine() != Engine::Chromium {
            let element = self.driver().active_element().await?;
            let thing = computed::of_element(self.driver(), &element).await?;
            return Ok(thing.map_or_else(String::new, |thing| said(&thing)));
        }
        let found = self
            .browser()
            .send(
                "Runtime.evaluate",
                json!({ "expression": "document.activeElement" }),
            )
            .await?;
        let object = found["result"]["objectId"]
            .as_str()
            .context("nothing has the focus")?;
        let thing = accessibility::of_object(self.browser(), object).await?;
        Ok(thing.map_or_else(String::new, |thing| said(&thing)))
    }

    /// Waits until this has the focus, and can be seen to have it.
    ///
    /// # Errors
    /// If something else keeps it, or if it is out of sight; that is said.
    pub async fn focuses(&self, role: &str, name: &str) -> Result<()> {
        self.holds_focus(role, name, false).await
    }

    /// The same after a key, when there has to be a ring.
    ///
    /// # Errors
    /// If something else keeps it, or if it is out of sight; that is said.
    pub async fn keys_reach(&self, role: &str, name: &str) -> Result<()> {
        self.holds_focus(role, name, true).await
    }

    async fn holds_focus(&self, role: &str, name: &str, only_keys: bool) -> Result<()> {
        let wanted = format!("{role} {name:?}");
        wait::until(format!("the focus on {wanted}"), async || {
            let focused = self.focused().await?;
            ensure!(focused == wanted, "it is on {focused}");
            self.is_seen(only_keys).await?;
            Ok(Some(()))
        })
        .await
    }

    /// Waits until whatever a key has brought the focus to can be seen to have it.
    ///
    /// # Errors
    /// If it cannot; why is said.
    pub async fn shows_its_focus(&self) -> Result<()> {
        wait::until("the focus to be seen", async || {
            self.is_seen(true).await?;
            Ok(Some(()))
        })
        .await
    }

    async fn is_seen(&self, only_keys: bool) -> Result<()> {
        let unseen = self
            .script(&UNSEEN.replace("ONLY_KEYS", &only_keys.to_string()))
            .await?;
        ensure!(unseen == "", "{}: {unseen}", self.focused().await?);
        Ok(())
    }
}

fn said(thing: &Thing) -> String {
    format!("{} {:?}", thing.role, thing.name)
}
