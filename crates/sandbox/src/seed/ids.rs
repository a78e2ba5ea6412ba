//! Fixed ids, so that a test can name them.

/// A fixed id: two letters for the kind, and a number.
pub(super) fn fixed(kind: &str, number: usize) -> String {
    format!("01K00000000000000000{kind}{number:04}")
}

/// Id of an organization of the seed: `acme`, `globex`, `umbrella`, `initech`, `stark`, `olivia`, `wayne`.
pub(crate) fn organization(slug: &str) -> String {
    fixed(
        "RG",
        1 + SLUGS
            .iter()
            .position(|known| *known == slug)
            .unwrap_or(SLUGS.len()),
    )
}

/// Short names of the seeded organizations, in the order of their ids.
pub(super) const SLUGS: [&str; 7] = [
    "acme", "globex", "umbrella", "initech", "stark", "olivia", "wayne",
];
