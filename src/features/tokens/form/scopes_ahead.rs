//! Asks for the scopes of a form while its code is still on the way. This much is in the first load; the code
//! that reads the answer comes with the form.

use console_api::client::Client;
use console_api::scopes::AskedScopes;
use std::cell::RefCell;

/// The first question for the scopes. Later ones are put by the form's code.
enum First {
    NotAsked,
    Asked(AskedScopes),
    Taken,
}

thread_local! {
    // Scopes are the same for everybody (contract 5).
    static FIRST: RefCell<First> = const { RefCell::new(First::NotAsked) };
}

/// Asks for the scopes, unless that was done before.
pub fn ask_for_scopes(client: Client) {
    FIRST.with_borrow_mut(|first| {
        if matches!(first, First::NotAsked) {
            *first = First::Asked(AskedScopes::new(client));
        }
    });
}

/// What [`ask_for_scopes`] has asked, once.
pub(super) fn take_asked() -> Option<AskedScopes> {
    match FIRST.replace(First::Taken) {
        First::Asked(asked) => Some(asked),
        _ => None,
    }
}
