//! `/developers/…/new`

use anyhow::Result;

use crate::{Console, DATE_FIELD, Node};

/// The form for a new token.
#[derive(Clone, Copy)]
pub struct CreateToken<'a>(pub &'a Console);

impl<'a> CreateToken<'a> {
    /// Writes the name.
    ///
    /// # Errors
    /// If the field is not as named.
    pub async fn name(&self, name: &str) -> Result<()> {
        self.0.find("textbox", "Name").await?.fill(name).await
    }

    /// Writes the description.
    ///
    /// # Errors
    /// If the field is not as named.
    pub async fn description(&self, text: &str) -> Result<()> {
        self.0
            .find("textbox", "Description")
            .await?
            .fill(text)
            .await
    }

    /// The box of a scope, such as `Evidence: Read`.
    ///
    /// # Errors
    /// If there is none.
    pub async fn scope(&self, label: &str) -> Result<Node<'a>> {
        let scopes = self.0.find("group", "Scopes").await?;
        scopes.find("checkbox", label).await
    }

    /// Presses a preset of scopes, such as `Read only`.
    ///
    /// # Errors
    /// If there is none.
    pub async fn preset(&self, name: &str) -> Result<()> {
        let scopes = self.0.find("group", "Scopes").await?;
        scopes.find("button", name).await?.click().await
    }

    /// The box of an organization.
    ///
    /// # Errors
    /// If there is none.
    pub async fn organization(&self, name: &str) -> Result<Node<'a>> {
        let organizations = self.0.find("group", "Authorized Organizations").await?;
        organizations.find("checkbox", name).await
    }

    /// Chooses an end of life, such as `7 days`. The group is a radio group to some browsers.
    ///
    /// # Errors
    /// If there is no such choice.
    pub async fn expires(&self, choice: &str) -> Result<()> {
        self.0.find("radio", choice).await?.click().await
    }

    /// Chooses a date (`2026-12-31`).
    ///
    /// # Errors
    /// If there is no such field, or it does not take the date.
    pub async fn expires_on(&self, date: &str) -> Result<()> {
        self.expires("Custom date").await?;
        self.0
            .find(DATE_FIELD, "Expiration date")
            .await?
            .set_value(date)
            .await
    }

    /// Presses the button.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn submit(&self) -> Result<()> {
        self.0.find("button", "Create Token").await?.click().await
    }
}
