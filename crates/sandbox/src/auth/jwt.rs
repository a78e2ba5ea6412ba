//! Access and refresh tokens of a session: `EdDSA` JWTs (contract 1.11).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    config::Config,
    random::Random,
    time::{Micros, SECOND},
};

/// Audience of access tokens.
const AUDIENCE: &str = "http://localhost:17608";
/// Second audience of refresh tokens.
const REFRESH_AUDIENCE: &str = "http://localhost:17608/v1/refresh";

/// What is said of a token that this key did not sign (contract 1.10).
pub(crate) const BAD_SIGNATURE: &str = "token signature is invalid: ed25519: verification error";

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Id shared by the access and the refresh token of a pair; a lower-case ULID.
    pub(crate) jti: String,
    /// User id.
    pub(crate) sub: String,
    /// Audiences.
    pub(crate) aud: Vec<String>,
    /// Issuer.
    pub(crate) iss: String,
    /// Issued, seconds since the epoch.
    pub(crate) iat: i64,
    /// Not valid before, seconds since the epoch.
    pub(crate) nbf: i64,
    /// End, seconds since the epoch.
    pub(crate) exp: i64,
    /// User id; only in access tokens.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) user_id: String,
    /// Active organization.
    #[serde(default)]
    pub(crate) org: String,
    /// Licensed modules.
    #[serde(default)]
    pub(crate) modules: Vec<String>,
    /// Unused.
    #[serde(default)]
    pub(crate) scopes: Value,
    /// E-mail.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) email: String,
    /// Trust center that an anonymous visitor looks at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) trust_center_id: String,
    /// Assessment that an anonymous person answers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) assessment_id: String,
}

impl Claims {
    /// Whether this is a refresh token.
    pub(crate) fn is_refresh(&self) -> bool {
        self.aud.iter().any(|audience| audience == REFRESH_AUDIENCE)
    }
}

/// A pair of tokens.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// Access token.
    pub(crate) access: String,
    /// Refresh token.
    pub(crate) refresh: String,
}

/// Signs and verifies.
#[derive(Debug)]
pub(crate) struct Keys {
    signing: SigningKey,
    kid: String,
}

impl Keys {
    /// From the 32 secret bytes.
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(secret);
        let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(signing.verifying_key().as_bytes())[..12]);
        Self { signing, kid }
    }

    /// The 32 secret bytes.
    pub(crate) fn secret(&self) -> [u8; 32] {
        self.signing.to_bytes()
    }

    /// A new pair for a user acting in an organization.
    pub(crate) fn issue(
        &self,
        config: &Config,
        random: &Random,
        now: Micros,
        user: &str,
        email: &str,
        organization: &str,
    ) -> Pair {
        let issued = now / SECOND;
        let access = Claims {
            jti: random.ulid(now).to_lowercase(),
            sub: user.to_owned(),
            aud: vec![AUDIENCE.to_owned()],
            iss: config.origin(),
            iat: issued,
            nbf: issued,
            exp: (now.saturating_add(config.access_life())) / SECOND,
            user_id: user.to_owned(),
            org: organization.to_owned(),
            modules: vec!["base_module".to_owned(), "compliance_module".to_owned()],
            scopes: json!({}),
            email: email.to_owned(),
            trust_center_id: String::new(),
            assessment_id: String::new(),
        };
        let refresh = Claims {
            aud: vec![AUDIENCE.to_owned(), REFRESH_AUDIENCE.to_owned()],
            nbf: now.saturating_add(config.refresh_delay()) / SECOND,
            exp: now.saturating_add(config.refresh_life()) / SECOND,
            user_id: String::new(),
            email: String::new(),
            ..access.clone()
        };
        Pair {
            access: self.sign(&access),
            refresh: self.sign(&refresh),
        }
    }

    /// Signs any claims.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> String {
        let header = json!({ "alg": "EdDSA", "kid": self.kid, "typ": "JWT" }).to_string();
        let claims = serde_json::to_vec(claims).unwrap_or_default();
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// Checks the signature only.
    ///
    /// # Errors
    /// The text of contract 1.10.
    pub(crate) fn open(&self, token: &str) -> Result<Claims, String> {
        let mut parts = token.split('.');
        let (Some(header), Some(body), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(
                "token is malformed: token contains an invalid number of segments".to_owned(),
            );
        };
        let header: Value =
            decode(header).ok_or("token is malformed: could not JSON decode header")?;
        let claims: Claims =
            decode(body).ok_or("token is malformed: could not JSON decode claim")?;
        if header["kid"] != json!(self.kid) || header["alg"] != json!("EdDSA") {
            return Err(
                "token is unverifiable: error while executing keyfunc: unknown signing key"
                    .to_owned(),
            );
        }
        let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
        URL_SAFE_NO_PAD
            .decode(signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .filter(|signature| {
                self.signing
                    .verifying_key()
                    .verify(signed.as_bytes(), signature)
                    .is_ok()
            })
            .ok_or(BAD_SIGNATURE)?;
        Ok(claims)
    }

    /// Checks signature, audience and times.
    ///
    /// # Errors
    /// The text of contract 1.10.
    pub(crate) fn verify(&self, token: &str, now: Micros) -> Result<Claims, String> {
        let claims = self.open(token)?;
        let now = now / SECOND;
        if now >= claims.exp {
            return Err("token has invalid claims: token is expired".to_owned());
        }
        if now < claims.nbf {
            return Err("token has invalid claims: token is not valid yet".to_owned());
        }
        if !claims.aud.iter().any(|audience| audience == AUDIENCE) {
            return Err("token has invalid audience".to_owned());
        }
        Ok(claims)
    }

    /// The public key as a JWK set (`/.well-known/jwks.json`).
    pub(crate) fn jwks(&self) -> Value {
        let key = URL_SAFE_NO_PAD.encode(self.signing.verifying_key().as_bytes());
        json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.kid, "x": key }
        ] })
    }
}

/// What a token says of itself, without any check: enough to know who should use SSO (contract 1.10).
pub(crate) fn unverified(token: &str) -> Option<Claims> {
    decode(token.split('.').nth(1)?)
}

fn decode<T: for<'a> Deserialize<'a>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR, MINUTE};

    const NOW: Micros = 1_800_000_000 * SECOND;

    fn pair() -> (Keys, Pair) {
        let keys = Keys::new(&[1; 32]);
        let pair = keys.issue(
            &Config::default(),
            &Random::new(Some(1)),
            NOW,
            "U",
            "u@acme.test",
            "O",
        );
        (keys, pair)
    }

    #[test]
    fn an_access_token_is_valid_for_an_hour() {
        let (keys, pair) = pair();
        let claims = keys.verify(&pair.access, NOW).unwrap();
        assert_eq!((claims.user_id.as_str(), claims.org.as_str()), ("U", "O"));
        assert!(!claims.is_refresh());
        assert_eq!(
            keys.verify(&pair.access, NOW + HOUR).unwrap_err(),
            "token has invalid claims: token is expired"
        );
    }

    #[test]
    fn a_refresh_token_is_valid_from_45_minutes_to_2_hours() {
        let (keys, pair) = pair();
        let early = keys.verify(&pair.refresh, NOW + 44 * MINUTE).unwrap_err();
        assert_eq!(early, "token has invalid claims: token is not valid yet");
        assert!(
            keys.verify(&pair.refresh, NOW + 45 * MINUTE)
                .unwrap()
                .is_refresh()
        );
        assert!(keys.verify(&pair.refresh, NOW + 2 * HOUR).is_err());
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let (keys, pair) = pair();
        assert!(
            keys.verify("a.b", NOW)
                .unwrap_err()
                .starts_with("token is malformed")
        );
        let other = Keys::new(&[2; 32]);
        assert!(
            other
                .verify(&pair.access, NOW)
                .unwrap_err()
                .contains("unknown signing key")
        );
        let (body, _) = pair.access.rsplit_once('.').unwrap();
        let forged = format!("{body}.{}", "A".repeat(86));
        assert!(
            keys.verify(&forged, NOW)
                .unwrap_err()
                .contains("signature is invalid")
        );
    }
}
