//! The value, once.

use anyhow::Result;

use crate::{Console, Node};

/// The view after a token was created.
#[derive(Clone, Copy)]
pub struct TokenCreated<'a>(pub &'a Console);

impl<'a> TokenCreated<'a> {
    /// Waits for it.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn appears(&self) -> Result<()> {
        self.0.find("heading", "Token created").await?;
        Ok(())
    }

    /// The field with the value.
    ///
    /// # Errors
    /// If it is not as named.
    pub async fn field(&self) -> Result<Node<'a>> {
        self.0.find("textbox", "Token value").await
    }

    /// Reveals the value and reads it.
    ///
    /// # Errors
    /// If it is not as named.
    pub async fn reveal(&self) -> Result<String> {
        self.0.find("button", "Reveal").await?.click().await?;
        self.0.find("button", "Hide").await?;
        let mut value = String::new();
        self.0
            .until("the value to be shown", async || {
                value = self.field().await?.value().await?;
                Ok(!value.is_empty() && !value.contains('•'))
            })
            .await?;
        Ok(value)
    }

    /// Confirms that the value is stored.
    ///
    /// # Errors
    /// If it is not as named.
    pub async fn store(&self) -> Result<()> {
        let stored = self.0.find("checkbox", "I have stored this token").await?;
        stored.click().await
    }

    /// Confirms that the value is stored, and leaves.
    ///
    /// # Errors
    /// If it is not as named.
    pub async fn done(&self) -> Result<()> {
        self.store().await?;
        self.0.find("button", "Done").await?.click().await
    }
}
