//! The command itself: bad arguments, a taken port, and a kill right after an acknowledged change.

mod support;

use std::{
    io::{BufRead, BufReader},
    os::unix::{ffi::OsStrExt, process::ExitStatusExt},
    process::{Child, Command, Stdio},
};

use sandbox::PASSWORD;
use serde_json::{Value, json};
use support::file::Place;

struct Running {
    child: Child,
    url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(arguments: &[&str]) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line
        .trim()
        .strip_prefix("sandbox listening on ")
        .expect("the line that says where")
        .to_owned();
    Running { child, url }
}

fn refused(arguments: &[&str]) -> String {
    refused_by(Command::new(env!("CARGO_BIN_EXE_sandbox")).args(arguments))
}

/// The one line with which a command refuses to start.
fn refused_by(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}

fn post(url: &str, headers: &[(&str, &str)], body: &Value) -> (Value, Vec<String>) {
    let mut request = ureq::post(url).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request.send(body.to_string()).unwrap();
    let cookies = response.headers().get_all("set-cookie").iter();
    let cookies = cookies
        .map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    (
        serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap(),
        cookies,
    )
}

#[test]
fn bad_arguments_give_one_line() {
    assert!(refused(&["--nonsense"]).contains("unknown argument --nonsense"));
    assert!(refused(&["--listen", "0.0.0.0:0"]).contains("loopback"));
    assert!(refused(&["--dist", "/nonexistent"]).contains("not a folder"));
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    assert!(refused(&["--dist", &folder]).contains("has no index.html"));
    let refused_address = |flag: &str, more: &str, said: &str| {
        let line = refused(&[flag, &format!("http://127.0.0.1:8080{more}")]);
        assert!(line.contains(said), "{line}");
        assert!(refused(&[flag, "127.0.0.1:8080"]).contains("not an http or https URL"));
    };
    for more in ["/console/", "/?a", "/#b"] {
        let said = "more than an origin; give http://127.0.0.1:8080\n";
        refused_address("--allow-origin", more, said);
    }
    for more in ["/console/?a", "/console/#b"] {
        let said = "more than an origin and a path; give http://127.0.0.1:8080/console/\n";
        refused_address("--public-url", more, said);
    }
}

#[test]
fn an_argument_that_is_no_text_gives_one_line() {
    let odd = std::ffi::OsStr::from_bytes(b"--db=\xff");
    let output = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .arg(odd)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("is not UTF-8"), "{text}");
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn a_taken_port_and_an_unreadable_database_give_one_line() {
    let first = start(&["--db", ":memory:"]);
    let address = first.url.trim_start_matches("http://");
    assert!(refused(&["--db", ":memory:", "--listen", address]).contains("cannot listen on"));
    let place = Place::new("garbage");
    std::fs::write(place.path(), [b'x'; 8192]).unwrap();
    let line = refused(&["--listen", "127.0.0.1:0", "--db", place.text()]);
    assert!(line.contains("cannot use"), "{line}");
}

#[test]
fn the_database_of_another_program_is_left_as_it_is() {
    for (name, kind) in [
        ("plain", "PRAGMA user_version=0"),
        ("versioned", "PRAGMA user_version=2"),
        ("marked", "PRAGMA application_id=7"),
    ] {
        let place = Place::new(&format!("foreign-{name}"));
        {
            let other = rusqlite::Connection::open(place.path()).unwrap();
            other
                .execute_batch(&format!("{kind}; CREATE TABLE notes (text)"))
                .unwrap();
        }
        let before = std::fs::read(place.path()).unwrap();
        let line = refused(&["--listen", "127.0.0.1:0", "--db", place.text()]);
        assert!(line.contains("of another program"), "{line}");
        assert!(std::fs::read(place.path()).unwrap() == before, "{name}");
    }
}

#[test]
fn a_database_of_another_version_is_named_as_one() {
    for (name, kind) in [
        // The first layout marked no file.
        (
            "first",
            "PRAGMA user_version=1; CREATE TABLE pat_organizations (a)",
        ),
        (
            "later",
            "PRAGMA user_version=9; PRAGMA application_id=0x4f4c7362",
        ),
    ] {
        let place = Place::new(&format!("version-{name}"));
        {
            let other = rusqlite::Connection::open(place.path()).unwrap();
            other.execute_batch(kind).unwrap();
        }
        let line = refused(&["--listen", "127.0.0.1:0", "--db", place.text()]);
        assert!(line.contains("by another version"), "{line}");
    }
}

#[test]
fn an_interrupt_ends_it_cleanly() {
    let place = Place::new("interrupt");
    let mut running = start(&["--db", place.text()]);
    let asked = Command::new("kill")
        .args(["-INT", &running.child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    let ended = running.child.wait().unwrap();
    assert_eq!((ended.code(), ended.signal()), (Some(0), None));
    // What it wrote is all in the one file, and the next start finds it.
    let log = format!("{}-wal", place.text());
    assert!(!std::path::Path::new(&log).exists());
    start(&["--db", place.text()]);
}

#[test]
fn an_acknowledged_token_survives_a_kill() {
    let place = Place::new("kill");
    let database = place.text();
    let mut running = start(&["--db", database, "--csrf", "off"]);
    let sign_in = json!({ "username": "olivia@acme.test", "password": PASSWORD });
    let (session, cookies) = post(&format!("{}/v1/login", running.url), &[], &sign_in);
    let bearer = format!("Bearer {}", session["access_token"].as_str().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("cookie", cookies[0].as_str()),
    ];
    let create = json!({ "query": "mutation { createAPIToken(input: {name: \"survivor\"}) { \
         apiToken { id token } } }" });
    let (made, _) = post(&format!("{}/query", running.url), &headers, &create);
    // SIGKILL: nothing is flushed or closed in order.
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let secret = made
        .pointer("/data/createAPIToken/apiToken/token")
        .and_then(Value::as_str)
        .unwrap();
    let again = start(&["--db", database]);
    let scopes = ureq::get(format!("{}/v1/scopes", again.url))
        .header("authorization", format!("Bearer {secret}"));
    assert_eq!(scopes.call().unwrap().status(), 200);
    // The session from before the kill is good as well.
    let find = json!({ "query": "{ apiTokens(where: {name: \"survivor\"}) { totalCount } }" });
    let (found, _) = post(&format!("{}/query", again.url), &headers, &find);
    assert_eq!(found.pointer("/data/apiTokens/totalCount"), Some(&json!(1)));
}

#[test]
fn an_answer_can_be_lost_after_the_commit() {
    let running = start(&["--db", ":memory:", "--csrf", "off"]);
    let sign_in = json!({ "username": "olivia@acme.test", "password": PASSWORD });
    let (session, cookies) = post(&format!("{}/v1/login", running.url), &[], &sign_in);
    let bearer = format!("Bearer {}", session["access_token"].as_str().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("cookie", cookies[0].as_str()),
    ];
    let create = json!({ "query": "mutation { createAPIToken(input: {name: \"!lost one\"}) { \
         apiToken { id } } }" });
    let lost = ureq::post(format!("{}/query", running.url))
        .header("content-type", "application/json")
        .header(headers[0].0, headers[0].1)
        .header(headers[1].0, headers[1].1)
        .send(create.to_string());
    assert!(lost.is_err(), "{lost:?}");
    let find =
        json!({ "query": "{ apiTokens(where: {nameHasPrefix: \"!lost\"}) { totalCount } }" });
    let (found, _) = post(&format!("{}/query", running.url), &headers, &find);
    assert_eq!(found.pointer("/data/apiTokens/totalCount"), Some(&json!(1)));
}
