//! Checks a server against the contract:
//! `conformance --url http://127.0.0.1:17608 --user … --password …`.

use std::process::ExitCode;

use conformance::Options;

const USAGE: &str = "conformance --url URL --user E-MAIL --password PASSWORD
The user owns an organization that has a payment method and enforces no SSO (olivia@acme.test in the demo).";

fn main() -> ExitCode {
    let options = match arguments().and_then(|list| read(list.into_iter())) {
        Ok(options) => options,
        Err(line) => {
            eprintln!("conformance: {line}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match conformance::run(&options) {
        Ok(report) => {
            println!("{report}");
            if report.differing() == 0 && report.agreeing() > 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(line) => {
            eprintln!("conformance: {line}");
            ExitCode::from(2)
        }
    }
}

/// The password of the sandbox's demo accounts.
const PASSWORD: &str = "sandbox-Passw0rd";

/// The arguments, without the program's name.
fn arguments() -> Result<Vec<String>, String> {
    let not_text = |raw: std::ffi::OsString| format!("{} is not UTF-8", raw.display());
    std::env::args_os()
        .skip(1)
        .map(|argument| argument.into_string().map_err(not_text))
        .collect()
}

fn read(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        url: "http://127.0.0.1:17608".to_owned(),
        user: "olivia@acme.test".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let mut arguments = arguments;
    while let Some(flag) = arguments.next() {
        let slot = match flag.as_str() {
            "--url" => &mut options.url,
            "--user" => &mut options.user,
            "--password" => &mut options.password,
            _ => return Err(format!("unknown argument {flag}")),
        };
        *slot = arguments
            .next()
            .ok_or_else(|| format!("{flag} needs a value"))?;
    }
    Ok(options)
}
