//! What this tab remembers while somebody is at an identity provider. Never a secret.

use console_domain::sso_flow::SsoFlow;
use console_platform::storage::{self, Area};

/// The flow that has left.
const PENDING_KEY: &str = "sso-pending";
/// The last authorization of a token that has left and was not seen to succeed. Until one does, the
/// backend's cookies make it part of every sign-in of this browser (contract 7.3).
const UNFINISHED_KEY: &str = "sso-unfinished";

/// Remembers `flow` until it comes back, instead of any other.
pub fn remember(flow: &SsoFlow) {
    if let Ok(mut text) = serde_json::to_string(flow) {
        if let Some(state) = &flow.state {
            text = format!("{state}\n{text}");
        }
        storage::set(Area::Session, PENDING_KEY, &text);
        if flow.authorization.is_some() {
            storage::set(Area::Session, UNFINISHED_KEY, &text);
        }
    }
}

/// The flow as [`remember`] wrote it: its state on a line before, because a field more costs more code.
fn read(key: &str) -> Option<SsoFlow> {
    let text = storage::get(Area::Session, key)?;
    let (state, json) = text.split_once('\n').unwrap_or(("", &text));
    let mut flow: SsoFlow = serde_json::from_str(json).ok()?;
    flow.state = Some(state.to_owned()).filter(|state| !state.is_empty());
    Some(flow)
}

/// The flow that left, if one did.
pub fn recall() -> Option<SsoFlow> {
    read(PENDING_KEY)
}

/// Forgets the flow.
pub fn forget() {
    storage::remove(Area::Session, PENDING_KEY);
}

/// The authorization that was begun and not finished.
pub fn unfinished() -> Option<SsoFlow> {
    read(UNFINISHED_KEY)
}

/// A sign-in has succeeded, and with it whatever was unfinished (contract 7.3).
pub fn all_finished() {
    storage::remove(Area::Session, UNFINISHED_KEY);
}
