//! `/developers/api-tokens` and `/developers/personal-access-tokens`

use anyhow::{Result, bail};

use crate::{Console, Node};

/// The two kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Belongs to an organization.
    Api,
    /// Belongs to a person.
    Personal,
}

impl Kind {
    /// The heading of its list, and the name of its table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Api => "API Tokens",
            Self::Personal => "Personal Access Tokens",
        }
    }

    /// The address of its list.
    pub fn path(self) -> &'static str {
        match self {
            Self::Api => "/developers/api-tokens",
            Self::Personal => "/developers/personal-access-tokens",
        }
    }
}

/// A list of tokens.
#[derive(Clone, Copy)]
pub struct TokenList<'a> {
    /// The browser.
    pub console: &'a Console,
    /// Which list.
    pub kind: Kind,
}

impl<'a> TokenList<'a> {
    /// The API tokens of the active organization.
    pub fn api(console: &'a Console) -> Self {
        Self {
            console,
            kind: Kind::Api,
        }
    }

    /// The tokens of the person.
    pub fn personal(console: &'a Console) -> Self {
        Self {
            console,
            kind: Kind::Personal,
        }
    }

    /// The visible texts of the rows, as soon as they are there and nothing is on its way.
    ///
    /// # Errors
    /// If the list is not as named.
    pub async fn rows(&self) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        self.console
            .until("the rows", async || {
                self.console.has_loaded().await?;
                let table = self.console.find("table", self.kind.title()).await?;
                texts.clear();
                for row in table.all("row").await? {
                    texts.push(row.text().await?);
                }
                Ok(true)
            })
            .await?;
        Ok(texts)
    }

    /// Waits until the row of a token says this.
    ///
    /// # Errors
    /// If there is no such row, or if it does not say so.
    pub async fn says(&self, token: &str, text: &str) -> Result<()> {
        self.console
            .until(
                &format!("the row of {token:?} to say {text:?}"),
                async || Ok(self.row(token).await?.text().await?.contains(text)),
            )
            .await
    }

    /// The row of a token, as soon as it is there.
    ///
    /// # Errors
    /// If there is none.
    pub async fn row(&self, token: &str) -> Result<Node<'a>> {
        let mut found = None;
        self.console
            .until(&format!("a row of {token:?}"), async || {
                let table = self.console.find("table", self.kind.title()).await?;
                for row in table.all("row").await? {
                    if row.text().await?.lines().any(|line| line.trim() == token) {
                        found = Some(row);
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await?;
        match found {
            Some(row) => Ok(row),
            None => bail!("there is no row of {token:?}"),
        }
    }

    /// Opens the form for a new token.
    ///
    /// # Errors
    /// If the link is missing.
    pub async fn create(&self) -> Result<()> {
        self.console.find("link", "Create").await?.click().await
    }

    /// Opens the menu of a token and chooses from it.
    ///
    /// # Errors
    /// If the menu is not as named.
    pub async fn choose(&self, token: &str, action: &str) -> Result<()> {
        self.console
            .find("button", &format!("Actions for {token}"))
            .await?
            .click()
            .await?;
        self.console.find("menuitem", action).await?.click().await
    }
}
