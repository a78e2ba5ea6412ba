//! Identifiers of the backend: ULIDs, kept as the opaque strings they are on the wire.

use console_json::{FromJson, Json};
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier as the backend spelled it.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The identifier as the backend spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl FromJson for $name {
            fn from_json(json: Json) -> Option<Self> {
                String::from_json(json).map(Self)
            }
        }

        impl From<&$name> for Json {
            fn from(id: &$name) -> Self {
                Self::from(id.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(
    /// Identifies a token. It is not the secret and may be shown, logged and linked.
    TokenId
);
id_type!(
    /// Identifies an organization.
    OrganizationId
);
id_type!(
    /// Identifies a user (or, in `createdBy`, the token that acted).
    UserId
);

/// Whether `text` has the form of a backend identifier: a ULID of 26 Crockford base32 characters
/// in upper case (contract 0.1).
pub fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && !b"ILOU".contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_upper_case_crockford_of_26_characters_is_a_ulid() {
        assert!(is_ulid("01JZ0000000000000000000001"));
        assert!(!is_ulid("01jz0000000000000000000001"));
        assert!(!is_ulid("01JZ000000000000000000000"));
        assert!(!is_ulid("01JZ00000000000000000000OI"));
        assert!(!is_ulid("<script>alert(1)</script>0"));
    }
}
