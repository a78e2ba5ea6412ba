//! The report of an access review: a document for auditors (Markdown) and a table (CSV). Times are UTC,
//! rights are told as granted.

use crate::granted::{BASICS, granted};
use crate::id::TokenId;
use crate::kind::TokenKind;
use crate::object_label::object_label;
use crate::review::{Decision, Group};
use crate::scope::{Verb, Verbs};
use crate::spreadsheet;
use crate::token::{Reach, Token};
use crate::visible_name::visible_name;
use chrono::{DateTime, Utc};
use std::fmt::Write as _;

/// What a review was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportHead {
    /// Which tokens.
    pub kind: TokenKind,
    /// The organization, or whose personal tokens they are: the name and the identifier.
    pub subject: (String, String),
    /// Who decided: the name and the e-mail address.
    pub reviewer: (String, String),
    /// When the report was made.
    pub at: DateTime<Utc>,
    /// How many tokens were read.
    pub seen: u64,
    /// How many there are; more where the review stopped early.
    pub total: u64,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportResult<'a> {
    /// It was not carried out.
    Open,
    /// It was carried out at this time.
    Applied(DateTime<Utc>),
    /// The token was deleted in the meantime.
    Gone,
    /// Nothing was sent: the token was off already, or ended earlier.
    Unneeded,
    /// It was refused: why.
    Failed(&'a str),
    /// No answer came, so that nobody knows.
    Unknown,
}

/// One token of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow<'a> {
    /// Its identifier.
    pub id: &'a TokenId,
    /// The token as it was read last; `None` for one that was deleted before the page was loaded anew.
    pub token: Option<&'a Token>,
    /// Why it asked for a decision.
    pub group: Option<Group>,
    /// The word for its state.
    pub state: &'a str,
    /// Who made it, by name where that is known.
    pub created_by: &'a str,
    /// What is decided.
    pub decision: Option<Decision>,
    /// The reviewer's note.
    pub note: &'a str,
    /// What became of it.
    pub result: ReportResult<'a>,
}

impl ReportRow<'_> {
    fn name(&self) -> String {
        self.token.map_or_else(String::new, Token::shown_name)
    }

    fn decision_text(&self) -> &'static str {
        self.decision.map_or("None", Decision::label)
    }

    fn result_text(&self) -> String {
        match (self.result, self.decision) {
            (ReportResult::Open, None) => "Not decided".to_owned(),
            (ReportResult::Open, Some(_)) => "Not applied".to_owned(),
            (ReportResult::Applied(at), decision) => {
                let done = decision.map_or("Applied", Decision::participle);
                format!("{done} on {}", moment(at))
            }
            (ReportResult::Gone, _) => "Deleted in the meantime".to_owned(),
            (ReportResult::Unneeded, _) => "No longer needed".to_owned(),
            (ReportResult::Failed(why), _) => format!("Failed: {why}"),
            (ReportResult::Unknown, _) => "Not known: no answer came".to_owned(),
        }
    }
}

/// How many decisions of each sort there are, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Decided.
    pub decided: usize,
    /// Carried out.
    pub applied: usize,
    /// Refused, or not known.
    pub failed: usize,
}

/// The tally of one decision; `None` counts the tokens without one.
pub fn tally(rows: &[ReportRow<'_>], decision: Option<Decision>) -> Tally {
    let mut tally = Tally::default();
    for row in rows.iter().filter(|row| row.decision == decision) {
        tally.decided += 1;
        match row.result {
            ReportResult::Applied(_) => tally.applied += 1,
            ReportResult::Failed(_) | ReportResult::Unknown => tally.failed += 1,
            ReportResult::Open | ReportResult::Gone | ReportResult::Unneeded => {}
        }
    }
    tally
}

/// `2026-11-29 17:44 UTC`.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// What a token can do by its scopes, as granted, or where it acts for its owner.
pub fn rights(token: &Token) -> String {
    let scopes = match &token.reach {
        Reach::Organizations(organizations) if organizations.is_empty() => {
            return "Nothing: no organization that its owner can see".to_owned();
        }
        Reach::Organizations(organizations) => {
            let names: Vec<_> = organizations
                .iter()
                .map(|organization| visible_name(&organization.name))
                .collect();
            return format!("Whatever its owner may do in {}", names.join(", "));
        }
        Reach::Scopes { scopes, .. } => scopes.selection(),
    };
    let granted = granted(scopes);
    if granted.is_empty() {
        return "Nothing by its scopes".to_owned();
    }
    let read_write = Verbs::NONE.with(Verb::Read).with(Verb::Write);
    let mut parts = Vec::new();
    for (verbs, words) in [
        (Verbs::ALL, "Read, write and delete"),
        (read_write, "Read and write"),
        (Verbs::NONE.with(Verb::Read), "Read"),
    ] {
        let objects = granted.objects().filter(|(_, held)| *held == verbs);
        let labels: Vec<String> = objects.map(|(object, _)| object_label(object)).collect();
        if !labels.is_empty() {
            parts.push(format!("{words}: {}", labels.join(", ")));
        }
    }
    if !granted.others().is_empty() {
        parts.push(format!("Other: {}", granted.others().join(", ")));
    }
    parts.join(". ")
}

/// The report as CSV, one row for each token: see [`spreadsheet`].
pub fn csv(head: &ReportHead, rows: &[ReportRow<'_>]) -> String {
    let header = [
        "Organization or owner",
        "Organization or owner ID",
        "Reviewer",
        "Reviewer e-mail",
        "Report created (UTC)",
        "Token",
        "ID",
        "Finding",
        "State",
        "Rights as granted",
        "Created (UTC)",
        "Created by",
        "Expires (UTC)",
        "Last used (UTC)",
        "Decision",
        "Note",
        "Result",
    ];
    let time = |at: Option<DateTime<Utc>>, never: &str| at.map_or_else(|| never.to_owned(), moment);
    let cells = rows.iter().map(|row| {
        let token = row.token;
        vec![
            head.subject.0.clone(),
            head.subject.1.clone(),
            head.reviewer.0.clone(),
            head.reviewer.1.clone(),
            moment(head.at),
            token.map_or_else(String::new, |token| token.name.clone()),
            row.id.to_string(),
            row.group.map_or("", Group::label).to_owned(),
            row.state.to_owned(),
            token.map_or_else(String::new, rights),
            time(token.and_then(|token| token.created_at), ""),
            row.created_by.to_owned(),
            token.map_or_else(String::new, |token| time(token.expires_at, "Never")),
            token.map_or_else(String::new, |token| time(token.last_used_at, "Never")),
            row.decision_text().to_owned(),
            row.note.to_owned(),
            row.result_text(),
        ]
    });
    spreadsheet::csv(&header, cells)
}

/// The report as Markdown (`CommonMark` with tables).
pub fn markdown(head: &ReportHead, rows: &[ReportRow<'_>]) -> String {
    let mut text = String::new();
    // Writing into a string never fails.
    let mut line = |line: &str| _ = writeln!(text, "{line}");
    let (subject, subject_id) = &head.subject;
    let (tokens, whose) = match head.kind {
        TokenKind::Api => ("API tokens", "Organization"),
        TokenKind::Personal => ("Personal access tokens", "Owner"),
    };
    line(&format!("# Access review: {tokens} of {}", inline(subject)));
    line("");
    line("| | |");
    line("|---|---|");
    line(&format!(
        "| {whose} | {} ({}) |",
        inline(subject),
        code(subject_id)
    ));
    let (name, email) = &head.reviewer;
    line(&format!(
        "| Reviewer | {} ({}) |",
        inline(name),
        inline(email)
    ));
    line(&format!("| Report created | {} |", moment(head.at)));
    let looked_at = if head.total > head.seen {
        format!(
            "{}, the newest of {}. The others were not reviewed.",
            rows.len(),
            head.total
        )
    } else {
        rows.len().to_string()
    };
    line(&format!("| Tokens reviewed | {looked_at} |"));
    line("");
    line("## Decisions");
    line("");
    line("| Decision | Tokens | Applied | Failed |");
    line("|---|---:|---:|---:|");
    for decision in Decision::ALL {
        let Tally {
            decided,
            applied,
            failed,
        } = tally(rows, Some(decision));
        line(&format!(
            "| {} | {decided} | {applied} | {failed} |",
            decision.label()
        ));
    }
    line(&format!("| None | {} | | |", tally(rows, None).decided));
    line("");
    if head.kind == TokenKind::Api {
        line(&format!(
            "Rights are listed as Openlane grants them. In addition, every API token can {BASICS}."
        ));
        line("");
    }
    let groups = Group::ALL.into_iter().map(Some).chain([None]);
    for group in groups {
        let of_group: Vec<_> = rows.iter().filter(|row| row.group == group).collect();
        if of_group.is_empty() {
            continue;
        }
        let (label, meaning) = group.map_or(
            (
                "Deleted during the review",
                "Their names are no longer known.",
            ),
            |group| (group.label(), group.meaning()),
        );
        line(&format!("## {label} ({})", of_group.len()));
        line("");
        line(meaning);
        for row in of_group {
            line("");
            describe(row, &mut line);
        }
        line("");
    }
    text
}

fn describe(row: &ReportRow<'_>, line: &mut impl FnMut(&str)) {
    let name = row.name();
    let heading = if name.is_empty() {
        code(row.id.as_str())
    } else {
        inline(&name)
    };
    line(&format!("### {heading}"));
    line("");
    line(&format!("- ID: {}", code(row.id.as_str())));
    if let Some(token) = row.token {
        let time =
            |at: Option<DateTime<Utc>>, never: &str| at.map_or_else(|| never.to_owned(), moment);
        if let Some(description) = &token.description {
            line(&format!("- Description: {}", inline(description)));
        }
        line(&format!("- State: {}", row.state));
        line(&format!("- Rights: {}", inline(&rights(token))));
        let made = time(token.created_at, "at an unknown time");
        line(&format!("- Created: {made}, by {}", inline(row.created_by)));
        line(&format!("- Expires: {}", time(token.expires_at, "Never")));
        line(&format!(
            "- Last used: {}",
            time(token.last_used_at, "Never")
        ));
    }
    line(&format!("- Decision: **{}**", row.decision_text()));
    if !row.note.trim().is_empty() {
        line(&format!("- Note: {}", inline(row.note)));
    }
    line(&format!("- Result: {}", inline(&row.result_text())));
}

/// Text of people in a line of Markdown: nothing in it is markup, and it stays one line.
fn inline(text: &str) -> String {
    let is_break = |letter: char| {
        matches!(
            letter,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let line = text.replace(is_break, " ");
    let mut safe = String::with_capacity(line.len());
    for letter in visible_name(&line).chars() {
        match letter {
            _ if letter.is_ascii_punctuation() && !".,:;()/'%?!@+-".contains(letter) => {
                safe.push('\\');
                safe.push(letter);
            }
            _ => safe.push(letter),
        }
    }
    // Some readers make links of what looks like an address.
    let safe = safe.replace("://", "\\://").replace("www.", "www\\.");
    // At the beginning of a line these begin a list.
    match safe.trim_start().chars().next() {
        Some('-' | '+') => format!("\\{}", safe.trim_start()),
        _ => safe,
    }
}

/// An identifier as code. Those of the backend hold letters and digits only.
fn code(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter))
        .collect();
    format!("`{plain}`")
}

#[cfg(test)]
mod tests;
