//! Sessions that end because nobody does anything, or because they have lasted long enough.

use e2e::pages::{CreateToken, PASSWORD, SignIn, TokenCreated};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Console, Key, Options, Result, ensure, run};

use super::sso_support::{OLIVIA, look_at_the_clock, sign_in_again, sign_outs, time_passes};
use super::starting::with_settings;

const ASKS: &str = "Are you still there?";
const ENDED: &str = "Your session has ended";

/// Olivia has begun to fill in a form, and the page is old enough to keep an eye on the session.
async fn olivia_in_a_form(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to(OLIVIA, NEW_API_TOKEN, "Create API token")
        .await?;
    is_watched(console).await?;
    let form = CreateToken(console);
    form.name("Typed before").await?;
    form.preset("Read only").await
}

/// From now on the page notices what somebody does.
async fn is_watched(console: &Console) -> Result<()> {
    time_passes(console, 30).await?;
    look_at_the_clock(console).await?;
    console
        .until("a noticed key", async || {
            let before = "localStorage.removeItem('last-input'); return 0";
            console.script(before).await?;
            console.press(Key::Shift).await?;
            Ok(!last_input(console).await?.is_empty())
        })
        .await
}

async fn last_input(console: &Console) -> Result<String> {
    let noted = console
        .script("return localStorage.getItem('last-input') ?? ''")
        .await?;
    Ok(noted.as_str().unwrap_or_default().to_owned())
}

/// Nobody does anything for so long, and the page looks at its clock.
async fn nothing_is_done_for(console: &Console, minutes: i64, seconds: i64) -> Result<()> {
    time_passes(console, minutes * 60 + seconds).await?;
    look_at_the_clock(console).await
}

#[test]
fn before_it_ends_somebody_is_asked_and_any_key_is_an_answer() {
    run(Options::new(), async |console| {
        olivia_in_a_form(console).await?;
        nothing_is_done_for(console, 28, 0).await?;
        ensure!(console.count("alertdialog", ASKS).await? == 0);
        nothing_is_done_for(console, 1, 15).await?;
        let question = console.find("alertdialog", ASKS).await?;
        ensure!(question.text().await?.contains("30 minutes"));
        console.has_no_accessibility_faults().await?;
        console.press(Key::Shift).await?;
        console.absent("alertdialog", ASKS).await?;
        // The time begins anew, and nothing has ended.
        nothing_is_done_for(console, 28, 0).await?;
        ensure!(console.count("dialog", ENDED).await? == 0);
        ensure!(console.find("textbox", "Name").await?.value().await? == "Typed before");
        // The button is one too, and presses nothing below it.
        nothing_is_done_for(console, 1, 15).await?;
        let count = "window.presses = 0;
            document.querySelector('#main').addEventListener('click', () => { window.presses += 1 });
            return 0";
        console.script(count).await?;
        let stay = console.find("button", "Stay signed in").await?;
        // The way to it with the pointer is no answer yet.
        stay.click().await?;
        console.absent("alertdialog", ASKS).await?;
        ensure!(console.script("return window.presses").await? == 0);
        CreateToken(console).submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn after_half_an_hour_it_ends_here_and_at_the_backend_and_the_form_is_kept() {
    run(Options::new(), async |console| {
        olivia_in_a_form(console).await?;
        let bearer = console
            .script("return sessionStorage.getItem('session').split('\\n')[0]")
            .await?;
        nothing_is_done_for(console, 30, 10).await?;
        let dialog = console.find("dialog", ENDED).await?;
        let text = dialog.text().await?;
        ensure!(
            text.contains("There was no activity here for 30 minutes"),
            "{text}"
        );
        console.has_no_accessibility_faults().await?;
        console
            .until("the end at the backend", async || {
                Ok(sign_outs(console).await? >= 1)
            })
            .await?;
        let bearer = bearer.as_str().unwrap_or_default();
        let query = serde_json::json!({ "query": "{ self { id } }" });
        let answer = console.post_as("/query", bearer, &query).await?;
        ensure!(
            answer.status == 401,
            "the old session answers {}",
            answer.status
        );
        let kept = "return [...Object.values(sessionStorage)].join()";
        let kept = console.script(kept).await?;
        ensure!(!kept.as_str().unwrap_or_default().contains(bearer));

        sign_in_again(console).await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Typed before");
        CreateToken(console).submit().await?;
        TokenCreated(console).appears().await?;
        console.shows("Typed before").await
    });
}

#[test]
fn an_input_in_one_tab_keeps_the_session_of_all() {
    run(Options::new(), async |console| {
        olivia_in_a_form(console).await?;
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        console.find("table", "API Tokens").await?;
        is_watched(console).await?;
        for tab in [0, 1] {
            console.switch_to(tab).await?;
            time_passes(console, 29 * 60).await?;
        }
        // In the second tab somebody is at work.
        let before = last_input(console).await?;
        console.press(Key::Shift).await?;
        console
            .until("a noticed key", async || {
                Ok(last_input(console).await? != before)
            })
            .await?;
        console.switch_to(0).await?;
        nothing_is_done_for(console, 2, 0).await?;
        for (role, name) in [("dialog", ENDED), ("alertdialog", ASKS)] {
            ensure!(console.count(role, name).await? == 0, "{name}");
        }
        CreateToken(console).submit().await?;
        TokenCreated(console).appears().await
    });
}

#[test]
fn an_input_after_the_end_comes_too_late() {
    run(Options::new(), async |console| {
        olivia_in_a_form(console).await?;
        let focus = "document.querySelector('form button[type=submit]').focus(); return 0";
        console.script(focus).await?;
        console.focuses("button", "Create Token").await?;
        // The computer has slept: no timer has run, and the first that the page hears of is a key. It presses
        // nothing any more.
        time_passes(console, 3 * 3600).await?;
        console.press(Key::Enter).await?;
        console.find("dialog", ENDED).await?;
        sign_in_again(console).await?;
        let sent = console.requests().await?;
        let creates = |body: &str| body.contains("createAPIToken");
        ensure!(
            !sent.iter().any(|request| creates(&request.body)),
            "it was sent"
        );
        ensure!(console.find("textbox", "Name").await?.value().await? == "Typed before");
        Ok(())
    });
}

#[test]
fn a_page_that_is_loaded_too_late_shows_nothing_and_says_why() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        let long_ago = "const past = Math.floor(Date.now() / 1000) - 31 * 60;
            localStorage.setItem('last-input', String(past)); return 0";
        console.script(long_ago).await?;
        let before = console.requests().await?.len();
        console.reload().await?;
        console.find("textbox", "Email").await?;
        console
            .shows("There was no activity here for 30 minutes")
            .await?;
        console.has_no_accessibility_faults().await?;
        console
            .until("the end at the backend", async || {
                Ok(sign_outs(console).await? >= 1)
            })
            .await?;
        let asked = console.requests().await?.split_off(before);
        ensure!(
            !asked.iter().any(|request| request.url.ends_with("/query")),
            "{asked:#?}"
        );
        // Signing in says no more of it, and is an input.
        SignIn(console).give_email(OLIVIA).await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("table", "API Tokens").await?;
        console.reload().await?;
        console.find("table", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn no_session_lasts_longer_than_half_a_day() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, NEW_API_TOKEN, "Create API token")
            .await?;
        // It has been renewed all day, and has ten minutes left.
        let earlier = "const lines = sessionStorage.getItem('session').split('\\n');
            lines[4] = String(Number(lines[4]) - 12 * 3600 + 600);
            sessionStorage.setItem('session', lines.join('\\n')); return 0";
        console.script(earlier).await?;
        console.reload().await?;
        console.find("heading", "Create API token").await?;
        is_watched(console).await?;
        CreateToken(console).name("Typed before").await?;
        time_passes(console, 11 * 60).await?;
        console.press(Key::Shift).await?;
        let dialog = console.find("dialog", ENDED).await?;
        let text = dialog.text().await?;
        ensure!(text.contains("A session lasts 12 hours at most"), "{text}");
        sign_in_again(console).await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Typed before");
        Ok(())
    });
}

#[test]
fn the_operator_says_how_long() {
    let dist = with_settings("idle", r#""idleMinutes": 5, "#);
    run(Options::new().dist(dist), async |console| {
        olivia_in_a_form(console).await?;
        nothing_is_done_for(console, 4, 15).await?;
        let question = console.find("alertdialog", ASKS).await?;
        ensure!(question.text().await?.contains("5 minutes"));
        nothing_is_done_for(console, 1, 0).await?;
        let dialog = console.find("dialog", ENDED).await?;
        ensure!(dialog.text().await?.contains("for 5 minutes"));
        ensure!(console.count("alertdialog", ASKS).await? == 0);
        Ok(())
    });
}

#[test]
fn a_tab_that_lags_behind_leaves_the_session_that_was_begun_since() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        console.find("table", "API Tokens").await?;
        // This tab has a session from yesterday, and the other one that of just now.
        let earlier = "const lines = sessionStorage.getItem('session').split('\\n');
            lines[4] = String(Number(lines[4]) - 13 * 3600);
            sessionStorage.setItem('session', lines.join('\\n')); return 0";
        console.script(earlier).await?;
        console.reload().await?;
        console.find("textbox", "Email").await?;
        console.shows("A session lasts 12 hours at most").await?;
        console.switch_to(0).await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("table", "Personal Access Tokens").await?;
        ensure!(sign_outs(console).await? == 0);
        Ok(())
    });
}
