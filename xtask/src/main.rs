//! Everything a developer of the console runs: `cargo xtask <command>`.
//!
//! One module per command. Only rustup, a C compiler and the crate registry are assumed; what else is
//! needed is found, installed into a folder of its own, or asked for in one sentence. `dist` builds what is
//! shipped ([`wasm`]); Trunk is for developing, and calls back into `css` and `seal` so that plain `trunk
//! serve` and `trunk build` work as well.

mod bench;
mod check;
mod contributors;
mod css;
mod dist;
mod esbuild;
mod hash;
mod headers;
mod html;
mod page;
mod paths;
mod plain;
mod process;
mod rebase;
mod sbom;
mod seal;
mod serve;
mod shots;
mod size;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve   Serve the console with the sandbox behind it (--port, --api URL, --sandbox-port, --release)
  test    Run every test (filters; --only check|host|sandbox|wasm|dist|e2e; --long)
  check   Formatting and lints
  bench   Measures the console in a browser, against its budgets (--runs 5), the sandbox (`bench sandbox`),
          or the bytes of views against those of Leptos's (`bench views`)
  dist    Build dist/ as it is deployed (--public-url /)
  size    What a first visit downloads, against the budget (--no-build)
  shots   Pictures of every page and state in target/shots/
  css     Bundle style/main.css into target/css/console.css (Trunk calls it before a build)
  seal    Write the content security policy into the built page (Trunk calls it after a build;
          `seal --dir dist` after the settings in dist/index.html were changed)
  rebase  Make a finished build fit another base path (--public-url /console/, --dir, --to)
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
        "dist" => dist::run(arguments),
        "size" => size::run(arguments),
        "bench" => bench::run(arguments),
        "check" => check::run(arguments),
        "test" => test::run(arguments),
        "shots" => shots::run(arguments),
        "css" => css::run(arguments),
        "serve" => serve::run(arguments),
        "seal" => seal::run(arguments),
        "rebase" => rebase::run(arguments),
        "help" => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("there is no command `{command}`; `cargo xtask help` lists them"),
    }
}
