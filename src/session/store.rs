//! The session of the console: its state, its client, and what belongs to the signed-in user.

use super::sign_out::Ending;
use super::{EndReason, Identity, Session, limits, renewal};
use crate::app::config::config;
use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::app::load::Loader;
use crate::app::publish::publish;
use console_api::account::{self, Account};
use console_api::client::{Client, SessionEvent};
use console_api::early;
use console_api::permissions::{self, Permissions};
use console_api::session_tokens::SessionTokens;
use console_api::tab_message::{Claim, ClaimKind, TabMessage};
use console_domain::id::{OrganizationId, UserId};
use console_domain::organization::Organization;
use console_platform::broadcast::Channel;
use console_platform::storage::{self, Area};
use console_platform::{clock, last_input};
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// Where the tokens are kept in `sessionStorage`.
const STORAGE_KEY: &str = "session";
/// Where the last user and organization are kept: after signing in again one goes on there.
const LAST_KEY: &str = "session-last";
/// Where a half-done access review is kept: identifiers and what is decided about them.
pub const REVIEW_KEY: &str = "review";
/// How long a new tab waits for an answer, in milliseconds.
const ANSWER_TIMEOUT_MS: u32 = 150;

/// The session, its client, and what belongs to the signed-in user. Copies are the same session.
#[derive(Clone, Copy)]
pub struct SessionStore {
    /// The way to the backend.
    pub client: Client,
    pub(super) state: RwSignal<Session>,
    end_reason: RwSignal<EndReason>,
    pub(super) ends_soon: RwSignal<bool>,
    /// Whether the session is watched, or about to be.
    pub(super) is_watched: StoredValue<bool>,
    /// The user and the organizations, loaded when somebody is signed in.
    pub account: Loader<Account>,
    /// What the user may do in the active organization, and which organizations the user owns.
    pub permissions: Loader<Permissions>,
    /// Whether the user's membership in the active organization is exempt from single sign-on (contract
    /// 7.6). Loaded only where that matters.
    pub exempt_member: Loader<bool>,
    pub(super) channel: StoredValue<Option<Rc<Channel>>>,
    /// How often a session has ended here: what was begun in one is not finished in another.
    pub(super) generation: StoredValue<u32>,
    /// The nonce of the last question to the other tabs.
    pub(super) asked: StoredValue<Option<String>>,
    pub(super) ending: Ending,
    /// What this tab would lose by leaving its page.
    pub(super) guard: LeaveGuard,
    owner: StoredValue<Owner>,
}

/// Starts the session and puts it where every component finds it.
pub fn provide_session() -> SessionStore {
    let client = Client::new(&config().api_base, renewal::renew);
    let account = Loader::new(move || account::account(client));
    let store = SessionStore {
        client,
        state: RwSignal::new(Session::Loading),
        end_reason: RwSignal::new(EndReason::Expired),
        ends_soon: RwSignal::new(false),
        is_watched: StoredValue::new(false),
        account,
        permissions: Loader::new(move || {
            let active = client
                .session()
                .and_then(|session| session.organization().cloned());
            let all = account
                .ready_untracked()
                .map(|account| account.organization_ids())
                .unwrap_or_default();
            permissions::permissions(client, active, all)
        }),
        exempt_member: Loader::new(move || super::permissions::is_exempt_member(client)),
        channel: StoredValue::new(None),
        generation: StoredValue::new(0),
        asked: StoredValue::new(None),
        ending: Ending::new(),
        guard: use_leave_guard(),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
    };
    client.on_event(move |event| match event {
        SessionEvent::Renewing => _ = store.ask_tabs(),
        SessionEvent::Renewed(tokens) => {
            store.adopt(tokens.clone());
            store.tell(ClaimKind::Renewed, tokens);
        }
        SessionEvent::Orphaned(tokens) => store.discard(&tokens),
        SessionEvent::ClockMoved(tokens) => {
            storage::set(Area::Session, STORAGE_KEY, &tokens.to_stored());
        }
        SessionEvent::Ended { needs_sso: true } => store.end(EndReason::NeedsSso),
        SessionEvent::Ended { needs_sso: false } => store.end(EndReason::Expired),
    });
    store.join_tabs();
    provide_context(store);
    store.load_permissions();
    store.start();
    limits::watch_while_open(store);
    store
}

/// The session of the app.
pub fn use_session() -> SessionStore {
    expect_context()
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

    /// What is known of the active organization; tracked.
    pub fn active_organization(self) -> Option<Organization> {
        self.known_organization(&self.organization()?)
    }

    /// What is known of one of the user's organizations; tracked.
    pub fn known_organization(self, id: &OrganizationId) -> Option<Organization> {
        self.account.ready()?.organization(id).cloned()
    }

    /// The name of one of the user's organizations, or "the organization" until it is known; tracked.
    pub fn organization_name(self, id: &OrganizationId) -> String {
        self.known_organization(id)
            .map_or_else(|| "the organization".to_owned(), |found| found.name)
    }

    /// The name of one of the user's organizations, or its id as long as the name is not known; tracked.
    pub fn organization_name_or_id(self, id: &OrganizationId) -> String {
        self.known_organization(id)
            .map_or_else(|| id.to_string(), |found| found.name)
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
        last_input::note(clock::device_now());
        last_input::note_sign_in(clock::device_now());
        self.adopt(tokens.clone());
        self.tell(ClaimKind::SignedIn, tokens);
    }

    /// Tells the other tabs which session there is.
    fn tell(self, kind: ClaimKind, tokens: SessionTokens) {
        self.post(&TabMessage::Told(Claim { kind, tokens }));
    }

    /// Drops the session of this tab. Whoever signs in next goes on in the same organization.
    pub fn forget(self) {
        self.generation.update_value(|count| *count += 1);
        storage::remove(Area::Session, STORAGE_KEY);
        self.client.use_session(None);
        self.account.clear();
        self.permissions.clear();
        self.exempt_member.clear();
        self.state.set(Session::Guest);
    }

    /// Forgets the session and where it was: somebody has signed out.
    pub(super) fn drop_session(self) {
        storage::remove(Area::Session, LAST_KEY);
        storage::remove(Area::Session, REVIEW_KEY);
        early::forget();
        self.forget();
    }

    /// The session is over; the person can sign in again without losing the page.
    pub(super) fn end(self, reason: EndReason) {
        let has_page = self.account.ready_untracked().is_some();
        self.end_reason.set(reason);
        match self.state.with_untracked(|state| state.after_end(has_page)) {
            ended @ Session::Ended(_) => {
                self.generation.update_value(|count| *count += 1);
                storage::remove(Area::Session, STORAGE_KEY);
                self.client.pause_session();
                self.state.set(ended);
            }
            _ => self.forget(),
        }
    }

    /// Uses these tokens from now on.
    pub(super) fn adopt(self, tokens: SessionTokens) {
        storage::set(Area::Session, STORAGE_KEY, &tokens.to_stored());
        self.hold(&tokens);
        self.ending.begin_anew();
        publish(self.end_reason, EndReason::Expired);
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

    /// Goes on with the tokens that this tab has kept, or asks the other tabs for theirs.
    fn start(self) {
        let now = clock::device_now();
        let stored = storage::get(Area::Session, STORAGE_KEY)
            .and_then(|text| SessionTokens::from_stored(&text));
        let tokens = stored.filter(|tokens| !tokens.is_over(now));
        let age = tokens.as_ref().and_then(|tokens| tokens.age(now));
        let over = EndReason::at_limit(Self::standing(age));
        match tokens {
            Some(tokens) if over.is_none() => {
                last_input::note(now);
                self.adopt(tokens);
            }
            tokens => {
                storage::remove(Area::Session, STORAGE_KEY);
                // Those of other tabs come to the same limit.
                if over.is_some() || !self.ask_tabs() {
                    self.state.set(Session::Guest);
                }
                if let (Some(reason), Some(_)) = (over, tokens) {
                    self.end_reason.set(reason);
                    self.end_pairs_of_old_session(age);
                    return;
                }
                spawn_local(async move {
                    console_api::transport::pause(ANSWER_TIMEOUT_MS).await;
                    self.wait_no_longer();
                });
            }
        }
    }
}
