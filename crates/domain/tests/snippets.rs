//! Each snippet by the grammar of its own language, run where a shell can be had, and against what is known
//! of the clients.
#![cfg(not(target_arch = "wasm32"))]

use console_domain::kind::TokenKind;
use console_domain::snippets::{ENVIRONMENT_FILE, PLACEHOLDER, Tool, env_file, snippet};
use console_domain::token_help::{self, CLIENT_FAULT};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use yaml_rust2::{Yaml, YamlLoader};

const ORIGIN: &str = "https://api.example.test";
const ORGANIZATION: &str = "01JZ0000000000000000000001";

fn value(kind: TokenKind) -> String {
    let prefix = match kind {
        TokenKind::Api => "tola_",
        TokenKind::Personal => "tolp_",
    };
    format!("{prefix}{}", "aB3".repeat(21) + "x")
}

/// Every snippet of a tool.
fn all(tool: Tool) -> Vec<(TokenKind, Option<&'static str>, String)> {
    let mut all = Vec::new();
    for kind in TokenKind::ALL {
        for organization in [None, Some(ORGANIZATION)] {
            for value in [PLACEHOLDER, &value(kind)] {
                let text = snippet(tool, kind, ORIGIN, value, organization);
                all.push((kind, organization, text));
            }
        }
    }
    all
}

// ---- what holds for all ----

#[test]
fn the_value_is_in_the_file_and_nowhere_else() {
    for tool in Tool::ALL {
        for kind in TokenKind::ALL {
            let text = snippet(tool, kind, ORIGIN, &value(kind), None);
            assert_eq!(text.contains(&value(kind)), tool.holds_value(), "{text}");
        }
    }
    assert_eq!(
        Tool::ALL
            .into_iter()
            .filter(|tool| tool.holds_value())
            .count(),
        1
    );
}

#[test]
fn every_snippet_names_the_api_the_organization_where_one_is_needed_and_no_variable_that_nobody_reads()
 {
    for tool in Tool::ALL {
        for (_, organization, text) in all(tool) {
            assert!(text.contains(ORIGIN), "{text}");
            assert_eq!(
                text.contains(ORGANIZATION),
                organization.is_some(),
                "{text}"
            );
            assert!(!text.contains("OPENLANE_ORGANIZATION_ID"), "{text}");
            assert!(text.lines().all(|line| line.len() < 100), "{text}");
        }
    }
}

// ---- shell ----

fn shell() -> Command {
    Command::new("sh")
}

/// Fails if `sh` cannot read it.
fn is_shell(text: &str) {
    let mut shell = shell();
    let child = shell
        .arg("-n")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if cfg!(unix) => panic!("there is no sh: {error}"),
        Err(_) => return,
    };
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}\n{text}");
}

#[test]
fn a_shell_reads_what_is_for_it() {
    for tool in [Tool::EnvironmentFile, Tool::Curl, Tool::Cli] {
        for (.., text) in all(tool) {
            is_shell(&text);
        }
    }
}

/// A folder of its own with an environment file and programs that write down what they were given.
struct Workshop(PathBuf);

impl Workshop {
    fn new(name: &str, kind: TokenKind) -> Self {
        let folder = std::env::temp_dir().join(format!("snippets-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = env_file(kind, ORIGIN, &value(kind), None);
        fs::write(folder.join(ENVIRONMENT_FILE), file).unwrap();
        for program in ["curl", "jq", "openlane"] {
            let script = format!(
                "#!/bin/sh\n\
                 printf '%s\\n' \"$@\" > {program}.arguments\n\
                 printf '%s\\n' \"$CORE_HOST\" \"${{CORE_TOKEN-none}}\" \"${{CORE_PAT-none}}\" \
                    > {program}.environment\n\
                 if [ {program} != openlane ]; then cat > {program}.input; fi\n"
            );
            let path = folder.join(program);
            fs::write(&path, script).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        Self(folder)
    }

    /// Runs a script as somebody who has other tokens exported.
    fn run(&self, script: &str) {
        let path = format!("{}:{}", self.0.display(), std::env::var("PATH").unwrap());
        let status = shell()
            .args(["-eu", "-c", script])
            .current_dir(&self.0)
            .env("PATH", path)
            .env("CORE_TOKEN", "another")
            .status()
            .unwrap();
        assert!(status.success(), "{script}");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
#[test]
fn curl_gets_the_value_where_no_list_of_processes_shows_it() {
    for kind in TokenKind::ALL {
        let workshop = Workshop::new(&format!("curl-{kind:?}"), kind);
        workshop.run(&snippet(
            Tool::Curl,
            kind,
            ORIGIN,
            PLACEHOLDER,
            Some(ORGANIZATION),
        ));
        assert_eq!(
            workshop.read("curl.input"),
            format!("Authorization: Bearer {}\n", value(kind))
        );
        let arguments = workshop.read("curl.arguments");
        assert!(!arguments.contains(&value(kind)), "{arguments}");
        let arguments: Vec<&str> = arguments.lines().collect();
        for wanted in [
            "@-",
            &format!("X-Organization-ID: {ORGANIZATION}"),
            "Content-Type: application/json",
            &format!("{ORIGIN}/query"),
        ] {
            assert!(
                arguments.contains(&wanted),
                "{wanted} is not in {arguments:?}"
            );
        }
        let data = arguments
            .iter()
            .find(|argument| argument.starts_with('{'))
            .unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["query"], "{ organizations { totalCount } }");
    }
}

#[cfg(unix)]
#[test]
fn the_command_line_client_gets_the_exported_file_and_no_other_token() {
    for kind in TokenKind::ALL {
        let workshop = Workshop::new(&format!("cli-{kind:?}"), kind);
        workshop.run(&snippet(Tool::Cli, kind, ORIGIN, PLACEHOLDER, None));
        let (command, environment) = match kind {
            TokenKind::Api => ("token", [ORIGIN.to_owned(), value(kind), "none".to_owned()]),
            TokenKind::Personal => ("pat", [ORIGIN.to_owned(), "none".to_owned(), value(kind)]),
        };
        let said = workshop.read("openlane.environment");
        assert_eq!(said.lines().collect::<Vec<_>>(), environment);
        let arguments = workshop.read("openlane.arguments");
        assert_eq!(
            arguments.lines().collect::<Vec<_>>(),
            [command, "get", "--host", ORIGIN]
        );
    }
}

// ---- environment file ----

#[test]
fn the_file_says_the_same_to_every_reader() {
    for kind in TokenKind::ALL {
        let text = env_file(kind, ORIGIN, &value(kind), Some(ORGANIZATION));
        assert!(text.starts_with("# This file holds a token in plain text."));
        assert!(text.contains("set -a; . ./openlane.env; set +a") && text.ends_with('\n'));
        let mut set = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.split_once('=').expect("NAME=value");
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte == b'_'),
                "{line}"
            );
            // Nothing that one reader takes as it stands and another one does not: quotes, blanks, $, #, \.
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:".contains(&byte);
            assert!(!value.is_empty() && value.bytes().all(is_plain), "{line}");
            set.push((name, value));
        }
        let variable = match kind {
            TokenKind::Api => "CORE_TOKEN",
            TokenKind::Personal => "CORE_PAT",
        };
        assert_eq!(
            set,
            [("CORE_HOST", ORIGIN), (variable, value(kind).as_str())]
        );
    }
}

// ---- workflow ----

#[test]
fn a_workflow_has_steps_that_get_the_secret_as_a_variable() {
    for (kind, organization, text) in all(Tool::GitHubActions) {
        let parsed = YamlLoader::load_from_str(&text).unwrap_or_else(|bad| panic!("{bad}\n{text}"));
        let [Yaml::Array(steps)] = parsed.as_slice() else {
            panic!("no list of steps: {text}");
        };
        let mut calls = 0;
        for step in steps {
            let key = |name: &str| step[name].as_str();
            assert!(
                key("name").is_some() && (key("uses").is_some() != key("run").is_some()),
                "{text}"
            );
            if key("uses").is_some() {
                assert_eq!(key("uses"), Some("theopenlane/setup-openlane@v1"));
                // The action puts the v before it itself; a number would lose its end.
                let version = step["with"]["version"].as_str().expect("a text");
                assert!(
                    version.split('.').all(|part| part.parse::<u32>().is_ok()),
                    "{version}"
                );
                assert!(step["with"]["token"].is_badvalue());
            }
            if let Some(script) = key("run") {
                calls += 1;
                let variable = match kind {
                    TokenKind::Api => "CORE_TOKEN",
                    TokenKind::Personal => "CORE_PAT",
                };
                assert_eq!(
                    step["env"][variable].as_str(),
                    Some("${{ secrets.OPENLANE_TOKEN }}"),
                    "{text}"
                );
                // An expression in a script would be put into its text.
                assert!(!script.contains("${{"), "{script}");
                is_shell(script);
            }
        }
        assert_eq!(
            (calls, steps.len()),
            (1, if organization.is_some() { 1 } else { 2 }),
            "{text}"
        );
    }
}

// ---- Go ----

/// The text without strings and comments, whose brackets match.
fn go_code(text: &str) -> String {
    let mut code = String::new();
    let mut open = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '"' => {
                let closed = rest.by_ref().find(|one| *one == '"' || *one == '\n');
                assert_eq!(closed, Some('"'), "a string is not closed: {text}");
            }
            '/' if rest.peek() == Some(&'/') => drop(rest.by_ref().find(|one| *one == '\n')),
            '(' | '{' | '[' => open.push(one),
            ')' | '}' | ']' => {
                let pair = [('(', ')'), ('{', '}'), ('[', ']')];
                assert!(
                    pair.contains(&(open.pop().expect("an open one"), one)),
                    "{text}"
                );
            }
            _ => {}
        }
        code.push(one);
    }
    assert!(open.is_empty(), "{text}");
    code
}

#[test]
fn a_go_program_uses_what_it_imports_and_imports_what_it_uses() {
    for (kind, organization, text) in all(Tool::Go) {
        let code = go_code(&text);
        let (imports, body) = text.split_once(")\n").expect("imports");
        let imported: Vec<&str> = imports
            .lines()
            .filter_map(|line| line.trim().strip_suffix('"')?.rsplit_once('"'))
            .map(|(alias, path)| if alias.is_empty() { path } else { alias.trim() })
            .collect();
        assert_eq!(imported, ["context", "fmt", "log", "os", "openlane"]);
        for package in &imported {
            assert!(
                code.contains(&format!("{package}.")),
                "{package} is not used: {text}"
            );
        }
        for used in ["strings.", "http.", "time.", "errors."] {
            assert!(!code.contains(used), "{used} is not imported");
        }
        let call = match kind {
            TokenKind::Api => "client.GetAllAPITokens(ctx, nil, nil, nil, nil, nil)",
            TokenKind::Personal => {
                "client.GetAllPersonalAccessTokens(ctx, nil, nil, nil, nil, nil)"
            }
        };
        assert!(body.contains(call), "{text}");
        let header = format!(
            "openlane.WithInterceptors(openlane.WithOrganizationHeader(\"{ORGANIZATION}\"))"
        );
        assert_eq!(body.contains(&header), organization.is_some());
        is_formatted(&text);
    }
}

/// Where Go is installed its own formatter has nothing to say.
fn is_formatted(text: &str) {
    let child = Command::new("gofmt")
        .arg("-d")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else { return };
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success() && output.stdout.is_empty(),
        "{output:?}\n{text}"
    );
}

// ---- facts ----

#[test]
fn what_is_said_agrees_with_what_is_known_of_the_clients() {
    let path = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../../../shared/contract/clients.md");
    let Ok(known) = fs::read_to_string(path) else {
        return;
    };
    let mut said = String::from(CLIENT_FAULT);
    for kind in TokenKind::ALL {
        said.push_str(token_help::cli(kind));
        for (answer, meaning) in token_help::refusals(kind) {
            said.push_str(answer);
            said.push_str(meaning);
        }
        for tool in Tool::ALL {
            said.push_str(&snippet(
                tool,
                kind,
                ORIGIN,
                PLACEHOLDER,
                Some(ORGANIZATION),
            ));
            said.push_str(&snippet(tool, kind, ORIGIN, PLACEHOLDER, None));
        }
    }
    for fact in [
        "CORE_HOST",
        "CORE_TOKEN",
        "CORE_PAT",
        "--host",
        "--format json",
        "--pat",
        "set -a; . ./",
        "X-Organization-ID",
        "ownerID",
        "theopenlane/setup-openlane",
        "github.com/theopenlane/go-client",
        "openlane.New(",
        "openlane.WithAPIToken(",
        "openlane.WithBaseURL(",
        "GetAllAPITokens(ctx, nil, nil, nil, nil, nil)",
        "GetAllPersonalAccessTokens",
        "WithOrganizationHeader(",
        "openlane pat get",
        "v0.8.5",
        "dbus-launch",
        "keyring",
        "token create",
        "openlane login",
        "token is malformed: ",
    ] {
        assert!(said.contains(fact), "nothing says {fact}");
        assert!(known.contains(fact), "nobody knows {fact}");
    }
}
