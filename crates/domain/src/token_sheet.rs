//! The values of several new tokens in one file.
//!
//! Such a text holds values in plain: whoever gets it overwrites it with [`wipe`](super::secret::wipe) as
//! soon as it is handed on.

use super::secret::TokenSecret;
use super::token::Token;
use super::visible_name::visible_name;
use chrono::SecondsFormat;
use console_json::Json;

/// What each variable is called at the beginning: so no token's name becomes `PATH` or `LD_PRELOAD`, which a
/// shell that loads the file would obey, or `CORE_TOKEN`, which the clients obey.
pub const VARIABLE_PREFIX: &str = "OPENLANE_TOKEN_";

/// The name of the file of variables.
pub const ENVIRONMENT_FILE: &str = "openlane-tokens.env";

/// The name of the JSON file.
pub const JSON_FILE: &str = "openlane-tokens.json";

/// Names of environment variables for tokens with these names, in their order, each different from the
/// others: [`VARIABLE_PREFIX`] and the letters and digits of ASCII that a name has, in capitals (POSIX, Base
/// Definitions 8.1).
pub fn variables<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut variables: Vec<String> = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        let words: Vec<&str> = name
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let mut own = words.join("_").to_ascii_uppercase();
        if own.is_empty() {
            own = (index + 1).to_string();
        }
        let first = format!("{VARIABLE_PREFIX}{own}");
        let mut variable = first.clone();
        let mut count = 1_usize;
        while variables.contains(&variable) {
            count += 1;
            variable = format!("{first}_{count}");
        }
        variables.push(variable);
    }
    variables
}

/// What a request for several tokens led to.
#[derive(Debug)]
pub struct Arranged {
    /// The tokens with their values, in the order in which their names were asked for.
    pub rows: Vec<(Token, TokenSecret)>,
    /// The names that no token came for.
    pub missing: Vec<String>,
}

/// Puts tokens, which come in any order (contract 3.7), into that of the names that were asked for. What
/// nobody has asked for comes last.
pub fn arrange(names: &[String], made: Vec<(Token, TokenSecret)>) -> Arranged {
    let mut rows = Vec::with_capacity(made.len());
    let mut rest = made;
    let mut missing = Vec::new();
    for name in names {
        match rest.iter().position(|(token, _)| token.name == *name) {
            Some(at) => rows.push(rest.remove(at)),
            None => missing.push(name.clone()),
        }
    }
    rows.append(&mut rest);
    Arranged { rows, missing }
}

/// A file of environment variables, one for each token, with the name of the token above it. `origin` is the
/// address of the API without a final slash.
pub fn env_file<'a>(
    origin: &str,
    tokens: impl Iterator<Item = (&'a Token, &'a TokenSecret)> + Clone,
) -> String {
    let names = variables(tokens.clone().map(|(token, _)| token.name.as_str()));
    // In one piece: a text that grows leaves parts of itself behind.
    let mut text = String::with_capacity(LINE * (names.len() + 2));
    text.push_str(
        "# This file holds tokens in plain text. Keep it out of version control.\n\
         # For a shell: set -a; . ./openlane-tokens.env; set +a\n\
         # For Openlane's CLI: CORE_TOKEN=\"$",
    );
    text.push_str(names.first().map_or(VARIABLE_PREFIX, String::as_str));
    text.push_str("\" openlane token get\nCORE_HOST=");
    text.push_str(origin);
    for ((token, secret), variable) in tokens.zip(&names) {
        text.push_str("\n# ");
        text.push_str(&visible_name(&token.name));
        text.push('\n');
        text.push_str(variable);
        text.push('=');
        text.push_str(secret.expose());
    }
    text.push('\n');
    text
}

/// Bytes reserved for a token: enough for the longest name twice, its variable and its value.
const LINE: usize = 1024;

/// A JSON array with an object for each token: `name`, `id`, `variable`, `token`, `expires_at` (RFC 3339,
/// UTC; null is never).
pub fn json_file<'a>(tokens: impl Iterator<Item = (&'a Token, &'a TokenSecret)> + Clone) -> String {
    let names = variables(tokens.clone().map(|(token, _)| token.name.as_str()));
    let mut text = String::with_capacity(LINE * (names.len() + 1));
    let mut before = "[\n";
    for ((token, secret), variable) in tokens.zip(&names) {
        let end = token
            .expires_at
            .map(|end| end.to_rfc3339_opts(SecondsFormat::Secs, true));
        // The value is letters, digits and underscores: nothing in it needs an escape.
        let parts = [
            before,
            "  {\"name\":",
            &Json::from(&token.name).to_string(),
            ",\"id\":\"",
            token.id.as_str(),
            "\",\"variable\":\"",
            variable,
            "\",\"token\":\"",
            secret.expose(),
            "\",\"expires_at\":",
            &Json::from(end).to_string(),
            "}",
        ];
        for part in parts {
            text.push_str(part);
        }
        before = ",\n";
    }
    text.push_str("\n]\n");
    text
}

#[cfg(test)]
mod tests;
