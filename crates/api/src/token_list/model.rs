//! A backend that pages through tokens as wrongly as contract 3.9 says.

use crate::token_filter::{ListTime, list_predicate};
use crate::token_list::{Page, list_request};
use chrono::{DateTime, Utc};
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::list_query::ListQuery;
use console_domain::page_plan::{PagePlan, PartAnswer};
use console_domain::token::Token;
use serde_json::{Value, json};
use std::cmp::Ordering;

/// The moment at which everything happens.
pub(super) fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// The same with days in UTC.
pub(super) fn time() -> ListTime {
    ListTime {
        now: now(),
        day_end: |day| Some(day.and_hms_opt(23, 59, 59)?.and_utc()),
    }
}

/// What a token has in a column, by the column's name in a predicate or an order.
fn column(token: &Token, name: &str) -> Value {
    match name {
        "id" => json!(token.id.as_str()),
        "name" => json!(token.name),
        "createdAt" | "created_at" => json!(token.created_at),
        "updatedAt" | "updated_at" => json!(token.updated_at),
        "expiresAt" | "expires_at" => json!(token.expires_at),
        "lastUsedAt" | "last_used_at" => json!(token.last_used_at),
        "isActive" | "is_active" => json!(token.is_active),
        "revokedAt" => json!(token.revocation.as_ref().map(|revocation| revocation.at)),
        other => panic!("nobody knows the column {other}"),
    }
}

/// How two values of a column compare; they are of one type, and none is null.
fn compare(one: &Value, other: &Value) -> Ordering {
    let time = |value: &Value| value.as_str()?.parse::<DateTime<Utc>>().ok();
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => match (time(one), time(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => one.as_str().unwrap().cmp(other.as_str().unwrap()),
        },
    }
}

/// Whether a `where` admits a token.
fn admits(predicate: &Value, token: &Token) -> bool {
    predicate.as_object().unwrap().iter().all(|(name, wanted)| {
        let parts = || wanted.as_array().unwrap().iter();
        match name.as_str() {
            "and" => return parts().all(|part| admits(part, token)),
            "or" => return parts().any(|part| admits(part, token)),
            "nameContainsFold" => {
                let wanted = wanted.as_str().unwrap().to_lowercase();
                return token.name.to_lowercase().contains(&wanted);
            }
            _ => {}
        }
        let suffixes = ["IsNil", "NotNil", "GTE", "LTE", "GT", "LT"];
        let suffix = suffixes.into_iter().find(|suffix| name.ends_with(suffix));
        let value = column(
            token,
            name.strip_suffix(suffix.unwrap_or_default()).unwrap(),
        );
        match suffix {
            Some("IsNil") => value.is_null(),
            Some("NotNil") => !value.is_null(),
            // Nothing compares with null.
            _ if value.is_null() => false,
            Some("GTE") => compare(&value, wanted).is_ge(),
            Some("LTE") => compare(&value, wanted).is_le(),
            Some("GT") => compare(&value, wanted).is_gt(),
            Some("LT") => compare(&value, wanted).is_lt(),
            _ => compare(&value, wanted).is_eq(),
        }
    })
}

/// The arguments of a connection.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) first: Option<u64>,
    pub(super) last: Option<u64>,
    /// Cursors: a token tells everything that its cursor does.
    pub(super) after: Option<Token>,
    pub(super) before: Option<Token>,
    pub(super) order_by: Value,
    pub(super) predicate: Value,
}

pub(super) struct Answered {
    pub(super) rows: Vec<Token>,
    pub(super) total: u64,
    pub(super) has_next: bool,
}

/// A backend with these tokens.
#[derive(Debug)]
pub(super) struct Backend(pub(super) Vec<Token>);

impl Backend {
    pub(super) fn connection(&self, arguments: &Arguments) -> Answered {
        let field = arguments.order_by[0]["field"]
            .as_str()
            .unwrap_or("created_at");
        let is_descending = arguments.order_by[0]["direction"] != "ASC";
        let is_backwards = arguments.last.is_some();
        let in_order = |one: &Token, other: &Token| {
            let (a, b) = (column(one, field), column(other, field));
            let by_value = match (a.is_null(), b.is_null()) {
                (false, false) if is_descending != is_backwards => compare(&b, &a),
                (false, false) => compare(&a, &b),
                // NULLS LAST in both directions, also where the order is turned round to read from the end.
                (a, b) => a.cmp(&b),
            };
            let by_id = one.id.cmp(&other.id);
            by_value.then(if is_backwards { by_id.reverse() } else { by_id })
        };
        let matches = |token: &&Token| admits(&arguments.predicate, token);
        let has_gap = |token: &Token| column(token, field).is_null();
        let seeks = |token: &Token| {
            [&arguments.after, &arguments.before]
                .into_iter()
                .flatten()
                .all(|cursor| !has_gap(cursor) && in_order(cursor, token).is_lt())
        };
        let has_cursor = arguments.after.is_some() || arguments.before.is_some();
        let mut rows: Vec<Token> = self
            .0
            .iter()
            .filter(|token| {
                // `(where AND seek) OR column IS NULL`.
                (matches(token) && seeks(token)) || (has_cursor && has_gap(token))
            })
            .cloned()
            .collect();
        rows.sort_by(in_order);
        let limit = arguments.first.or(arguments.last).unwrap_or(100).min(100);
        let has_next = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap());
        if is_backwards {
            rows.reverse();
        }
        Answered {
            rows,
            total: self.0.iter().filter(matches).count() as u64,
            has_next,
        }
    }

    /// Answers a list document as the console reads it.
    pub(super) fn page(&self, kind: TokenKind, query: &ListQuery) -> Page {
        let plan = PagePlan::new(query).expect("a place");
        let (document, variables) = list_request(kind, query, &plan, time());
        let variables = json!(variables);
        assert!(document.contains("tokens:") && !document.contains("after:"));
        let arguments = |first: &str, last: &str, order_by: &str, predicate: &str| Arguments {
            first: variables[first].as_u64(),
            last: variables[last].as_u64(),
            order_by: variables[order_by].clone(),
            predicate: variables[predicate].clone(),
            ..Arguments::default()
        };
        let answer = |arguments: Arguments| {
            let answered = self.connection(&arguments);
            PartAnswer {
                rows: answered.rows,
                count: answered.total,
            }
        };
        let sought = answer(arguments("first", "last", "orderBy", "where"));
        let whole = document.contains("whole:").then(|| {
            let wanted = variables["wholeWhere"].clone();
            self.0.iter().filter(|token| admits(&wanted, token)).count() as u64
        });
        let other = document
            .contains("other:")
            .then(|| arguments("otherFirst", "otherLast", "otherOrderBy", "otherWhere"));
        let joined = plan.join(sought, whole, other.map(answer));
        Page {
            tokens: joined.rows,
            offset: joined.offset,
            total: joined.total,
        }
    }

    /// The whole list as it should be: filtered, those with a value in their order, then those without,
    /// newest first.
    pub(super) fn expected(&self, kind: TokenKind, query: &ListQuery) -> Vec<TokenId> {
        let predicate = json!(list_predicate(kind, query, time()));
        let field = query.sort.field.parameter();
        let mut rows: Vec<&Token> = self
            .0
            .iter()
            .filter(|token| admits(&predicate, token))
            .collect();
        rows.sort_by(|one, other| {
            let (a, b) = (column(one, field), column(other, field));
            let by_value = match (a.is_null(), b.is_null()) {
                (true, true) => other.created_at.cmp(&one.created_at),
                (false, false) if query.sort.descending => compare(&b, &a),
                (false, false) => compare(&a, &b),
                (a, b) => a.cmp(&b),
            };
            by_value.then(one.id.cmp(&other.id))
        });
        rows.into_iter().map(|token| token.id.clone()).collect()
    }
}
