//! Columns that all tables have.

use super::entity::{Column, Kind, column};

pub(super) const KEY: Column = column("id", "id", Kind::Key).required();
pub(super) const CREATED: Column = column("createdAt", "created_at", Kind::Time);
pub(super) const UPDATED: Column = column("updatedAt", "updated_at", Kind::Time);
pub(super) const CREATED_BY: Column = column("createdBy", "created_by", Kind::Text);
pub(super) const UPDATED_BY: Column = column("updatedBy", "updated_by", Kind::Text);
pub(super) const IMPERSONATOR: Column = column(
    "updatedByImpersonator",
    "updated_by_impersonator",
    Kind::Text,
);
