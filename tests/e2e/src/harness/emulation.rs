//! The circumstances of the page: its size, and a network that is slow, cut off or closed to some addresses.

use anyhow::Result;
use serde_json::json;

use super::console::Console;

impl Console {
    /// Changes the size of the page.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.browser().resize(width, height).await
    }

    /// Cuts the network off, or mends it.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        self.network(offline, 0, -1).await
    }

    /// Makes the network as slow as a phone's: 1.6 Mbit/s with 150 ms.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn slow_network(&self) -> Result<()> {
        self.network(false, 150, 1_600_000 / 8).await
    }

    /// No request whose address matches gets out; `*` stands for anything. An empty list lets all pass.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn block(&self, addresses: &[&str]) -> Result<()> {
        self.browser().send("Network.enable", json!({})).await?;
        self.browser()
            .send("Network.setBlockedURLs", json!({ "urls": addresses }))
            .await?;
        Ok(())
    }

    async fn network(&self, offline: bool, latency: u32, throughput: i32) -> Result<()> {
        self.browser().send("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": offline,
            "latency": latency,
            "downloadThroughput": throughput,
            "uploadThroughput": throughput,
        });
        self.browser()
            .send("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }
}
