//! What every handler shares.

use std::sync::Arc;

use async_graphql::dynamic::Schema;

use crate::{
    auth::jwt::Keys, catalogue::Offer, clock::Clock, config::Config, idp::Provider, limits::Limits,
    page_policy::Index, passkeys::Passkeys, random::Random, recorder::Recorder,
    role_lists::RoleLists, store::Store,
};

/// The state of one sandbox.
#[derive(Debug)]
pub struct State {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) store: Store,
    pub(crate) keys: Keys,
    pub(crate) schema: Schema,
    pub(crate) provider: Provider,
    pub(crate) index: Index,
    pub(crate) limits: Limits,
    pub(crate) catalogue: Offer,
    pub(crate) passkeys: Passkeys,
    pub(crate) role_lists: RoleLists,
    pub(crate) recorder: Recorder,
}

/// The state as handlers get it.
pub type AppState = Arc<State>;

impl State {
    /// The GraphQL schema that is served, in the schema definition language.
    pub fn sdl(&self) -> String {
        self.schema.sdl()
    }
}
