//! States, counts and forms while the clock goes on, and where it is wrong.

use e2e::pages::{CreateToken, TokenCreated, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Console, DATE_FIELD, Key, Options, Result, ensure, run};
use serde_json::json;

use super::create::{at_api_form, only_input};
use super::token_list_support::{at, settled};
use super::token_support::{Made, mutations, nothing_changed, reads, so_far};

/// From the next page on `later(seconds)` moves the browser's clock, and `tick()` lets the page notice:
/// what it does twice a minute happens only then.
const CLOCK: &str = "{ const Real = Date, every = window.setInterval, ticks = []; let ahead = 0; \
    window.setInterval = (go, delay, ...more) => \
        delay === 30000 ? ticks.push(go) : every.call(window, go, delay, ...more); \
    window.later = (seconds) => { ahead += seconds * 1000 }; \
    window.tick = () => ticks.forEach((go) => go()); \
    globalThis.Date = class Date extends Real { \
        constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + ahead) } \
        static now() { return Real.now() + ahead } } }";

async fn with_clock(console: &Console) -> Result<()> {
    let parameters = json!({ "source": CLOCK });
    console
        .protocol("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await
        .map(drop)
}

/// So many seconds pass, here and at the backend.
async fn pass(console: &Console, seconds: u32) -> Result<()> {
    console
        .control("clock", &json!({ "advance_seconds": seconds }))
        .await?;
    console.script(&format!("later({seconds})")).await.map(drop)
}

/// The number on a card.
async fn card(console: &Console, label: &str) -> Result<u64> {
    let script = format!(
        "const card = [...document.querySelectorAll('[aria-label=Summary] button')]\
            .find((card) => card.innerText.endsWith('{label}')); \
         return Number(card.querySelector('.card-number').textContent)"
    );
    Ok(console.script(&script).await?.as_u64().unwrap_or(u64::MAX))
}

#[test]
fn a_token_that_expires_while_the_list_is_open_changes_badge_card_and_filtered_rows() {
    let options = Options::new().now("2026-06-15T10:00:00Z");
    run(options, async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let made = maker.another(console, "ending-spec").await?;
        let end = json!({ "expiresAt": "2026-06-15T10:02:00Z" });
        maker.changes(console, &made.id, end).await?;
        with_clock(console).await?;
        console
            .open(&format!("{API_TOKENS}?state=expires_soon"))
            .await?;
        settled(console).await?;
        TokenList::api(console)
            .says("ending-spec", "Expires soon")
            .await?;
        let (soon, expired) = (
            card(console, "Expire soon").await?,
            card(console, "Expired").await?,
        );
        pass(console, 121).await?;
        console.script("tick()").await?;
        console.absent("link", "ending-spec").await?;
        console
            .until("the cards to follow", async || {
                Ok(card(console, "Expire soon").await? == soon - 1
                    && card(console, "Expired").await? == expired + 1)
            })
            .await?;
        // Nothing is asked for again and again.
        settled(console).await?;
        let from = so_far(console).await?;
        console.script("tick()").await?;
        console.rests().await?;
        console
            .sent(from, 0, |request| request.url.ends_with("/query"))
            .await
            .map(drop)
    });
}

#[test]
fn a_form_open_over_midnight_says_one_day_and_sends_it() {
    // In Berlin it is two minutes to midnight.
    for notices in [true, false] {
        let options = Options::new().now("2026-06-15T21:58:00Z");
        run(options, async |console| {
            with_clock(console).await?;
            let form = at_api_form(console, "?name=Midnight&scopes=evidence:read").await?;
            form.expires("30 days").await?;
            reads(console, "Ends Wednesday, July 15, 2026 at 11:59 PM").await?;
            reads(console, "July 15, 2026, in 30 days").await?;
            pass(console, 240).await?;
            let day = if notices {
                console.script("tick()").await?;
                reads(console, "Ends Thursday, July 16, 2026 at 11:59 PM").await?;
                reads(console, "July 16, 2026, in 30 days").await?;
                "2026-07-16"
            } else {
                "2026-07-15"
            };
            form.submit().await?;
            TokenCreated(console).appears().await?;
            let sent = only_input(console).await?["expiresAt"].to_string();
            ensure!(sent.contains(&format!("{day}T21:59:59")), "{sent} was sent");
            Ok(())
        });
    }
}

#[test]
fn days_are_those_that_were_chosen_when_the_clocks_change() {
    let options = Options::new()
        .time_zone("America/Santiago")
        .now("2026-08-21T03:30:00Z");
    run(options, async |console| {
        let form = at_api_form(console, "?name=Dias&scopes=evidence:read").await?;
        form.expires("30 days").await?;
        reads(console, "September 19, 2026, in 30 days").await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        TokenCreated(console).done().await?;
        TokenList::api(console).says("Dias", "in 30 days").await
    });
}

#[test]
fn a_date_is_typed_key_by_key() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?name=Typed&scopes=evidence:read").await?;
        form.expires("Custom date").await?;
        let date = console.find(DATE_FIELD, "Expiration date").await?;
        date.element.send_keys("02292028").await?;
        date.comes_to_hold("2028-02-29").await?;
        reads(console, "Ends Tuesday, February 29, 2028").await?;
        // 31 May, then 31 June, which is none, then 31 July.
        date.set_value("2027-05-31").await?;
        for key in [Key::Left, Key::Left, Key::Up, Key::Up] {
            console.press(key).await?;
        }
        date.comes_to_hold("2027-07-31").await
    });
}

#[test]
fn a_date_that_cannot_be_sent_is_refused_at_its_field() {
    let options = Options::new().time_zone("America/Los_Angeles");
    run(options, async |console| {
        let form = at_api_form(console, "?name=Far&scopes=evidence:read").await?;
        for date in ["9999-12-31", "20261-05-01"] {
            let from = so_far(console).await?;
            form.expires_on(date).await?;
            form.submit().await?;
            console.shows("That is too far away").await?;
            console.rests().await?;
            nothing_changed(console, from).await?;
            form.expires("7 days").await?;
            console.hides("That is too far away").await?;
        }
        Ok(())
    });
    // One day less can be sent from everywhere.
    run(
        Options::new().time_zone("America/Los_Angeles"),
        async |console| {
            let form = at_api_form(console, "?name=Far&scopes=evidence:read").await?;
            form.expires_on("9999-12-30").await?;
            let long = "This token must work for more than 365 days, until December 30, 9999";
            console.find("checkbox", long).await?.click().await?;
            let from = so_far(console).await?;
            form.submit().await?;
            TokenCreated(console).appears().await?;
            let sent = &mutations(console, from, 1).await?[0]["input"]["expiresAt"];
            ensure!(*sent == "9999-12-31T07:59:59Z", "{sent}");
            Ok(())
        },
    );
}

#[test]
fn an_edit_without_a_date_says_so_among_the_changes() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let list = TokenList::api(console);
        list.choose("Jira bridge", "Edit").await?;
        console.find("heading", "Edit Jira bridge").await?;
        CreateToken(console).expires("Custom date").await?;
        let changes = console.find("complementary", "Changes").await?;
        changes.comes_to_show("No date chosen").await?;
        ensure!(!changes.text().await?.contains("Never"));
        Ok(())
    });
}

#[test]
fn states_and_counts_follow_the_clock_of_the_backend() {
    // "Jira bridge" has not quite three days left; to this device it is a day later, or four.
    for error in [4 * 24 * 3600, -24 * 3600, 2 * 3600] {
        let options = Options::new()
            .now("2026-06-15T10:00:00Z")
            .clock_error(error);
        run(options, async |console| {
            at(
                console,
                "olivia@acme.test",
                &format!("{API_TOKENS}?state=expires_soon"),
            )
            .await?;
            let list = TokenList::api(console);
            list.says("Jira bridge", "Expires soon").await?;
            list.says("Jira bridge", "in 2 days").await?;
            let rows = list.rows().await?.len() - 1;
            let counted = card(console, "Expire soon").await?;
            ensure!(rows as u64 == counted, "{rows} rows, {counted} counted");
            Ok(())
        });
    }
}

#[test]
fn dates_are_of_one_calendar_everywhere() {
    for locale in ["th-TH", "fa-IR"] {
        let options = Options::new().locale(locale).now("2026-06-15T10:00:00Z");
        run(options, async |console| {
            at(console, "olivia@acme.test", API_TOKENS).await?;
            let row = TokenList::api(console)
                .row("Jira bridge")
                .await?
                .text()
                .await?;
            ensure!(
                row.contains("2026") || row.contains("۲۰۲۶"),
                "{locale}: {row}"
            );
            ensure!(
                !row.contains("2569") && !row.contains("۱۴۰۵"),
                "{locale}: {row}"
            );
            Ok(())
        });
    }
}
