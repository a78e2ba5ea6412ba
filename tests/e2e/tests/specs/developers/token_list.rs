//! What a list says about its tokens is what the backend does with them.

use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use std::collections::BTreeMap;

use anyhow::Context as _;
use e2e::pages::TokenList;
use e2e::{Console, Options, Result, bail, ensure, run};
use serde_json::Value;

use super::token_list_support::{
    asked, at, fits_its_width, names, restored, settled, so_far, view,
};

/// Tokens of the seed in every state, and what the backend says to each.
const STANDINGS: [(&str, &str, &str); 10] = [
    ("GitHub Actions deploy", "Active", ""),
    ("Authentication probe", "Active", ""),
    ("Metrics exporter", "Active", ""),
    ("Vulnerability scanner", "Expires soon", ""),
    ("Policy importer", "Expires soon", ""),
    (
        "Proof of concept",
        "Expired",
        "the provided credentials have expired",
    ),
    ("Staging importer", "Disabled", "token has been revoked"),
    ("Contractor laptop", "Revoked", "token has been revoked"),
    (
        "Revoked without a reason",
        "Revoked",
        "token has been revoked",
    ),
    ("<b>Not bold</b> & \"quoted\"", "Active", ""),
];

/// Name → identifier and state in words, of all rows.
async fn states(console: &Console) -> Result<BTreeMap<String, (String, String)>> {
    settled(console).await?;
    let script = "return [...document.querySelectorAll('tbody tr')].map((row) => { \
        const link = row.querySelector('a[href]'); const state = row.querySelector('td[data-label=State]'); \
        return [link.innerText.trim(), link.pathname.split('/').pop(), \
            state.innerText.trim().split('\\n')[0]] })";
    let rows = console.script(script).await?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = rows.as_array().cloned().unwrap_or_default();
    Ok(rows
        .iter()
        .map(|row| (text(&row[0]), (text(&row[1]), text(&row[2]))))
        .collect())
}

#[test]
fn the_word_and_the_backend_agree_about_api_tokens() {
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=50"),
        )
        .await?;
        let shown = states(console).await?;
        for (name, word, refusal) in STANDINGS {
            let Some((id, state)) = shown.get(name) else {
                bail!("{name} is not listed: {:?}", shown.keys());
            };
            ensure!(state == word, "{name} is said to be {state}");
            let value = console.seeded_value("tola_", id).await?;
            let answer = console.get_as("/v1/scopes", &value).await?;
            if refusal.is_empty() {
                ensure!(answer.status == 200, "{name} is refused: {}", answer.body);
            } else {
                ensure!(answer.status == 401, "{name} is accepted");
                ensure!(answer.body["error"] == refusal, "{name}: {}", answer.body);
            }
        }
        Ok(())
    });
}

#[test]
fn the_word_and_the_backend_agree_about_every_personal_token() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", PERSONAL_TOKENS).await?;
        let shown = states(console).await?;
        ensure!(shown.len() >= 10, "only {} rows", shown.len());
        let mut words = std::collections::BTreeSet::new();
        for (name, (id, state)) in &shown {
            let value = console.seeded_value("tolp_", id).await?;
            let answer = console.get_as("/v1/scopes", &value).await?;
            let is_good = matches!(state.as_str(), "Active" | "Expires soon");
            ensure!(
                (answer.status == 200) == is_good,
                "{name} is said to be {state} and is answered {} {}",
                answer.status,
                answer.body
            );
            words.insert(state.clone());
        }
        for word in [
            "Active",
            "Expired",
            "Disabled",
            "Needs SSO",
            "No organization",
        ] {
            ensure!(words.contains(word), "no token is {word}: {words:?}");
        }
        Ok(())
    });
}

#[test]
fn the_word_and_the_backend_agree_about_api_tokens_of_an_enforcing_organization() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console
            .find("button", "Organization: Acme Security")
            .await?
            .click()
            .await?;
        console
            .until("Globex to be offered", async || {
                for button in console.all("button").await? {
                    if button.name().await?.starts_with("Globex Compliance") {
                        button.click().await?;
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await?;
        console
            .find("button", "Continue as Olivia Owner")
            .await?
            .click()
            .await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console.arrives_at(API_TOKENS).await?;
        let shown = states(console).await?;
        ensure!(shown.len() == 2, "{:?} are listed", shown.keys());
        for (name, word, refusal) in [
            ("Attestation archive", "Active", ""),
            (
                "Assessment intake",
                "Needs SSO",
                "token requires SSO authorization",
            ),
        ] {
            let Some((id, state)) = shown.get(name) else {
                bail!("{name} is not listed: {:?}", shown.keys());
            };
            ensure!(state == word, "{name} is said to be {state}");
            let value = console.seeded_value("tola_", id).await?;
            let answer = console.get_as("/v1/scopes", &value).await?;
            if refusal.is_empty() {
                ensure!(answer.status == 200, "{name} is refused: {}", answer.body);
            } else {
                ensure!(answer.status == 401, "{name} is accepted");
                ensure!(
                    answer.body.to_string().contains(refusal),
                    "{name}: {}",
                    answer.body
                );
            }
        }
        // The filter finds it, and authorizing it changes both the word and the answer.
        console
            .open(&format!("{API_TOKENS}?state=needs_sso"))
            .await?;
        console.find("link", "Assessment intake").await?;
        ensure!(names(console).await? == ["Assessment intake"]);
        console.has_no_accessibility_faults().await?;
        let list = TokenList::api(console);
        list.choose("Assessment intake", "Authorize Globex Compliance for SSO")
            .await?;
        console
            .find("button", "Continue as Olivia Owner")
            .await?
            .click()
            .await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        console.open(API_TOKENS).await?;
        list.says("Assessment intake", "Active").await?;
        let id = states(console).await?["Assessment intake"].0.clone();
        let value = console.seeded_value("tola_", &id).await?;
        let answer = console.get_as("/v1/scopes", &value).await?;
        ensure!(answer.status == 200, "refused: {}", answer.body);
        Ok(())
    });
}

#[test]
fn cards_are_counted_in_one_request_and_filter() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console
            .sent(0, 1, |request| request.body.contains("\"endless\""))
            .await?;
        let group = console.find("group", "Summary").await?;
        for (card, address) in [
            ("Expired", "state=expired"),
            ("Never used", "flag=never_used"),
            ("No expiration", "flag=no_expiration"),
            ("Expire soon", "state=expires_soon"),
            ("Active", "state=active"),
        ] {
            let mut found = None;
            for button in group.all("button").await? {
                if button.name().await?.contains(card) {
                    found = Some(button);
                }
            }
            let Some(button) = found else {
                bail!("no card {card}");
            };
            let count: usize = button
                .text()
                .await?
                .lines()
                .next()
                .unwrap_or_default()
                .parse()?;
            let before = so_far(console).await?;
            button.click().await?;
            console
                .arrives_at(&format!("{API_TOKENS}?{address}"))
                .await?;
            settled(console).await?;
            let rows = names(console).await?.len();
            ensure!(
                rows == count.min(25),
                "{card} counts {count} and shows {rows}"
            );
            button.comes_to_be_pressed(true).await?;
            asked(console, before, 1).await.context(card)?;
        }
        Ok(())
    });
}

#[test]
fn a_row_leads_to_the_token_and_back_leads_to_the_row() {
    run(Options::new(), async |console| {
        let path = format!("{API_TOKENS}?q=s&sort=name&size=10");
        at(console, "olivia@acme.test", &path).await?;
        let before = view(console).await?;
        console.find("link", "Slack digest").await?.click().await?;
        console.find("heading", "Slack digest").await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        restored(console, &before).await
    });
}

#[test]
fn names_of_every_script_are_text_and_fit_a_phone() {
    for width in [390, 320] {
        run(Options::new().viewport(width, 844), async |console| {
            at(
                console,
                "olivia@acme.test",
                &format!("{API_TOKENS}?size=50"),
            )
            .await?;
            let names = names(console).await?;
            for name in [
                "<b>Not bold</b> & \"quoted\"",
                "תקן אבטחת מידע – ייצוא",
                "🚀 Release train 🚂",
                "日次バックアップ",
                "Vendor risk questionnaire service for subsidiaries in EMEA, APAC and the Americas \
                 including acquisitions",
            ] {
                ensure!(
                    names.iter().any(|shown| shown == name),
                    "{name} is not among {names:?}"
                );
            }
            fits_its_width(console).await?;
            let directions = "return [...document.querySelectorAll('tbody a[dir=auto]')].length";
            ensure!(
                console.script(directions).await?.as_u64() > Some(20),
                "names have no direction of their own"
            );
            console.has_no_accessibility_faults().await
        });
    }
}

#[test]
fn help_says_how_to_use_a_token() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", PERSONAL_TOKENS).await?;
        let title = "Using a personal access token";
        console
            .script("document.querySelector('details.help summary').click()")
            .await?;
        console.shows(title).await?;
        for text in [
            "Authorization: Bearer",
            "X-Organization-ID",
            "owner_id",
            "api_token not found",
        ] {
            console.shows(text).await?;
        }
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn a_row_is_not_made_anew_by_a_refetch() {
    run(
        Options::new().now("2026-06-15T10:00:00Z"),
        async |console| {
            at(console, "olivia@acme.test", API_TOKENS).await?;
            console
                .script("for (const row of document.querySelectorAll('tbody tr')) row.seen = true")
                .await?;
            let list = TokenList::api(console);
            list.choose("Metrics exporter", "Disable").await?;
            let dialog = console
                .find("alertdialog", "Disable Metrics exporter?")
                .await?;
            dialog.find("button", "Disable").await?.click().await?;
            list.says("Metrics exporter", "Disabled").await?;
            let rows = "const rows = [...document.querySelectorAll('tbody tr')]; \
                 return rows.length - rows.filter((row) => row.seen).length";
            let new = console.script(rows).await?;
            ensure!(new == 0, "{new} rows were made anew");
            Ok(())
        },
    );
}
