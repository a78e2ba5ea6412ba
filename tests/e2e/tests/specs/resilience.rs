//! What other people's software, keyboards and screens do to a page: a fault of the console itself, gateways,
//! input methods, refused clipboards, links made by strangers, large zoom, paper.

use e2e::pages::{PASSWORD, SignIn};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Clipboard, Console, Options, Result, ensure, run};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::sso_support::{answer_instead, at_the_provider, olivia_at_her_tokens};

/// Whether the point in the middle of what has the focus belongs to it, and lies in the window.
const FOCUS_IS_VISIBLE: &str = "const focused = document.activeElement;
    const { left, top, width, height } = focused.getBoundingClientRect();
    const covers = [0.1, 0.5, 0.9].map((part) =>
        document.elementFromPoint(left + width / 2, top + height * part));
    return covers.every((found) => found && (focused.contains(found) || found.contains(focused)));";

async fn is_true(console: &Console, what: &str, script: &str) -> Result<()> {
    console
        .until(what, async || Ok(console.script(script).await? == true))
        .await
}

#[test]
fn a_fault_of_the_console_is_told_above_everything_with_a_way_out() {
    for (width, height) in [(1440, 900), (390, 844), (320, 480)] {
        run(Options::new().viewport(width, height), async |console| {
            console.expects_log("panicked at");
            console.expects_log("unreachable");
            olivia_at_her_tokens(console).await?;
            // A moment that is no time: the console cannot go on from there.
            let broken = "window.kept = Date.prototype.getTime; \
                Date.prototype.getTime = () => 1e300; \
                document.dispatchEvent(new Event('visibilitychange')); \
                Date.prototype.getTime = window.kept; return 0";
            console.script(broken).await?;
            let dialog = console
                .find("alertdialog", "Something went wrong in the console")
                .await?;
            let reload = dialog.find("link", "Reload the page").await?;
            is_true(console, "the focus in the dialog", FOCUS_IS_VISIBLE).await?;
            console.has_no_accessibility_faults().await?;
            // What is on the page can still be read and copied.
            dialog.find("button", "Close").await?.click().await?;
            console.find("heading", "API Tokens").await?;
            console
                .script(
                    "document.getElementById('fault').showModal(); window.before = true; return 0",
                )
                .await?;
            reload.click().await?;
            is_true(
                console,
                "another page",
                "return window.before === undefined",
            )
            .await?;
            console.find("table", "API Tokens").await?;
            console
                .absent("alertdialog", "Something went wrong in the console")
                .await
        });
    }
}

#[test]
fn a_gateway_in_place_of_the_api_is_told_apart_from_a_wrong_address() {
    for (status, body, says) in [
        (
            502,
            "<html>Bad Gateway",
            "The server failed. Try again in a moment (status 502)",
        ),
        (
            504,
            r#"{"message":"Endpoint request timed out"}"#,
            "The server failed. Try again in a moment (status 504)",
        ),
        (
            403,
            "<html>Blocked",
            "A proxy or firewall before Openlane refused this (status 403)",
        ),
        (
            200,
            "<!doctype html><p>Welcome",
            "Is the API address right?",
        ),
        (404, "<html>Not Found", "Is the API address right?"),
    ] {
        run(Options::new(), async |console| {
            console.open("/login").await?;
            console.find("textbox", "Email").await?;
            answer_instead(console, "/.well-known/webfinger", status, body).await?;
            SignIn(console).give_email("olivia@acme.test").await?;
            console.alerts(says).await?;
            console.shows("request-of-the-spec").await
        });
    }
}

#[test]
fn without_a_clipboard_every_copy_button_gives_its_text() {
    let options = Options::new().clipboard(Clipboard::Denied);
    run(options, async |console| {
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                &format!("{NEW_API_TOKEN}?name=By%20hand"),
                "Create API token",
            )
            .await?;
        let copy = console.find("button", "Copy link to this form").await?;
        copy.press(Key::Enter).await?;
        let selected = "const field = document.activeElement; return field.matches('textarea') && \
            field.value.slice(field.selectionStart, field.selectionEnd).includes('name=By%20hand')";
        is_true(console, "the link, selected", selected).await?;
        console.shows("Press Ctrl+C, or ⌘C on a Mac").await?;
        console.has_no_accessibility_faults().await?;
        console.press(Key::Tab).await?;
        console.hides("Press Ctrl+C").await?;

        console.open(API_TOKENS).await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console
            .find("button", "Copy ID")
            .await?
            .press(Key::Enter)
            .await?;
        let id = "const field = document.activeElement; return field.matches('textarea') && \
            location.pathname.endsWith(field.value.slice(field.selectionStart, field.selectionEnd)) && \
            field.selectionEnd > 20";
        is_true(console, "the id, selected", id).await
    });
}

#[test]
fn without_a_clipboard_the_example_is_selected() {
    let options = Options::new().clipboard(Clipboard::Denied);
    run(options, async |console| {
        olivia_at_her_tokens(console).await?;
        super::sso_support::new_api_token(console, "Example").await?;
        console
            .find("button", "Copy example")
            .await?
            .press(Key::Enter)
            .await?;
        console
            .shows("The example is selected: press Ctrl+C")
            .await?;
        let selected = "const text = document.querySelector('pre.code').textContent; \
            return text.length > 20 && getSelection().toString().trim() === text.trim()";
        is_true(console, "the example, selected", selected).await
    });
}

/// Goes to the provider of Globex to sign in there.
async fn sam_leaves(console: &Console) -> Result<()> {
    console.open("/login").await?;
    SignIn(console).give_email("sam@globex.test").await?;
    console.find("button", "Deny").await.map(drop)
}

#[test]
fn the_words_of_a_stranger_are_not_shown_and_the_sign_in_stays_open() {
    run(Options::new(), async |console| {
        sam_leaves(console).await?;
        let provider = console.script("return location.href").await?;
        for forged in [
            "?error=server_error&error_description=Your%20account%20is%20locked.%20Call%20555",
            "?error=access_denied&error_description=Call%20555&state=guessed",
            "?code=abc&state=guessed",
            "?error=Call%20555",
        ] {
            console.open(&format!("/login/sso{forged}")).await?;
            console
                .alerts("This is not the answer to your sign-in")
                .await?;
            ensure!(!console.text().await?.contains("555"));
            console.arrives_at("/login/sso").await?;
        }
        console.has_no_accessibility_faults().await?;
        let sent = console.requests().await?;
        ensure!(
            !sent
                .iter()
                .any(|sent| sent.url.ends_with("/v1/sso/callback")),
            "a stranger's code was sent"
        );
        // The provider's own answer is still awaited.
        console
            .driver()
            .goto(provider.as_str().unwrap_or_default())
            .await?;
        at_the_provider(console, "Continue as Sam Single").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        Ok(())
    });
}

#[test]
fn the_words_of_the_provider_are_a_quote_of_it() {
    run(Options::new(), async |console| {
        sam_leaves(console).await?;
        at_the_provider(console, "Fail").await?;
        console.alerts("The identity provider of").await?;
        console.alerts("says: “The provider failed on demand").await
    });
}

#[test]
fn a_secret_in_a_link_does_not_stay_in_the_address() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let value = format!("tola_{}", "a1B2".repeat(16));
        console
            .open(&format!(
                "{NEW_API_TOKEN}?name=ci&token=hunter2&description={value}"
            ))
            .await?;
        console.shows("Parts of the link were not used").await?;
        console.shows("disable or delete that token").await?;
        console
            .arrives_at(&format!("{NEW_API_TOKEN}?name=ci"))
            .await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "ci");
        let anywhere = format!(
            "return [document.body.innerText, location.href, ...[...document.querySelectorAll(
                'input, textarea')].map(({{ value }}) => value)].some((text) =>
                text.includes('{value}') || text.includes('hunter2'))"
        );
        ensure!(
            console.script(&anywhere).await? == false,
            "the secret is on the page"
        );
        console.back().await?;
        console.find("table", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn trying_again_in_a_dialog_keeps_the_focus_there() {
    run(Options::new(), async |console| {
        console.expects_status(500);
        olivia_at_her_tokens(console).await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable Jira bridge?").await?;
        let masked = r#"{"success":false,"error":"error processing request, please try again"}"#;
        answer_instead(console, "/query", 500, masked).await?;
        dialog.find("button", "Disable").await?.click().await?;
        let again = dialog.find("button", "Try again").await?;
        again.press(Key::Enter).await?;
        let inside = "return document.activeElement.closest('dialog[open]') !== null";
        is_true(console, "the focus in the dialog", inside).await?;
        dialog.find("button", "Try again").await?;
        is_true(console, "the focus in the dialog", inside).await
    });
}

/// Escape as it comes while an input method composes: it belongs to that.
const COMPOSING_ESCAPE: &str = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
    { key: 'Escape', isComposing: true, bubbles: true, cancelable: true })); \
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
    { key: 'Escape', keyCode: 229, bubbles: true, cancelable: true })); return 0";

#[test]
fn escape_belongs_to_the_input_method_while_it_composes() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let search = console.find("searchbox", "Search tokens").await?;
        search.fill("Jira").await?;
        console.script(COMPOSING_ESCAPE).await?;
        console.rests().await?;
        ensure!(search.value().await? == "Jira");
        search.press(Key::Escape).await?;
        search.comes_to_hold("").await?;

        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console.find("button", "Revoke").await?.click().await?;
        let dialog = console.find("alertdialog", "Revoke Jira bridge?").await?;
        let reason = dialog.find("textbox", "Reason").await?;
        reason.fill("紛失").await?;
        console.script(COMPOSING_ESCAPE).await?;
        console.rests().await?;
        ensure!(reason.value().await? == "紛失");
        console.press(Key::Escape).await?;
        console.absent("alertdialog", "Revoke Jira bridge?").await
    });
}

#[test]
fn a_pasted_code_is_read_and_sent_once() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/2fa/validate");
        console.open("/login").await?;
        SignIn(console).give_email("tess@acme.test").await?;
        SignIn(console).give_password(PASSWORD).await?;
        let field = console.find("textbox", "Authentication code").await?;
        field.fill("12345").await?;
        console.find("button", "Verify").await?.click().await?;
        field.comes_to_say("six digits").await?;
        let sent = console.requests().await?;
        let is_check = |url: &str| url.ends_with("/v1/2fa/validate");
        ensure!(!sent.iter().any(|sent| is_check(&sent.url)), "it was sent");
        for typed in ["000 000", "000-000", "０００\u{200b}０００"] {
            let before = console.requests().await?;
            let before = before.iter().filter(|sent| is_check(&sent.url)).count();
            field.fill(typed).await?;
            console.find("button", "Verify").await?.click().await?;
            let sent = console
                .sent(0, before + 1, |sent| is_check(&sent.url))
                .await?;
            let body: Value = serde_json::from_str(&sent[before].body)?;
            ensure!(body == json!({ "totp_code": "000000" }), "{body}");
            console.alerts("The code is wrong").await?;
            let verify = console.find("button", "Verify").await?;
            verify.comes_to_be_disabled(false).await?;
        }
        Ok(())
    });
}

#[test]
fn with_large_zoom_the_footer_of_a_dialog_covers_no_field() {
    // 1280 × 900 at 400 %.
    run(Options::new().viewport(320, 225), async |console| {
        olivia_at_her_tokens(console).await?;
        console.find("link", "Jira bridge").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        console.find("button", "Revoke").await?.click().await?;
        let dialog = console.find("alertdialog", "Revoke Jira bridge?").await?;
        dialog.find("textbox", "Reason").await?;
        console.moves_no_more().await?;
        let mut seen = Vec::new();
        for _ in 0..6 {
            console.rests().await?;
            let focused = console.focused().await?;
            let is_control = "return document.activeElement.matches('dialog *')";
            if console.script(is_control).await? == true {
                let is_visible = console.script(FOCUS_IS_VISIBLE).await?;
                ensure!(is_visible == true, "{focused} is covered");
                seen.push(focused);
            }
            console.press(Key::Tab).await?;
        }
        for control in ["Reason", "Cancel", "Revoke", "Close"] {
            let was_seen = seen.iter().any(|seen| seen.contains(control));
            ensure!(was_seen, "{control} had no focus: {seen:?}");
        }
        Ok(())
    });
}

#[test]
fn a_dark_page_is_printed_dark_on_white() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        console
            .script("document.documentElement.dataset.theme = 'dark'; return 0")
            .await?;
        let media = json!({ "media": "print",
            "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        console
            .protocol("Emulation.setEmulatedMedia", media)
            .await?;
        // The lightness of each text, as the browser computes it; backgrounds are not printed.
        let pale = "const canvas = document.createElement('canvas').getContext('2d');
            const light = (color) => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
                const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data; return (r + g + b) / 3; };
            return [...document.querySelectorAll('main h1, main td, main td *, main th')]
                .filter((one) => one.offsetParent && one.innerText?.trim())
                .map((one) => [light(getComputedStyle(one).color), one.innerText])
                .filter(([lightness]) => lightness > 150)";
        let pale = console.script(pale).await?;
        ensure!(pale == json!([]), "pale on paper: {pale}");
        Ok(())
    });
}
