//! Collects the results of checks.

use std::fmt::{self, Display};

use serde_json::{Value, json};

use super::{Client, Options, client::Answer};

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As the contract says.
    Agrees,
    /// Otherwise.
    Differs {
        /// What the contract says.
        expected: String,
        /// What the server did.
        got: String,
    },
    /// Not possible with this server.
    Skipped,
}

/// One row of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Section of the contract.
    pub section: &'static str,
    /// What is checked.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// All checks.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order in which they ran.
    pub checks: Vec<Check>,
}

impl Report {
    /// How many ended like this.
    fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.checks
            .iter()
            .filter(|check| wanted(&check.outcome))
            .count()
    }

    /// How many agree.
    pub fn agreeing(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::Agrees)
    }

    /// How many differ.
    pub fn differing(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Differs { .. }))
    }

    /// How many could not be made.
    pub fn skipped(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::Skipped)
    }
}

impl Display for Report {
    /// A table of what differs or was skipped, and a summary.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for check in &self.checks {
            let (section, name) = (check.section, &check.name);
            match &check.outcome {
                Outcome::Agrees => {}
                Outcome::Skipped => writeln!(f, "{section:<5} {name}\n      skipped")?,
                Outcome::Differs { expected, got } => writeln!(
                    f,
                    "{section:<5} {name}\n      expected {expected}\n      got      {got}"
                )?,
            }
        }
        write!(
            f,
            "conformance: {} checks, {} agree, {} differ, {} skipped",
            self.checks.len(),
            self.agreeing(),
            self.differing(),
            self.skipped()
        )
    }
}

/// A run in progress.
#[derive(Debug)]
pub(super) struct Suite {
    /// What to check, and as whom.
    pub(super) options: Options,
    /// Whether `/sandbox/…` is there.
    pub(super) controls: bool,
    /// Whether the demo accounts are there.
    pub(super) demo: bool,
    /// Whether the server's own identity provider, at which a program can choose somebody, signs the demo's
    /// people in.
    pub(super) provider: bool,
    section: &'static str,
    report: Report,
}

impl Suite {
    /// Nothing checked yet.
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            controls: false,
            demo: false,
            provider: false,
            section: "",
            report: Report::default(),
        }
    }

    /// Finds out what the server can do beyond the contract.
    pub(super) fn probe(&mut self) {
        self.controls = self.stranger().get("/sandbox/clock").status == 200;
        self.demo = self.signed_in_as("mia@acme.test").bearer.is_some();
    }

    /// The section that the next checks belong to.
    pub(super) fn section(&mut self, section: &'static str) {
        self.section = section;
    }

    /// A browser without any state.
    pub(super) fn stranger(&self) -> Client {
        Client::new(&self.options.url)
    }

    /// A browser in which the given user is signed in.
    pub(super) fn signed_in(&self) -> Client {
        self.signed_in_as(&self.options.user)
    }

    /// A browser in which this user is signed in, with the common password.
    pub(super) fn signed_in_as(&self, user: &str) -> Client {
        let mut client = self.stranger();
        client.sign_in(user, &self.options.password);
        client
    }

    /// Sets the server's clock ahead; false when it cannot.
    pub(super) fn advance(&self, seconds: i64) -> bool {
        self.stranger()
            .post("/sandbox/clock", &json!({ "advance_seconds": seconds }))
            .status
            == 200
    }

    /// What an authenticator app shows for this secret, by the server's clock.
    pub(super) fn totp(&self, secret: &str) -> Option<String> {
        let now = self.stranger().get("/sandbox/clock").string("/now");
        let now = chrono::DateTime::parse_from_rfc3339(&now).ok()?;
        let seconds = u64::try_from(now.timestamp()).ok()?;
        let secret = totp_rs::Secret::Encoded(secret.to_owned())
            .to_bytes()
            .ok()?;
        let app = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 1, 30, secret);
        Some(app.generate(seconds))
    }

    /// Both must be equal.
    pub(super) fn eq(&mut self, name: &str, got: impl Into<Value>, expected: impl Into<Value>) {
        let (got, expected) = (got.into(), expected.into());
        let agrees = got == expected;
        self.add(name, agrees, &expected, &got);
    }

    /// Both values come from the server and must be equal, and neither null nor empty: two missing answers
    /// would be equal too.
    pub(super) fn same(&mut self, name: &str, got: impl Into<Value>, other: impl Into<Value>) {
        let (got, other) = (got.into(), other.into());
        let nothing = matches!(&got, Value::Null) || got == "" || got == json!([]);
        self.add(name, got == other && !nothing, &other, &got);
    }

    /// The text must begin so.
    pub(super) fn begins(&mut self, name: &str, got: &str, expected: &str) {
        self.add(
            name,
            got.starts_with(expected),
            &format!("{expected}…"),
            &got,
        );
    }

    /// The text must contain this.
    pub(super) fn contains(&mut self, name: &str, got: &str, expected: &str) {
        self.add(name, got.contains(expected), &format!("…{expected}…"), &got);
    }

    /// This must hold; `got` is told when it does not.
    pub(super) fn holds(&mut self, name: &str, holds: bool, got: impl Display) {
        self.add(name, holds, &"it holds", &got);
    }

    /// The answer has this status and lacks what `got` looked for. The status is checked because a missing
    /// answer would lack it as well.
    pub(super) fn absent(
        &mut self,
        name: &str,
        answer: &Answer,
        status: u16,
        got: impl Into<Value>,
    ) {
        let got = got.into();
        let nothing = matches!(&got, Value::Null) || got == "";
        self.add(
            name,
            nothing && answer.status == status,
            &format!("{status} without it"),
            &format!("{} with {got}", answer.status),
        );
    }

    /// Could not be checked.
    pub(super) fn skip(&mut self, name: &str) {
        self.push(name, Outcome::Skipped);
    }

    fn add(&mut self, name: &str, agrees: bool, expected: &dyn Display, got: &dyn Display) {
        let outcome = if agrees {
            Outcome::Agrees
        } else {
            let short = |text: String| text.chars().take(300).collect();
            Outcome::Differs {
                expected: short(expected.to_string()),
                got: short(got.to_string()),
            }
        };
        self.push(name, outcome);
    }

    fn push(&mut self, name: &str, outcome: Outcome) {
        self.report.checks.push(Check {
            section: self.section,
            name: name.to_owned(),
            outcome,
        });
    }

    /// The results.
    pub(super) fn report(self) -> Report {
        self.report
    }
}
