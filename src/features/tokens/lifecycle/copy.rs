//! What the dialogs say.

use super::action::{Action, Done};
use chrono::TimeDelta;
use console_api::error::ApiError;
use console_domain::id::TokenId;
use console_domain::token::{Reach, Token};
use console_domain::visible_name::isolated;
use console_platform::{clock, intl};
use console_ui::Toast;

/// A token that was used within this many days is in use: deleting it needs its name.
const IN_USE_DAYS: i64 = 7;

/// Whether something probably still uses it.
pub fn is_in_use(token: &Token) -> bool {
    token
        .last_used_at
        .is_some_and(|at| at > clock::now() - TimeDelta::days(IN_USE_DAYS))
}

/// When a token was last used, as a sentence.
pub fn last_use(token: &Token) -> String {
    token.last_used_at.map_or_else(
        || "It was never used.".to_owned(),
        |at| {
            format!(
                "It was last used {} ({}).",
                intl::relative(at, clock::now()),
                intl::date_time_medium(at)
            )
        },
    )
}

/// What tells a token from others of the same name: the end of its identifier, when it was made, and what it
/// reaches.
pub fn marks(token: &Token) -> String {
    let made = token
        .created_at
        .map(|at| format!(", created {}", intl::date_time_medium(at)))
        .unwrap_or_default();
    let reach = match &token.reach {
        Reach::Scopes { scopes, .. } => {
            intl::count(scopes.selection().len() as u64, "scope", "scopes")
        }
        Reach::Organizations(all) => intl::count(all.len() as u64, "organization", "organizations"),
    };
    format!("ID …{}{made}, {reach}", id_end(&token.id))
}

/// The last characters of an identifier: the first ones are a time, and nearly the same for many.
pub fn id_end(id: &TokenId) -> String {
    let text = id.as_str();
    let from = text.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    text.get(from..).unwrap_or_default().to_owned()
}

/// The question.
pub fn heading(action: Action, token: &Token) -> String {
    let verb = label(action);
    format!("{verb} {}?", token.isolated_name())
}

/// The button that does it.
pub const fn label(action: Action) -> &'static str {
    match action {
        Action::Disable => "Disable",
        Action::Enable => "Enable",
        Action::Revoke => "Revoke",
        Action::Delete => "Delete",
    }
}

/// What will happen.
pub fn consequence(action: Action, token: &Token) -> String {
    let place = match &token.reach {
        Reach::Scopes { .. } => String::new(),
        Reach::Organizations(all) if all.is_empty() => String::new(),
        Reach::Organizations(all) => {
            let names: Vec<String> = all.iter().map(|entry| isolated(&entry.name)).collect();
            format!(" in {}", intl::list_and(&names))
        }
    };
    match action {
        Action::Disable => {
            format!("Openlane refuses it from now on{place}. You can enable it again at any time.")
        }
        Action::Enable if token.revocation.is_some() => {
            "It was revoked. Enabling it removes the revocation and its reason, and whoever has its \
             value can use it again."
                .to_owned()
        }
        Action::Enable => "Whoever has its value can use it again.".to_owned(),
        Action::Revoke => "Openlane refuses it from now on, and everybody who \
             looks at it sees that it was revoked, by whom, and why."
            .to_owned(),
        Action::Delete => format!(
            "Whatever uses it stops working at once{place}. It cannot be \
             brought back, and its value cannot be used for another token."
        ),
    }
}

/// What somebody else did to `token` since the page was loaded.
pub fn meanwhile(token: &Token) -> String {
    let Some(revocation) = &token.revocation else {
        let word = if token.is_active {
            "enabled"
        } else {
            "disabled"
        };
        return format!("It has been {word} in the meantime");
    };
    let at = intl::date_time_medium(revocation.at);
    format!("It has been revoked in the meantime, on {at}")
}

/// Says what was done: what the answer says, not what was asked for.
pub fn toast(action: Action, token: &Token, done: &Done) {
    let name = token.isolated_name();
    let text = match (action, done) {
        (Action::Delete, _) => format!("{name} was deleted."),
        (_, Done::Gone(_)) => return toast_gone(token),
        (_, Done::Changed(now)) if !action.is_reached(now) => {
            let state = match (&now.revocation, now.is_active) {
                (Some(_), _) => "revoked",
                (None, true) => "enabled",
                (None, false) => "disabled",
            };
            Toast::danger(format!(
                "{name} is {state}: somebody else changed it at the same time."
            ))
            .show();
            return;
        }
        (Action::Disable, _) => format!("{name} is disabled."),
        (Action::Enable, _) => format!("{name} is enabled."),
        (Action::Revoke, _) => format!("{name} is revoked."),
    };
    Toast::success(text).show();
}

/// Says that there is nothing left to do anything with.
pub fn toast_gone(token: &Token) {
    let name = token.isolated_name();
    Toast::danger(format!("{name} had been deleted in the meantime.")).show();
}

/// Says that it was not done, or that nobody knows, where its dialog is gone.
pub fn toast_failed(action: Action, token: &Token, error: &ApiError) {
    let name = token.isolated_name();
    let done = match action {
        Action::Disable => "disabled",
        Action::Enable => "enabled",
        Action::Revoke => "revoked",
        Action::Delete => "deleted",
    };
    let text = if error.outcome_unknown() {
        format!("It is not known whether {name} was {done}. {error}")
    } else {
        format!("{name} was not {done}. {error}")
    };
    Toast::danger(text).show();
}
