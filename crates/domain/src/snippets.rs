//! Ready-made ways to use a token.

use super::kind::TokenKind;

/// A tool that a snippet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A shell command.
    Curl,
    /// A file of environment variables.
    EnvironmentFile,
    /// A workflow step.
    GitHubActions,
    /// Openlane's Go client.
    Go,
    /// Openlane's command-line client.
    Cli,
}

impl Tool {
    /// All tools, in the order of their tabs.
    pub const ALL: [Self; 5] = [
        Self::Curl,
        Self::EnvironmentFile,
        Self::GitHubActions,
        Self::Go,
        Self::Cli,
    ];

    /// Whether the value itself has a place in the snippet. Programs and workflows read it from
    /// somewhere else: their text is stored where others read it.
    pub const fn holds_value(self) -> bool {
        matches!(self, Self::Curl | Self::EnvironmentFile | Self::Cli)
    }

    /// The name of the tab.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::EnvironmentFile => "Environment file",
            Self::GitHubActions => "GitHub Actions",
            Self::Go => "Go",
            Self::Cli => "Openlane CLI",
        }
    }
}

/// What stands in a snippet in the place of the value until somebody asks for the real one.
pub const PLACEHOLDER: &str = "<your token>";

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
    let variable = match kind {
        TokenKind::Api => "CORE_TOKEN",
        TokenKind::Personal => "CORE_PAT",
    };
    let header = |quote: char, indent: &str| {
        organization.map_or_else(String::new, |id| {
            format!(" \\\n{indent}-H {quote}X-Organization-ID: {id}{quote}")
        })
    };
    match tool {
        Tool::Curl => format!(
            "curl {origin}/query \\\n  -H 'Authorization: Bearer {value}'{} \\\n  -H 'Content-Type: application/json' \\\n  -d '{{\"query\":\"{{ organizations {{ totalCount }} }}\"}}'",
            header('\'', "  ")
        ),
        Tool::EnvironmentFile => {
            let mut text = format!("CORE_HOST={origin}\n{variable}={value}\n");
            if let Some(id) = organization {
                text.push_str("OPENLANE_ORGANIZATION_ID=");
                text.push_str(id);
                text.push('\n');
            }
            text
        }
        Tool::GitHubActions => format!(
            "# Store the value as a repository secret named OPENLANE_TOKEN.\n- name: Call Openlane\n  env:\n    OPENLANE_TOKEN: ${{{{ secrets.OPENLANE_TOKEN }}}}\n  run: |\n    curl --fail {origin}/query \\\n      -H \"Authorization: Bearer $OPENLANE_TOKEN\"{} \\\n      -H 'Content-Type: application/json' \\\n      -d '{{\"query\":\"{{ organizations {{ totalCount }} }}\"}}'",
            header('"', "      ")
        ),
        Tool::Go => {
            let organization = organization.map_or_else(String::new, |id| {
                format!("\topenlane.WithInterceptors(openlane.WithOrganizationHeader(\"{id}\")),\n")
            });
            let call = match kind {
                TokenKind::Api => "tokens, err := client.GetAllAPITokens(ctx)",
                TokenKind::Personal => "tokens, err := client.GetAllPersonalAccessTokens(ctx)",
            };
            format!(
                "client, err := openlane.New(\n\topenlane.WithBaseURL(\"{origin}\"),\n\topenlane.WithAPIToken(os.Getenv(\"{variable}\")),\n{organization})\nif err != nil {{\n\tlog.Fatal(err)\n}}\n{call}"
            )
        }
        Tool::Cli => {
            let (command, flag) = match kind {
                TokenKind::Api => ("token", "token"),
                TokenKind::Personal => ("pat", "pat"),
            };
            let note = organization.map_or_else(String::new, |id| {
                format!("# It has no flag for the organization. Where one has to be named, use curl or Go:\n# X-Organization-ID: {id}\n")
            });
            format!("{note}openlane {command} get --host {origin} --{flag} '{value}'")
        }
    }
}

/// The text of the downloaded `.env` file.
pub fn env_file(kind: TokenKind, origin: &str, value: &str, organization: Option<&str>) -> String {
    let warning = "# This file holds a token in plain text. Keep it out of version control.\n";
    format!(
        "{warning}{}",
        snippet(Tool::EnvironmentFile, kind, origin, value, organization)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_where_it_is_said_to_be_and_the_organization_is_named_for_every_client() {
        let value = "tolp_x";
        for tool in Tool::ALL {
            let text = |organization| {
                snippet(
                    tool,
                    TokenKind::Personal,
                    "https://a.test",
                    value,
                    organization,
                )
            };
            let named = text(Some("01ORG"));
            assert_eq!(named.contains(value), tool.holds_value(), "{named}");
            assert!(named.contains("01ORG"), "{named}");
            assert!(!text(None).to_lowercase().contains("organization-id"));
        }
        let go = snippet(
            Tool::Go,
            TokenKind::Personal,
            "https://a.test",
            value,
            Some("01ORG"),
        );
        assert!(go.contains("openlane.WithOrganizationHeader(\"01ORG\")"));
    }

    #[test]
    fn every_snippet_names_the_api_and_none_invents_a_value() {
        for kind in TokenKind::ALL {
            for tool in Tool::ALL {
                let text = snippet(
                    tool,
                    kind,
                    "https://api.example.test",
                    PLACEHOLDER,
                    Some("01ORG"),
                );
                assert!(text.contains("https://api.example.test"), "{text}");
                assert!(!text.contains("tola_") && !text.contains("tolp_"));
            }
        }
        let curl = snippet(
            Tool::Curl,
            TokenKind::Personal,
            "https://a.test",
            "tolp_x",
            Some("01ORG"),
        );
        assert!(curl.contains("-H 'X-Organization-ID: 01ORG'"));
        assert!(
            !snippet(Tool::Curl, TokenKind::Api, "https://a.test", "v", None)
                .contains("X-Organization-ID")
        );
    }
}
