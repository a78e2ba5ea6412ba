//! Everything a developer of the console runs: `cargo xtask <command>`.
//!
//! One module per command. Only rustup, a C compiler and the crate registry are assumed; what else is needed is found,
//! installed into a folder of its own, or asked for in one sentence. Trunk calls back into `css` and `seal` while it
//! builds, so plain `trunk serve` and `trunk build` make the same page.

mod css;
mod html;
mod paths;
mod seal;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo xtask <command>

  css     Bundle style/main.css into target/css/console.css (Trunk calls it before a build)
  seal    Write the content security policy into the built page (Trunk calls it after a build)
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        None | Some(Long("help") | Short('h')) => {
            print!("{USAGE}");
            return Ok(());
        }
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "css" => css::run(arguments),
        "seal" => seal::run(arguments),
        "help" => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("there is no command `{command}`; `cargo xtask help` lists them"),
    }
}
