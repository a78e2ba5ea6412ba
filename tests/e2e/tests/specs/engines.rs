//! What one engine does otherwise than another, and once did wrong there.

use e2e::pages::{CreateToken, Kind, SignIn, TokenCreated, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Console, Key, Options, Result, bail, ensure, run};

async fn at(console: &Console, query: &str) -> Result<()> {
    let path = format!("{API_TOKENS}{query}");
    SignIn(console)
        .and_go_to("olivia@acme.test", &path, Kind::Api.title())
        .await?;
    console.has_loaded().await?;
    console.moves_no_more().await
}

/// In WebKit `position: relative` has no effect on a row, and the link that covers a row covered the page.
#[test]
fn whatever_is_pressed_is_what_is_seen_there() {
    run(Options::new(), async |console| {
        at(console, "").await?;
        console.find("link", "Create").await?.click().await?;
        console.find("heading", "Create API token").await?;
        console.back().await?;
        let search = console.find("searchbox", "Search tokens").await?;
        search.click().await?;
        console.focuses("searchbox", "Search tokens").await?;
        console.find("button", "Filter").await?.click().await?;
        console.focuses("checkbox", "Active").await?;
        console.press(Key::Escape).await?;
        for token in ["GitHub Actions deploy", "Metrics exporter"] {
            TokenList::api(console).row(token).await?;
            // Beside the name, where only the link that covers the row is.
            console
                .script(&format!(
                    "const cell = [...document.querySelectorAll('.row-link')] \
                         .find((link) => link.innerText.trim() === '{token}').closest('td'); \
                     cell.scrollIntoView({{ block: 'center' }}); \
                     const box = cell.getBoundingClientRect(); \
                     document.elementFromPoint(box.right - 4, box.bottom - 4).click()"
                ))
                .await?;
            console.find("heading", token).await?;
            console.back().await?;
            console.find("heading", Kind::Api.title()).await?;
            console.has_loaded().await?;
        }
        Ok(())
    });
}

/// WebKit kept a popover at the first frame of its animation, where it could not be seen. In a low window
/// there was room for the panel neither above its button nor below, and in a scrolled page WebKit looked for
/// room where there was none.
#[test]
fn what_is_open_is_seen_and_within_the_window() {
    for (width, height) in [(1280, 900), (1280, 430)] {
        run(Options::new().viewport(width, height), async |console| {
            at(console, "?size=50").await?;
            // Scrolled, but with the buttons above the list in sight.
            console.script("scrollTo(0, 60)").await?;
            for button in ["Filter", "Account"] {
                console.find("button", button).await?.click().await?;
                shows_what_is_open(console, button).await?;
            }
            // A row whose button stands near the top of the window, or near its bottom.
            for from_top in [40, height - 60] {
                let script = format!(
                    "const row = document.querySelectorAll('tbody tr')[14]; \
                     const button = row.querySelector('button[aria-haspopup]'); \
                     scrollBy(0, button.getBoundingClientRect().top - {from_top}); button.click()"
                );
                console.script(&script).await?;
                shows_what_is_open(console, &format!("the menu at {from_top}")).await?;
            }
            Ok(())
        });
    }
}

/// Waits until all that is open can be seen, and closes it.
async fn shows_what_is_open(console: &Console, what: &str) -> Result<()> {
    console.moves_no_more().await?;
    let seen = "const open = document.querySelector(':popover-open'); \
        if (!open) return 'nothing is open'; \
        const style = getComputedStyle(open), box = open.getBoundingClientRect(); \
        if (style.opacity !== '1' || style.visibility !== 'visible') return 'it is not seen'; \
        const within = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight \
            && box.right <= innerWidth; \
        return within ? '' : `it is at ${JSON.stringify(box)}`";
    console
        .until(&format!("{what} to be within the window"), async || {
            let fault = console.script(seen).await?;
            ensure!(fault == "", "{fault}");
            Ok(true)
        })
        .await?;
    console.press(Key::Escape).await?;
    console
        .until("it to be closed", async || {
            let open = "return document.querySelector(':popover-open') === null";
            Ok(console.script(open).await? == true)
        })
        .await
}

/// The heading of a page takes the focus one frame after the page is there, and by then somebody may have
/// begun to type.
#[test]
fn a_page_that_has_just_come_leaves_the_focus_to_whoever_has_chosen_a_field() {
    run(Options::new(), async |console| {
        at(console, "").await?;
        console
            .script(
                "window.held = []; window.frame = requestAnimationFrame; \
                 window.requestAnimationFrame = (then) => { held.push(then); return held.length; };",
            )
            .await?;
        let create = "[...document.querySelectorAll('.page-actions a')] \
            .find((link) => link.textContent.trim() === 'Create').click()";
        console.script(create).await?;
        console.find("textbox", "Name").await?;
        console
            .until("the heading's turn to come", async || {
                let script = "[...document.querySelectorAll('label')] \
                        .find((label) => label.innerText.startsWith('Name')).control.focus(); \
                    return held.length > 0";
                Ok(console.script(script).await? == true)
            })
            .await?;
        console
            .script(
                "window.requestAnimationFrame = window.frame; \
                 for (const then of held.splice(0)) then(performance.now());",
            )
            .await?;
        console.rests().await?;
        console.focuses("textbox", "Name").await?;
        console.type_keys("typed at once").await?;
        let name = console.find("textbox", "Name").await?;
        name.comes_to_hold("typed at once").await
    });
}

/// Firefox stops at whatever scrolls, with a name or without.
#[test]
fn every_stop_of_the_tab_key_has_a_name() {
    run(Options::new(), async |console| {
        at(console, "").await?;
        console.find("link", "Create").await?.click().await?;
        let name = console.find("textbox", "Name").await?;
        name.fill("Stops").await?;
        CreateToken(console).preset("Read only").await?;
        name.click().await?;
        let mut last = String::new();
        // Every field, the one box of the grid that is a stop, and the buttons below.
        for _ in 0..40 {
            console.press(Key::Tab).await?;
            last = console.focused().await?;
            ensure!(!last.ends_with("\"\""), "a stop without a name: {last}");
            if last == "button \"Create Token\"" {
                return Ok(());
            }
        }
        bail!("the button was not reached; at last it was {last}")
    });
}

/// WebKit took the preloaded program for another one than the one that was started, and fetched both.
#[test]
fn the_program_is_fetched_once() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        let requests = console.requests().await?;
        let program = |url: &str| {
            let name = url.rsplit('/').next().unwrap_or_default();
            name.strip_prefix("console-")
                .is_some_and(|rest| rest.contains(".wasm"))
        };
        let count = requests
            .iter()
            .filter(|request| program(&request.url))
            .count();
        ensure!(count == 1, "{count} times");
        Ok(())
    });
}

/// In Firefox a long scope had no place to break, and hid how many more there are.
#[test]
fn how_many_more_scopes_there_are_is_never_cut() {
    for width in [1440, 1024, 800] {
        run(Options::new().viewport(width, 900), async |console| {
            at(console, "?size=50").await?;
            TokenList::api(console).row("Metrics exporter").await?;
            let cells = "const cells = [...document.querySelectorAll('td.cell-scopes')] \
                    .filter((cell) => /\\+\\d/.test(cell.innerText)); \
                const isCut = (cell) => { \
                    const box = cell.getBoundingClientRect(), range = document.createRange(); \
                    range.selectNodeContents([...cell.querySelectorAll('button')].pop()); \
                    return [...range.getClientRects()] \
                        .some(({ right, bottom }) => right > box.right || bottom > box.bottom); \
                }; \
                return [cells.length, cells.filter(isCut).map((cell) => cell.innerText)]";
            let found = console.script(cells).await?;
            ensure!(found[0].as_u64() > Some(0), "no token has more than two");
            let cut = found[1].as_array().map_or(0, Vec::len);
            ensure!(cut == 0, "cut at {width}: {}", found[1]);
            Ok(())
        });
    }
}

/// Where `field-sizing` is not known, two thirds of the value were seen.
#[test]
fn all_of_the_value_is_seen_on_a_phone() {
    run(Options::new().viewport(390, 844), async |console| {
        at(console, "").await?;
        console.find("link", "Create").await?.click().await?;
        let form = CreateToken(console);
        form.name("On a phone").await?;
        form.preset("Read only").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let value = created.reveal().await?;
        let beyond = "const field = document.querySelector('textarea'); \
            return [field.value.length, field.scrollHeight - field.clientHeight, \
                field.scrollWidth - field.clientWidth]";
        let found = console.script(beyond).await?;
        ensure!(
            found[0].as_u64() == Some(value.len() as u64),
            "another field"
        );
        ensure!(
            found[1].as_i64() <= Some(0) && found[2].as_i64() <= Some(0),
            "{found} pixels are out of sight"
        );
        Ok(())
    });
}
