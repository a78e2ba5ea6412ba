//! What this tab remembers while somebody is at an identity provider. Never a secret.

use crate::domain::sso_flow::SsoFlow;
use crate::platform::storage::{self, Area};

const STORAGE_KEY: &str = "sso-pending";

/// Remembers `flow` until it comes back, instead of any other.
pub fn remember(flow: &SsoFlow) {
    if let Ok(text) = serde_json::to_string(flow) {
        storage::set(Area::Session, STORAGE_KEY, &text);
    }
}

/// The flow that left, if one did.
pub fn recall() -> Option<SsoFlow> {
    serde_json::from_str(&storage::get(Area::Session, STORAGE_KEY)?).ok()
}

/// Forgets the flow.
pub fn forget() {
    storage::remove(Area::Session, STORAGE_KEY);
}
