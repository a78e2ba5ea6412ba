//! What holds in every state that the gallery knows.

use std::env;
use std::fs;
use std::path::Path;

use e2e::{Console, Key, Options, Result, bail, ensure, gallery, run};

/// The moment in the trees.
const NOW: &str = "2026-06-15T10:00:00Z";

/// Set to write the trees anew instead of comparing: they are to be read before they are committed.
const REWRITE: &str = "E2E_WRITE_SNAPSHOTS";

/// The states whose accessibility tree is kept: each page once, and what opens over pages.
const KEPT: [&str; 35] = [
    "sign-in",
    "password",
    "second-factor",
    "api-tokens-filtered",
    "api-tokens-filter-menu",
    "api-tokens-columns",
    "api-tokens-export-menu",
    "api-tokens-all-scopes",
    "api-tokens-row-menu",
    "api-tokens-selected",
    "api-tokens-empty",
    "api-tokens-load-error",
    "personal-access-tokens",
    "account-menu",
    "organization-switch",
    "delete-one",
    "details-active",
    "details-missing",
    "edit-wider",
    "new-personal-access-token-organizations",
    "new-api-token-no-scope-found",
    "token-created",
    "rotate",
    "several-problems",
    "several-created",
    "palette",
    "palette-search",
    "keyboard-shortcuts",
    "review-applied",
    "review-apply",
    "check-results",
    "still-there",
    "sign-in-after-idle",
    "session-ended",
    "unknown-address",
];

/// Fails if the page can be scrolled sideways (WCAG 1.4.10), and says what is too wide.
async fn fits(console: &Console) -> Result<()> {
    let too_wide = console
        .script(
            "const width = document.documentElement.clientWidth;
             if (document.documentElement.scrollWidth <= width) return '';
             const wide = [...document.querySelectorAll('body *')]
                 .filter((part) => part.getBoundingClientRect().right > width + 1);
             return `${document.documentElement.scrollWidth}: `
                 + wide.slice(0, 5).map((part) => `${part.tagName}.${part.className}`).join(' ')",
        )
        .await?;
    ensure!(too_wide == "", "it is too wide: {too_wide}");
    Ok(())
}

/// Fails if a text is cut off without being meant to. What ends with an ellipsis has its whole text
/// elsewhere, and a field scrolls.
async fn is_whole(console: &Console) -> Result<()> {
    let cut = console
        .script(
            "const cut = (part) => {
                 const style = getComputedStyle(part);
                 const hides = (way) => way === 'hidden' || way === 'clip';
                 if (style.textOverflow === 'ellipsis'
                     || part.matches('.visually-hidden, input, select, textarea, svg, svg *')) return false;
                 return (hides(style.overflowX) && part.scrollWidth > part.clientWidth + 1)
                     || (hides(style.overflowY) && part.scrollHeight > part.clientHeight + 1);
             };
             return [...document.querySelectorAll('body *')]
                 .filter((part) => part.checkVisibility() && cut(part))
                 .slice(0, 5).map((part) =>
                     `${part.tagName}.${part.className} ${part.innerText.slice(0, 40)}`).join('; ')",
        )
        .await?;
    ensure!(cut == "", "something is cut: {cut}");
    Ok(())
}

/// Fails if more than one button asks to be the next to be pressed.
async fn has_one_primary_button(console: &Console) -> Result<()> {
    let primary = console
        .script(
            "const view = document.querySelector('dialog[open]') ?? document;
             const value = (part, name) => getComputedStyle(part).getPropertyValue(name);
             const surface = value(document.documentElement, '--surface');
             return [...view.querySelectorAll('.btn-primary, .btn-danger-solid')]
                 .filter((button) => button.checkVisibility({ visibilityProperty: true })
                     && value(button, '--btn-bg') !== surface)
                 .map((button) => button.innerText)",
        )
        .await?;
    let count = primary.as_array().map_or(0, Vec::len);
    ensure!(count <= 1, "{count} primary buttons: {primary}");
    Ok(())
}

/// Fails if the tree does not come to be as it was when somebody last read it. The names of people come last.
async fn is_as_reviewed(console: &Console, state: &str) -> Result<()> {
    let file = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("snapshots")
        .join(format!("{state}.txt"));
    if env::var_os(REWRITE).is_some() {
        fs::create_dir_all(file.parent().unwrap_or(&file))?;
        return Ok(fs::write(&file, console.accessibility_tree().await?)?);
    }
    let Ok(reviewed) = fs::read_to_string(&file) else {
        bail!(
            "there is no {}; set {REWRITE}=1 to write it",
            file.display()
        );
    };
    let mut tree = String::new();
    let outcome = console
        .until("the tree that was reviewed", async || {
            tree = console.accessibility_tree().await?;
            Ok(tree == reviewed)
        })
        .await;
    ensure!(
        outcome.is_ok(),
        "the accessibility tree differs from {}; set {REWRITE}=1 to write it anew, and read it:\n{}",
        file.display(),
        difference(&reviewed, &tree)
    );
    Ok(())
}

/// The lines that are in one of the texts only, those that both begin and end with left out.
fn difference(before: &str, now: &str) -> String {
    let (before, now): (Vec<_>, Vec<_>) = (before.lines().collect(), now.lines().collect());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let head = same(&mut before.iter().zip(&now));
    let most = before.len().min(now.len()) - head;
    let tail = same(&mut before.iter().rev().zip(now.iter().rev())).min(most);
    let part = |sign: char, lines: &[&str]| {
        let middle = &lines[head..lines.len() - tail];
        let signed: Vec<_> = middle.iter().map(|line| format!("{sign} {line}")).collect();
        signed.join("\n") + "\n"
    };
    [part('-', &before), part('+', &now)].concat()
}

/// Walks through the gallery and calls `check` in every state; all faults are told together.
fn everywhere(options: Options, check: impl AsyncFn(&Console, &str) -> Result<()>) {
    run(options, async |console| {
        let mut faults = Vec::new();
        let mut states = 0;
        gallery::walk(console, async |state| {
            states += 1;
            if let Err(fault) = check(console, state).await {
                faults.push(format!("{state}: {fault:#}"));
            }
            Ok(())
        })
        .await?;
        ensure!(states > 50, "only {states} states");
        ensure!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(())
    });
}

#[test]
fn in_light_and_wide_every_state_is_accessible_and_its_tree_as_reviewed() {
    let options = Options::new().viewport(1440, 900).now(NOW);
    everywhere(options, async |console, state| {
        if KEPT.contains(&state) {
            is_as_reviewed(console, state).await?;
        }
        console.has_no_accessibility_faults().await?;
        has_one_primary_button(console).await?;
        fits(console).await
    });
}

#[test]
fn in_dark_and_narrow_every_state_is_accessible_and_fits_the_narrowest() {
    let options = Options::new().viewport(390, 844).dark();
    everywhere(options, async |console, _| {
        console.has_no_accessibility_faults().await?;
        console.resize(320, 844).await?;
        let fit = fits(console).await;
        console.resize(390, 844).await?;
        fit
    });
}

#[test]
fn with_forced_colours_and_less_motion_every_state_is_accessible_and_shows_its_focus() {
    let options = Options::new()
        .viewport(1024, 768)
        .forced_colors()
        .reduced_motion();
    everywhere(options, async |console, _| {
        console.has_no_accessibility_faults().await?;
        // A menu closes when it is left.
        let is_over = "return document.querySelector(':popover-open') === null";
        if console.script(is_over).await? == true {
            console.press(Key::Tab).await?;
            let seen = console.shows_its_focus().await;
            // The walk goes on with the mouse, and must not find the link to the content in its way.
            let leave = "document.activeElement.blur(); return 0";
            console.script(leave).await?;
            seen?;
        }
        Ok(())
    });
}

#[test]
fn with_text_of_twice_the_size_nothing_is_cut_or_too_wide() {
    everywhere(Options::new(), async |console, _| {
        let sizes = serde_json::json!({ "fontSizes": { "standard": 32, "fixed": 26 } });
        console.protocol("Page.setFontSizes", sizes).await?;
        console
            .until("text of twice the size", async || {
                let size = "return getComputedStyle(document.documentElement).fontSize";
                Ok(console.script(size).await? == "32px")
            })
            .await?;
        is_whole(console).await?;
        fits(console).await
    });
}
