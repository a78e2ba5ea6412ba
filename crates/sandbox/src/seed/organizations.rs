//! The seeded organizations.

use rusqlite::{Connection, params};

use super::{
    ids::{self, SLUGS, fixed},
    people,
};
use crate::{
    config::Config,
    time::{DAY, Micros},
};

/// An organization to insert, with the settings that matter here.
#[derive(Debug, Default)]
pub(crate) struct Organization<'a> {
    /// Id of the organization.
    pub(crate) id: &'a str,
    /// Id of its settings.
    pub(crate) setting_id: &'a str,
    /// Name and display name.
    pub(crate) name: &'a str,
    /// Name in URLs.
    pub(crate) slug: &'a str,
    /// Belongs to one person.
    pub(crate) personal: bool,
    /// Has a payment method.
    pub(crate) paid: bool,
    /// Enforces SSO.
    pub(crate) enforced: bool,
    /// OpenID provider: discovery endpoint, client id, client secret.
    pub(crate) provider: Option<(String, String, String)>,
    /// What it does.
    pub(crate) description: Option<&'a str>,
    /// Who made it.
    pub(crate) created_by: &'a str,
}

/// Secret of the built-in provider's client for an organization.
pub(crate) fn client_secret(organization: &str) -> String {
    format!("sandbox-secret-of-{}", organization.to_lowercase())
}

/// Discovery endpoint, client id and client secret of an organization's provider.
fn provider_of(config: &Config, organization: &str) -> (String, String, String) {
    const DOCUMENT: &str = ".well-known/openid-configuration";
    match &config.provider {
        Some(other) => (
            format!("{}/{DOCUMENT}", other.issuer.trim_end_matches('/')),
            other.client_id.clone(),
            other.client_secret.clone(),
        ),
        None => (
            format!("{}/idp/{organization}/{DOCUMENT}", config.origin()),
            format!("openlane-{}", organization.to_lowercase()),
            client_secret(organization),
        ),
    }
}

/// Points the organizations of an older database at the provider of this start: its port may be another one.
pub(crate) fn point_at_provider(connection: &Connection, config: &Config) -> rusqlite::Result<()> {
    for slug in ["globex", "umbrella"] {
        let organization = ids::organization(slug);
        let (discovery, client, secret) = provider_of(config, &organization);
        connection.execute(
            "UPDATE organization_settings SET oidc_discovery_endpoint=?2, \
             identity_provider_client_id=?3, identity_provider_client_secret=?4 \
             WHERE organization_id=?1 AND oidc_discovery_endpoint IS NOT NULL",
            params![organization, discovery, client, secret],
        )?;
    }
    Ok(())
}

/// Inserts the seeded organizations.
pub(crate) fn plant(connection: &Connection, config: &Config, now: Micros) -> rusqlite::Result<()> {
    let ids: Vec<(String, String)> = SLUGS
        .iter()
        .enumerate()
        .map(|(place, slug)| (ids::organization(slug), fixed("ST", place + 1)))
        .collect();
    let olivia = people::id("olivia");
    let ina = people::id("ina");
    let list = [
        (
            "Acme Security",
            true,
            false,
            false,
            &olivia,
            Some("Endpoint security for hospitals and schools"),
        ),
        (
            "Globex Compliance",
            true,
            true,
            true,
            &olivia,
            Some("Audits, attestations, assessments"),
        ),
        (
            "Umbrella Health",
            true,
            true,
            true,
            &olivia,
            Some("Electronic health records"),
        ),
        ("Initech", false, false, false, &ina, Some("Report covers")),
        (
            "Stark Archive",
            true,
            true,
            false,
            &olivia,
            Some("Records of past engagements"),
        ),
        ("Olivia's workspace", true, false, false, &olivia, None),
        (
            "Wayne Logistics",
            true,
            false,
            false,
            &olivia,
            Some("Freight, and tokens as they grow in the wild"),
        ),
    ];
    for (((id, setting_id), slug), (name, paid, enforced, configured, creator, description)) in
        ids.iter().zip(SLUGS).zip(list)
    {
        let organization = Organization {
            id,
            setting_id,
            name,
            slug,
            personal: slug == "olivia",
            paid,
            enforced,
            provider: configured.then(|| provider_of(config, id)),
            description,
            created_by: creator,
        };
        insert(connection, &organization, now - 400 * DAY)?;
    }
    Ok(())
}

/// Inserts one organization with its settings.
pub(crate) fn insert(
    connection: &Connection,
    new: &Organization<'_>,
    now: Micros,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO organizations (id, created_at, updated_at, created_by, updated_by, tags, \
             name, display_name, description, personal_org, stripe_customer_id, slug_name) \
             VALUES (?1, ?2, ?2, ?3, ?3, '[]', ?4, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            new.id,
            now,
            new.created_by,
            new.name,
            new.description,
            new.personal,
            new.paid.then(|| format!("cus_{}", new.id.to_lowercase())),
            new.slug,
        ])?;
    let (discovery, client, secret) = match &new.provider {
        Some((discovery, client, secret)) => (Some(discovery), Some(client), Some(secret)),
        None => (None, None, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO organization_settings (id, created_at, updated_at, created_by, \
             updated_by, tags, organization_id, billing_notifications_enabled, identity_provider, \
             identity_provider_client_id, identity_provider_client_secret, \
             oidc_discovery_endpoint, identity_provider_login_enforced, \
             identity_provider_auth_tested, identity_provider_jit_provisioning, \
             multifactor_auth_enforced, payment_method_added, jit_allowed_email_domains) \
             VALUES (?1, ?2, ?2, ?3, ?3, '[]', ?4, 1, ?5, ?6, ?7, ?8, ?9, ?9, ?10, 0, ?11, ?12)",
        )?
        .execute(params![
            new.setting_id,
            now,
            new.created_by,
            new.id,
            if new.enforced { "GENERIC_OIDC" } else { "NONE" },
            client,
            secret,
            discovery,
            new.enforced,
            // With provisioning on, whoever the provider vouches for becomes a member; Umbrella wants an
            // invitation.
            new.slug != "umbrella",
            new.paid,
            (new.slug == "globex").then_some("[\"globex.test\"]"),
        ])?;
    Ok(())
}
