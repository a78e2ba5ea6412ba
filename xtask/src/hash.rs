//! Hashes that bind a page to its files, and files to their names.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256, Sha384};

/// A file of a build whose name says what is in it, so that caches may keep it for good.
#[derive(Debug)]
pub(crate) struct HashedFile {
    /// Such as `console-0123456789abcdef.wasm`.
    pub(crate) name: String,
    /// SHA-256 in base64, as scripts and policies state it after `sha256-`.
    pub(crate) sha256: String,
    /// As the `integrity` attribute of a page states it, with the name of the algorithm.
    pub(crate) integrity: String,
}

/// Writes `bytes` into `folder` as `name-HASH.ending`.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn write_hashed(
    folder: &Path,
    name: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<HashedFile> {
    let name = format!("{name}-{}.{ending}", short(bytes));
    fs::write(folder.join(&name), bytes).with_context(|| format!("cannot write {name}"))?;
    Ok(HashedFile {
        name,
        sha256: sha256(bytes),
        integrity: integrity(bytes),
    })
}

/// The first 64 bits of SHA-256 in hexadecimal: for names.
pub(crate) fn short(bytes: &[u8]) -> String {
    hex(bytes).get(..16).unwrap_or_default().to_owned()
}

/// SHA-256 in hexadecimal, as `sha256sum` writes it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// SHA-256 in base64.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(Sha256::digest(bytes))
}

/// The value of the `integrity` attribute for a file with these bytes. SHA-256, which is shorter than the
/// SHA-384 that Trunk writes: hashes do not compress, and these are part of the first load.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", sha256(bytes))
}

/// Whether what an `integrity` attribute states is the hash of these bytes: SHA-256 as it is written here, or
/// SHA-384 as Trunk writes it.
pub(crate) fn is_integrity_of(stated: &str, bytes: &[u8]) -> bool {
    let trunk = || format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)));
    stated == integrity(bytes) || stated == trunk()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_hashes_follow_from_the_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = write_hashed(folder.path(), "a", "txt", b"alert(1)").expect("written");
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let sha256 = "bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=";
        assert_eq!(file.sha256, sha256);
        assert_eq!(file.name, "a-6e11c72f7cf6bc38.txt");
        assert_eq!(file.integrity, integrity(b"alert(1)"));
        assert!(file.integrity.starts_with("sha256-") && file.integrity.len() == 51);
        assert_eq!(
            fs::read(folder.path().join(&file.name)).expect("there"),
            b"alert(1)"
        );
        // printf 'alert(1)' | openssl dgst -sha384 -binary | base64
        let by_trunk = "sha384-HT2E9NfWiuQ/w1PRai+hTyqW16NIoCGA/m8VQDUopfAtcz6YQjtsMmQd5uRbVDpW";
        assert!(is_integrity_of(&file.integrity, b"alert(1)"));
        assert!(is_integrity_of(by_trunk, b"alert(1)") && !is_integrity_of(by_trunk, b"alert(2)"));
        let other = write_hashed(folder.path(), "a", "txt", b"alert(2)").expect("written");
        assert_ne!(file.name, other.name);
    }
}
