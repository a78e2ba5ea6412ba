//! What stands around every page behind the sign-in.

use anyhow::Result;

use crate::Console;

/// Sidebar and menus.
#[derive(Clone, Copy)]
pub struct Shell<'a>(pub &'a Console);

impl Shell<'_> {
    /// Signs out through the account menu.
    ///
    /// # Errors
    /// If the menu is not as named.
    pub async fn sign_out(&self) -> Result<()> {
        self.0.find("button", "Account").await?.click().await?;
        self.0.find("menuitem", "Sign out").await?.click().await
    }
}
