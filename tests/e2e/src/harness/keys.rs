//! Keys, wherever the focus is.

use anyhow::Result;
use thirtyfour::{Key, TypingData};

use super::console::Console;

impl Console {
    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.type_keys(key + String::new()).await
    }

    /// Types, wherever the focus is.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn type_keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self
            .driver()
            .action_chain()
            .send_keys(keys)
            .perform()
            .await?)
    }

    /// Presses a key while Control is held, wherever the focus is.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn press_with_control(&self, key: impl Into<TypingData>) -> Result<()> {
        let actions = self.driver().action_chain().key_down(Key::Control);
        Ok(actions
            .send_keys(key)
            .key_up(Key::Control)
            .perform()
            .await?)
    }
}
