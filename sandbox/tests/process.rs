//! The command itself: bad arguments, a taken port, and a kill right after an acknowledged change.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use sandbox::PASSWORD;
use serde_json::{Value, json};

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
    let output = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}

fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("sandbox-{name}-{}.db", std::process::id()));
    remove(&path);
    path
}

fn remove(path: &std::path::Path) {
    for suffix in ["", "-wal", "-shm"] {
        // Not all of them exist.
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
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
}

#[test]
fn a_taken_port_and_an_unreadable_database_give_one_line() {
    let first = start(&["--db", ":memory:"]);
    let address = first.url.trim_start_matches("http://");
    assert!(refused(&["--db", ":memory:", "--listen", address]).contains("cannot listen on"));
    let path = file("garbage");
    std::fs::write(&path, [b'x'; 8192]).unwrap();
    assert!(
        refused(&["--listen", "127.0.0.1:0", "--db", path.to_str().unwrap()])
            .contains("cannot use")
    );
    remove(&path);
}

#[test]
fn an_acknowledged_token_survives_a_kill() {
    let path = file("kill");
    let database = path.to_str().unwrap();
    let mut running = start(&["--db", database, "--csrf", "off"]);
    let sign_in = json!({ "username": "olivia@acme.test", "password": PASSWORD });
    let (session, cookies) = post(&format!("{}/v1/login", running.url), &[], &sign_in);
    let bearer = format!("Bearer {}", session["access_token"].as_str().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("cookie", cookies[0].as_str()),
    ];
    let create = json!({ "query": "mutation { createAPIToken(input: {name: \"survivor\"}) { apiToken { id token } } }" });
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
    drop(again);
    remove(&path);
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
    let create = json!({ "query": "mutation { createAPIToken(input: {name: \"!lost one\"}) { apiToken { id } } }" });
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
