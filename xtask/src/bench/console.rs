//! The built console in a browser: measured by a program of the browser tests' own package, judged here.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use super::budget::{BUDGETS, Budget};
use super::floor;
use crate::paths;
use crate::process;
use crate::test::Environment;
use crate::tools;

/// Measures, prints the table, writes it as JSON too; fails when a median is over its limit.
pub(super) fn run(runs: u32) -> Result<()> {
    let environment = Environment::prepare(tools::Engine::Chromium)?;
    let floor = floor::build()?;
    // As fast as it gets: the console is what is measured.
    let mut build = process::cargo();
    build.args([
        "build",
        "--release",
        "--package",
        "sandbox",
        "--bin",
        "sandbox",
    ]);
    ensure!(
        process::run(&mut build)?.success(),
        "the sandbox does not build; the reason stands above"
    );
    let profile = paths::built()?;
    let target = profile.parent().unwrap_or(Path::new(""));
    let sandbox = target.join(format!("release/sandbox{}", env::consts::EXE_SUFFIX));

    let folder = paths::scratch().join("bench");
    let numbers = folder.join("numbers.json");
    let mut command = process::cargo();
    command.args([
        "run",
        "--quiet",
        "--package",
        "e2e",
        "--features",
        "browser",
    ]);
    command.args(["--bin", "measure", "--"]);
    command.arg(&numbers).arg(runs.to_string());
    environment.tell(&mut command);
    command
        .env("SANDBOX_PATH", sandbox)
        .env("FLOOR_DIST", floor);
    ensure!(
        process::run(&mut command)?.success(),
        "not everything could be measured; the reason stands above"
    );
    let text = fs::read_to_string(&numbers)
        .with_context(|| format!("cannot read {}", numbers.display()))?;
    let rows = Row::read_all(&serde_json::from_str(&text).context("the numbers are no JSON")?)?;
    let machine = machine()?;
    print!("\n{machine}; medians of {runs}\n\n{}", table(&rows));
    let file = folder.join("console.json");
    let report = json!({
        "machine": machine,
        "runs": runs,
        "rows": rows.iter().map(Row::to_json).collect::<Vec<_>>(),
    });
    fs::write(&file, serde_json::to_string_pretty(&report)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nAll of it, each run too, is in {}.", file.display());
    verdict(&rows)
}

/// What was measured, with what it may be at most.
struct Row {
    id: String,
    label: String,
    unit: String,
    /// As it was measured: the median and all values.
    console: Value,
    median: f64,
    /// The same of the page to compare with.
    floor: Option<f64>,
    budget: Option<&'static Budget>,
}

impl Row {
    /// The console's rows, each with its counterpart.
    fn read_all(measured: &Value) -> Result<Vec<Self>> {
        let all = measured.as_array().context("the numbers are no list")?;
        let of = |site: &'static str| all.iter().filter(move |row| row["site"] == site);
        let mut rows = Vec::new();
        for row in of("console") {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let id = text("id");
            let floor = of("floor").find(|floor| floor["id"] == row["id"]);
            rows.push(Self {
                label: text("label"),
                unit: text("unit"),
                console: row.clone(),
                median: row["median"]
                    .as_f64()
                    .with_context(|| format!("{id} has no median"))?,
                floor: floor.and_then(|floor| floor["median"].as_f64()),
                budget: BUDGETS.iter().find(|budget| budget.id == id),
                id,
            });
        }
        for budget in &BUDGETS {
            ensure!(
                rows.iter().any(|row| row.id == budget.id),
                "{} has a budget and was not measured",
                budget.id
            );
        }
        Ok(rows)
    }

    fn ratio(&self) -> Option<f64> {
        let floor = self.floor.filter(|floor| *floor > 0.0)?;
        Some(self.median / floor)
    }

    fn is_over(&self) -> bool {
        self.budget
            .is_some_and(|budget| self.median.is_nan() || self.median > budget.limit)
    }

    fn to_json(&self) -> Value {
        let mut row = self.console.clone();
        row["floor"] = json!(self.floor);
        row["ratio"] = json!(self.ratio());
        row["limit"] = json!(self.budget.map(|budget| budget.limit));
        row["aim"] = json!(self.budget.and_then(|budget| budget.aim));
        row["over"] = json!(self.is_over());
        row
    }

    /// How it stands.
    fn word(&self) -> &'static str {
        match self.budget {
            None => "",
            Some(_) if self.is_over() => "OVER",
            Some(budget) if budget.aim.is_some_and(|aim| self.median > aim) => "above the aim",
            Some(_) => "ok",
        }
    }
}

fn table(rows: &[Row]) -> String {
    let head = ["", "console", "floor", "ratio", "limit", "aim", ""].map(str::to_owned);
    let mut lines = vec![head];
    for row in rows {
        let amount =
            |value: Option<f64>| value.map_or_else(String::new, |value| amount(value, &row.unit));
        lines.push([
            row.label.clone(),
            amount(Some(row.median)),
            amount(row.floor),
            row.ratio()
                .map_or_else(String::new, |ratio| format!("{ratio:.1}×")),
            amount(row.budget.map(|budget| budget.limit)),
            amount(row.budget.and_then(|budget| budget.aim)),
            row.word().to_owned(),
        ]);
    }
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut table = String::new();
    for line in &lines {
        let mut text = format!("{:1$}", line[0], widths[0]);
        for (cell, width) in line[1..].iter().zip(&widths[1..]) {
            let _ = write!(text, "  {cell:>width$}");
        }
        let _ = write!(text, "  {}", line[6]);
        table.push_str(text.trim_end());
        table.push('\n');
    }
    table
}

/// A number with its unit, as exact as it is of use.
fn amount(value: f64, unit: &str) -> String {
    let number = match unit {
        "ms" if value >= 100.0 => format!("{value:.0}"),
        "" if value.fract() == 0.0 => format!("{value:.0}"),
        "" => format!("{value:.4}"),
        _ => format!("{value:.1}"),
    };
    if unit.is_empty() {
        number
    } else {
        format!("{number} {unit}")
    }
}

fn verdict(rows: &[Row]) -> Result<()> {
    let over: Vec<_> = rows
        .iter()
        .filter(|row| row.is_over())
        .map(|row| row.label.as_str())
        .collect();
    if over.is_empty() {
        println!("Every budget is kept.");
        Ok(())
    } else {
        bail!("over the budget: {}", over.join("; "))
    }
}

/// What it was measured on.
fn machine() -> Result<String> {
    let browser = tools::browser(tools::Engine::Chromium)?.browser;
    let browser = process::output(browser, &["--version"]).unwrap_or_default();
    // The first two words: what follows says who packed it.
    let browser: Vec<_> = browser.split_whitespace().take(2).collect();
    let processor = fs::read_to_string("/proc/cpuinfo").ok();
    let processor = processor
        .as_deref()
        .and_then(|text| text.lines().find(|line| line.starts_with("model name")))
        .and_then(|line| line.split_once(": "))
        .map(|(_, name)| name.trim().to_owned())
        .or_else(|| process::output("sysctl", &["-n", "machdep.cpu.brand_string"]))
        .unwrap_or_else(|| env::consts::ARCH.to_owned());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Ok(format!(
        "{}, {} core{}, {}, {}",
        processor.trim(),
        cores,
        if cores == 1 { "" } else { "s" },
        env::consts::OS,
        browser.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(over: &str) -> Value {
        let row = |site: &str, id: &str, median: f64| {
            json!({
                "site": site,
                "id": id,
                "label": id,
                "unit": "ms",
                "values": [median],
                "median": median,
            })
        };
        let mut all: Vec<_> = BUDGETS
            .iter()
            .map(|budget| {
                let more = if budget.id == over { 1.0 } else { 0.0 };
                row("console", budget.id, budget.limit + more)
            })
            .collect();
        all.push(row("floor", "form.4", 50.0));
        json!(all)
    }

    #[test]
    fn a_median_over_its_limit_fails() {
        let rows = Row::read_all(&measured("none")).expect("rows");
        assert!(verdict(&rows).is_ok());
        let rows = Row::read_all(&measured("key.4")).expect("rows");
        assert!(verdict(&rows).is_err_and(|error| error.to_string().ends_with(": key.4")));
    }

    #[test]
    fn a_budget_that_was_not_measured_fails() {
        let mut measured = measured("none");
        measured.as_array_mut().expect("a list").remove(0);
        assert!(Row::read_all(&measured).is_err());
    }

    #[test]
    fn the_table_compares_with_the_floor() {
        let rows = Row::read_all(&measured("key.4")).expect("rows");
        let table = table(&rows);
        let line = |id: &str| {
            let line = table.lines().find(|line| line.starts_with(id));
            line.unwrap_or_default()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            line("form.4"),
            "form.4 150 ms 50.0 ms 3.0× 150 ms 80.0 ms above the aim"
        );
        assert_eq!(line("key.4"), "key.4 33.0 ms 32.0 ms 16.0 ms OVER");
    }
}
