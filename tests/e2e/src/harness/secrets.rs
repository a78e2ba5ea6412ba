//! Where a secret may have been left behind.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::{By, Key};

use super::console::Console;

const SEARCH: &str = "(async (secret) => {
    const places = [];
    const look = (place, text) => { if (String(text ?? '').includes(secret)) places.push(place); };
    look('the page', document.documentElement.outerHTML);
    for (const field of document.querySelectorAll('input, textarea'))
        look(`the field ${field.name || field.id}`, field.value);
    look('the address', location.href);
    look('the title', document.title);
    look('the history', JSON.stringify(history.state));
    look('the cookies', document.cookie);
    look('the name of the window', window.name);
    for (const name of ['localStorage', 'sessionStorage']) {
        for (const [key, value] of Object.entries(window[name])) look(`${name} ${key}`, key + value);
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys())
            look(`the cache ${name}`, request.url + await (await cache.match(request)).text());
    }
    for (const { name } of await indexedDB.databases()) places.push(`there is a database ${name}`);
    for (const entry of performance.getEntries()) look('the performance entries', entry.name);
    return places;
})";

impl Console {
    /// The value of a token of the seed: it follows from the identifier, as the sandbox documents. The prefix
    /// is `tola_` or `tolp_`.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn seeded_value(&self, prefix: &str, id: &str) -> Result<String> {
        let script = format!(
            "const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'; \
             return Promise.all([1, 2].map((half) => \
                    crypto.subtle.digest('SHA-256', new TextEncoder().encode({} + '/' + half)))) \
                .then((halves) => halves.map((half) => \
                    [...new Uint8Array(half)].map((byte) => letters[byte % 62]).join('')).join(''))",
            json!(id)
        );
        let text = self.script(&script).await?;
        Ok(format!("{prefix}{}", text.as_str().unwrap_or_default()))
    }

    /// Fails if this text can be found in the page, its fields, the address, the title, the history, a
    /// storage, a cache, or the browser's log.
    ///
    /// # Errors
    /// If it is found; where is said.
    pub async fn has_forgotten(&self, secret: &str) -> Result<()> {
        let found = self
            .evaluate(&format!("{SEARCH}({})", json!(secret)))
            .await?;
        let found = found.as_array().cloned().unwrap_or_default();
        ensure!(found.is_empty(), "the secret is still in {found:?}");
        ensure!(
            !self.log().await?.iter().any(|line| line.contains(secret)),
            "the secret is in the browser's log"
        );
        Ok(())
    }

    /// What a person would paste. Read in a tab of its own, because the console's policy forbids it to read.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn clipboard(&self) -> Result<String> {
        let here = self.driver().window().await?;
        let tab = self.driver().new_tab().await?;
        self.driver().switch_to_window(tab).await?;
        self.driver()
            .goto("data:text/html,<textarea aria-label=paste></textarea>")
            .await?;
        let field = self.driver().find(By::Tag("textarea")).await?;
        field.send_keys(Key::Control + "v".to_owned()).await?;
        let pasted = field.prop("value").await?.unwrap_or_default();
        self.driver().close_window().await?;
        self.driver().switch_to_window(here).await?;
        Ok(pasted)
    }
}
