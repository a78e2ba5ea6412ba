//! Leaving for an identity provider.

use super::pending::{self, PendingSso};
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::sso;
use crate::domain::id::OrganizationId;
use crate::platform::clock;

/// Leaves for the organization's identity provider to sign in, and comes back to `return_path`.
///
/// # Errors
/// What kept the flow from beginning; nothing is left behind then.
pub async fn begin_sign_in(
    client: Client,
    organization: OrganizationId,
    return_path: String,
) -> Result<(), ApiError> {
    let target = sso::begin_sign_in(client, &organization).await?;
    leave_to_sign_in(&target, organization, return_path)
}

/// Leaves for an identity provider whose address the backend has given already.
///
/// # Errors
/// When the address is no place that an identity provider can be at.
pub fn leave_to_sign_in(
    target: &str,
    organization: OrganizationId,
    return_path: String,
) -> Result<(), ApiError> {
    leave(
        target,
        &PendingSso {
            organization,
            return_path,
            started_at: clock::now(),
            token: None,
        },
    )
}

/// Goes to `target` if it is a place that an identity provider can be at.
pub(super) fn leave(target: &str, flow: &PendingSso) -> Result<(), ApiError> {
    if !is_safe_target(target) {
        return Err(ApiError::SsoNotConfigured);
    }
    pending::remember(flow);
    let gone = web_sys::window().is_some_and(|window| window.location().assign(target).is_ok());
    if gone {
        Ok(())
    } else {
        pending::forget();
        Err(ApiError::SsoNotConfigured)
    }
}

/// Only `https:`, or plain http on this machine: an API answer must not lead anywhere else.
fn is_safe_target(target: &str) -> bool {
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_loopback = loopback.iter().any(|origin| {
        target
            .strip_prefix(origin)
            .is_some_and(|rest| rest.starts_with([':', '/', '?']) && !rest.contains('@'))
    });
    target.starts_with("https://") || is_loopback
}

#[cfg(test)]
mod tests {
    use super::is_safe_target;

    #[test]
    fn only_https_and_this_machine_are_followed() {
        assert!(is_safe_target("https://idp.example.test/authorize?x=1"));
        assert!(is_safe_target(
            "http://127.0.0.1:17608/idp/globex/authorize"
        ));
        for bad in [
            "http://idp.example.test",
            "javascript:alert(1)",
            "//evil.test",
            "http://127.0.0.1.evil.test/",
            "http://localhost@evil.test/",
            "http://localhost:80@evil.test/",
            "data:text/html,x",
        ] {
            assert!(!is_safe_target(bad), "{bad}");
        }
    }
}
