//! Password hashes.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordVerifier, Version,
    password_hash::{PasswordHasher, SaltString},
};

/// Small on purpose: the data is made up, and a test starts hundreds of sandboxes.
fn hasher() -> Argon2<'static> {
    let params = Params::new(64, 1, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password with 16 bytes of salt.
///
/// # Errors
/// The library's text, when it refuses the salt.
pub(crate) fn hash(password: &str, salt: &[u8]) -> Result<String, String> {
    let salt = SaltString::encode_b64(salt).map_err(|error| error.to_string())?;
    let hash = hasher()
        .hash_password(password.as_bytes(), &salt)
        .map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

/// Whether the password is the hashed one.
pub(crate) fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_verifies() {
        let hash = hash("correct", &[7; 16]).unwrap();
        assert!(verify("correct", &hash));
        assert!(!verify("Correct", &hash));
        assert!(!verify("correct", "nonsense"));
    }
}
