//! The built-in OpenID provider, one issuer an organization: `/idp/{organization}`.

pub(crate) mod authorize;
pub(crate) mod discovery;
pub(crate) mod jwks;
pub(crate) mod page;
pub(crate) mod request;
pub(crate) mod token;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use sha2::{Digest, Sha256};

use crate::{
    auth::jwt::Keys,
    config::Config,
    time::{MINUTE, Micros},
};

/// How long a code may be exchanged.
const CODE_LIFE: Micros = MINUTE;

/// Somebody whom the provider vouches for.
#[derive(Clone, Debug)]
struct Person {
    subject: String,
    email: String,
    name: String,
}

/// What a code stands for.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    organization: String,
    redirect_uri: String,
    nonce: String,
    person: Person,
    expires: Micros,
}

/// Keys and outstanding codes.
#[derive(Debug)]
pub(crate) struct Provider {
    keys: Keys,
    codes: Mutex<HashMap<String, Grant>>,
}

impl Provider {
    /// Its key follows from the backend's, but is not the same: an ID token is no access token.
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        let digest = Sha256::new()
            .chain_update("identity provider")
            .chain_update(secret)
            .finalize();
        Self {
            keys: Keys::new(&digest.into()),
            codes: Mutex::default(),
        }
    }

    /// Forgets all codes.
    pub(crate) fn forget(&self) {
        self.codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn remember(&self, code: String, grant: Grant, now: Micros) {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, grant| grant.expires > now);
        codes.insert(code, grant);
    }

    /// Takes a code: it is good once, and not for long.
    fn redeem(&self, code: &str, now: Micros) -> Option<Grant> {
        let grant = self
            .codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(code)?;
        (grant.expires > now).then_some(grant)
    }
}

/// The issuer of an organization.
fn issuer(config: &Config, organization: &str) -> String {
    format!("{}/idp/{organization}", config.origin())
}
