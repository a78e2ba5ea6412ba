//! `/login`

use anyhow::Result;

use crate::Console;

/// The password of every account in the sandbox's seed.
pub const PASSWORD: &str = "sandbox-Passw0rd";

/// The sign-in page.
#[derive(Clone, Copy)]
pub struct SignIn<'a>(pub &'a Console);

impl SignIn<'_> {
    /// Opens the page and gives the address.
    ///
    /// # Errors
    /// If the form is not as named.
    pub async fn give_email(&self, email: &str) -> Result<()> {
        self.0.find("textbox", "Email").await?.fill(email).await?;
        self.0.find("button", "Continue").await?.click().await
    }

    /// Gives the password, on the second step.
    ///
    /// # Errors
    /// If the form is not as named.
    pub async fn give_password(&self, password: &str) -> Result<()> {
        self.0
            .find("textbox", "Password")
            .await?
            .fill(password)
            .await?;
        self.0.find("button", "Sign in").await?.click().await
    }

    /// Opens a path of the console as this person, through the form and by the keyboard alone, and waits
    /// until the page is there as a whole and has given the focus to its heading: what is typed before that
    /// may go elsewhere.
    ///
    /// # Errors
    /// If the sign-in does not succeed.
    pub async fn and_go_to(&self, email: &str, path: &str, heading: &str) -> Result<()> {
        self.0.open(path).await?;
        self.0.find("textbox", "Email").await?.enter(email).await?;
        let password = self.0.find("textbox", "Password").await?;
        password.enter(PASSWORD).await?;
        self.0.find("heading", heading).await?;
        self.0.has_loaded().await?;
        self.0.focuses("heading", heading).await
    }
}
