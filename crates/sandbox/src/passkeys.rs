//! The relying party of sign-in with a passkey (contract 1.14): challenges, and the check of what an
//! authenticator signed with a maintained library.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{VerifyingKey, pkcs8::DecodePublicKey as _};
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use rusqlite::Connection;
use serde_json::Value;
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions,
    request::{
        AsciiDomain, RpId, UserVerificationRequirement, auth::AuthenticationVerificationOptions,
        register::UserHandle,
    },
    response::{
        AuthenticatorAttachment, Backup,
        register::{
            AuthenticatorExtensionOutputStaticState, CompressedP256PubKey, CompressedPubKey,
            CredentialProtectionPolicy, DynamicState, Ed25519PubKey, StaticState,
        },
    },
};

use crate::{
    config::Config,
    store::passkeys::{self, Passkey},
    time::Micros,
};

/// Characters of a user id, which is also the user handle that an authenticator keeps.
const USER_ID: usize = 26;

/// A public key of an authenticator.
type PublicKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// A challenge that waits for its answer.
#[derive(Debug)]
struct Pending {
    ceremony: DiscoverableAuthenticationServerState,
    expires: Micros,
}

/// What a browser is asked to do.
#[derive(Debug)]
pub(crate) struct Challenge {
    /// Random, base64url.
    pub(crate) challenge: Value,
    /// How long the person has, in milliseconds.
    pub(crate) timeout: Value,
}

/// The relying party.
#[derive(Debug)]
pub(crate) struct Passkeys {
    id: String,
    origins: Vec<String>,
    on_at_start: bool,
    on: AtomicBool,
    pending: Mutex<HashMap<String, Pending>>,
}

impl Passkeys {
    /// As the addresses of the console and of the sandbox want it.
    pub(crate) fn new(config: &Config) -> Self {
        let console = config.public_url.clone().unwrap_or_else(|| config.origin());
        let (id, mut origins) = party(&console);
        origins.extend(party(&config.origin()).1);
        Self {
            id,
            origins,
            on_at_start: config.passkeys,
            on: AtomicBool::new(config.passkeys),
            pending: Mutex::default(),
        }
    }

    /// The relying party's id: a domain.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Origins whose pages may sign in here.
    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Whether the provider is on.
    pub(crate) fn are_on(&self) -> bool {
        self.on.load(Ordering::Relaxed)
    }

    /// Turns the provider on or off.
    pub(crate) fn turn(&self, on: bool) {
        self.on.store(on, Ordering::Relaxed);
    }

    /// Forgets all challenges, and is on or off as it was at the start.
    pub(crate) fn reset(&self) {
        self.turn(self.on_at_start);
        self.with(HashMap::clear);
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Pending>) -> T) -> T {
        work(&mut self.pending.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn rp_id(&self) -> Result<RpId, String> {
        AsciiDomain::try_from(self.id.clone())
            .map(RpId::Domain)
            .map_err(|error| error.to_string())
    }

    /// Makes a challenge for whoever shows this session id until then.
    ///
    /// # Errors
    /// What the library says.
    pub(crate) fn begin(
        &self,
        session: &str,
        now: Micros,
        expires: Micros,
    ) -> Result<Challenge, String> {
        let id = self.rp_id()?;
        let mut options = DiscoverableCredentialRequestOptions::passkey(&id);
        options.0.user_verification = UserVerificationRequirement::Preferred;
        let (ceremony, client) = options
            .start_ceremony()
            .map_err(|error| error.to_string())?;
        let told = serde_json::to_value(&client).map_err(|error| error.to_string())?;
        self.with(|pending| {
            pending.retain(|_, waiting| waiting.expires > now);
            pending.insert(session.to_owned(), Pending { ceremony, expires });
        });
        Ok(Challenge {
            challenge: told["challenge"].clone(),
            timeout: told["timeout"].clone(),
        })
    }

    /// Whether this session id stands for a challenge.
    pub(crate) fn waits(&self, session: &str, now: Micros) -> bool {
        self.with(|pending| {
            pending
                .get(session)
                .is_some_and(|waiting| waiting.expires > now)
        })
    }

    /// Checks an assertion against the challenge of this session id, which is then used up: challenge,
    /// origin, relying party, flags, signature and counter. Gives the id of the user who signed.
    ///
    /// # Errors
    /// Why it was refused, in words for the log.
    pub(crate) fn verify(
        &self,
        connection: &Connection,
        session: &str,
        assertion: &Value,
    ) -> Result<String, String> {
        let waiting = self.with(|pending| pending.remove(session));
        let waiting = waiting.ok_or("there is no challenge")?;
        let json = serde_json::to_vec(assertion).map_err(|error| error.to_string())?;
        let assertion = DiscoverableAuthentication::<USER_ID>::from_json_relaxed(&json)
            .map_err(|error| error.to_string())?;
        let id = URL_SAFE_NO_PAD.encode(assertion.raw_id().as_ref());
        let stored = passkeys::find(connection, &id)
            .map_err(|error| error.to_string())?
            .ok_or("nobody has this credential")?;
        let user: [u8; USER_ID] = stored
            .user
            .as_bytes()
            .try_into()
            .map_err(|_| "the user's id is no handle")?;
        let user = UserHandle::<USER_ID>::from(user);
        let mut credential = AuthenticatedCredential::new(
            assertion.raw_id(),
            &user,
            fixed_part(&stored)?,
            changing_part(&stored),
        )
        .map_err(|error| error.to_string())?;
        let options = AuthenticationVerificationOptions::<String, String> {
            allowed_origins: &self.origins,
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        let changed = waiting
            .ceremony
            .verify(&self.rp_id()?, &assertion, &mut credential, &options)
            .map_err(|error| error.to_string())?;
        if changed {
            let state = credential.dynamic_state();
            passkeys::used(connection, &id, state.sign_count, backup_name(state.backup))
                .map_err(|error| error.to_string())?;
        }
        Ok(stored.user)
    }
}

/// Id and origins of the relying party for a page at this address. An id is a domain, which an address of
/// this machine is not: for that it is `localhost`.
fn party(address: &str) -> (String, Vec<String>) {
    const LOCAL: &str = "localhost";
    let Ok(url) = url::Url::parse(address) else {
        return (LOCAL.to_owned(), Vec::new());
    };
    let origin = url.origin().ascii_serialization();
    if let Some(url::Host::Domain(domain)) = url.host() {
        return (domain.to_owned(), vec![origin]);
    }
    let mut local = url;
    // The name is a valid one.
    let _ = local.set_host(Some(LOCAL));
    let local = local.origin().ascii_serialization();
    (LOCAL.to_owned(), vec![origin, local])
}

/// The key of an authenticator out of its `SubjectPublicKeyInfo` (DER), as browsers give it: P-256 or
/// Ed25519.
///
/// # Errors
/// That it is neither.
fn read_key(der: &[u8]) -> Result<PublicKey, String> {
    if let Ok(key) = VerifyingKey::from_public_key_der(der) {
        return Ok(CompressedPubKey::Ed25519(Ed25519PubKey::from(
            key.to_bytes(),
        )));
    }
    let key = p256::PublicKey::from_public_key_der(der)
        .map_err(|_| "the key is neither P-256 nor Ed25519")?;
    let point = key.to_encoded_point(true);
    match point.as_bytes().split_first() {
        Some((tag, x)) => {
            let x: [u8; 32] = x.try_into().map_err(|_| "the key has no coordinate")?;
            let key = CompressedP256PubKey::from((x, *tag == 3));
            Ok(CompressedPubKey::P256(key))
        }
        None => Err("the key is no point".to_owned()),
    }
}

/// Whether this is a key that a passkey may have: a base64url `SubjectPublicKeyInfo`.
///
/// # Errors
/// Why not.
pub(crate) fn check_key(text: &str) -> Result<(), String> {
    let der = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| "the key is not base64url")?;
    read_key(&der).map(|_| ())
}

fn fixed_part(stored: &Passkey) -> Result<StaticState<PublicKey>, String> {
    let der = URL_SAFE_NO_PAD
        .decode(&stored.public_key)
        .map_err(|error| error.to_string())?;
    Ok(StaticState {
        credential_public_key: read_key(&der)?,
        extensions: AuthenticatorExtensionOutputStaticState {
            cred_protect: CredentialProtectionPolicy::None,
            hmac_secret: None,
        },
    })
}

fn changing_part(stored: &Passkey) -> DynamicState {
    DynamicState {
        user_verified: false,
        backup: match stored.backup.as_str() {
            ELIGIBLE => Backup::Eligible,
            EXISTS => Backup::Exists,
            _ => Backup::NotEligible,
        },
        sign_count: stored.sign_count,
        authenticator_attachment: AuthenticatorAttachment::None,
    }
}

/// A credential that stays on its authenticator.
pub(crate) const SINGLE_DEVICE: &str = "single";
/// A credential that may be copied to others.
pub(crate) const ELIGIBLE: &str = "eligible";
/// A credential that was copied.
const EXISTS: &str = "exists";

fn backup_name(backup: Backup) -> &'static str {
    match backup {
        Backup::NotEligible => SINGLE_DEVICE,
        Backup::Eligible => ELIGIBLE,
        Backup::Exists => EXISTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_party_is_where_the_console_is() {
        let config = Config {
            public_url: Some("https://console.example.test/app".to_owned()),
            ..Config::default()
        };
        let party = Passkeys::new(&config);
        assert_eq!(party.id(), "console.example.test");
        assert_eq!(
            party.origins(),
            [
                "https://console.example.test",
                "http://127.0.0.1:17608",
                "http://localhost:17608"
            ]
        );
    }

    #[test]
    fn an_address_is_no_domain() {
        let party = Passkeys::new(&Config::default());
        assert_eq!(party.id(), "localhost");
        let local = "http://localhost:17608".to_owned();
        assert!(party.origins().contains(&local));
    }
}
