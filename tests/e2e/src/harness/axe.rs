//! The accessibility rules of axe-core, applied to the page as it is.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::console::Console;
use super::engine::Engine;

/// WCAG 2.2 AA and what is good practice beyond. Nothing is fetched.
const RUN: &str = "axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'], preload: false,
}).then(({ violations }) => violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`))";

impl Console {
    /// Fails if a rule is broken, and says where. Waits for fade-ins first: a half-transparent text has no
    /// contrast yet.
    ///
    /// # Errors
    /// If something was found, or the rules cannot be applied.
    pub async fn has_no_accessibility_faults(&self) -> Result<()> {
        self.moves_no_more().await?;
        let present = self.script("return typeof axe").await?;
        if present != "object" {
            let source = fs::read_to_string(&self.setup.axe)
                .with_context(|| format!("cannot read {}", self.setup.axe.display()))?;
            if self.engine() == Engine::Chromium {
                self.evaluate(&source).await?;
            } else {
                self.script(&source).await?;
            }
        }
        let found = self.evaluate(RUN).await?;
        let found: Vec<_> = found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        bail!(
            "accessibility faults at {}:\n{}",
            self.location().await?,
            found.join("\n")
        )
    }

    /// Evaluates in the page, past its policy: the rules are no part of it.
    pub(crate) async fn evaluate(&self, expression: &str) -> Result<Value> {
        if self.engine() != Engine::Chromium {
            return self.evaluate_by_script(expression).await;
        }
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.browser().send("Runtime.evaluate", parameters).await?;
        if let Some(exception) = answer.get("exceptionDetails") {
            bail!(
                "{}",
                exception["exception"]["description"]
                    .as_str()
                    .unwrap_or("the script failed")
            );
        }
        Ok(answer["result"]["value"].clone())
    }

    /// WebKit's driver may lose the promise that a script returns and then never answers: so the page keeps
    /// what comes of it, and is asked for that.
    async fn evaluate_by_script(&self, expression: &str) -> Result<Value> {
        self.script(&format!(
            "window.evaluated = null; Promise.resolve({expression}).then( \
                 (value) => window.evaluated = {{ value }}, \
                 (fault) => window.evaluated = {{ fault: String(fault) }})"
        ))
        .await?;
        let mut evaluated = Value::Null;
        self.until("the script to end", async || {
            evaluated = self.script("return window.evaluated").await?;
            Ok(!evaluated.is_null())
        })
        .await?;
        if let Some(fault) = evaluated["fault"].as_str() {
            bail!("{fault}");
        }
        Ok(evaluated["value"].take())
    }
}
