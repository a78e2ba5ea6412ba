//! The menu of narrow screens, and lists at every width.

use e2e::pages::TokenList;
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Key, Options, Result, ensure, run};

use super::token_list_support::{at, fits_its_width, settled};
use super::token_support::Made;

async fn menu_is_open(console: &Console, open: bool) -> Result<()> {
    console
        .until(&format!("the menu to be open: {open}"), async || {
            let links = console.count("link", "Personal Access Tokens").await?;
            let background = console.count("searchbox", "Search tokens").await?;
            Ok((links == 1, background == 0) == (open, open))
        })
        .await
}

#[test]
fn the_menu_takes_the_focus_and_gives_it_back() {
    run(Options::new().viewport(390, 844), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        menu_is_open(console, false).await?;
        for by in ["Escape", "the button", "the scrim"] {
            console.find("button", "Menu").await?.click().await?;
            menu_is_open(console, true).await?;
            console.focuses("button", "Close menu").await?;
            console.has_no_accessibility_faults().await?;
            match by {
                "Escape" => console.press(Key::Escape).await?,
                "the button" => console.find("button", "Close menu").await?.click().await?,
                _ => {
                    // Right of the drawer, where a thumb would tap.
                    console
                        .script("document.elementFromPoint(360, 400).click()")
                        .await?;
                }
            }
            menu_is_open(console, false).await?;
            console.focuses("button", "Menu").await?;
        }
        console.find("button", "Menu").await?.click().await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("heading", "Personal Access Tokens").await?;
        menu_is_open(console, false).await?;
        console.focuses("heading", "Personal Access Tokens").await?;
        console.arrives_at(PERSONAL_TOKENS).await
    });
}

#[test]
fn a_menu_left_open_does_not_lock_a_wide_window() {
    run(Options::new().viewport(768, 1024), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console.find("button", "Menu").await?.click().await?;
        menu_is_open(console, true).await?;
        console.resize(1280, 900).await?;
        console.find("searchbox", "Search tokens").await?;
        console.find("link", "Personal Access Tokens").await?;
        Ok(())
    });
}

#[test]
fn lists_fit_every_width_in_both_themes() {
    for dark in [false, true] {
        let options = if dark {
            Options::new().dark()
        } else {
            Options::new()
        };
        run(options, async |console| {
            for path in [API_TOKENS, PERSONAL_TOKENS] {
                if path == API_TOKENS {
                    at(console, "olivia@acme.test", API_TOKENS).await?;
                } else {
                    console.open(path).await?;
                    settled(console).await?;
                }
                for width in [1440, 1024, 768, 640, 390, 320] {
                    console.resize(width, 900).await?;
                    console
                        .until("the width", async || {
                            Ok(console.script("return innerWidth").await? == width)
                        })
                        .await?;
                    fits_its_width(console).await?;
                    console.has_no_accessibility_faults().await?;
                }
            }
            Ok(())
        });
    }
}

/// Fails if a part of the text of this link or heading is cut off or outside of the window.
async fn is_shown_as_a_whole(console: &Console, selector: &str, name: &str) -> Result<()> {
    let script = format!(
        "const found = [...document.querySelectorAll({})].find((one) => one.innerText.trim() === {}); \
         if (!found) return 'it is not there'; \
         const range = document.createRange(); range.selectNodeContents(found); \
         const outside = [...range.getClientRects()]\
             .filter((line) => line.left < 0 || line.right > innerWidth + 1); \
         if (outside.length) return 'it leaves the window'; \
         for (let one = found; one && one !== document.body; one = one.parentElement) {{ \
             const style = getComputedStyle(one); \
             if (style.textOverflow === 'ellipsis' && one.scrollWidth > one.clientWidth) \
                 return 'it is cut off by ' + one.className; \
             if (style.webkitLineClamp !== 'none' && one.scrollHeight > one.clientHeight + 1) \
                 return 'it is clamped by ' + one.className; \
         }} \
         return ''",
        serde_json::json!(selector),
        serde_json::json!(name)
    );
    let fault = console.script(&script).await?;
    ensure!(fault == "", "{selector} {name:?}: {fault}");
    Ok(())
}

#[test]
fn a_name_of_a_hundred_and_twenty_characters_is_shown_on_a_phone() {
    let unbroken = "n".repeat(120);
    let words = format!("{}{}", "A name in many words ".repeat(5), "that ends there");
    let wide = "漢".repeat(120);
    run(Options::new().viewport(390, 844), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        for name in [&unbroken, &words, &wide] {
            ensure!(
                name.chars().count() == 120,
                "{} characters",
                name.chars().count()
            );
            let made = maker.another(console, name).await?;
            console.open(API_TOKENS).await?;
            settled(console).await?;
            TokenList::api(console).row(name).await?;
            is_shown_as_a_whole(console, "tbody a[href]", name).await?;
            fits_its_width(console).await?;
            console.has_no_accessibility_faults().await?;

            TokenList::api(console).choose(name, "Disable").await?;
            let dialog = console
                .find("alertdialog", &format!("Disable {name}?"))
                .await?;
            fits_its_width(console).await?;
            console.has_no_accessibility_faults().await?;
            dialog.find("button", "Cancel").await?.click().await?;
            console
                .absent("alertdialog", &format!("Disable {name}?"))
                .await?;

            console.open(&format!("{API_TOKENS}/{}", made.id)).await?;
            console.find("heading", name).await?;
            is_shown_as_a_whole(console, "h1", name).await?;
            fits_its_width(console).await?;
            console.has_no_accessibility_faults().await?;
        }
        Ok(())
    });
}

#[test]
fn a_row_tells_when_and_by_whom_at_every_width() {
    let today = Options::new().now("2026-06-15T10:00:00Z");
    run(today, async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        for width in [1440, 1280, 390] {
            console.resize(width, 900).await?;
            let list = TokenList::api(console);
            // Two weeks and a few hours ago, in Berlin.
            for words in ["May 31, 2026", "Olivia Owner"] {
                list.says("GitHub Actions deploy", words).await?;
            }
            let row = list.row("GitHub Actions deploy").await?.text().await?;
            ensure!(
                row.matches("Olivia Owner").count() == 1,
                "at {width} it says {row}"
            );
            fits_its_width(console).await?;
        }
        Ok(())
    });
}

/// As wide as a window of 1280 pixels that is zoomed to 400 % (WCAG 1.4.10).
#[test]
fn all_rows_of_a_narrow_list_are_chosen_at_once() {
    run(Options::new().viewport(320, 640), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10"),
        )
        .await?;
        console
            .find("checkbox", "Select all tokens on this page")
            .await?
            .click()
            .await?;
        console.shows("10 selected").await?;
        fits_its_width(console).await?;
        console.has_no_accessibility_faults().await
    });
}
