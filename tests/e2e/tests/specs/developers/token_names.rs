//! Names that look like another one or like none, and what is chosen and cannot be seen.

use e2e::pages::{SignIn, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::json;

use super::create::at_api_form;
use super::token_list_support::{at, settled};
use super::token_support::{Made, nothing_changed, so_far};

async fn maker(console: &Console) -> Result<Made> {
    at(console, "olivia@acme.test", API_TOKENS).await?;
    Made::api(console, "maker-spec", "api_token:delete").await
}

#[test]
fn a_name_that_cannot_be_seen_is_refused_and_one_that_exists_is_shown() {
    run(Options::new(), async |console| {
        let form = at_api_form(console, "?scopes=evidence:read").await?;
        for name in [
            "\u{200b}\u{200b}\u{200b}",
            "\u{3164}\u{3164}\u{3164}",
            "ci\u{202e}deploy",
        ] {
            let script = format!(
                "const field = document.getElementById('field-name'); field.value = {}; \
                 field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
                json!(name)
            );
            console.script(&script).await?;
            let from = so_far(console).await?;
            form.submit().await?;
            let field = console.find("textbox", "Name").await?;
            field
                .comes_to_say("The name has characters that cannot be seen")
                .await?;
            nothing_changed(console, from).await?;
        }
        console.has_no_accessibility_faults().await
    });
    run(Options::new(), async |console| {
        let maker = maker(console).await?;
        let blank = maker.another(console, "\u{200b}\u{200b}\u{200b}").await?;
        maker.another(console, "ci\u{202e}yolped").await?;
        console.open(API_TOKENS).await?;
        settled(console).await?;
        console.find("link", "ci[U+202E]yolped").await?;
        console
            .find("link", "[U+200B][U+200B][U+200B]")
            .await?
            .click()
            .await?;
        console.find("heading", "[U+200B][U+200B][U+200B]").await?;
        console
            .arrives_at(&format!("{API_TOKENS}/{}", blank.id))
            .await
    });
}

#[test]
fn what_has_to_be_typed_can_be_typed() {
    run(Options::new(), async |console| {
        let maker = maker(console).await?;
        let odd = maker
            .another(console, "ci\u{200b}-\u{202e}deploy  now")
            .await?;
        // It is in use: deleting it needs its name.
        odd.is_accepted(console).await?;
        console.open(&format!("{API_TOKENS}/{}", odd.id)).await?;
        console.has_loaded().await?;
        console.find("button", "Delete").await?.click().await?;
        let name = "Delete ci[U+200B]-[U+202E]deploy now?";
        let dialog = console.find("alertdialog", name).await?;
        let field = dialog
            .find("textbox", "Type the name of the token to delete it")
            .await?;
        field.fill("ci-deploy now").await?;
        dialog.find("button", "Delete").await?.click().await?;
        console.notes("was deleted").await
    });
}

#[test]
fn two_tokens_of_one_name_are_told_apart_before_one_is_deleted() {
    run(Options::new(), async |console| {
        let maker = maker(console).await?;
        let one = maker.another(console, "twin-spec").await?;
        let other = maker.another(console, "twin-spec").await?;
        for made in [&one, &other] {
            console.open(&format!("{API_TOKENS}/{}", made.id)).await?;
            console.has_loaded().await?;
            console.find("button", "Delete").await?.click().await?;
            let dialog = console.find("alertdialog", "Delete twin-spec?").await?;
            let end = &made.id[made.id.len() - 8..];
            let said = dialog.comes_to_show(&format!("ID …{end}")).await?;
            ensure!(
                said.contains("1 scope") && said.contains("created"),
                "{said}"
            );
            console.has_no_accessibility_faults().await?;
        }
        console.open(&format!("{API_TOKENS}?q=twin-spec")).await?;
        settled(console).await?;
        console
            .find("checkbox", "Select all tokens on this page")
            .await?
            .press(Key::Space)
            .await?;
        console.find("button", "Delete").await?.click().await?;
        let dialog = console.find("alertdialog", "Delete 2 tokens?").await?;
        for made in [&one, &other] {
            let end = &made.id[made.id.len() - 8..];
            dialog
                .comes_to_show(&format!("twin-spec (ID …{end})"))
                .await?;
        }
        Ok(())
    });
}

#[test]
fn what_is_chosen_and_hidden_is_said_and_every_name_can_be_seen() {
    run(Options::new(), async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?sort=name"),
        )
        .await?;
        let tick = "const boxes = [...document.querySelectorAll('tbody input')].slice(0, 12); \
            boxes.forEach((box) => box.click()); \
            return boxes.map((box) => box.ariaLabel.replace('Select ', ''))";
        let names = console.script(tick).await?;
        console.shows("12 selected").await?;
        ensure!(!console.text().await?.contains("not shown"));
        let first = names[0].as_str().unwrap_or_default().to_owned();
        console
            .find("searchbox", "Search tokens")
            .await?
            .fill(&first)
            .await?;
        console.shows("12 selected, 11 not shown").await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Delete").await?.click().await?;
        let dialog = console.find("alertdialog", "Delete 12 tokens?").await?;
        dialog
            .comes_to_show("11 of them are not shown in the list right now")
            .await?;
        let listed = "return [...document.querySelectorAll('dialog .bulk-names:not(.callout *) li')]\
            .map((one) => one.textContent)";
        let mut shown = console.script(listed).await?;
        let mut wanted = names.clone();
        for list in [&mut shown, &mut wanted] {
            if let Some(list) = list.as_array_mut() {
                list.sort_by_key(ToString::to_string);
            }
        }
        ensure!(shown == wanted, "{shown}, not {wanted}");
        console.has_no_accessibility_faults().await
    });
}

/// Remembers everything that live regions have said from now on.
const LISTEN: &str = "window.said = []; \
    new MutationObserver(() => document.querySelectorAll('[role=status], [role=alert]')\
        .forEach((one) => { const text = one.textContent.trim(); \
            if (text && window.said.at(-1) !== text) window.said.push(text) }))\
        .observe(document.body, { childList: true, subtree: true, characterData: true })";

#[test]
fn the_result_of_a_run_over_several_is_announced_and_not_talked_over() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{API_TOKENS}?q=legacy"),
                "API Tokens",
            )
            .await?;
        settled(console).await?;
        for name in ["Select legacy-webhook", "Select !denied legacy-webhook"] {
            console
                .find("checkbox", name)
                .await?
                .press(Key::Space)
                .await?;
        }
        console.shows("2 selected").await?;
        console.script(LISTEN).await?;
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Disable").await?.click().await?;
        console
            .find("button", "Disable 2 tokens")
            .await?
            .click()
            .await?;
        console.find("alertdialog", "1 disabled, 1 failed").await?;
        settled(console).await.ok();
        console
            .until("the result to be said", async || {
                let said = console.script("return window.said").await?.to_string();
                ensure!(!said.contains("tokens found"), "{said}");
                Ok(said.contains("1 disabled, 1 failed"))
            })
            .await
    });
}

#[test]
fn of_two_long_names_that_begin_alike_all_can_be_read() {
    for width in [1280, 900, 390] {
        run(Options::new().viewport(width, 900), async |console| {
            let maker = maker(console).await?;
            for end in ["one", "two"] {
                let name = format!("{} {end}", "a".repeat(200));
                maker.another(console, &name).await?;
            }
            console.open(&format!("{API_TOKENS}?q=aaaaaaaa")).await?;
            settled(console).await?;
            let cut = "return [...document.querySelectorAll('a.row-link')].filter((one) => \
                one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1).length";
            ensure!(console.script(cut).await? == 0, "a name is cut at {width}");
            let list = TokenList::api(console);
            ensure!(list.rows().await?.len() >= 2);
            super::token_list_support::fits_its_width(console).await
        });
    }
}
