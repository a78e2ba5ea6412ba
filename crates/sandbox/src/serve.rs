//! Listens, serves, ends.

use std::net::SocketAddr;

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    app,
    config::Config,
    state::{AppState, State},
};

/// A running sandbox.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its origin, like `http://127.0.0.1:17608`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until it ends by itself, which it does only when listening fails.
    pub async fn wait(&mut self) {
        if let Ok(Err(error)) = (&mut self.task).await {
            eprintln!("sandbox: {error}");
        }
    }

    /// Ends it; requests under way get a moment to finish.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            // The server may have ended already; then nobody hears this.
            let _ = stop.send(());
        }
        let _ = tokio::time::timeout(std::time::Duration::from_secs(2), &mut self.task).await;
        self.task.abort();
    }
}

/// Starts a sandbox.
///
/// # Errors
/// One line that says what is wrong: a taken port, an unreadable database.
pub async fn serve(config: Config) -> Result<Server, String> {
    Server::start(config).await.map(|(_, server)| server)
}

impl Server {
    /// Starts a sandbox, and gives its state too.
    ///
    /// # Errors
    /// As [`serve`].
    pub async fn start(mut config: Config) -> Result<(AppState, Self), String> {
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|error| format!("--listen: cannot listen on {}: {error}", config.listen))?;
        let address = listener
            .local_addr()
            .map_err(|error| format!("--listen: {error}"))?;
        config.listen = address;
        let state = State::open(config)?;
        let router = app(state.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(async {
                    // Ends when asked to, and also when the handle is dropped.
                    let _ = stopped.await;
                })
                .await
        });
        let server = Self {
            address,
            stop: Some(stop),
            task,
        };
        Ok((state, server))
    }
}
