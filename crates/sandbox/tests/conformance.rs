//! The conformance suite against a sandbox on a random port.

use std::net::TcpListener;

use conformance::{Options, Outcome, Report};
use sandbox::{
    PASSWORD,
    config::{Config, Database, ExternalProvider},
};

fn options(url: String) -> Options {
    Options {
        url,
        user: "olivia@acme.test".to_owned(),
        password: PASSWORD.to_owned(),
    }
}

fn report(config: Config) -> Report {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        database: Database::Memory,
        ..config
    };
    runtime.block_on(async {
        let server = sandbox::serve(config).await.unwrap();
        let options = options(server.url());
        let report = tokio::task::spawn_blocking(move || conformance::run(&options))
            .await
            .unwrap();
        server.stop().await;
        report.unwrap()
    })
}

fn check(config: Config) {
    let report = report(config);
    println!("{report}");
    assert_eq!(report.differing(), 0, "{report}");
    assert!(report.agreeing() >= 700, "{report}");
    assert_eq!(report.skipped(), 0, "{report}");
}

#[test]
fn the_sandbox_answers_like_the_contract() {
    check(Config::default());
}

#[test]
fn it_does_so_while_its_clock_stands_still() {
    // 1 March 2026, 09:00 UTC.
    check(Config {
        now: Some(1_772_355_600_000_000),
        ..Config::default()
    });
}

#[test]
fn at_another_provider_nobody_can_be_chosen_and_each_row_says_so() {
    let report = report(Config {
        provider: Some(ExternalProvider {
            issuer: format!("http://{}", unused_address()),
            client_id: "console".to_owned(),
            client_secret: "secret".to_owned(),
        }),
        ..Config::default()
    });
    assert_eq!(report.differing(), 0, "{report}");
    let table = report.to_string();
    let skipped: Vec<_> = report
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Skipped)
        .collect();
    for section in ["1.5", "1.10", "7.2", "7.3", "7.4", "7.5"] {
        assert!(
            skipped.iter().any(|check| check.section == section),
            "nothing of {section} in {table}"
        );
    }
    for check in skipped {
        assert!(check.name.contains("provider"), "{table}");
        assert!(table.contains(&check.name), "{table}");
    }
}

#[test]
fn a_server_that_does_not_answer_is_no_server_that_differs() {
    let line = conformance::run(&options(format!("http://{}", unused_address()))).unwrap_err();
    assert!(
        line.contains("does not answer") && !line.contains('\n'),
        "{line}"
    );
}

/// An address at which nothing listens any more.
fn unused_address() -> std::net::SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}
