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

    /// Opens the list of organizations and chooses another one.
    ///
    /// # Errors
    /// If the list is not as named.
    pub async fn change_organization(&self, from: &str, to: &str) -> Result<()> {
        self.0
            .find("button", &format!("Organization: {from}"))
            .await?
            .click()
            .await?;
        self.choose_organization(to).await
    }

    /// Chooses from the open list of organizations. What an organization is marked with follows its name.
    ///
    /// # Errors
    /// If it is not in the list.
    pub async fn choose_organization(&self, name: &str) -> Result<()> {
        let names = [
            name.to_owned(),
            format!("{name} SSO"),
            format!("{name} Personal"),
        ];
        let mut chosen = None;
        self.0
            .until(&format!("{name:?} in the list"), async || {
                for name in &names {
                    if self.0.count("button", name).await? == 1 {
                        chosen = Some(name.clone());
                    }
                }
                Ok(chosen.is_some())
            })
            .await?;
        self.0
            .find("button", &chosen.unwrap_or_default())
            .await?
            .click()
            .await
    }
}
