//! All entities of the sandbox.

use super::{
    entity::Entity,
    members::{ORG_MEMBERSHIP, TFA_SETTING},
    tables::{
        API_TOKEN, ORGANIZATION, ORGANIZATION_SETTING, PERSONAL_ACCESS_TOKEN, USER, USER_SETTING,
    },
};

/// Every entity, in the order in which tables refer to each other.
pub(crate) static ENTITIES: [&Entity; 8] = [
    &USER,
    &USER_SETTING,
    &ORGANIZATION,
    &ORGANIZATION_SETTING,
    &API_TOKEN,
    &PERSONAL_ACCESS_TOKEN,
    &ORG_MEMBERSHIP,
    &TFA_SETTING,
];
