//! Where the focus goes when what had it goes: never nowhere.

use e2e::pages::SignIn;
use e2e::paths::API_TOKENS;
use e2e::{Console, Key, Options, Result, run};

use super::developers::token_list_support::{answer_queries_with, mend};

const ALL: &str = "Select all tokens on this page";

async fn at(console: &Console, query: &str) -> Result<()> {
    let path = format!("{API_TOKENS}{query}");
    SignIn(console)
        .and_go_to("olivia@acme.test", &path, "API Tokens")
        .await?;
    console.has_loaded().await
}

/// Presses Enter on a button that has been given the focus, as somebody without a mouse would.
async fn enter(console: &Console, button: &str) -> Result<()> {
    let button = console.find("button", button).await?;
    button.press(Key::Enter).await
}

async fn select(console: &Console, names: &[&str]) -> Result<()> {
    for name in names {
        let select = format!("Select {name}");
        console
            .find("checkbox", &select)
            .await?
            .press(Key::Space)
            .await?;
    }
    console.shows(&format!("{} selected", names.len())).await
}

#[test]
fn after_a_run_over_several_it_is_where_the_next_choice_is_made() {
    run(Options::new(), async |console| {
        at(console, "").await?;
        select(console, &["Trust center publisher", "Metrics exporter"]).await?;
        enter(console, "Disable").await?;
        console.focuses("button", "Cancel").await?;
        enter(console, "Disable 2 tokens").await?;
        console.shows("2 tokens disabled").await?;
        console.absent("region", "Selected tokens").await?;
        console.focuses("checkbox", ALL).await
    });
}

#[test]
fn in_the_dialog_of_a_run_it_goes_on_to_the_button_that_is_there() {
    run(Options::new(), async |console| {
        at(console, "?q=legacy").await?;
        select(console, &["legacy-webhook", "!denied legacy-webhook"]).await?;
        enter(console, "Disable").await?;
        enter(console, "Disable 2 tokens").await?;
        console.find("alertdialog", "1 disabled, 1 failed").await?;
        console.focuses("button", "Done").await?;
        enter(console, "Try the failed one again").await?;
        console.find("alertdialog", "0 disabled, 1 failed").await?;
        console.focuses("button", "Done").await?;
        console.press(Key::Enter).await?;
        console
            .absent("alertdialog", "0 disabled, 1 failed")
            .await?;
        // The one that failed is still chosen, so the bar is still there.
        console.focuses("button", "Disable").await
    });
}

#[test]
fn after_clear_selection_it_is_on_the_box_for_all() {
    run(Options::new(), async |console| {
        at(console, "").await?;
        select(console, &["Trust center publisher"]).await?;
        enter(console, "Clear selection").await?;
        console.focuses("checkbox", ALL).await
    });
}

#[test]
fn on_a_phone_it_is_on_the_first_box() {
    run(Options::new().viewport(390, 844), async |console| {
        at(console, "?q=legacy").await?;
        select(console, &["!denied legacy-webhook"]).await?;
        enter(console, "Clear selection").await?;
        console
            .focuses("checkbox", "Select all tokens on this page")
            .await
    });
}

#[test]
fn the_bar_for_several_never_covers_what_has_the_focus() {
    run(Options::new().viewport(390, 844), async |console| {
        at(console, "").await?;
        select(console, &["Metrics exporter"]).await?;
        console
            .focuses("checkbox", "Select Metrics exporter")
            .await?;
        for _ in 0..30 {
            console.press(Key::Tab).await?;
            console.shows_its_focus().await?;
        }
        Ok(())
    });
}

#[test]
fn after_a_filter_is_taken_off_it_is_on_the_menu_of_filters() {
    run(Options::new(), async |console| {
        at(console, "?state=expired").await?;
        enter(console, "Remove filter Expired").await?;
        console.absent("button", "Remove filter Expired").await?;
        console.focuses("button", "Filter").await
    });
}

#[test]
fn after_search_and_filters_are_cleared_it_is_in_the_search() {
    run(Options::new(), async |console| {
        at(console, "?q=no+such+token").await?;
        enter(console, "Clear search and filters").await?;
        console.find("link", "Metrics exporter").await?;
        console.focuses("searchbox", "Search tokens").await
    });
}

#[test]
fn after_another_try_it_is_on_the_heading() {
    run(Options::new(), async |console| {
        console.expects_status(500);
        at(console, "").await?;
        let failure = r#"{"success":false,"error":"internal server error"}"#;
        answer_queries_with(console, 500, failure).await?;
        enter(console, "3 Expired").await?;
        console.alerts("The tokens could not be loaded").await?;
        mend(console).await?;
        enter(console, "Try again").await?;
        console.find("link", "Penetration test").await?;
        console.focuses("heading", "API Tokens").await
    });
}
