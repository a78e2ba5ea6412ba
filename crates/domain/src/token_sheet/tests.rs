use super::*;
use crate::samples::api_token;
use crate::secret::TokenSecret;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn sheet(names: &[&str]) -> Vec<(Token, TokenSecret)> {
    let one = |(at, name): (usize, &&str)| {
        let secret = format!("tola_{}{at}", "a1B2".repeat(15));
        (
            api_token(&format!("ID{at}"), name),
            TokenSecret::new(secret),
        )
    };
    names.iter().enumerate().map(one).collect()
}

fn pairs(sheet: &[(Token, TokenSecret)]) -> impl Iterator<Item = (&Token, &TokenSecret)> + Clone {
    sheet.iter().map(|(token, secret)| (token, secret))
}

#[test]
fn names_become_variables_that_shells_take_and_that_differ() {
    assert_eq!(
        variables([
            "CI deploy",
            "ci-deploy",
            "42",
            "Müller",
            "密钥",
            "path",
            "ci deploy 2"
        ]),
        [
            "OPENLANE_TOKEN_CI_DEPLOY",
            "OPENLANE_TOKEN_CI_DEPLOY_2",
            "OPENLANE_TOKEN_42",
            "OPENLANE_TOKEN_M_LLER",
            "OPENLANE_TOKEN_5",
            "OPENLANE_TOKEN_PATH",
            "OPENLANE_TOKEN_CI_DEPLOY_2_2",
        ]
    );
}

#[test]
fn the_file_of_variables_has_each_token_with_its_name_above_it() {
    let sheet = sheet(&["ci-1", "evil\nPATH=/tmp"]);
    let text = env_file("https://api.example.test", pairs(&sheet));
    assert!(
        text.contains("\nCORE_HOST=https://api.example.test\n# ci-1\nOPENLANE_TOKEN_CI_1=tola_")
    );
    // A name is one line, whatever it holds.
    assert!(text.contains("\n# evil[U+000A]PATH=/tmp\nOPENLANE_TOKEN_EVIL_PATH_TMP=tola_"));
    assert!(text.ends_with('\n'));
}

#[test]
fn tokens_come_in_any_order_and_some_may_not_come() {
    let asked = ["a", "b", "c"].map(str::to_owned);
    let Arranged { rows, missing } = arrange(&asked, sheet(&["stray", "c", "a"]));
    let names: Vec<&str> = rows.iter().map(|(token, _)| token.name.as_str()).collect();
    assert_eq!(names, ["a", "c", "stray"]);
    assert_eq!(missing, ["b"]);
}

#[test]
fn the_json_file_is_read_by_any_program() {
    let mut sheet = sheet(&["ci \"1\"\\", "b\u{7f}ü"]);
    sheet[0].0.expires_at = "2027-01-02T22:59:59Z".parse().ok();
    let read: serde_json::Value = serde_json::from_str(&json_file(pairs(&sheet))).unwrap();
    assert_eq!(read[0]["name"], "ci \"1\"\\");
    assert_eq!(read[0]["id"], "ID0");
    assert_eq!(read[0]["token"], sheet[0].1.expose());
    assert_eq!(read[0]["expires_at"], "2027-01-02T22:59:59Z");
    assert_eq!(read[1]["name"], "b\u{7f}ü");
    assert!(read[1]["expires_at"].is_null());
    assert_eq!(read.as_array().map(Vec::len), Some(2));
}

#[test]
fn texts_are_made_in_one_piece() {
    let name = "n".repeat(120);
    let sheet = sheet(&[name.as_str(); 50]);
    let capacity = LINE * 51;
    let (env, json) = (
        env_file("https://a.test", pairs(&sheet)),
        json_file(pairs(&sheet)),
    );
    assert!(env.len() < capacity && json.len() < capacity);
    assert!(env.capacity() <= LINE * 52 && json.capacity() <= capacity);
}

#[cfg(unix)]
#[test]
fn a_shell_that_loads_the_file_has_all_values() {
    let names = ["ci-1", "ci 1", "$(touch /tmp/never)", "`id`", "42", "密钥"];
    let sheet = sheet(&names);
    let folder = std::env::temp_dir().join(format!("token-sheet-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join(ENVIRONMENT_FILE),
        env_file("https://a.test", pairs(&sheet)),
    )
    .unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "set -a; . ./openlane-tokens.env; set +a; env"])
        .current_dir(&folder)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let seen = String::from_utf8(output.stdout).unwrap();
    assert!(output.stderr.is_empty(), "{:?}", output.stderr);
    for (variable, (_, secret)) in variables(names).iter().zip(&sheet) {
        assert!(
            seen.lines()
                .any(|line| line == format!("{variable}={}", secret.expose()))
        );
    }
}

proptest! {
    #[test]
    fn variables_are_valid_and_unique_whatever_the_names(
        names in prop::collection::vec("(?s).{0,12}", 0..40),
    ) {
        let made = variables(names.iter().map(String::as_str));
        prop_assert_eq!(made.len(), names.len());
        let unique: BTreeSet<&String> = made.iter().collect();
        prop_assert_eq!(unique.len(), made.len());
        let is_valid = |variable: &String| {
            let rest = variable.strip_prefix(VARIABLE_PREFIX);
            let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
            rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_part))
        };
        prop_assert!(made.iter().all(is_valid));
    }
}
