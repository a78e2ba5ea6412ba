//! Organizations, and what they demand of tokens.

use super::id::OrganizationId;

/// An organization that the user can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Its identifier.
    pub id: OrganizationId,
    /// The name people know it by.
    pub name: String,
    /// Whether it is the user's own, which cannot be chosen for a token.
    pub is_personal: bool,
    /// Address of a picture, if it has one.
    pub avatar_url: Option<String>,
    /// Whether it enforces single sign-on (`identityProviderLoginEnforced`).
    pub enforces_sso: bool,
    /// E-mail domains whose users need no single sign-on (`ssoExemptDomains`).
    pub sso_exempt_domains: Vec<String>,
    /// Whether it has a payment method on file.
    pub has_payment_method: bool,
}

impl Organization {
    /// Whether single sign-on is demanded of somebody with this e-mail address. Owners and members
    /// marked as exempt are exempt as well, which only the backend knows (contract 7.6).
    pub fn enforces_sso_for(&self, email: &str) -> bool {
        let exempt = email.rsplit_once('@').is_some_and(|(_, domain)| {
            self.sso_exempt_domains
                .iter()
                .any(|exempt| exempt.eq_ignore_ascii_case(domain))
        });
        self.enforces_sso && !exempt
    }
}

/// An organization as a token names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrganizationRef {
    /// Its identifier.
    pub id: OrganizationId,
    /// The name people know it by.
    pub name: String,
}
