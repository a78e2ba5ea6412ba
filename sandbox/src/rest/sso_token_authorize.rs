//! Follows.

use crate::failure::Failure;

pub(crate) async fn handle() -> Failure {
    Failure::bad("missing OIDC configuration, please contact support")
}
