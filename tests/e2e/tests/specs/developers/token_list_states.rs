//! What a list says when there is nothing, when it fails, and when the session ends under it.

use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, bail, ensure, run};

use super::token_list_support::{
    answer_queries_with, asked, at, mend, names, settled, so_far, view,
};
use crate::sso_support::sign_in_again;

/// Lets the page believe that it is so many seconds later.
async fn later(console: &Console, seconds: u32) -> Result<()> {
    let script = format!(
        "const Honest = Date; window.Date = class extends Honest {{ \
            constructor(...parts) {{ parts.length ? super(...parts) : super(Honest.now() + {seconds}000) }} \
            static now() {{ return Honest.now() + {seconds}000 }} }}"
    );
    console.script(&script).await?;
    Ok(())
}

/// Comes back to the window, as from another one.
async fn come_back(console: &Console) -> Result<()> {
    console
        .script("window.dispatchEvent(new Event('focus'))")
        .await?;
    Ok(())
}

async fn press_card(console: &Console, word: &str) -> Result<()> {
    let group = console.find("group", "Summary").await?;
    for card in group.all("button").await? {
        if card.name().await?.contains(word) {
            return card.click().await;
        }
    }
    bail!("no card {word}")
}

#[test]
fn an_organization_without_tokens_is_told_what_they_are_for() {
    for (options, path, title) in [
        (Options::new(), API_TOKENS, "No API tokens yet"),
        (
            Options::new().dark(),
            PERSONAL_TOKENS,
            "No personal access tokens yet",
        ),
        (
            Options::new().viewport(390, 844),
            API_TOKENS,
            "No API tokens yet",
        ),
    ] {
        run(options, async |console| {
            at(console, "ina@initech.test", path).await?;
            console.shows(title).await?;
            console.shows("Its value is shown once").await?;
            console.has_no_accessibility_faults().await
        });
    }
}

#[test]
fn a_failed_load_says_so_and_can_be_repeated() {
    run(Options::new(), async |console| {
        console.expects_status(500);
        at(console, "olivia@acme.test", API_TOKENS).await?;
        answer_queries_with(
            console,
            500,
            r#"{"success":false,"error":"internal server error"}"#,
        )
        .await?;
        press_card(console, "Expired").await?;
        console.alerts("The tokens could not be loaded").await?;
        console.shows("req-of-the-spec").await?;
        ensure!(
            !console.text().await?.contains("Jira bridge"),
            "rows of another question are still shown"
        );
        console.has_no_accessibility_faults().await?;
        mend(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console
            .until("the expired tokens", async || {
                Ok(names(console)
                    .await?
                    .contains(&"Penetration test".to_owned()))
            })
            .await
    });
}

#[test]
fn a_right_that_is_lost_in_mid_use_is_explained_in_place() {
    run(Options::new(), async |console| {
        at(console, "mia@acme.test", API_TOKENS).await?;
        let refused = concat!(
            r#"{"data":null,"errors":[{"message":"you are not authorized to perform this action","#,
            r#""path":["apiTokens"],"extensions":{"code":"UNAUTHORIZED","#,
            r#""message":"you are not authorized to perform this action"}}]}"#,
        );
        answer_queries_with(console, 200, refused).await?;
        press_card(console, "Expired").await?;
        console
            .alerts("You do not have access to these tokens")
            .await?;
        console
            .alerts("Ask an owner or admin of the organization")
            .await?;
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn rows_that_could_not_be_brought_up_to_date_are_marked() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let before = names(console).await?;
        let refused = concat!(
            r#"{"data":null,"errors":[{"message":"you are not authorized to perform this action","#,
            r#""path":["apiTokens"],"extensions":{"code":"UNAUTHORIZED","#,
            r#""message":"you are not authorized to perform this action"}}]}"#,
        );
        answer_queries_with(console, 200, refused).await?;
        later(console, 61).await?;
        come_back(console).await?;
        console.alerts("This list may be out of date").await?;
        ensure!(names(console).await? == before, "the rows are gone");
        console.has_no_accessibility_faults().await?;
        mend(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.hides("may be out of date").await
    });
}

#[test]
fn a_session_that_ends_in_mid_use_goes_on_where_it_was() {
    run(Options::new(), async |console| {
        console.expects_status(401);
        // A renewal that is too early is refused (contract 1.3).
        console.expects_failed_requests("/v1/refresh");
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10"),
        )
        .await?;
        let ended = "return window.fetch('/sandbox/expire-session', { method: 'POST', \
             credentials: 'include' }).then((answer) => answer.status)";
        ensure!(
            console.script(ended).await? == 200,
            "the session was not ended"
        );
        press_card(console, "Expired").await?;
        console.find("dialog", "Your session has ended").await?;
        console.has_no_accessibility_faults().await?;
        sign_in_again(console).await?;
        console
            .arrives_at(&format!("{API_TOKENS}?state=expired&size=10"))
            .await?;
        console
            .until("the expired tokens", async || {
                Ok(names(console)
                    .await?
                    .contains(&"Penetration test".to_owned()))
            })
            .await
    });
}

#[test]
fn without_a_network_the_list_says_so() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console.offline(true).await?;
        press_card(console, "Expired").await?;
        console.alerts("You are offline").await?;
        console.shows("What you see may be out of date").await?;
        console.offline(false).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("link", "Penetration test").await?;
        Ok(())
    });
}

#[test]
fn coming_back_after_a_minute_asks_anew() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let before = view(console).await?;
        let from = so_far(console).await?;
        come_back(console).await?;
        later(console, 30).await?;
        come_back(console).await?;
        later(console, 61).await?;
        come_back(console).await?;
        // The rows and the counts, once.
        asked(console, from, 2).await?;
        come_back(console).await?;
        settled(console).await?;
        asked(console, from, 2).await?;
        ensure!(view(console).await?["names"] == before["names"]);
        Ok(())
    });
}

#[test]
fn nothing_moves_when_the_rows_arrive() {
    // With the column Created, and with what stands in it below the name.
    for options in [Options::new().viewport(1600, 1000), Options::new()] {
        run(options, async |console| {
            at(console, "olivia@acme.test", API_TOKENS).await?;
            console.reload().await?;
            console.find("link", "Jira bridge").await?;
            settled(console).await?;
            let shifts = "return new Promise((done) => { \
            const all = []; \
            new PerformanceObserver((list) => all.push(...list.getEntries().map((entry) => [entry.value, \
                entry.sources?.map((source) => source.node?.outerHTML?.slice(0, 90))]))) \
                .observe({ type: 'layout-shift', buffered: true }); \
            requestAnimationFrame(() => requestAnimationFrame(() => done(all))) })";
            let shifts = console.script(shifts).await?;
            let sum: f64 = shifts
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|shift| shift[0].as_f64())
                .sum();
            ensure!(sum < 0.001, "moved by {sum}: {shifts}");
            Ok(())
        });
    }
}
