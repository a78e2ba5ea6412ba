//! Before there is a session.

use crate::paths::API_TOKENS;
use anyhow::Result;

use super::{OWNER, at_rest};
use crate::Console;
use crate::pages::{PASSWORD, SignIn};

/// Ends on the list of API tokens of the owner.
pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    let page = SignIn(console);
    console.open("/login").await?;
    console.find("textbox", "Email").await?;
    at_rest(console, "sign-in", visit).await?;
    // Passkeys are for names, and this page is at an address.
    let passkey = console.find("button", "Sign in with a passkey").await?;
    passkey.click().await?;
    console.alerts("are for another address").await?;
    at_rest(console, "passkey-for-another-address", visit).await?;
    page.give_email("tess@acme.test").await?;
    console.find("textbox", "Password").await?;
    at_rest(console, "password", visit).await?;
    page.give_password("something else").await?;
    console.alerts("password").await?;
    at_rest(console, "wrong-password", visit).await?;
    page.give_password(PASSWORD).await?;
    console.find("textbox", "Authentication code").await?;
    at_rest(console, "second-factor", visit).await?;
    page.and_go_to(OWNER, API_TOKENS, "API Tokens").await
}
