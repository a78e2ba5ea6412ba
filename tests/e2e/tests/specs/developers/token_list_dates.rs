//! Dates are right wherever the browser is, before and after the clocks change.

use e2e::pages::TokenList;
use e2e::paths::API_TOKENS;
use e2e::{Key, Options, ensure, run};

use super::token_list_support::at;

/// When it is, where, a token of the seed, the day in its row, and the time that a focus shows.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// "Vulnerability scanner" expires 9 days from the start and "Jira bridge" 3 days, with a daylight saving
/// change in between.
const CASES: [Case; 12] = [
    // The whole width of the day.
    (
        "2026-03-20T23:30:00Z",
        "Pacific/Pago_Pago",
        "Vulnerability scanner",
        "Mar 29, 2026",
        "March 29, 2026 at 12:30 PM",
    ),
    (
        "2026-03-20T23:30:00Z",
        "Pacific/Kiritimati",
        "Vulnerability scanner",
        "Mar 30, 2026",
        "March 30, 2026 at 1:30 PM",
    ),
    (
        "2026-03-20T23:30:00Z",
        "Asia/Kolkata",
        "Vulnerability scanner",
        "Mar 30, 2026",
        "March 30, 2026 at 5:00 AM",
    ),
    (
        "2026-03-20T23:30:00Z",
        "UTC",
        "Vulnerability scanner",
        "Mar 29, 2026",
        "March 29, 2026 at 11:30 PM",
    ),
    // Clocks go forward on March 29 in Berlin and on March 8 in New York.
    (
        "2026-03-20T23:30:00Z",
        "Europe/Berlin",
        "Vulnerability scanner",
        "Mar 30, 2026",
        "March 30, 2026 at 1:30 AM",
    ),
    (
        "2026-03-20T23:30:00Z",
        "Europe/Berlin",
        "Jira bridge",
        "Mar 24, 2026",
        "March 24, 2026 at 12:30 AM",
    ),
    (
        "2026-03-01T04:30:00Z",
        "America/New_York",
        "Vulnerability scanner",
        "Mar 10, 2026",
        "March 10, 2026 at 12:30 AM",
    ),
    (
        "2026-03-01T04:30:00Z",
        "America/New_York",
        "Jira bridge",
        "Mar 3, 2026",
        "March 3, 2026 at 11:30 PM",
    ),
    // Clocks go back on October 25 in Berlin and on November 1 in New York.
    (
        "2026-10-20T23:30:00Z",
        "Europe/Berlin",
        "Vulnerability scanner",
        "Oct 30, 2026",
        "October 30, 2026 at 12:30 AM",
    ),
    (
        "2026-10-20T23:30:00Z",
        "Europe/Berlin",
        "Jira bridge",
        "Oct 24, 2026",
        "October 24, 2026 at 1:30 AM",
    ),
    (
        "2026-10-25T04:30:00Z",
        "America/New_York",
        "Vulnerability scanner",
        "Nov 2, 2026",
        "November 2, 2026 at 11:30 PM",
    ),
    (
        "2026-10-25T04:30:00Z",
        "America/New_York",
        "Jira bridge",
        "Oct 28, 2026",
        "October 28, 2026 at 12:30 AM",
    ),
];

#[test]
fn an_end_of_life_is_told_in_local_time_and_in_utc() {
    let mut begun: Vec<(&str, &str)> = CASES.iter().map(|case| (case.0, case.1)).collect();
    begun.dedup();
    for (now, zone) in begun {
        run(Options::new().now(now).time_zone(zone), async |console| {
            at(
                console,
                "olivia@acme.test",
                &format!("{API_TOKENS}?state=expires_soon"),
            )
            .await?;
            let list = TokenList::api(console);
            for (_, _, token, day, exact) in
                CASES.iter().filter(|case| (case.0, case.1) == (now, zone))
            {
                let row = list.row(token).await?;
                let text = row.text().await?;
                ensure!(text.contains(day), "{token} in {zone}: {text}");
                for button in row.all("button").await? {
                    if button.name().await?.starts_with("in ") {
                        button.click().await?;
                    }
                }
                console.shows(exact).await?;
                let utc = if now.ends_with("23:30:00Z") {
                    "23:30 UTC"
                } else {
                    "04:30 UTC"
                };
                console.shows(utc).await?;
                console.press(Key::Escape).await?;
                console.hides(exact).await?;
            }
            Ok(())
        });
    }
}
