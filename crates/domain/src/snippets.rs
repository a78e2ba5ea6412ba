//! Ready-made ways to use a token.
//!
//! No text leads a value to where it is kept: not into a log, the history of a shell, or the list of
//! processes, which shows the arguments of every program. So only the environment file holds one; the
//! others read it from there or from a secret. And none prints more of an answer than the one thing asked
//! for.

use super::kind::TokenKind;

/// A tool that a snippet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A file of environment variables.
    EnvironmentFile,
    /// A shell command.
    Curl,
    /// Openlane's command-line client.
    Cli,
    /// A workflow step.
    GitHubActions,
    /// Openlane's Go client.
    Go,
}

impl Tool {
    /// All tools, in the order of their tabs. The file is the first, because others read it.
    pub const ALL: [Self; 5] = [
        Self::EnvironmentFile,
        Self::Curl,
        Self::Cli,
        Self::GitHubActions,
        Self::Go,
    ];

    /// Whether the value itself has a place in the snippet.
    pub const fn holds_value(self) -> bool {
        matches!(self, Self::EnvironmentFile)
    }

    /// The name of the tab.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EnvironmentFile => "Environment file",
            Self::Curl => "curl",
            Self::Cli => "Openlane CLI",
            Self::GitHubActions => "GitHub Actions",
            Self::Go => "Go",
        }
    }
}

/// What stands in a snippet in the place of the value until somebody asks for the real one.
pub const PLACEHOLDER: &str = "paste-the-token-here";

/// The name of the downloaded environment file.
pub const ENVIRONMENT_FILE: &str = "openlane.env";

/// Exports what the environment file sets. `.` alone does not: the variables reach no other program.
const LOAD: &str = "set -a; . ./openlane.env; set +a";

/// A snippet for `tool`. `origin` is the address of the API without a final slash; `value` is the
/// token's value or [`PLACEHOLDER`]; `organization` is needed by personal tokens that reach more
/// than one organization, and names the one to act in (contract 1.12).
pub fn snippet(
    tool: Tool,
    kind: TokenKind,
    origin: &str,
    value: &str,
    organization: Option<&str>,
) -> String {
    let variable = variable(kind);
    match tool {
        Tool::EnvironmentFile => {
            let note = organization.map_or_else(String::new, |id| {
                format!(
                    "# The token has several organizations. Name one in each request:\n\
                     # X-Organization-ID: {id}\n"
                )
            });
            format!(
                "# For a shell, as {ENVIRONMENT_FILE}: {LOAD}\n{note}CORE_HOST={origin}\n{variable}={value}\n"
            )
        }
        Tool::Curl => format!("{LOAD}\n{}", curl(variable, origin, organization)),
        Tool::Cli => cli(kind, origin, organization),
        Tool::GitHubActions => github_actions(kind, origin, organization),
        Tool::Go => go(kind, origin, organization),
    }
}

/// The variable that Openlane's own clients read a token of this kind from.
const fn variable(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => "CORE_TOKEN",
        TokenKind::Personal => "CORE_PAT",
    }
}

/// What the command-line client calls this kind.
const fn command(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => "token",
        TokenKind::Personal => "pat",
    }
}

/// One question and one line of answer. `printf` is a part of the shell, so no program gets the value as an
/// argument.
fn curl(variable: &str, origin: &str, organization: Option<&str>) -> String {
    let header = organization.map_or_else(String::new, |id| {
        format!("    --header 'X-Organization-ID: {id}' \\\n")
    });
    format!(
        "printf 'Authorization: Bearer %s\\n' \"${variable}\" |\n  \
           curl --silent --show-error --header @- \\\n\
         {header}    --header 'Content-Type: application/json' \\\n    \
             --data '{{\"query\":\"{{ organizations {{ totalCount }} }}\"}}' \\\n    \
             '{origin}/query' |\n  \
           jq --raw-output '.error // .errors[0].message // .data.organizations.totalCount'"
    )
}

fn cli(kind: TokenKind, origin: &str, organization: Option<&str>) -> String {
    let mut text = String::from("# brew install --cask theopenlane/tap/openlane\n");
    if let Some(id) = organization {
        text.push_str(
            "# It has no flag for the organization. Where one has to be named, use curl or Go:\n\
             # X-Organization-ID: ",
        );
        text.push_str(id);
        text.push('\n');
    }
    text.push_str(LOAD);
    if kind == TokenKind::Personal {
        text.push_str(
            "\n# An exported CORE_TOKEN wins over CORE_PAT, and over --pat.\nunset CORE_TOKEN",
        );
    }
    text.push('\n');
    text.push_str(CLI_FAULT);
    text.push_str("openlane ");
    text.push_str(command(kind));
    text.push_str(" get --host ");
    text.push_str(origin);
    text
}

/// What the list of the command-line client leaves out, as two comments.
const CLI_FAULT: &str = "\
    # v0.8.5 stops at the first token that is authorized for single sign-on:\n\
    # it shows only a part of the list, and ends as if that were all.\n";

fn github_actions(kind: TokenKind, origin: &str, organization: Option<&str>) -> String {
    let variable = variable(kind);
    let secret = format!("{variable}: ${{{{ secrets.OPENLANE_TOKEN }}}}");
    let note = "# Store the value as a repository secret named OPENLANE_TOKEN.\n";
    if organization.is_some() {
        // The command-line client cannot name an organization.
        let script = curl(variable, origin, organization).replace('\n', "\n    ");
        return format!(
            "{note}- name: Call Openlane\n  env:\n    {secret}\n  run: |\n    {script}\n"
        );
    }
    format!(
        "{note}- name: Install the Openlane CLI\n  \
           uses: theopenlane/setup-openlane@v1\n  \
           with:\n    \
             # Without a v. The input token would hand the value to every later step.\n    \
             version: 1.11.0\n\
         - name: List tokens\n  \
           env:\n    \
             CORE_HOST: {origin}\n    \
             {secret}\n  \
           # Into a file, because others read the log.\n  \
           {}  \
           run: openlane {} get --format json > tokens.json\n",
        CLI_FAULT.replace(":\n", ":\n  "),
        command(kind)
    )
}

fn go(kind: TokenKind, origin: &str, organization: Option<&str>) -> String {
    let organization = organization.map_or_else(String::new, |id| {
        format!("\t\topenlane.WithInterceptors(openlane.WithOrganizationHeader(\"{id}\")),\n")
    });
    let (call, list) = match kind {
        TokenKind::Api => ("GetAllAPITokens", "APITokens"),
        TokenKind::Personal => ("GetAllPersonalAccessTokens", "PersonalAccessTokens"),
    };
    let variable = variable(kind);
    format!(
        "package main\n\n\
         import (\n\t\"context\"\n\t\"fmt\"\n\t\"log\"\n\t\"os\"\n\n\
         \topenlane \"github.com/theopenlane/go-client\"\n)\n\n\
         func main() {{\n\
         \tctx := context.Background()\n\
         \tclient, err := openlane.New(\n\
         \t\topenlane.WithAPIToken(os.Getenv(\"{variable}\")),\n\
         \t\topenlane.WithBaseURL(\"{origin}\"),\n\
         {organization}\t)\n\
         \tif err != nil {{\n\t\tlog.Fatal(err)\n\t}}\n\
         \t// v0.8.5 stops at the first token that is authorized for single sign-on.\n\
         \t// Context, first, last, after, before, order.\n\
         \ttokens, err := client.{call}(ctx, nil, nil, nil, nil, nil)\n\
         \tif err != nil {{\n\t\tlog.Fatal(err)\n\t}}\n\
         \tfmt.Println(len(tokens.{list}.Edges))\n\
         }}\n"
    )
}

/// The text of the downloaded environment file.
pub fn env_file(kind: TokenKind, origin: &str, value: &str, organization: Option<&str>) -> String {
    let warning = "# This file holds a token in plain text. Keep it out of version control.\n";
    format!(
        "{warning}{}",
        snippet(Tool::EnvironmentFile, kind, origin, value, organization)
    )
}
