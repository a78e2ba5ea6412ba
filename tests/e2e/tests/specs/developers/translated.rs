//! A page that the browser's translator, or an extension, works on: everything goes on changing, and what is
//! a name, a scope, an identifier or a value stays as it is.

use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::create::at_api_form;
use super::token_list_support::{at, settled};

/// What comes before each translated text.
const MARK: char = 'ʬ';

/// From now on each text with letters gives way to two `font` elements that hold its translation, as
/// translators do it; what comes later is translated when the page is at rest.
const TRANSLATE: &str = "
    const LETTERS = /\\p{L}/u, KEPT = 'script, style, textarea, font, option, [translate=no]';
    const font = () => document.createElement('font');
    const translated = (text) => {
        const parent = text.parentElement;
        if (!parent || parent.closest(KEPT) || !LETTERS.test(text.data)) return;
        const outer = font(), inner = font();
        inner.textContent = 'ʬ' + text.data;
        outer.append(inner);
        text.replaceWith(outer);
    };
    const all = (root) => {
        if (!root.isConnected) return;
        if (root.nodeType === Node.TEXT_NODE) return translated(root);
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        texts.forEach(translated);
    };
    all(document.body);
    let waits = new Set(), timer;
    new MutationObserver((changes) => {
        for (const { addedNodes, target, type } of changes) {
            addedNodes.forEach((node) => waits.add(node));
            if (type === 'characterData') waits.add(target);
        }
        clearTimeout(timer);
        timer = setTimeout(() => { const now = waits; waits = new Set(); now.forEach(all) }, 20);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });";

async fn translate(console: &Console) -> Result<()> {
    console.script(TRANSLATE).await.map(drop)
}

/// The text of the first element that matches, without the marks.
async fn text_of(console: &Console, selector: &str) -> Result<String> {
    let script = format!("return document.querySelector('{selector}')?.textContent ?? ''");
    let text = console.script(&script).await?;
    Ok(text.as_str().unwrap_or_default().replace(MARK, ""))
}

/// Waits until the first element that matches says this.
async fn says(console: &Console, selector: &str, text: &str) -> Result<()> {
    let mut last = String::new();
    let outcome = console
        .until(&format!("{selector} to say {text:?}"), async || {
            last = text_of(console, selector).await?;
            Ok(last.contains(text))
        })
        .await;
    ensure!(outcome.is_ok(), "{selector} says {last:?}, not {text:?}");
    Ok(())
}

/// Fails if something that is not for translators was translated.
async fn is_kept(console: &Console, selector: &str) -> Result<()> {
    let script = format!(
        "const all = [...document.querySelectorAll(`{selector}`)]; \
         return [all.length, all.filter((one) => one.textContent.includes('ʬ')).map((one) => one.outerHTML)]"
    );
    let found = console.script(&script).await?;
    ensure!(found[0].as_u64() > Some(0), "there is no {selector}");
    ensure!(found[1] == json!([]), "translated: {found}");
    Ok(())
}

async fn shown_names(console: &Console) -> Result<Value> {
    let script =
        "return [...document.querySelectorAll('tbody a.row-link')].map((one) => one.textContent)";
    console.script(script).await
}

#[test]
fn a_translated_list_goes_on_changing() {
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=10&sort=name"),
        )
        .await?;
        translate(console).await?;
        says(console, ".pagination-range", "1–10 of 31").await?;
        let first = shown_names(console).await?;
        for kept in [
            "tbody a.row-link",
            "tbody .cell-scopes b",
            ".org-switch [translate=no]",
        ] {
            is_kept(console, kept).await?;
        }
        // To another page, back, and the other way round.
        console
            .script("document.querySelectorAll('.pagination-steps button')[2].click()")
            .await?;
        says(console, ".pagination-range", "11–20 of 31").await?;
        ensure!(shown_names(console).await? != first);
        console
            .script("document.querySelectorAll('.pagination-steps button')[1].click()")
            .await?;
        says(console, ".pagination-range", "1–10 of 31").await?;
        ensure!(shown_names(console).await? == first);
        console
            .script("document.querySelector('th .sort').click()")
            .await?;
        console
            .until("the other order", async || {
                Ok(shown_names(console).await? != first)
            })
            .await?;
        // Ticked, and not ticked any more.
        let tick = "document.querySelector('tbody input').click()";
        console.script(tick).await?;
        says(console, ".bulk-bar", "1 selected").await?;
        console
            .script("document.querySelectorAll('tbody input')[1].click()")
            .await?;
        says(console, ".bulk-bar", "2 selected").await?;
        console
            .script("document.querySelector('.bulk-bar .btn-ghost').click()")
            .await?;
        // Searched.
        let search = "const field = document.querySelector('input[type=search]'); field.value = 'bridge'; \
            field.dispatchEvent(new Event('input', { bubbles: true }))";
        console.script(search).await?;
        says(console, ".pagination-range", "1 of 1").await?;
        settled(console).await?;
        ensure!(shown_names(console).await? == json!(["Jira bridge"]));
        // Another organization, with another name and no tokens.
        console
            .script("document.querySelector('.org-switch button').click()")
            .await?;
        console
            .until("the organizations", async || {
                let choose = "const button = [...document.querySelectorAll('.switch-list button')]\
                    .find((one) => one.textContent.includes('Initech')); button?.click(); return !!button";
                Ok(console.script(choose).await? == true)
            })
            .await?;
        says(console, ".org-switch", "Initech").await?;
        says(console, ".page-lead", "Initech").await?;
        says(console, ".cards", "0Total").await
    });
}

#[test]
fn the_value_of_a_token_is_not_for_translators_and_goes_when_it_is_hidden() {
    run(Options::new(), async |console| {
        at_api_form(console, "?name=Translated&scopes=evidence:read").await?;
        translate(console).await?;
        // An error comes and goes.
        let choose = |value: &str| {
            format!("document.querySelector('#field-expiry input[value=\"{value}\"]').click()")
        };
        console.script(&choose("never")).await?;
        console
            .script("document.querySelector('form button[type=submit]').click()")
            .await?;
        says(
            console,
            ".error-summary",
            "Confirm that the token never expires",
        )
        .await?;
        console.script(&choose("30")).await?;
        console
            .until("no error", async || {
                Ok(text_of(console, ".error-summary").await?.is_empty())
            })
            .await?;
        says(console, ".summary", "in 30 days").await?;
        console.script(&choose("7")).await?;
        says(console, ".summary", "in 7 days").await?;
        console
            .script("document.querySelector('form button[type=submit]').click()")
            .await?;
        says(console, "h1", "Token created").await?;
        says(console, ".page-lead bdi", "Translated").await?;
        for kept in [".page-lead bdi", ".snippet code"] {
            is_kept(console, kept).await?;
        }
        let put = "const label = [...document.querySelectorAll('label')]\
            .find((one) => one.textContent.includes('into the example')); label.click()";
        console.script(put).await?;
        says(console, ".snippet code", "tola_").await?;
        is_kept(console, ".snippet code").await?;
        // Hide.
        console
            .script("document.querySelector('.secret-actions button').click()")
            .await?;
        says(console, ".snippet code", "paste-the-token-here").await?;
        let everywhere =
            "return document.documentElement.outerHTML.match(/tola_[A-Za-z0-9_-]{20,}/) !== null";
        ensure!(
            console.script(everywhere).await? == false,
            "the value is still in the document"
        );
        says(console, ".secret-actions button", "Reveal").await
    });
}

#[test]
fn names_scopes_and_identifiers_of_a_token_stay_as_they_are() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console.has_loaded().await?;
        translate(console).await?;
        for kept in [
            "h1",
            "dl code",
            ".scope-area li b",
            ".crumbs [aria-current=page]",
        ] {
            is_kept(console, kept).await?;
        }
        // Nor is the name that has to be typed.
        let delete = "[...document.querySelectorAll('.page-actions button')]\
            .find((one) => one.textContent.includes('Delete')).click()";
        console.script(delete).await?;
        says(console, "dialog h2", "Delete Jira bridge?").await?;
        for kept in ["dialog h2 bdi", "dialog .field-hint bdi"] {
            is_kept(console, kept).await?;
        }
        Ok(())
    });
}

#[test]
fn what_becomes_of_a_name_stays_as_it_was_typed() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console.has_loaded().await?;
        translate(console).await?;
        console
            .script("document.querySelector('.page-actions a[href$=\"/edit\"]').click()")
            .await?;
        says(console, "h1", "Edit Jira bridge").await?;
        let typed = "const name = document.querySelector('input[name=\"name\"], #field-name'); \
            name.value = 'Jira tunnel'; name.dispatchEvent(new Event('input', { bubbles: true }))";
        console.script(typed).await?;
        says(console, "ins", "Jira tunnel").await?;
        for kept in ["del bdi", "ins bdi"] {
            is_kept(console, kept).await?;
        }
        Ok(())
    });
}
