use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, CHECK, REVIEW};
use e2e::{Console, Options, Result, run};
use std::path::Path;

async fn shot(console: &Console, name: &str) -> Result<()> {
    console.rests().await?;
    console.has_loaded().await?;
    console
        .picture(Path::new(&format!("/tmp/shots/{name}.png")))
        .await
}

#[test]
fn list() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        for width in [768, 1024, 1100, 1280, 1440, 390] {
            console.resize(width, 900).await?;
            shot(console, &format!("list-{width}")).await?;
        }
        console.resize(1280, 1000).await?;
        console.find("button", "Columns").await?.click().await?;
        console.find("button", "Move State down").await?;
        shot(console, "columns").await?;
        console.press(e2e::Key::Escape).await?;
        console.find("button", "Filter").await?.click().await?;
        console.find("combobox", "Creator").await?;
        shot(console, "filter").await?;
        console.press(e2e::Key::Escape).await?;
        console.open(&format!("{API_TOKENS}?expires_from=2026-12-01&scope=evidence:read&creator=01K00000000000000000VS0001&columns=reach,created")).await?;
        console.find("table", "API Tokens").await?;
        shot(console, "filtered").await?;
        console
            .open(&format!("{API_TOKENS}?q=Vulnerability"))
            .await?;
        console.find("link", "Vulnerability scanner").await?;
        console
            .find("button", "+1 more of Vulnerability scanner")
            .await?
            .click()
            .await?;
        console.find("link", "Edit").await?;
        shot(console, "more").await?;
        console.press(e2e::Key::Escape).await?;
        console.find("button", "Export").await?.click().await?;
        shot(console, "export").await
    });
}

#[test]
fn pages() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", REVIEW, "Access review")
            .await?;
        console.find("button", "Apply 0 decisions").await?;
        shot(console, "review").await?;
        for (name, decision) in [
            ("Jira bridge", "Keep"),
            ("Slack digest", "Delete"),
            ("Data warehouse", "Disable"),
            ("!denied legacy-webhook", "Disable"),
        ] {
            let group = console
                .find("group", &format!("Decision for {name}"))
                .await?;
            group.find("radio", decision).await?.click().await?;
        }
        console
            .find("button", "Apply 4 decisions")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "Apply 4 decisions?").await?;
        shot(console, "review-dialog").await?;
        dialog.find("button", "Apply").await?.click().await?;
        console.shows("3 decisions applied, 1 failed").await?;
        console.script("window.scrollTo(0, 0)").await?;
        shot(console, "review-applied").await?;
        console.resize(390, 844).await?;
        shot(console, "review-narrow").await?;
        console.resize(1280, 1000).await?;
        console.open(CHECK).await?;
        console.find("button", "Check").await?;
        shot(console, "check").await?;
        let mut text = String::new();
        for (prefix, id) in [
            ("tola_", "AT0024"),
            ("tola_", "AT0016"),
            ("tolp_", "PT0013"),
            ("tola_", "AT0032"),
        ] {
            let value = super::developers::token_list_support::value_of(
                console,
                prefix,
                &format!("01K00000000000000000{id}"),
            )
            .await?;
            text.push_str(&value);
            text.push('\n');
        }
        console
            .find("textbox", "Token, or text that contains one")
            .await?
            .set_value(&text)
            .await?;
        console.expects_status(401);
        console.find("button", "Check").await?.click().await?;
        console.shows("another of your organizations").await?;
        console
            .whole_picture(Path::new("/tmp/shots/checked.png"))
            .await?;
        console.resize(390, 844).await?;
        shot(console, "checked-narrow").await
    });
}
