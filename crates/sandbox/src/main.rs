//! The `sandbox` command.

use std::{
    io::{Write, stdout},
    pin::pin,
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
        // Polled before anything is said: whoever has read the line below may
        // interrupt at once and is answered in order.
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let mut server = tokio::select! {
            biased;
            signal = &mut interrupted => return signal.map_err(cannot_wait),
            server = sandbox::serve(config) => server?,
        };
        // Whoever started the sandbox waits for this line.
        println!("sandbox listening on {}", server.url());
        stdout()
            .flush()
            .map_err(|error| format!("cannot write: {error}"))?;
        tokio::select! {
            () = server.wait() => {}
            signal = &mut interrupted => signal.map_err(cannot_wait)?,
        }
        server.stop().await;
        Ok(())
    })
}

fn cannot_wait(error: std::io::Error) -> String {
    format!("cannot wait for Ctrl-C: {error}")
}
