//! Who is signed in, in this tab and in its sisters.
//!
//! The tokens of a session live in memory and `sessionStorage`. A new tab asks the open ones over
//! a broadcast channel; signing out reaches them all.

use crate::api::account::{self, Account};
use crate::api::auth;
use crate::api::client::{Client, SessionEvent, SessionTokens};
use crate::api::error::ApiError;
use crate::api::scopes::{self, Permissions};
use crate::config::config;
use crate::domain::id::{OrganizationId, UserId};
use crate::load::Loader;
use crate::platform::broadcast::Channel;
use crate::platform::clock;
use crate::platform::storage::{self, Area};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Where the tokens are kept in `sessionStorage`.
const STORAGE_KEY: &str = "session";
/// The channel between tabs.
const CHANNEL: &str = "openlane-session";
/// A new tab asks whether somebody is signed in.
const ASK: &str = "ask";
/// Somebody signed out.
const OUT: &str = "out";
/// Here are the tokens of a session; they follow in the same message.
const HERE: &str = "here\n";
/// How long a new tab waits for an answer, in milliseconds.
const ASK_PATIENCE_MS: u32 = 150;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Not known yet: the other tabs are being asked.
    Loading,
    /// Nobody is.
    Guest,
    /// Somebody is.
    SignedIn(Identity),
    /// Somebody was, and can go on after signing in again; what was being typed is kept.
    Ended(Identity),
}

/// Whose session it is, and in which organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user, where the token names one.
    pub user: Option<UserId>,
    /// The active organization.
    pub organization: Option<OrganizationId>,
}

impl Session {
    /// Whose session it is, or was until it ended.
    pub const fn identity(&self) -> Option<&Identity> {
        match self {
            Self::SignedIn(identity) | Self::Ended(identity) => Some(identity),
            Self::Loading | Self::Guest => None,
        }
    }
}

/// The session, its client, and what belongs to the signed-in user. Copies are the same session.
#[derive(Clone, Copy)]
pub struct SessionStore {
    /// The way to the backend.
    pub client: Client,
    state: RwSignal<Session>,
    /// The user and the organizations, loaded when somebody is signed in.
    pub account: Loader<Account>,
    /// What the user may do in the active organization.
    pub permissions: Loader<Permissions>,
    /// Which organizations with single sign-on the user owns: owners are exempt (contract 7.6).
    pub owned: Loader<BTreeSet<OrganizationId>>,
    channel: StoredValue<Option<Rc<Channel>>, LocalStorage>,
}

/// Starts the session and puts it where every component finds it.
pub fn provide_session() -> SessionStore {
    let client = Client::new(&config().api_base);
    let account = Loader::new(move || account::account(client));
    let store = SessionStore {
        client,
        state: RwSignal::new(Session::Loading),
        account,
        permissions: Loader::new(move || scopes::permissions(client, None)),
        owned: Loader::new(move || owned(client, account)),
        channel: StoredValue::new_local(None),
    };
    client.on_event(move |event| match event {
        SessionEvent::Renewed(tokens) => store.begin(tokens),
        SessionEvent::Ended => store.end(),
    });
    let channel = Channel::join(CHANNEL, move |message| store.hear(&message));
    store.channel.set_value(channel.map(Rc::new));
    provide_context(store);
    Effect::new(move |_| {
        if account.signal().with(|account| account.ready().is_some()) {
            store.owned.load_once();
        }
    });
    store.start();
    store.renew_in_time();
    store
}

/// The session of the app.
pub fn use_session() -> SessionStore {
    expect_context()
}

fn identity(tokens: &SessionTokens) -> Identity {
    Identity {
        user: tokens.user().cloned(),
        organization: tokens.organization().cloned(),
    }
}

/// Asks for each organization with single sign-on whether the user owns it.
async fn owned(
    client: Client,
    account: Loader<Account>,
) -> Result<BTreeSet<OrganizationId>, ApiError> {
    let organizations = account
        .ready_untracked()
        .map(|account| account.organizations)
        .unwrap_or_default();
    let mut owned = BTreeSet::new();
    for organization in organizations
        .into_iter()
        .filter(|organization| organization.enforces_sso)
    {
        let permissions = scopes::permissions(client, Some(&organization.id)).await?;
        if permissions.is_owner {
            owned.insert(organization.id);
        }
    }
    Ok(owned)
}

impl SessionStore {
    /// Whether somebody is signed in.
    pub fn state(self) -> Signal<Session> {
        self.state.into()
    }

    /// The active organization.
    pub fn organization(self) -> Option<OrganizationId> {
        self.state.with(|state| {
            state
                .identity()
                .and_then(|identity| identity.organization.clone())
        })
    }

    /// The active organization; not tracked.
    pub fn organization_untracked(self) -> Option<OrganizationId> {
        untrack(|| self.organization())
    }

    /// Who is signed in, or was until the session ended; not tracked.
    pub fn user_untracked(self) -> Option<UserId> {
        self.state
            .with_untracked(|state| state.identity()?.user.clone())
    }

    /// Begins a session, or goes on with new tokens, here and in the tabs of the same session.
    pub fn begin(self, tokens: SessionTokens) {
        let text = tokens.to_stored();
        self.adopt(tokens);
        self.post(&format!("{HERE}{text}"));
    }

    /// Signs out everywhere. The session here is over whatever the backend says.
    ///
    /// # Errors
    /// What kept the backend from ending its side.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        let result = auth::sign_out(self.client).await;
        self.post(OUT);
        self.forget();
        result
    }

    /// Drops the session of this tab.
    pub fn forget(self) {
        storage::remove(Area::Session, STORAGE_KEY);
        self.client.use_session(None);
        self.account.clear();
        self.permissions.clear();
        self.owned.clear();
        self.state.set(Session::Guest);
    }

    /// The session is over; the person can sign in again without losing the page.
    fn end(self) {
        storage::remove(Area::Session, STORAGE_KEY);
        self.state.update(|state| {
            if let Session::SignedIn(identity) = state {
                *state = Session::Ended(identity.clone());
            }
        });
    }

    fn adopt(self, tokens: SessionTokens) {
        storage::set(Area::Session, STORAGE_KEY, &tokens.to_stored());
        let identity = identity(&tokens);
        let before = self.state.with_untracked(|state| state.identity().cloned());
        self.client.use_session(Some(tokens));
        if before.as_ref() != Some(&identity) {
            // Nothing of another user or organization may stay on the page.
            self.account.clear();
            self.permissions.clear();
            self.owned.clear();
        }
        let next = Session::SignedIn(identity);
        if self.state.with_untracked(|state| *state != next) {
            self.state.set(next);
        }
        self.account.load_once();
        self.permissions.load_once();
    }

    fn start(self) {
        let stored = storage::get(Area::Session, STORAGE_KEY)
            .and_then(|text| SessionTokens::from_stored(&text));
        match stored {
            Some(tokens) if !tokens.is_over(clock::now()) => self.adopt(tokens),
            _ => {
                storage::remove(Area::Session, STORAGE_KEY);
                if !self.post(ASK) {
                    self.state.set(Session::Guest);
                    return;
                }
                spawn_local(async move {
                    crate::api::transport::pause(ASK_PATIENCE_MS).await;
                    self.state.update(|state| {
                        if *state == Session::Loading {
                            *state = Session::Guest;
                        }
                    });
                });
            }
        }
    }

    fn hear(self, message: &str) {
        if message == ASK {
            if let Some(tokens) = self
                .client
                .session()
                .filter(|tokens| !tokens.is_over(clock::now()))
            {
                self.post(&format!("{HERE}{}", tokens.to_stored()));
            }
        } else if message == OUT {
            self.forget();
        } else if let Some(tokens) = message
            .strip_prefix(HERE)
            .and_then(SessionTokens::from_stored)
        {
            // Another tab may be in another organization; that is its own business.
            let mine = self.state.with_untracked(|state| match state {
                Session::Loading | Session::Guest => true,
                Session::SignedIn(mine) | Session::Ended(mine) => *mine == identity(&tokens),
            });
            if mine {
                self.adopt(tokens);
            }
        }
    }

    fn post(self, message: &str) -> bool {
        self.channel.with_value(|channel| {
            channel
                .as_ref()
                .is_some_and(|channel| channel.post(message))
        })
    }

    /// Renews a little before the access token ends, as long as the tab is open.
    fn renew_in_time(self) {
        let now = clock::ticking_now();
        let due = Memo::new(move |_| {
            let now = now.get();
            self.state.track();
            self.client
                .session()
                .is_some_and(|tokens| tokens.renew_at() <= now && now < tokens.ends_at())
        });
        Effect::new(move |_| {
            if due.get() {
                spawn_local(async move {
                    // A failure here is told by the next call of somebody who waits for an answer.
                    let _ = self.client.renew().await;
                });
            }
        });
    }
}
