//! The `sandbox` command.

use std::{
    io::{Write, stdout},
    process::ExitCode,
};

use sandbox::cli::{self, Command};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => {
            eprintln!("sandbox: {line}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let config = match cli::parse(cli::arguments()?)? {
        Command::Help => {
            print!("{}", cli::USAGE);
            return Ok(());
        }
        Command::Serve(config) => *config,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let mut server = sandbox::serve(config).await?;
        // Whoever started the sandbox waits for this line.
        println!("sandbox listening on {}", server.url());
        stdout().flush().map_err(|error| format!("cannot write: {error}"))?;
        tokio::select! {
            () = server.wait() => {}
            signal = tokio::signal::ctrl_c() => signal.map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?,
        }
        server.stop().await;
        Ok(())
    })
}
