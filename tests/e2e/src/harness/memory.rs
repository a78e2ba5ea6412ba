//! What a page holds in memory, after everything that can be collected was.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::console::Console;

/// Keeps a hand on the program's memory: the page itself shows it to nobody.
const WATCH: &str = "
    const keep = (instance) => { window.wasmMemory ??= instance.exports.memory; };
    const Instance = WebAssembly.Instance;
    WebAssembly.Instance = class extends Instance {
        constructor(...given) {
            super(...given);
            keep(this);
        }
    };
    for (const way of ['instantiate', 'instantiateStreaming']) {
        const instantiate = WebAssembly[way];
        WebAssembly[way] = async (...given) => {
            const made = await instantiate(...given);
            keep(made.instance ?? made);
            return made;
        };
    }";

/// How often the collector is asked: what one round sets free can hold more that the next one finds.
const COLLECTIONS: usize = 3;

/// What a page holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Footprint {
    /// Bytes of JavaScript objects.
    pub script: f64,
    /// Bytes of the program's memory; it never shrinks.
    pub wasm: f64,
    /// Nodes of the document, and those that left it but are still held.
    pub nodes: f64,
    /// Listeners.
    pub listeners: f64,
}

impl Console {
    /// From the next page on, [`footprint`](Self::footprint) knows the program's memory.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn watch_memory(&self) -> Result<()> {
        let watch = json!({ "source": WATCH });
        self.protocol("Page.addScriptToEvaluateOnNewDocument", watch)
            .await?;
        Ok(())
    }

    /// What the page holds now.
    ///
    /// # Errors
    /// If the browser does not answer, or nobody [watched](Self::watch_memory) when the page was loaded.
    pub async fn footprint(&self) -> Result<Footprint> {
        // The browser's own records of requests, not the page's.
        self.script("performance.clearResourceTimings()").await?;
        for _ in 0..COLLECTIONS {
            self.protocol("HeapProfiler.collectGarbage", json!({}))
                .await?;
        }
        let heap = self.protocol("Runtime.getHeapUsage", json!({})).await?;
        let counters = self.protocol("Memory.getDOMCounters", json!({})).await?;
        let wasm = self.script("return window.wasmMemory?.buffer.byteLength");
        let number =
            |value: &Value, what: &str| value.as_f64().with_context(|| format!("{what}: {value}"));
        Ok(Footprint {
            script: number(&heap["usedSize"], "no size of the heap")?,
            wasm: number(&wasm.await?, "no memory of the program")?,
            nodes: number(&counters["nodes"], "no count of nodes")?,
            listeners: number(&counters["jsEventListeners"], "no count of listeners")?,
        })
    }

    /// Does the same again and again inside the page. `cycle` is the body of an asynchronous function; it
    /// finds `until(condition)`, which waits for a condition frame by frame, and `click(selector)`, which
    /// waits for what it clicks.
    ///
    /// # Errors
    /// If the page throws, or something does not come true.
    pub async fn cycles(&self, count: usize, cycle: &str) -> Result<()> {
        // In parts, because the driver gives a script half a minute.
        const PART: usize = 20;
        let mut left = count;
        while left > 0 {
            let now = left.min(PART);
            left -= now;
            self.script(&format!(
                "return (async () => {{
                    const until = async (condition) => {{
                        for (let tries = 0; !condition(); tries += 1) {{
                            if (tries > 1000) throw new Error(`waited in vain for ${{condition}}`);
                            await new Promise((done) => requestAnimationFrame(done));
                        }}
                    }};
                    const click = async (selector) => {{
                        await until(() => document.querySelector(selector));
                        document.querySelector(selector).click();
                    }};
                    for (let i = 0; i < {now}; i += 1) {{ {cycle} }}
                }})()"
            ))
            .await
            .with_context(|| format!("with {left} cycles left"))?;
        }
        Ok(())
    }
}
