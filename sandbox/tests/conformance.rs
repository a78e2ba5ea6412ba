//! The conformance suite against a sandbox on a random port.

use sandbox::{
    PASSWORD,
    config::{Config, Database},
    conformance::{self, Options},
};

fn check(config: Config) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        database: Database::Memory,
        ..config
    };
    let report = runtime.block_on(async {
        let server = sandbox::serve(config).await.unwrap();
        let options = Options {
            url: server.url(),
            user: "olivia@acme.test".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let report = tokio::task::spawn_blocking(move || conformance::run(&options))
            .await
            .unwrap();
        server.stop().await;
        report
    });
    println!("{report}");
    assert_eq!(report.differing(), 0, "{report}");
    assert!(report.agreeing() >= 150, "{report}");
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
