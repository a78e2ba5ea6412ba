//! The paths of the pages, below the address of the console.

/// The API tokens of the organization.
pub const API_TOKENS: &str = "/developers/api-tokens";
/// The form of a new API token.
pub const NEW_API_TOKEN: &str = "/developers/api-tokens/new";
/// The personal access tokens of the user.
pub const PERSONAL_TOKENS: &str = "/developers/personal-access-tokens";
/// The form of a new personal access token.
pub const NEW_PERSONAL_TOKEN: &str = "/developers/personal-access-tokens/new";
/// The access review of the organization's API tokens.
pub const REVIEW: &str = "/developers/review";
/// Checking found values.
pub const CHECK: &str = "/developers/check";
/// The form for several API tokens.
pub const NEW_BATCH: &str = "/developers/api-tokens/new-batch";
