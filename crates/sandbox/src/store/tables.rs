//! The entities of the sandbox and the tables they live in.

use super::{
    columns::{CREATED, CREATED_BY, IMPERSONATOR, KEY, UPDATED, UPDATED_BY},
    entity::{Column, Edge, Entity, Kind, column},
};

const TAGS: Column = column("tags", "tags", Kind::List);
const NAME: Column = column("name", "name", Kind::Text).required();
const SECRET: Column = column("token", "token", Kind::Text).required().unfiltered();
const EXPIRES: Column = column("expiresAt", "expires_at", Kind::Time).nulls_last();
const DESCRIPTION: Column = column("description", "description", Kind::Text).unfiltered();
const SCOPES: Column = column("scopes", "scopes", Kind::List);
const LAST_USED: Column = column("lastUsedAt", "last_used_at", Kind::Time).nulls_last();
const ACTIVE: Column = column("isActive", "is_active", Kind::Flag);
const REVOKED_REASON: Column = column("revokedReason", "revoked_reason", Kind::Text);
const REVOKED_BY: Column = column("revokedBy", "revoked_by", Kind::Text);
const REVOKED_AT: Column = column("revokedAt", "revoked_at", Kind::Time);
const SSO: Column = column("ssoAuthorizations", "sso_authorizations", Kind::Json).unfiltered();
const AVATAR_URL: Column = column("avatarRemoteURL", "avatar_remote_url", Kind::Text);
const AVATAR_FILE: Column = column("avatarLocalFileID", "avatar_local_file_id", Kind::Id);
const AVATAR_UPDATED: Column = column("avatarUpdatedAt", "avatar_updated_at", Kind::Time);

const TOKEN_ORDERS: &[&str] = &[
    "created_at",
    "updated_at",
    "name",
    "expires_at",
    "last_used_at",
    "is_active",
];

/// API tokens: they belong to an organization.
pub(crate) static API_TOKEN: Entity = Entity {
    name: "APIToken",
    table: "api_tokens",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        TAGS,
        column("ownerID", "owner_id", Kind::Id),
        NAME,
        SECRET,
        EXPIRES,
        DESCRIPTION,
        SCOPES,
        LAST_USED,
        ACTIVE,
        REVOKED_REASON,
        REVOKED_BY,
        REVOKED_AT,
        SSO,
    ],
    hidden: "deleted_at INTEGER",
    edges: &[Edge {
        name: "Owner",
        rows: "SELECT 1 FROM organizations {t} WHERE {t}.id={p}.owner_id AND {t}.deleted_at IS NULL",
        with: Some(|| &ORGANIZATION),
    }],
    absent_edges: "",
    orders: TOKEN_ORDERS,
    noun: "apitoken",
};

/// Personal access tokens: they belong to a user and name organizations.
pub(crate) static PERSONAL_ACCESS_TOKEN: Entity = Entity {
    name: "PersonalAccessToken",
    table: "personal_access_tokens",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        TAGS,
        NAME,
        SECRET,
        EXPIRES,
        DESCRIPTION,
        SCOPES,
        SSO,
        LAST_USED,
        ACTIVE,
        REVOKED_REASON,
        REVOKED_BY,
        REVOKED_AT,
    ],
    hidden: "owner_id TEXT NOT NULL, deleted_at INTEGER",
    edges: &[
        Edge {
            name: "Owner",
            rows: "SELECT 1 FROM users {t} WHERE {t}.id={p}.owner_id AND {t}.deleted_at IS NULL",
            with: Some(|| &USER),
        },
        Edge {
            name: "Organizations",
            rows: "SELECT 1 FROM organizations {t} JOIN pat_organizations {t}j \
                 ON {t}j.organization_id={t}.id \
                 WHERE {t}j.pat_id={p}.id AND {t}.deleted_at IS NULL",
            with: Some(|| &ORGANIZATION),
        },
    ],
    absent_edges: "Events",
    orders: TOKEN_ORDERS,
    noun: "personalaccesstoken",
};

/// Organizations.
pub(crate) static ORGANIZATION: Entity = Entity {
    name: "Organization",
    table: "organizations",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        TAGS,
        NAME.unfiltered(),
        column("displayName", "display_name", Kind::Text).required(),
        DESCRIPTION,
        column("parentOrganizationID", "parent_id", Kind::Id),
        column("personalOrg", "personal_org", Kind::Flag),
        AVATAR_URL,
        AVATAR_FILE,
        AVATAR_UPDATED,
        column("stripeCustomerID", "stripe_customer_id", Kind::Text).unfiltered(),
        column("slugName", "slug_name", Kind::Text),
    ],
    hidden: "deleted_at INTEGER",
    edges: &[
        Edge {
            name: "Parent",
            rows: "SELECT 1 FROM organizations {t} WHERE {t}.id={p}.parent_id AND {t}.deleted_at IS NULL",
            with: Some(|| &ORGANIZATION),
        },
        Edge {
            name: "Children",
            rows: "SELECT 1 FROM organizations {t} WHERE {t}.parent_id={p}.id AND {t}.deleted_at IS NULL",
            with: Some(|| &ORGANIZATION),
        },
        Edge {
            name: "Setting",
            rows: "SELECT 1 FROM organization_settings {t} WHERE {t}.organization_id={p}.id",
            with: None,
        },
        Edge {
            name: "PersonalAccessTokens",
            rows: "SELECT 1 FROM personal_access_tokens {t} JOIN pat_organizations {t}j \
                 ON {t}j.pat_id={t}.id \
                 WHERE {t}j.organization_id={p}.id AND {t}.deleted_at IS NULL",
            with: Some(|| &PERSONAL_ACCESS_TOKEN),
        },
        Edge {
            name: "APITokens",
            rows: "SELECT 1 FROM api_tokens {t} WHERE {t}.owner_id={p}.id AND {t}.deleted_at IS NULL",
            with: Some(|| &API_TOKEN),
        },
        Edge {
            name: "Users",
            rows: "SELECT 1 FROM users {t} JOIN memberships {t}j ON {t}j.user_id={t}.id \
                   WHERE {t}j.organization_id={p}.id AND {t}.deleted_at IS NULL",
            with: Some(|| &USER),
        },
    ],
    absent_edges: include_str!("../../data/organization_edges.txt"),
    orders: &["created_at", "updated_at", "name", "display_name"],
    noun: "organization",
};

/// Settings of an organization.
pub(crate) static ORGANIZATION_SETTING: Entity = Entity {
    name: "OrganizationSetting",
    table: "organization_settings",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        TAGS,
        column("domains", "domains", Kind::List),
        column("billingContact", "billing_contact", Kind::Text),
        column("billingEmail", "billing_email", Kind::Text),
        column("billingPhone", "billing_phone", Kind::Text),
        column("billingAddress", "billing_address", Kind::Json),
        column("taxIdentifier", "tax_identifier", Kind::Text),
        column(
            "geoLocation",
            "geo_location",
            Kind::Enum("OrganizationSettingRegion"),
        ),
        column("organizationID", "organization_id", Kind::Id),
        column(
            "billingNotificationsEnabled",
            "billing_notifications_enabled",
            Kind::Flag,
        )
        .required(),
        column("allowedEmailDomains", "allowed_email_domains", Kind::List),
        column(
            "allowMatchingDomainsAutojoin",
            "allow_matching_domains_autojoin",
            Kind::Flag,
        ),
        column(
            "identityProvider",
            "identity_provider",
            Kind::Enum("OrganizationSettingSSOProvider"),
        ),
        column(
            "identityProviderClientID",
            "identity_provider_client_id",
            Kind::Text,
        ),
        column(
            "identityProviderClientSecret",
            "identity_provider_client_secret",
            Kind::Text,
        ),
        column(
            "identityProviderMetadataEndpoint",
            "identity_provider_metadata_endpoint",
            Kind::Text,
        ),
        column(
            "identityProviderAuthTested",
            "identity_provider_auth_tested",
            Kind::Flag,
        )
        .required(),
        column(
            "identityProviderEntityID",
            "identity_provider_entity_id",
            Kind::Text,
        ),
        column(
            "oidcDiscoveryEndpoint",
            "oidc_discovery_endpoint",
            Kind::Text,
        ),
        column("samlSigninURL", "saml_signin_url", Kind::Text),
        column("samlIssuer", "saml_issuer", Kind::Text),
        column("samlCert", "saml_cert", Kind::Text),
        column(
            "identityProviderLoginEnforced",
            "identity_provider_login_enforced",
            Kind::Flag,
        )
        .required(),
        column(
            "identityProviderJitProvisioning",
            "identity_provider_jit_provisioning",
            Kind::Flag,
        )
        .required(),
        column(
            "jitAllowedEmailDomains",
            "jit_allowed_email_domains",
            Kind::List,
        ),
        column(
            "multifactorAuthEnforced",
            "multifactor_auth_enforced",
            Kind::Flag,
        ),
        column("ssoExemptDomains", "sso_exempt_domains", Kind::List),
        column("allowSupportAccess", "allow_support_access", Kind::Flag),
        column(
            "complianceWebhookToken",
            "compliance_webhook_token",
            Kind::Text,
        ),
        column("paymentMethodAdded", "payment_method_added", Kind::Flag).required(),
        column("pendingDeletionAt", "pending_deletion_at", Kind::Time),
    ],
    hidden: "deleted_at INTEGER",
    edges: &[],
    absent_edges: "",
    orders: &["created_at"],
    noun: "organizationsetting",
};

/// Users.
pub(crate) static USER: Entity = Entity {
    name: "User",
    table: "users",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        column("displayID", "display_id", Kind::Text).required(),
        TAGS,
        column("email", "email", Kind::Text).required(),
        column("firstName", "first_name", Kind::Text),
        column("lastName", "last_name", Kind::Text),
        column("displayName", "display_name", Kind::Text).required(),
        AVATAR_URL,
        AVATAR_FILE,
        AVATAR_UPDATED,
        column("lastSeen", "last_seen", Kind::Time),
        column(
            "lastLoginProvider",
            "last_login_provider",
            Kind::Enum("UserAuthProvider"),
        ),
        column("sub", "sub", Kind::Text),
        column(
            "authProvider",
            "auth_provider",
            Kind::Enum("UserAuthProvider"),
        )
        .required(),
        column("role", "role", Kind::Enum("UserRole")),
        column("scimExternalID", "scim_external_id", Kind::Text),
        column("scimUsername", "scim_username", Kind::Text),
        column("scimActive", "scim_active", Kind::Flag),
        column(
            "scimPreferredLanguage",
            "scim_preferred_language",
            Kind::Text,
        ),
        column("scimLocale", "scim_locale", Kind::Text),
    ],
    hidden: "password_hash TEXT, deleted_at INTEGER",
    edges: &[
        Edge {
            name: "PersonalAccessTokens",
            rows: "SELECT 1 FROM personal_access_tokens {t} WHERE {t}.owner_id={p}.id \
                 AND {t}.deleted_at IS NULL",
            with: Some(|| &PERSONAL_ACCESS_TOKEN),
        },
        Edge {
            name: "Setting",
            rows: "SELECT 1 FROM user_settings {t} WHERE {t}.user_id={p}.id",
            with: None,
        },
        Edge {
            name: "Organizations",
            rows: "SELECT 1 FROM organizations {t} JOIN memberships {t}j ON {t}j.organization_id={t}.id \
                   WHERE {t}j.user_id={p}.id AND {t}.deleted_at IS NULL",
            with: Some(|| &ORGANIZATION),
        },
    ],
    absent_edges: include_str!("../../data/user_edges.txt"),
    orders: &[
        "created_at",
        "updated_at",
        "first_name",
        "last_name",
        "display_name",
    ],
    noun: "user",
};

/// Settings of a user.
pub(crate) static USER_SETTING: Entity = Entity {
    name: "UserSetting",
    table: "user_settings",
    columns: &[
        KEY,
        CREATED,
        UPDATED,
        CREATED_BY,
        UPDATED_BY,
        IMPERSONATOR,
        TAGS,
        column("userID", "user_id", Kind::Id),
        column("delegateUserID", "delegate_user_id", Kind::Text),
        column("delegateStartAt", "delegate_start_at", Kind::Time),
        column("delegateEndAt", "delegate_end_at", Kind::Time),
        column("locked", "locked", Kind::Flag).required(),
        column("silencedAt", "silenced_at", Kind::Time),
        column("suspendedAt", "suspended_at", Kind::Time),
        column("status", "status", Kind::Enum("UserSettingUserStatus")).required(),
        column("emailConfirmed", "email_confirmed", Kind::Flag).required(),
        column("isWebauthnAllowed", "is_webauthn_allowed", Kind::Flag),
        column("isTfaEnabled", "is_tfa_enabled", Kind::Flag),
    ],
    hidden: "default_org_id TEXT, totp_secret TEXT, recovery_codes TEXT, deleted_at INTEGER",
    edges: &[],
    absent_edges: "",
    orders: &["created_at"],
    noun: "usersetting",
};
