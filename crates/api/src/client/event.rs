//! What a client tells of its session.

use crate::session_tokens::SessionTokens;

/// What happens to a session while calls are made.
pub enum SessionEvent {
    /// It is about to be renewed: other tabs may have done so a moment ago.
    Renewing,
    /// It has new tokens.
    Renewed(SessionTokens),
    /// A renewal came when its session was over here: nobody uses this pair, and it has to be ended.
    Orphaned(SessionTokens),
    /// This computer's clock was set, as the answers of the backend show.
    ClockMoved(SessionTokens),
    /// It is over and could not be renewed.
    Ended {
        /// Whether the organization asks for its identity provider (contract 1.10).
        needs_sso: bool,
    },
}
