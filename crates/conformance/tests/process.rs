//! The program as somebody starts it.

use std::net::TcpListener;
use std::process::Command;

/// What the program says on standard error, and its exit code.
fn run(arguments: &[&std::ffi::OsStr]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), text)
}

#[test]
fn a_dead_port_gives_one_line() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let (code, text) = run(&["--url".as_ref(), url.as_ref()]);
    assert_eq!(code, Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains(&format!("{url} does not answer")), "{text}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_gives_one_line() {
    use std::os::unix::ffi::OsStrExt as _;
    let (code, text) = run(&[std::ffi::OsStr::from_bytes(b"--url=\xff")]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("is not UTF-8") && !text.contains("panicked"),
        "{text}"
    );
}
