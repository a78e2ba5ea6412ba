//! Sessions that end, are renewed, and are taken over, while somebody is at work.

use e2e::pages::{CreateToken, PASSWORD, SignIn, TokenCreated};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::sso_support::{
    OLIVIA, at_the_provider, clock_jumps, end_session, look_at_the_clock, new_personal_token,
    olivia_at_her_tokens, refreshes, sign_in_again,
};

#[test]
fn what_was_typed_survives_the_end_of_the_session() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        SignIn(console)
            .and_go_to(OLIVIA, NEW_API_TOKEN, "Create API token")
            .await?;
        let form = CreateToken(console);
        form.name("Typed before").await?;
        form.description("Also typed before").await?;
        form.preset("Read only").await?;
        end_session(console).await?;
        form.submit().await?;

        console.find("dialog", "Your session has ended").await?;
        console.has_no_accessibility_faults().await?;
        sign_in_again(console).await?;
        // It is over no more.
        console.hides("Your session has ended").await?;

        let value = async |name: &str| console.find("textbox", name).await?.value().await;
        ensure!(value("Name").await? == "Typed before");
        ensure!(value("Description").await? == "Also typed before");
        ensure!(form.scope("Evidence: Read").await?.is_checked().await?);
        ensure!(!form.scope("Evidence: Write").await?.is_checked().await?);
        console.has_forgotten(PASSWORD).await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        console.shows("Typed before").await
    });
}

#[test]
fn somebody_else_does_not_get_the_page() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        SignIn(console)
            .and_go_to(OLIVIA, NEW_API_TOKEN, "Create API token")
            .await?;
        let form = CreateToken(console);
        form.name("Typed by Olivia").await?;
        form.preset("Read only").await?;
        end_session(console).await?;
        form.submit().await?;
        let dialog = console.find("dialog", "Your session has ended").await?;
        dialog
            .find("textbox", "Email")
            .await?
            .fill("adam@acme.test")
            .await?;
        dialog.find("button", "Continue").await?.click().await?;
        dialog
            .find("textbox", "Password")
            .await?
            .fill(PASSWORD)
            .await?;
        dialog.find("button", "Sign in").await?.click().await?;
        console
            .alerts("this page belongs to olivia@acme.test")
            .await?;
        console
            .find("button", "Leave the page and continue as adam@acme.test")
            .await?
            .click()
            .await?;
        console.absent("dialog", "Your session has ended").await?;
        console
            .until("a form of their own", async || {
                let name = console.find("textbox", "Name").await?;
                Ok(name.value().await?.is_empty())
            })
            .await
    });
}

/// Three tabs at the list, whose access tokens end in a moment or have just ended.
async fn three_tabs(console: &Console, seconds: u32) -> Result<()> {
    olivia_at_her_tokens(console).await?;
    for _ in 0..2 {
        console.new_tab().await?;
        console.open(API_TOKENS).await?;
        console.find("table", "API Tokens").await?;
    }
    console
        .control("clock", &json!({ "advance_seconds": seconds }))
        .await
        .map(drop)
}

/// Waits until every request so far is answered.
async fn at_rest(console: &Console) -> Result<()> {
    console
        .until("an answer to every request", async || {
            let requests = console.requests().await?;
            Ok(requests.iter().all(|request| request.status != 0))
        })
        .await
}

/// How many requests have been answered.
async fn answers(console: &Console) -> Result<usize> {
    let requests = console.requests().await?;
    Ok(requests
        .iter()
        .filter(|request| request.status != 0)
        .count())
}

/// Goes to a list and waits for its answer: the table is there before that, and only an answer shows what
/// time it is.
async fn to_list(console: &Console, list: &str) -> Result<()> {
    let before = answers(console).await?;
    console.find("link", list).await?.click().await?;
    console.find("table", list).await?;
    console
        .until("an answer", async || Ok(answers(console).await? > before))
        .await?;
    at_rest(console).await
}

/// Runs a script in all three tabs at the same moment.
async fn in_all_tabs(console: &Console, script: &str) -> Result<()> {
    for tab in 0..3 {
        console.switch_to(tab).await?;
        let wait = format!(
            "const go = () => {{ {script} }}; window.signal = new BroadcastChannel('spec'); \
             window.signal.onmessage = go; window.go = go; return 0"
        );
        console.script(&wait).await?;
    }
    console
        .script("window.signal.postMessage('go'); window.go(); return 0")
        .await
        .map(drop)
}

#[test]
fn three_tabs_whose_session_has_run_out_renew_it_once() {
    run(Options::new(), async |console| {
        // The access tokens end an hour after they were made; the refusal is what tells it.
        console.expects_status(401);
        three_tabs(console, 3660).await?;
        let press = "document.querySelector('nav a[href$=\"/personal-access-tokens\"]').click()";
        in_all_tabs(console, press).await?;
        for tab in 0..3 {
            console.switch_to(tab).await?;
            console.find("table", "Personal Access Tokens").await?;
            for alert in console.all("alert").await? {
                let text = alert.text().await?;
                ensure!(text.is_empty(), "an alert says {text:?}");
            }
            ensure!(console.count("dialog", "Your session has ended").await? == 0);
        }
        refreshes(console, 1).await?;
        Ok(())
    });
}

#[test]
fn three_tabs_renew_once_before_it_runs_out_and_nothing_is_refused() {
    run(Options::new(), async |console| {
        // A minute before the end by both clocks. Any refusal would be in the log and fail this.
        three_tabs(console, 3545).await?;
        for tab in 0..3 {
            console.switch_to(tab).await?;
            clock_jumps(console, 3545).await?;
        }
        in_all_tabs(
            console,
            "document.dispatchEvent(new Event('visibilitychange'))",
        )
        .await?;
        refreshes(console, 1).await?;
        // What was asked with the old session is answered before that ends.
        at_rest(console).await?;
        // The same session goes on in every tab, beyond the end of the first.
        console
            .control("clock", &json!({ "advance_seconds": 120 }))
            .await?;
        for tab in 0..3 {
            console.switch_to(tab).await?;
            console
                .find("link", "Personal Access Tokens")
                .await?
                .click()
                .await?;
            console.find("table", "Personal Access Tokens").await?;
        }
        refreshes(console, 1).await?;
        Ok(())
    });
}

#[test]
fn a_clock_that_is_set_during_the_session_is_noticed() {
    for error in [3600, -3600, 3 * 3600] {
        run(Options::new(), async |console| {
            olivia_at_her_tokens(console).await?;
            clock_jumps(console, error).await?;
            for list in ["Personal Access Tokens", "API Tokens"].repeat(2) {
                to_list(console, list).await?;
                look_at_the_clock(console).await?;
            }
            refreshes(console, 0).await?;
            Ok(())
        });
    }
}

#[test]
fn a_refusal_that_comes_of_a_clock_that_was_set_is_the_only_one() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/refresh");
        olivia_at_her_tokens(console).await?;
        // No answer is on its way any more that could show what time it is.
        console
            .until("the last answers", async || {
                let requests = console.requests().await?;
                let of_roles = requests
                    .iter()
                    .filter(|request| request.url.ends_with("/v1/account/roles"));
                Ok(of_roles.count() == 1)
            })
            .await?;
        at_rest(console).await?;
        clock_jumps(console, 3600).await?;
        look_at_the_clock(console).await?;
        refreshes(console, 1).await?;
        for list in ["Personal Access Tokens", "API Tokens"].repeat(2) {
            to_list(console, list).await?;
            look_at_the_clock(console).await?;
        }
        refreshes(console, 1).await?;
        Ok(())
    });
}

#[test]
fn a_wrong_clock_does_not_matter() {
    for error in [3600, -3600, 3 * 3600] {
        run(Options::new().clock_error(error), async |console| {
            SignIn(console)
                .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
                .await?;
            console.find("table", "API Tokens").await?;
            console.reload().await?;
            console.find("table", "API Tokens").await?;
            refreshes(console, 0).await
        });
    }
}

#[test]
fn another_user_in_another_tab_ends_this_session_and_says_so() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        SignIn(console)
            .and_go_to(OLIVIA, API_TOKENS, "API Tokens")
            .await?;
        console.new_tab().await?;
        console.open("/login/sso").await?;
        // A page without a session of its own that signs somebody else in.
        console.script("sessionStorage.clear(); return 0").await?;
        let script = "return (async () => {
            const answer = await fetch('/v1/login', { method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ username: 'adam@acme.test', password: 'sandbox-Passw0rd' }) });
            const pair = await answer.json();
            window.sisters = new BroadcastChannel('openlane-session');
            window.sisters.postMessage(
                `2 signed in\\n\\n${pair.access_token}\\n${pair.refresh_token}\\n0`);
            return answer.status })()";
        ensure!(console.script(script).await? == 200);
        console.switch_to(0).await?;
        console.find("dialog", "Your session has ended").await?;
        console
            .shows("Somebody else has signed in in another tab")
            .await?;
        // The first one's rows are no business of whoever sits here now.
        for name in ["API Tokens", "Acme Security", "Create"] {
            console.hides(name).await?;
        }
        Ok(())
    });
}

/// Sam, whose organization knows no password, in the middle of a form when the session ends.
async fn sam_in_a_form(console: &Console) -> Result<()> {
    console.expects_failed_requests("");
    console
        .open("/developers/personal-access-tokens/new")
        .await?;
    SignIn(console).give_email("sam@globex.test").await?;
    at_the_provider(console, "Continue as Sam Single").await?;
    console
        .find("heading", "Create personal access token")
        .await?;
    let form = CreateToken(console);
    form.name("Typed by Sam").await?;
    form.organization("Globex Compliance")
        .await?
        .click()
        .await?;
    end_session(console).await?;
    form.submit().await?;
    console.find("dialog", "Your session has ended").await?;
    Ok(())
}

/// The button that opens the identity provider of the sandbox: it names its host.
fn open_button(console: &Console) -> String {
    format!(
        "Open {}",
        console.sandbox().origin().trim_start_matches("http://")
    )
}

/// Opens the identity provider from the dialog, for the first time or `again`, and goes to its tab.
async fn open_the_provider(console: &Console, again: &str) -> Result<()> {
    let before = console.driver().windows().await?.len();
    let button = format!("{}{again}", open_button(console));
    console.find("button", &button).await?.click().await?;
    console
        .until("a tab of its own", async || {
            Ok(console.driver().windows().await?.len() > before)
        })
        .await?;
    console.switch_to(before).await
}

#[test]
fn single_sign_on_goes_on_in_a_tab_of_its_own() {
    run(Options::new(), async |console| {
        sam_in_a_form(console).await?;
        console.has_no_accessibility_faults().await?;
        open_the_provider(console, "").await?;
        // Denied at first: the other tab says so, and the page still waits.
        at_the_provider(console, "Deny").await?;
        console.alerts("the request was denied").await?;
        console.driver().close_window().await?;
        console.switch_to(0).await?;
        console.shows("Waiting for the other tab").await?;
        open_the_provider(console, " again").await?;
        at_the_provider(console, "Continue as Sam Single").await?;
        // The tab closes itself, or says that it can be closed.
        console
            .until("the end of the sign-in", async || {
                let tabs = console.driver().windows().await?.len();
                Ok(tabs == 1 || console.text().await?.contains("This one can be closed"))
            })
            .await?;
        console.switch_to(0).await?;
        console.absent("dialog", "Your session has ended").await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Typed by Sam");
        CreateToken(console).submit().await?;
        TokenCreated(console).appears().await?;
        console.shows("Typed by Sam").await
    });
}

#[test]
fn a_tab_that_the_browser_does_not_open_is_told() {
    run(Options::new(), async |console| {
        sam_in_a_form(console).await?;
        console.script("window.open = () => null; return 0").await?;
        console
            .find("button", &open_button(console))
            .await?
            .click()
            .await?;
        console
            .alerts("Your browser did not open a new tab")
            .await?;
        ensure!(console.driver().windows().await?.len() == 1);
        Ok(())
    });
}

#[test]
fn a_value_waits_hidden_for_its_own_person() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        olivia_at_her_tokens(console).await?;
        let token = new_personal_token(console, "Open at the end", &["Globex Compliance"]).await?;
        end_session(console).await?;
        // The token is refused, and why can no longer be asked.
        console
            .find("button", "Verify token")
            .await?
            .click()
            .await?;
        let dialog = console.find("dialog", "Your session has ended").await?;
        // It is in no place of the page meanwhile, and leaving still asks.
        let shown = "return document.documentElement.outerHTML + \
            [...document.querySelectorAll('textarea, input')].map((field) => field.value)";
        let shown = console.script(shown).await?;
        ensure!(!shown.as_str().unwrap_or_default().contains(&token));
        dialog
            .find("button", "Leave this page")
            .await?
            .click()
            .await?;
        console
            .find("alertdialog", "Leave without storing the token?")
            .await?;
        console.find("button", "Stay").await?.click().await?;
        sign_in_again(console).await?;
        let created = TokenCreated(console);
        ensure!(created.reveal().await? == token);
        created.done().await?;
        console.has_forgotten(&token).await
    });
}
