//! Lists of tokens as files: CSV (RFC 4180) and JSON (RFC 8259).
//!
//! Both have every field of a token, and never its value, which is not part of a [`Token`]. Texts are as they
//! are stored. Times are UTC and written by RFC 3339.

use crate::granted::{BASICS, granted};
use crate::id::UserId;
use crate::kind::TokenKind;
use crate::organization::OrganizationRef;
use crate::scope::Scope;
use crate::spreadsheet::csv;
use crate::state::{Flag, flags};
use crate::stored_scopes::StoredScopes;
use crate::token::{Reach, Token};
use chrono::{DateTime, SecondsFormat, Utc};
use console_json::{Json, Object, object};
use std::borrow::Cow;

/// The longest part of a file's name that comes from the name of an organization, in characters.
const SLUG_MAX: usize = 40;

/// One token as it is exported, with what only the caller knows.
#[derive(Clone, Copy, Debug)]
pub struct ExportRow<'a> {
    /// The token.
    pub token: &'a Token,
    /// The word for its state, or that the state is not known.
    pub state: &'a str,
    /// Whether whoever made it is known to have left.
    pub creator_left: bool,
    /// The name of who made it, if known.
    pub created_by: Option<&'a str>,
    /// The name of who changed it last, if known.
    pub updated_by: Option<&'a str>,
    /// The name of who revoked it, if known.
    pub revoked_by: Option<&'a str>,
}

/// The tokens as the text of a CSV file, see [`csv`]: a header with the names of the columns, then one record
/// for each token in the given order. `now` decides the flags. All tokens should be of the given kind; one of
/// the other kind has empty cells for what it reaches.
///
/// What is absent is an empty cell: an empty `expires_at` is never. Flags, scopes, rights, names of
/// organizations and tags are joined by `; `, because they can hold spaces. Identifiers of organizations and
/// the authorizations for single sign-on (`identifier=time`) are joined by one space.
pub fn tokens_csv(kind: TokenKind, rows: &[ExportRow<'_>], now: DateTime<Utc>) -> String {
    let mut header = vec!["id", "name", "description", "state", "flags"];
    header.extend(reach_columns(kind));
    header.extend([
        "created_at",
        "created_by_id",
        "created_by_name",
        "updated_at",
        "updated_by_id",
        "updated_by_name",
        "expires_at",
        "last_used_at",
        "is_active",
        "revoked_at",
        "revoked_by_id",
        "revoked_by_name",
        "revoked_reason",
        "sso_authorizations",
        "tags",
    ]);
    csv(&header, rows.iter().map(|row| cells(kind, row, now)))
}

const fn reach_columns(kind: TokenKind) -> &'static [&'static str] {
    match kind {
        TokenKind::Api => &["organization_id", "scopes", "granted"],
        TokenKind::Personal => &["organization_ids", "organization_names"],
    }
}

fn cells(kind: TokenKind, row: &ExportRow<'_>, now: DateTime<Utc>) -> Vec<String> {
    let token = row.token;
    let labels: Vec<&str> = flags(token, row.creator_left, now)
        .into_iter()
        .map(Flag::label)
        .collect();
    let mut cells = vec![
        token.id.to_string(),
        token.name.clone(),
        token.description.clone().unwrap_or_default(),
        row.state.to_owned(),
        labels.join("; "),
    ];
    cells.extend(reach_cells(kind, &token.reach));
    let revocation = token.revocation.as_ref();
    let reason = revocation.and_then(|revocation| revocation.reason.clone());
    let authorizations: Vec<String> = token
        .sso_authorizations
        .iter()
        .map(|(id, at)| format!("{id}={}", time(*at)))
        .collect();
    cells.extend([
        time_cell(token.created_at),
        id_cell(token.created_by.as_ref()),
        text_cell(row.created_by),
        time_cell(token.updated_at),
        id_cell(token.updated_by.as_ref()),
        text_cell(row.updated_by),
        time_cell(token.expires_at),
        time_cell(token.last_used_at),
        token.is_active.to_string(),
        time_cell(revocation.map(|revocation| revocation.at)),
        id_cell(revocation.and_then(|revocation| revocation.by.as_ref())),
        text_cell(row.revoked_by),
        reason.unwrap_or_default(),
        authorizations.join(" "),
        token.tags.join("; "),
    ]);
    cells
}

fn reach_cells(kind: TokenKind, reach: &Reach) -> Vec<String> {
    match (kind, reach) {
        (TokenKind::Api, Reach::Scopes { owner, scopes }) => vec![
            owner.as_ref().map(ToString::to_string).unwrap_or_default(),
            scopes.texts().join("; "),
            rights(scopes).join("; "),
        ],
        (TokenKind::Personal, Reach::Organizations(organizations)) => {
            let (ids, names): (Vec<&str>, Vec<&str>) = organizations
                .iter()
                .map(|organization| (organization.id.as_str(), organization.name.as_str()))
                .unzip();
            vec![ids.join(" "), names.join("; ")]
        }
        _ => vec![String::new(); reach_columns(kind).len()],
    }
}

fn time_cell(at: Option<DateTime<Utc>>) -> String {
    at.map(time).unwrap_or_default()
}

fn id_cell(id: Option<&UserId>) -> String {
    text_cell(id.map(UserId::as_str))
}

fn text_cell(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// What the scopes grant, as `object:verb`, sorted, then the rights with other verbs as they are spelled.
fn rights(scopes: &StoredScopes) -> Vec<String> {
    let granted = granted(scopes.selection());
    let on_objects = granted.objects().flat_map(|(object, verbs)| {
        verbs.iter().map(move |verb| {
            let object = object.to_owned();
            Scope { object, verb }.to_string()
        })
    });
    on_objects.chain(granted.others().iter().cloned()).collect()
}

/// A time by RFC 3339, with as many digits after the second as it has.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The tokens as the text of a JSON file: one object with `kind` (`api_token` or `personal_access_token`),
/// `organization` (`id` and `name`), `exported_at`, which is `now`, and `tokens` in the given order.
///
/// A file of API tokens says in `every_api_token_can` what all of them can do besides what is `granted` to
/// each by its scopes. Keys are in `snake_case`; what is absent is null, and null in `expires_at` is never.
/// `sso_authorizations` has the time of each authorization by the identifier of the organization.
pub fn tokens_json(
    kind: TokenKind,
    organization: Option<&OrganizationRef>,
    rows: &[ExportRow<'_>],
    now: DateTime<Utc>,
) -> String {
    let mut file = Object::default();
    match kind {
        TokenKind::Api => file.put("kind", "api_token"),
        TokenKind::Personal => file.put("kind", "personal_access_token"),
    }
    file.put("organization", organization.map(organization_json));
    file.put("exported_at", time(now));
    if kind == TokenKind::Api {
        file.put("every_api_token_can", BASICS);
    }
    let tokens = rows.iter().map(|row| token_json(row, now));
    file.put("tokens", Json::list(tokens));
    Json::from(file).to_string()
}

fn organization_json(organization: &OrganizationRef) -> Json {
    object! { "id" => &organization.id, "name" => &organization.name }
}

fn token_json(row: &ExportRow<'_>, now: DateTime<Utc>) -> Json {
    let token = row.token;
    let mut written = Object::default();
    written.put("id", &token.id);
    written.put("name", &token.name);
    written.put("description", token.description.as_ref());
    written.put("state", row.state);
    let labels = flags(token, row.creator_left, now)
        .into_iter()
        .map(Flag::label);
    written.put("flags", Json::list(labels));
    match &token.reach {
        Reach::Scopes { owner, scopes } => {
            written.put("organization_id", owner.as_ref());
            written.put("scopes", Json::list(scopes.texts()));
            written.put("granted", Json::list(rights(scopes)));
        }
        Reach::Organizations(organizations) => {
            let organizations = organizations.iter().map(organization_json);
            written.put("organizations", Json::list(organizations));
        }
    }
    written.put("created_at", token.created_at.map(time));
    written.put("created_by_id", token.created_by.as_ref());
    written.put("created_by_name", row.created_by);
    written.put("updated_at", token.updated_at.map(time));
    written.put("updated_by_id", token.updated_by.as_ref());
    written.put("updated_by_name", row.updated_by);
    written.put("expires_at", token.expires_at.map(time));
    written.put("last_used_at", token.last_used_at.map(time));
    written.put("is_active", token.is_active);
    let revocation = token.revocation.as_ref();
    let by = revocation.and_then(|revocation| revocation.by.as_ref());
    let reason = revocation.and_then(|revocation| revocation.reason.as_ref());
    written.put(
        "revoked_at",
        revocation.map(|revocation| time(revocation.at)),
    );
    written.put("revoked_by_id", by);
    written.put("revoked_by_name", row.revoked_by);
    written.put("revoked_reason", reason);
    let authorizations: Vec<(Cow<'static, str>, Json)> = token
        .sso_authorizations
        .iter()
        .map(|(id, at)| (Cow::Owned(id.to_string()), time(*at).into()))
        .collect();
    written.put("sso_authorizations", Object::from(authorizations));
    written.put("tags", Json::list(&token.tags));
    written.into()
}

/// The name of a file: `openlane-<organization>-<subject>-2026-11-29.csv`, with the day of `now` in UTC.
///
/// Of the organization's name the ASCII letters and digits stay, in lower case; everything else becomes one
/// dash. It has 40 characters at most, and is left out when nothing is left of it. `subject` and `extension`
/// are taken as they are.
pub fn file_name(
    organization: Option<&str>,
    subject: &str,
    now: DateTime<Utc>,
    extension: &str,
) -> String {
    let mut slug = slug(organization.unwrap_or_default());
    if !slug.is_empty() {
        slug.push('-');
    }
    format!("openlane-{slug}{subject}-{}.{extension}", now.date_naive())
}

fn slug(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut slug = words.join("-").to_ascii_lowercase();
    slug.truncate(SLUG_MAX);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests;
