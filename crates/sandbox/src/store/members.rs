//! Who belongs to an organization, and what is set up for somebody's second factor.

use super::{
    columns::{CREATED, CREATED_BY, IMPERSONATOR, KEY, UPDATED, UPDATED_BY},
    entity::{Edge, Entity, Kind, column},
    tables::USER,
};

/// Memberships: a user in an organization, with a role.
pub(crate) static ORG_MEMBERSHIP: Entity = Entity {
    name: "OrgMembership",
    table: "memberships",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        column("role", "role", Kind::Enum("OrgMembershipRole")).required(),
        column("organizationID", "organization_id", Kind::Reference).required(),
        column("userID", "user_id", Kind::Reference).required(),
        column("ssoExempt", "sso_exempt", Kind::Flag),
        column("ssoExemptReason", "sso_exempt_reason", Kind::Text),
        column("ssoExemptGrantedBy", "sso_exempt_granted_by", Kind::Text),
        column(
            "ssoExemptGrantedAt",
            "sso_exempt_granted_at",
            Kind::DateTime,
        ),
        column("tfaEnforced", "tfa_enforced", Kind::Flag),
        column("tfaEnforcedReason", "tfa_enforced_reason", Kind::Text),
        column("tfaEnforcedBy", "tfa_enforced_by", Kind::Text),
        column("tfaEnforcedAt", "tfa_enforced_at", Kind::DateTime),
        column("additionalRoles", "additional_roles", Kind::List).unfiltered(),
    ],
    hidden: "deleted_at INTEGER, UNIQUE (user_id, organization_id)",
    edges: &[Edge {
        name: "User",
        rows: "SELECT 1 FROM users {t} WHERE {t}.id={p}.user_id AND {t}.deleted_at IS NULL",
        with: Some(|| &USER),
    }],
    absent_edges: "",
    orders: &["created_at", "updated_at", "ROLE"],
    noun: "orgmembership",
};

/// Settings of somebody's second factor: a view of [`super::tables::USER_SETTING`], where it is kept.
pub(crate) static TFA_SETTING: Entity = Entity {
    name: "TFASetting",
    table: "tfa_settings",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        column("recoveryCodes", "recovery_codes", Kind::List).unfiltered(),
        column("verified", "verified", Kind::Flag).required(),
        column("totpAllowed", "totp_allowed", Kind::Flag),
        column("ownerID", "owner_id", Kind::Id),
    ],
    hidden: "",
    edges: &[],
    absent_edges: "",
    orders: &["created_at", "updated_at"],
    noun: "tfasetting",
};
