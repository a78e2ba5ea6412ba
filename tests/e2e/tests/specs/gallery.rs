//! What holds in every state that the gallery knows.

use e2e::{Console, Options, Result, ensure, gallery, run};

/// Fails if the page can be scrolled sideways (WCAG 1.4.10), and says what is too wide.
async fn fits(console: &Console, state: &str) -> Result<()> {
    let too_wide = console
        .script(
            "const width = document.documentElement.clientWidth;
             if (document.documentElement.scrollWidth <= width) return '';
             const wide = [...document.querySelectorAll('body *')].filter((part) => part.getBoundingClientRect().right > width + 1);
             return `${document.documentElement.scrollWidth}: ` + wide.slice(0, 5).map((part) => `${part.tagName}.${part.className}`).join(' ')",
        )
        .await?;
    ensure!(too_wide == "", "{state} is too wide: {too_wide}");
    Ok(())
}

/// Walks through the gallery and applies the rules of accessibility to every state; all faults are told together.
async fn walk(console: &Console) -> Result<()> {
    let mut faults = Vec::new();
    let mut states = 0;
    gallery::walk(console, async |state| {
        states += 1;
        for outcome in [
            console.has_no_accessibility_faults().await,
            fits(console, state).await,
        ] {
            if let Err(fault) = outcome {
                faults.push(format!("{state}: {fault:#}"));
            }
        }
        Ok(())
    })
    .await?;
    ensure!(states > 20, "only {states} states");
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[test]
fn in_light_and_wide_every_state_is_accessible() {
    run(Options::new(), async |console| walk(console).await);
}

#[test]
fn in_dark_and_as_narrow_as_can_be_every_state_is_accessible() {
    run(Options::new().viewport(320, 900).dark(), async |console| {
        walk(console).await
    });
}

#[test]
fn with_text_of_twice_the_size_nothing_is_too_wide() {
    run(Options::new(), async |console| {
        let mut faults = Vec::new();
        gallery::walk(console, async |state| {
            let sizes = console
                .script(
                    "const size = () => parseFloat(getComputedStyle(document.body).fontSize);
                     const before = size();
                     document.documentElement.style.fontSize = '200%';
                     return size() / before",
                )
                .await?;
            ensure!(sizes == 2, "{state}: the text is {sizes} times as large");
            if let Err(fault) = fits(console, state).await {
                faults.push(format!("{fault:#}"));
            }
            console
                .script("document.documentElement.style.fontSize = ''; return 0")
                .await
                .map(drop)
        })
        .await?;
        ensure!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(())
    });
}
