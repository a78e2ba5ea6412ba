//! The built console in a browser: measured by a program of the browser tests' own package, judged here.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use super::budget::{BUDGETS, Budget, COUNTED, RATIOS};
use super::floor;
use crate::paths;
use crate::process;
use crate::test::Environment;
use crate::tools;

/// What is measured.
pub(super) struct Plan {
    /// How often.
    pub(super) runs: u32,
    /// An earlier build of the console, measured in the same run.
    pub(super) before: Option<PathBuf>,
}

/// Measures, prints the table, writes it as JSON too; fails when a median is over its limit.
pub(super) fn run(plan: &Plan) -> Result<()> {
    let environment = Environment::prepare(tools::Engine::Chromium)?;
    let sandbox = release_sandbox()?;
    let rows = measure(&environment, plan, Some(&sandbox))?;
    let machine = machine()?;
    print!("\n{machine}; medians of {}\n\n{}", plan.runs, table(&rows));
    let file = folder().join("console.json");
    let report = json!({
        "machine": machine,
        "runs": plan.runs,
        "rows": rows.iter().map(Row::to_json).collect::<Vec<_>>(),
    });
    fs::write(&file, serde_json::to_string_pretty(&report)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nAll of it, each run too, is in {}.", file.display());
    let budgets = BUDGETS.iter().map(|budget| budget.id);
    for id in budgets.chain(RATIOS.iter().map(|(id, _)| *id)) {
        ensure!(
            rows.iter().any(|row| row.id == id),
            "{id} has a budget and was not measured"
        );
    }
    verdict(&rows, Row::is_over)
}

/// How often a short run measures, and how often it begins anew when something was over: another program may
/// have had the processor.
const SHORT_RUNS: u32 = 3;
const ATTEMPTS: usize = 2;

/// The load, the form and its keys, judged by what holds on every machine: bytes, requests, nodes, layout
/// shifts, and times as multiples of those of the page to compare with.
pub(crate) fn run_short(environment: &Environment) -> Result<()> {
    let plan = Plan {
        runs: SHORT_RUNS,
        before: None,
    };
    let mut judged = Ok(());
    for _ in 0..ATTEMPTS {
        let rows = measure(environment, &plan, None)?;
        print!("\n{}", table(&rows));
        judged = verdict(&rows, Row::is_over_on_any_machine);
        if judged.is_ok() {
            break;
        }
    }
    judged
}

fn folder() -> PathBuf {
    paths::scratch().join("bench")
}

/// As fast as it gets: the console is what is measured.
fn release_sandbox() -> Result<PathBuf> {
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
    Ok(target.join(format!("release/sandbox{}", env::consts::EXE_SUFFIX)))
}

/// Everything with this sandbox; a short run with that of the tests.
fn measure(environment: &Environment, plan: &Plan, sandbox: Option<&Path>) -> Result<Vec<Row>> {
    let floor = floor::build()?;
    let numbers = folder().join("numbers.json");
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
    let part = if sandbox.is_some() { "all" } else { "short" };
    command.arg(&numbers).arg(plan.runs.to_string()).arg(part);
    environment.tell(&mut command);
    command.env("FLOOR_DIST", floor);
    if let Some(sandbox) = sandbox {
        command.env("SANDBOX_PATH", sandbox);
    }
    if let Some(before) = &plan.before {
        command.env("BEFORE_DIST", before);
    }
    ensure!(
        process::run(&mut command)?.success(),
        "not everything could be measured; the reason stands above"
    );
    let text = fs::read_to_string(&numbers)
        .with_context(|| format!("cannot read {}", numbers.display()))?;
    Row::read_all(&serde_json::from_str(&text).context("the numbers are no JSON")?)
}

/// What was measured, with what it may be at most.
struct Row {
    id: String,
    label: String,
    unit: String,
    /// As it was measured: the median and all values.
    console: Value,
    median: f64,
    /// The same of an earlier build, and of the page to compare with.
    before: Option<f64>,
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
            let same = |site| of(site).find(|other| other["id"] == row["id"]);
            let median = |row: Option<&Value>| row.and_then(|row| row["median"].as_f64());
            rows.push(Self {
                label: text("label"),
                unit: text("unit"),
                console: row.clone(),
                median: row["median"]
                    .as_f64()
                    .with_context(|| format!("{id} has no median"))?,
                before: median(same("before")),
                floor: median(same("floor")),
                budget: BUDGETS.iter().find(|budget| budget.id == id),
                id,
            });
        }
        Ok(rows)
    }

    fn ratio(&self) -> Option<f64> {
        let floor = self.floor.filter(|floor| *floor > 0.0)?;
        Some(self.median / floor)
    }

    fn is_over_budget(&self) -> bool {
        self.budget
            .is_some_and(|budget| self.median.is_nan() || self.median > budget.limit)
    }

    /// Whether it takes too long beside what it is compared with. What could not be compared does.
    fn is_over_ratio(&self) -> bool {
        let most = RATIOS.iter().find(|(id, _)| *id == self.id);
        most.is_some_and(|(_, most)| self.ratio().is_none_or(|ratio| ratio > *most))
    }

    fn is_over(&self) -> bool {
        self.is_over_budget() || self.is_over_ratio()
    }

    /// Whether it is more than it may be, whatever the machine.
    fn is_over_on_any_machine(&self) -> bool {
        self.is_over_ratio() || (COUNTED.contains(&self.id.as_str()) && self.is_over_budget())
    }

    fn to_json(&self) -> Value {
        let mut row = self.console.clone();
        row["before"] = json!(self.before);
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
            _ if self.is_over() => "OVER",
            None => "",
            Some(budget) if budget.aim.is_some_and(|aim| self.median > aim) => "above the aim",
            Some(_) => "ok",
        }
    }
}

fn table(rows: &[Row]) -> String {
    let head = [
        "", "before", "console", "floor", "ratio", "limit", "aim", "",
    ]
    .map(str::to_owned);
    let mut lines = vec![head];
    for row in rows {
        let amount =
            |value: Option<f64>| value.map_or_else(String::new, |value| amount(value, &row.unit));
        lines.push([
            row.label.clone(),
            amount(row.before),
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
    let widths: [usize; 7] = std::array::from_fn(width);
    let mut table = String::new();
    for line in &lines {
        let mut text = format!("{:1$}", line[0], widths[0]);
        for (cell, width) in line[1..7].iter().zip(&widths[1..]) {
            let _ = write!(text, "  {cell:>width$}");
        }
        let _ = write!(text, "  {}", line[7]);
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

fn verdict(rows: &[Row], is_over: fn(&Row) -> bool) -> Result<()> {
    let over: Vec<_> = rows
        .iter()
        .filter(|row| is_over(row))
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

    fn row(site: &str, id: &str, median: f64) -> Value {
        json!({
            "site": site,
            "id": id,
            "label": id,
            "unit": "ms",
            "values": [median],
            "median": median,
        })
    }

    /// Each row as much as it may be, and `over` a little more.
    fn measured(over: &str) -> Vec<Value> {
        let all = BUDGETS.iter().map(|budget| {
            let more = if budget.id == over { 1.0 } else { 0.0 };
            row("console", budget.id, budget.limit + more)
        });
        all.collect()
    }

    /// The same beside pages that take so many times what they would have to at least.
    fn compared(over: &str, floor: f64) -> Vec<Value> {
        let mut measured = measured(over);
        for (id, most) in RATIOS {
            let budget = BUDGETS.iter().find(|budget| budget.id == *id);
            let limit = budget.expect("a budget").limit;
            measured.push(row("floor", id, limit / most * floor));
        }
        measured
    }

    fn judged(measured: Vec<Value>, is_over: fn(&Row) -> bool) -> Result<()> {
        let rows = Row::read_all(&Value::Array(measured)).expect("rows");
        verdict(&rows, is_over)
    }

    #[test]
    fn a_median_over_its_limit_fails() {
        assert!(judged(compared("none", 1.1), Row::is_over).is_ok());
        assert!(
            judged(compared("heap.wasm", 1.1), Row::is_over)
                .is_err_and(|error| error.to_string().ends_with(": heap.wasm"))
        );
    }

    #[test]
    fn what_takes_too_long_beside_its_counterpart_fails() {
        let over = judged(compared("none", 0.9), Row::is_over);
        let over = over.expect_err("too slow").to_string();
        for (id, _) in RATIOS {
            assert!(over.contains(id), "{id}: {over}");
        }
        assert!(judged(measured("none"), Row::is_over).is_err());
    }

    #[test]
    fn on_any_machine_counts_and_ratios_fail_and_times_do_not() {
        let judged = |measured| judged(measured, Row::is_over_on_any_machine);
        assert!(judged(measured("none")).is_err());
        assert!(judged(compared("none", 1.1)).is_ok());
        assert!(judged(compared("none", 0.9)).is_err());
        assert!(judged(compared("sort.answer.4", 1.1)).is_ok());
        assert!(judged(compared("nodes.list", 1.1)).is_err());
    }

    #[test]
    fn the_table_compares_with_the_floor_and_with_an_earlier_build() {
        let mut measured = measured("key.4");
        for (site, median) in [("floor", 60.0), ("before", 300.0)] {
            measured.push(row(site, "form.4", median));
        }
        let rows = Row::read_all(&Value::Array(measured)).expect("rows");
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
            "form.4 300 ms 120 ms 60.0 ms 2.0× 120 ms 80.0 ms above the aim"
        );
        assert_eq!(line("key.4"), "key.4 25.0 ms 24.0 ms 16.0 ms OVER");
    }
}
