//! What a question before several tokens are deleted has: their names, and the word to type.

use crate::features::tokens::lifecycle::id_end;
use console_domain::token::Token;
use console_view::prelude::*;

/// What has to be typed before several tokens are deleted.
pub const DELETE_WORD: &str = "DELETE";

/// The label of the field for [`DELETE_WORD`].
pub fn delete_word_label(is_one: bool) -> String {
    let what = if is_one { "it" } else { "them" };
    format!("Type {DELETE_WORD} to delete {what}")
}

/// The names of all of them, in a box of its own that scrolls; with the ends of their identifiers where
/// several have one name.
pub fn name_list(tokens: &[Token], label: &'static str) -> AnyView {
    let names = tokens
        .iter()
        .map(|token| view! { <li dir="auto" translate="no">{told_apart(token, tokens)}</li> })
        .collect_view();
    view! {
        <div class="bulk-names" role="group" aria-label=label tabindex="0">
            <ul class="stack-sm" role="list">{names}</ul>
        </div>
    }
    .into_any()
}

/// The name of a token, with the end of its identifier where another one of `all` has the same.
pub fn told_apart(token: &Token, all: &[Token]) -> String {
    let name = token.shown_name();
    let is_other = |other: &&Token| other.id != token.id && other.shown_name() == name;
    if all.iter().any(|other| is_other(&other)) {
        format!("{name} (ID …{})", id_end(&token.id))
    } else {
        name
    }
}
