//! The names of several tokens that are created at once: one in a line, or many by a range of numbers.

use super::new_token::{Problem, check_name};
use std::fmt;

/// How many tokens one request creates at most.
pub const BATCH_MAX: usize = 50;

/// How many problems are told at most; the rest is counted.
pub const PROBLEMS_SHOWN: usize = 8;

/// Names that new tokens may have, each once; at least one and [`BATCH_MAX`] at most. Only
/// [`Batch::names`] gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(Vec<String>);

impl Names {
    /// In the order in which they were typed.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// Why a line gives no names, or not all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineProblem {
    /// A name that no token may have.
    Name(Problem),
    /// This name stands in an earlier line, or comes out of its range.
    Twice {
        /// The name.
        name: String,
        /// The number of that line; the first is 1.
        line: usize,
    },
    /// A range of more than [`BATCH_MAX`] numbers.
    RangeTooLong(u64),
    /// Two ranges, or one with a number that is too long.
    RangeUnclear,
    /// From this line on there are more names than [`BATCH_MAX`].
    TooMany,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(problem) => problem.fmt(f),
            Self::Twice { name, line } => write!(f, "“{name}” is already in line {line}."),
            Self::RangeTooLong(count) => {
                write!(
                    f,
                    "The range makes {count} names; {BATCH_MAX} can be created at once."
                )
            }
            Self::RangeUnclear => {
                f.write_str("A line can have one range, such as {1..20}, of numbers up to 999999.")
            }
            Self::TooMany => write!(
                f,
                "This makes more than {BATCH_MAX} names; {BATCH_MAX} can be created at once."
            ),
        }
    }
}

/// What somebody typed as names, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    names: Vec<String>,
    problems: Vec<(usize, LineProblem)>,
    /// Numbers of lines between others in which nothing stands.
    blank: Vec<usize>,
}

impl Batch {
    /// Reads a text with a name in each line. White space around names does not count.
    pub fn read(text: &str) -> Self {
        let mut batch = Self::default();
        // The line of each name, for those that come twice.
        let mut lines = Vec::new();
        let mut blank = Vec::new();
        let mut is_full = false;
        for (index, typed) in text.lines().enumerate() {
            let number = index + 1;
            let typed = typed.trim();
            if typed.is_empty() {
                blank.push(number);
                continue;
            }
            // Blank lines at the end are nobody's mistake.
            batch.blank.append(&mut blank);
            if is_full {
                continue;
            }
            match expand(typed) {
                Ok(names) => {
                    for name in names {
                        if batch.names.len() == BATCH_MAX {
                            batch.problems.push((number, LineProblem::TooMany));
                            is_full = true;
                            break;
                        }
                        batch.add(name, number, &mut lines);
                    }
                }
                Err(problem) => batch.problems.push((number, problem)),
            }
        }
        batch
    }

    fn add(&mut self, typed: String, number: usize, lines: &mut Vec<usize>) {
        let checked = check_name(&typed);
        let problem = match checked {
            Ok(name) => {
                let before = self.names.iter().position(|other| *other == name);
                let Some(line) = before.and_then(|at| lines.get(at)) else {
                    self.names.push(name);
                    lines.push(number);
                    return;
                };
                LineProblem::Twice { name, line: *line }
            }
            Err(problem) => LineProblem::Name(problem),
        };
        // A range makes the same mistake many times.
        let is_told = |(line, told): &(usize, LineProblem)| *line == number && *told == problem;
        if !self.problems.iter().any(is_told) {
            self.problems.push((number, problem));
        }
    }

    /// How many names there are so far, right ones.
    pub const fn count(&self) -> usize {
        self.names.len()
    }

    /// Numbers of lines between others in which nothing stands: they are left out.
    pub fn blank_lines(&self) -> &[usize] {
        &self.blank
    }

    /// What is wrong, by the number of its line; the first is 1.
    pub fn problems(&self) -> &[(usize, LineProblem)] {
        &self.problems
    }

    /// What is wrong as sentences that name their line, [`PROBLEMS_SHOWN`] at most, and how many others there
    /// are.
    pub fn problem_messages(&self) -> Vec<String> {
        let problems = self.problems.iter().take(PROBLEMS_SHOWN);
        let mut told: Vec<String> = problems
            .map(|(line, problem)| format!("Line {line}: {problem}"))
            .collect();
        let others = self.problems.len().saturating_sub(PROBLEMS_SHOWN);
        if others > 0 {
            told.push(format!("And {others} more."));
        }
        told
    }

    /// What is wrong in one sentence, for the field as a whole; `None` if nothing is.
    pub fn problem(&self) -> Option<String> {
        let mut lines: Vec<String> = self
            .problems
            .iter()
            .map(|(line, _)| line.to_string())
            .collect();
        lines.dedup();
        match lines.as_slice() {
            [] if self.names.is_empty() => Some("Enter at least one name.".to_owned()),
            [] => None,
            [line] => Some(format!("Correct line {line}.")),
            several => {
                let last = match several.get(PROBLEMS_SHOWN) {
                    Some(_) => "others",
                    None => several.last().map_or("", String::as_str),
                };
                let shown = several.get(..several.len().min(PROBLEMS_SHOWN + 1) - 1);
                let shown = shown.unwrap_or_default().join(", ");
                Some(format!("Correct lines {shown} and {last}."))
            }
        }
    }

    /// The names so far in a few words: all of them if they are few, else the first two and the last.
    pub fn summary(&self) -> String {
        match self.names.as_slice() {
            [first, second, .., last] if self.names.len() > 4 => {
                format!("{first}, {second} … {last}")
            }
            few => few.join(", "),
        }
    }

    /// The names, if there is nothing wrong with any of them.
    pub fn names(self) -> Option<Names> {
        (self.problems.is_empty() && !self.names.is_empty()).then_some(Names(self.names))
    }
}

/// The longest number of a range, in digits.
const DIGITS: usize = 6;

/// What one line stands for: itself, or `name-{1..20}` for twenty names. A number with a zero before it makes
/// all as long as itself: `{01..20}`.
fn expand(line: &str) -> Result<Vec<String>, LineProblem> {
    let Some((before, range, after)) = first_range(line) else {
        return Ok(vec![line.to_owned()]);
    };
    if first_range(after).is_some() || range.0.len() > DIGITS || range.1.len() > DIGITS {
        return Err(LineProblem::RangeUnclear);
    }
    let is_padded = |digits: &str| digits.len() > 1 && digits.starts_with('0');
    let width = if is_padded(range.0) || is_padded(range.1) {
        range.0.len().max(range.1.len())
    } else {
        0
    };
    let (Ok(first), Ok(last)) = (range.0.parse::<u64>(), range.1.parse::<u64>()) else {
        return Err(LineProblem::RangeUnclear);
    };
    let count = first.abs_diff(last) + 1;
    if count > BATCH_MAX as u64 {
        return Err(LineProblem::RangeTooLong(count));
    }
    let name = |step: u64| {
        let number = if first <= last {
            first + step
        } else {
            first - step
        };
        format!("{before}{number:0width$}{after}")
    };
    Ok((0..count).map(name).collect())
}

/// The first `{digits..digits}` of a line: what stands before it, its two numbers, and what stands behind it.
fn first_range(line: &str) -> Option<(&str, (&str, &str), &str)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    line.match_indices('{').find_map(|(at, _)| {
        let (before, from) = (line.get(..at)?, line.get(at + 1..)?);
        let (inside, after) = from.split_once('}')?;
        let (first, last) = inside.split_once("..")?;
        (is_number(first) && is_number(last)).then_some((before, (first, last), after))
    })
}

#[cfg(test)]
mod tests;
