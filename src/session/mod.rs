//! Who is signed in, in this tab and in its sisters.
//!
//! The tokens of a session live in memory and `sessionStorage`. A new tab asks the open ones over
//! a broadcast channel; signing in, renewing and signing out reach them all. The session cookie is
//! one for the whole browser, so there is one user at a time: when somebody else signs in in
//! another tab, the session here is over.

mod permissions;
mod renewal;

use crate::app::config::config;
use crate::app::load::Loader;
use console_api::account::{self, Account};
use console_api::auth;
use console_api::client::{Client, SessionEvent};
use console_api::error::ApiError;
use console_api::makers::is_exempt_member;
use console_api::permissions::Permissions;
use console_api::session_tokens::SessionTokens;
use console_domain::id::{OrganizationId, UserId};
use console_platform::broadcast::Channel;
use console_platform::clock;
use console_platform::storage::{self, Area};
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// Where the tokens are kept in `sessionStorage`.
const STORAGE_KEY: &str = "session";
/// Where the last user and organization are kept: after signing in again one goes on there.
const LAST_KEY: &str = "session-last";
/// The channel between tabs.
const CHANNEL: &str = "openlane-session";
/// Somebody asks for the newest tokens.
const ASK: &str = "ask";
/// Somebody signed out.
const OUT: &str = "out";
/// Here are the tokens of a session; they follow in the same message.
const HERE: &str = "here\n";
/// Somebody has just signed in; the tokens follow in the same message.
const BEGUN: &str = "begun\n";
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

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its time was over, or the backend ended it.
    Expired,
    /// As before, and the organization asks for its identity provider.
    NeedsSso,
    /// Somebody else signed in in another tab.
    OtherUser,
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
    end_reason: RwSignal<EndReason>,
    /// The user and the organizations, loaded when somebody is signed in.
    pub account: Loader<Account>,
    /// What the user may do in the active organization, and which organizations the user owns.
    pub permissions: Loader<Permissions>,
    /// Whether the user's membership in the active organization is exempt from single sign-on (contract
    /// 7.6). Loaded only where that matters.
    pub exempt_member: Loader<bool>,
    channel: StoredValue<Option<Rc<Channel>>>,
    owner: StoredValue<Owner>,
}

/// Starts the session and puts it where every component finds it.
pub fn provide_session() -> SessionStore {
    let client = Client::new(&config().api_base);
    let account = Loader::new(move || account::account(client));
    let store = SessionStore {
        client,
        state: RwSignal::new(Session::Loading),
        end_reason: RwSignal::new(EndReason::Expired),
        account,
        permissions: Loader::new(move || permissions::ask(client, account)),
        exempt_member: Loader::new(move || is_exempt_member(client)),
        channel: StoredValue::new(None),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
    };
    client.on_event(move |event| match event {
        SessionEvent::Renewing => {
            store.post(ASK);
        }
        SessionEvent::Renewed(tokens) => {
            let text = tokens.to_stored();
            store.adopt(tokens);
            store.post(&format!("{HERE}{text}"));
        }
        SessionEvent::ClockMoved(tokens) => {
            storage::set(Area::Session, STORAGE_KEY, &tokens.to_stored());
        }
        SessionEvent::Ended { needs_sso: true } => store.end(EndReason::NeedsSso),
        SessionEvent::Ended { needs_sso: false } => store.end(EndReason::Expired),
    });
    let channel = Channel::join(CHANNEL, move |message| store.hear(&message));
    store.channel.set_value(channel.map(Rc::new));
    provide_context(store);
    store.load_permissions();
    store.start();
    renewal::renew_in_time(store);
    store
}

/// The session of the app.
pub fn use_session() -> SessionStore {
    expect_context()
}

impl Identity {
    /// Whose session `tokens` stand for.
    pub fn of(tokens: &SessionTokens) -> Self {
        Self {
            user: tokens.user().cloned(),
            organization: tokens.organization().cloned(),
        }
    }
}

impl SessionStore {
    /// What belongs to the session and not to the page that is the first to ask for it: `make` makes it then.
    pub fn provided_once<T: Clone + Send + Sync + 'static>(self, make: impl FnOnce() -> T) -> T {
        let find = || {
            use_context().unwrap_or_else(|| {
                let value = make();
                provide_context(value.clone());
                value
            })
        };
        self.owner().with(find)
    }

    /// What lives as long as the console.
    pub fn owner(self) -> Owner {
        self.owner.get_value()
    }

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

    /// The name of one of the user's organizations, or "the organization" until it is known; tracked.
    pub fn organization_name(self, id: &OrganizationId) -> String {
        self.account
            .ready()
            .and_then(|account| account.organization(id).map(|found| found.name.clone()))
            .unwrap_or_else(|| "the organization".to_owned())
    }

    /// Who is signed in, or was until the session ended; not tracked.
    pub fn user_untracked(self) -> Option<UserId> {
        self.state
            .with_untracked(|state| state.identity()?.user.clone())
    }

    /// Why the session is over, as long as it is.
    pub fn end_reason(self) -> EndReason {
        self.end_reason.get()
    }

    /// Who was signed in last in this tab, and where: also after the session was dropped.
    pub fn last(self) -> Option<Identity> {
        let known = self.state.with_untracked(|state| state.identity().cloned());
        known.or_else(|| {
            let text = storage::get(Area::Session, LAST_KEY)?;
            let (user, organization) = text.split_once('\n')?;
            Some(Identity {
                user: Some(UserId::new(user)),
                organization: Some(OrganizationId::new(organization)),
            })
        })
    }

    /// Begins a session here, and says so to the other tabs.
    pub fn begin(self, tokens: SessionTokens) {
        let text = tokens.to_stored();
        self.adopt(tokens);
        self.post(&format!("{BEGUN}{text}"));
    }

    /// Signs out everywhere. The session here is over whatever the backend says.
    ///
    /// # Errors
    /// What kept the backend from ending its side.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        let tokens = self.client.session();
        // Dropped first: nothing is asked any more for a session that the backend is about to end.
        self.post(OUT);
        self.drop_session();
        match tokens {
            Some(tokens) => auth::sign_out(self.client, &tokens).await,
            None => Ok(()),
        }
    }

    /// Drops the session of this tab. Whoever signs in next goes on in the same organization.
    pub fn forget(self) {
        storage::remove(Area::Session, STORAGE_KEY);
        self.client.use_session(None);
        self.account.clear();
        self.permissions.clear();
        self.exempt_member.clear();
        self.state.set(Session::Guest);
    }

    fn drop_session(self) {
        storage::remove(Area::Session, LAST_KEY);
        self.forget();
    }

    /// The session is over; the person can sign in again without losing the page. Where there is no
    /// page yet nothing is lost by starting from the sign-in page.
    fn end(self, reason: EndReason) {
        let identity = self.state.with_untracked(|state| match state {
            Session::SignedIn(identity) | Session::Ended(identity) => Some(identity.clone()),
            Session::Loading | Session::Guest => None,
        });
        match identity.filter(|_| self.account.ready_untracked().is_some()) {
            Some(identity) => {
                storage::remove(Area::Session, STORAGE_KEY);
                self.client.pause_session();
                self.end_reason.set(reason);
                self.state.set(Session::Ended(identity));
            }
            None => self.forget(),
        }
    }

    fn adopt(self, tokens: SessionTokens) {
        storage::set(Area::Session, STORAGE_KEY, &tokens.to_stored());
        let identity = Identity::of(&tokens);
        if let (Some(user), Some(organization)) = (&identity.user, &identity.organization) {
            storage::set(Area::Session, LAST_KEY, &format!("{user}\n{organization}"));
        }
        let before = self.state.with_untracked(|state| state.identity().cloned());
        if before.as_ref() != Some(&identity) {
            // Nothing of another user or organization may stay on the page.
            self.account.clear();
            self.permissions.clear();
            self.exempt_member.clear();
        }
        self.client.use_session(Some(tokens));
        let next = Session::SignedIn(identity);
        if self.state.with_untracked(|state| *state != next) {
            self.state.set(next);
        }
        // What may have to wait for it are the rights, which are asked for with a POST.
        self.client.prepare_to_write();
        self.account.load_once();
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
                    console_api::transport::pause(ASK_PATIENCE_MS).await;
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
        let read = |kind: &str| {
            message
                .strip_prefix(kind)
                .and_then(SessionTokens::from_stored)
        };
        if message == ASK {
            if let Some(tokens) = self
                .client
                .session()
                .filter(|tokens| !tokens.is_over(clock::now()))
            {
                self.post(&format!("{HERE}{}", tokens.to_stored()));
            }
        } else if message == OUT {
            self.drop_session();
        } else if let Some(tokens) = read(HERE) {
            if self.wants(&tokens, true) {
                self.adopt(tokens);
            }
        } else if let Some(tokens) = read(BEGUN) {
            let is_other_user = self.state.with_untracked(|state| {
                state
                    .identity()
                    .is_some_and(|mine| mine.user.as_ref() != tokens.user())
            });
            if is_other_user {
                self.end(EndReason::OtherUser);
            } else if self.wants(&tokens, false) {
                self.adopt(tokens);
            }
        }
    }

    /// Whether tokens that another tab has sent are for this one. Another tab may be in another
    /// organization; that is its own business.
    fn wants(self, tokens: &SessionTokens, only_newer: bool) -> bool {
        let is_same = |mine: &Identity| *mine == Identity::of(tokens);
        self.state.with_untracked(|state| match state {
            Session::Loading | Session::Guest => true,
            Session::Ended(mine) => is_same(mine),
            // The others answer with what they have, which may be older than what is here.
            Session::SignedIn(mine) => {
                let is_newer = || {
                    self.client
                        .session()
                        .is_none_or(|mine| mine.ends_at() < tokens.ends_at())
                };
                is_same(mine) && (!only_newer || is_newer())
            }
        })
    }

    fn post(self, message: &str) -> bool {
        self.channel.with_value(|channel| {
            channel
                .as_ref()
                .is_some_and(|channel| channel.post(message))
        })
    }
}
