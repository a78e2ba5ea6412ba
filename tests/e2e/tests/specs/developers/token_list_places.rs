//! Addresses of a list, and where somebody is on it.

use e2e::pages::{Kind, PASSWORD, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Key, Options, ensure, run};

use super::token_list_support::{at, settled};

#[test]
fn what_is_searched_is_what_was_typed() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        for text in ["50%25", "%2B", "%2541", "a+b c"] {
            let search = console.find("searchbox", "Search tokens").await?;
            search.fill(text).await?;
            let address = format!(
                "{API_TOKENS}?q={}",
                text.replace('%', "%25")
                    .replace('+', "%2B")
                    .replace(' ', "%20")
            );
            console.arrives_at(&address).await?;
            let sent = format!("\"nameContainsFold\":\"{text}\"");
            console
                .until("the request", async || {
                    Ok(console
                        .requests()
                        .await?
                        .iter()
                        .any(|request| request.body.contains(&sent)))
                })
                .await?;
            settled(console).await?;
            search.comes_to_hold(text).await?;
            console.reload().await?;
            let again = console.find("searchbox", "Search tokens").await?;
            again.comes_to_hold(text).await?;
            console.arrives_at(&address).await?;
            settled(console).await?;
        }
        Ok(())
    });
}

#[test]
fn the_skip_link_moves_the_focus_and_adds_no_step_to_the_history() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let steps = console.script("return history.length").await?;
        let skip = console.find("link", "Skip to content").await?;
        skip.element.focus().await?;
        console.press(Key::Enter).await?;
        console
            .until("the focus on the content", async || {
                Ok(console.script("return document.activeElement.id").await? == "main")
            })
            .await?;
        ensure!(console.script("return history.length").await? == steps);
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn a_way_on_that_leaves_the_console_is_not_followed() {
    for next in ["/..//x", "/%2e%2e//x", "/.//x"] {
        run(Options::new(), async |console| {
            let next = next.replace('%', "%25");
            console.open(&format!("/login?next={next}")).await?;
            SignIn(console).give_email("olivia@acme.test").await?;
            SignIn(console).give_password(PASSWORD).await?;
            console.find("heading", Kind::Api.title()).await?;
            console.arrives_at(API_TOKENS).await
        });
    }
}

#[test]
fn back_from_a_token_leads_to_where_the_list_was() {
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=50&sort=name"),
        )
        .await?;
        let scroll = "const rows = document.querySelectorAll('tbody a.row-link'); \
            rows[rows.length - 3].scrollIntoView({ block: 'center' }); \
            return [rows[rows.length - 3].textContent, scrollY]";
        let before = console.script(scroll).await?;
        ensure!(
            before[1].as_f64() > Some(500.0),
            "too short to scroll: {before}"
        );
        let name = before[0].as_str().unwrap_or_default();
        console.find("link", name).await?.click().await?;
        console.find("heading", name).await?;
        ensure!(console.script("return scrollY").await? == 0);
        let left = before[1].as_f64().unwrap_or_default();
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console
            .until("the list where it was", async || {
                let now = console.script("return scrollY").await?;
                Ok(now.as_f64().is_some_and(|now| (now - left).abs() < 150.0))
            })
            .await?;
        // It stays there when everything has come.
        settled(console).await?;
        console.rests().await?;
        let now = console.script("return scrollY").await?;
        ensure!(
            now.as_f64().is_some_and(|now| (now - left).abs() < 150.0),
            "{now}, not {left}"
        );
        // Forward to another page of the list begins at its top.
        console.script("scrollTo(0, 0)").await?;
        console.find("link", name).await?.click().await?;
        console.find("heading", name).await.map(drop)
    });
}
