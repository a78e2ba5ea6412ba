//! A token ends at 23:59:59 of the day that is shown, wherever the person is.

use e2e::pages::{CreateToken, TokenCreated};
use e2e::{Options, Result, ensure, run};

use super::super::token_support::reads;
use super::{at_api_form, only_input};

/// Makes a token in `zone` at `now`, and checks the sentence and the instant that was sent.
fn ends(
    zone: &str,
    now: &str,
    choose: impl AsyncFnOnce(CreateToken<'_>) -> Result<()>,
    sentence: &str,
    instant: &str,
) {
    run(Options::new().time_zone(zone).now(now), async |console| {
        let form = at_api_form(console, "?name=Ends&scopes=evidence:read").await?;
        choose(form).await?;
        reads(console, &format!("Ends {sentence}.")).await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        let sent = only_input(console).await?["expiresAt"].to_string();
        ensure!(sent.contains(instant), "{sent} was sent, not {instant}");
        reads(console, &format!("It ends {sentence}.")).await
    });
}

#[test]
fn in_berlin_on_the_day_the_clocks_go_forward() {
    ends(
        "Europe/Berlin",
        "2026-03-22T12:00:00Z",
        async |form| form.expires("7 days").await,
        "Sunday, March 29, 2026 at 11:59 PM GMT+2, 21:59 UTC",
        "2026-03-29T21:59:59",
    );
}

#[test]
fn in_new_york_on_the_day_the_clocks_go_back() {
    ends(
        "America/New_York",
        "2026-10-25T12:00:00Z",
        async |form| form.expires("7 days").await,
        "Sunday, November 1, 2026 at 11:59 PM EST, Nov 2, 2026, 04:59 UTC",
        "2026-11-02T04:59:59",
    );
}

#[test]
fn in_kolkata_where_it_is_tomorrow_already() {
    ends(
        "Asia/Kolkata",
        "2026-06-15T20:00:00Z",
        async |form| form.expires("30 days").await,
        "Thursday, July 16, 2026 at 11:59 PM GMT+5:30, 18:29 UTC",
        "2026-07-16T18:29:59",
    );
}

#[test]
fn in_auckland_on_a_chosen_day_of_twenty_three_hours() {
    ends(
        "Pacific/Auckland",
        "2026-09-20T00:00:00Z",
        async |form| form.expires_on("2026-09-27").await,
        "Sunday, September 27, 2026 at 11:59 PM GMT+13, 10:59 UTC",
        "2026-09-27T10:59:59",
    );
}

#[test]
fn by_utc_the_time_is_said_once() {
    ends(
        "UTC",
        "2026-12-01T12:00:00Z",
        async |form| form.expires("365 days").await,
        "Wednesday, December 1, 2027 at 11:59 PM UTC",
        "2027-12-01T23:59:59",
    );
}

#[test]
fn today_is_still_possible() {
    ends(
        "America/New_York",
        "2026-03-08T02:00:00Z",
        async |form| form.expires_on("2026-03-07").await,
        "Saturday, March 7, 2026 at 11:59 PM EST, Mar 8, 2026, 04:59 UTC",
        "2026-03-08T04:59:59",
    );
}
