//! Ready-made ways to use a token, and the file.

use e2e::pages::{SignIn, TokenCreated};
use e2e::{Console, Options, Result, ensure, run};

use super::{at_personal_form, at_the_value};
use crate::developers::token_support::announces;

const PUT_VALUE: &str = "Put the value into the example";

/// What the example says, as soon as it is that of `tab`.
async fn example(console: &Console, tab: &str, sign: &str) -> Result<String> {
    console.find("tab", tab).await?.click().await?;
    let example = console.find("region", "Example").await?;
    example.comes_to_show(sign).await
}

#[test]
fn the_value_is_offered_only_where_it_has_a_place() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Placed").await?;
        let secret = created.reveal().await?;
        console.find("checkbox", PUT_VALUE).await?.click().await?;
        let text = example(console, "Environment file", "CORE_HOST=").await?;
        ensure!(
            text.contains(&format!("CORE_TOKEN={secret}")),
            "the example is {text:?}"
        );
        ensure!(
            text.contains("set -a; . ./openlane.env; set +a"),
            "it says nothing of exporting"
        );
        // Whatever logs, the history of a shell or the list of processes would keep has no place for it.
        for (tab, sign) in [
            ("curl", "\"$CORE_TOKEN\""),
            ("Openlane CLI", "openlane token get"),
            ("GitHub Actions", "secrets.OPENLANE_TOKEN"),
            ("Go", "os.Getenv"),
        ] {
            let text = example(console, tab, sign).await?;
            ensure!(!text.contains(&secret), "the example is {text:?}");
            console.absent("checkbox", PUT_VALUE).await?;
        }
        // It is still there, and goes with the value's mask.
        let text = example(console, "Environment file", "CORE_HOST=").await?;
        ensure!(text.contains(&secret));
        console.find("button", "Hide").await?.click().await?;
        let text = example(console, "Environment file", "paste-the-token-here").await?;
        ensure!(!text.contains(&secret));
        Ok(())
    });
}

#[test]
fn several_organizations_are_told_apart_for_every_client() {
    run(Options::new(), async |console| {
        let form = at_personal_form(console, "?name=Both").await?;
        form.organization("Acme Security").await?.click().await?;
        form.organization("Initech").await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        for (tab, sign) in [
            ("Environment file", "X-Organization-ID: 01"),
            ("curl", "X-Organization-ID: 01"),
            ("GitHub Actions", "X-Organization-ID: 01"),
            ("Go", "openlane.WithOrganizationHeader(\"01"),
            ("Openlane CLI", "X-Organization-ID: 01"),
        ] {
            let text = example(console, tab, sign).await?;
            ensure!(
                !text.contains("OPENLANE_ORGANIZATION_ID"),
                "nobody reads it: {text}"
            );
        }
        // Another token that is exported would be used in its place.
        example(console, "Openlane CLI", "unset CORE_TOKEN")
            .await
            .map(drop)?;
        Ok(())
    });
}

#[test]
fn the_file_holds_the_value_and_the_page_says_what_was_done() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Filed").await?;
        let secret = created.reveal().await?;
        // What the browser would write to the disk.
        let catch = "window.saved = []; const make = URL.createObjectURL; \
             URL.createObjectURL = (blob) => { \
                 blob.text().then((text) => window.saved.push(text)); return make(blob); }; \
             const press = HTMLAnchorElement.prototype.click; \
             HTMLAnchorElement.prototype.click = function () { \
                 if (this.download) window.saved.push(this.download); else press.call(this); }";
        console.script(catch).await?;
        console.find("button", "Download").await?.click().await?;
        announces(console, "The download was started").await?;
        console
            .until("the file", async || {
                Ok(console.script("return window.saved.length").await? == 2)
            })
            .await?;
        let saved = console
            .script("return window.saved.sort((one, other) => one.length - other.length)")
            .await?;
        ensure!(saved[0] == "openlane.env", "the file is {saved}");
        let text = saved[1].as_str().unwrap_or_default();
        ensure!(
            text.contains(&format!("CORE_TOKEN={secret}")),
            "it holds {text:?}"
        );
        ensure!(text.starts_with("# This file holds a token in plain text."));
        console.script("delete window.saved").await?;
        Ok(())
    });
}

#[test]
fn the_help_says_what_refusals_mean_and_how_the_clients_are_used() {
    run(Options::new(), async |console| {
        for (path, sentences) in [
            (
                "/developers/api-tokens",
                &[
                    "INSUFFICIENT_SCOPES",
                    "token is malformed",
                    "API tokens stay active",
                    "theopenlane/setup-openlane",
                    "brew install --cask theopenlane/tap/openlane",
                    "v0.8.5",
                ][..],
            ),
            (
                "/developers/personal-access-tokens",
                &[
                    "ownerID",
                    "token is malformed",
                    "Before people leave an organization",
                    "an exported CORE_TOKEN wins over CORE_PAT",
                    "set -a; . ./openlane.env; set +a",
                ],
            ),
        ] {
            let list = match path {
                "/developers/api-tokens" => "API Tokens",
                _ => "Personal Access Tokens",
            };
            SignIn(console)
                .and_go_to("olivia@acme.test", path, list)
                .await?;
            console
                .script("document.querySelector('details.help').open = true")
                .await?;
            for sentence in sentences {
                console.shows(sentence).await?;
            }
            console.has_no_accessibility_faults().await?;
            console.script("sessionStorage.clear()").await?;
        }
        Ok(())
    });
}
