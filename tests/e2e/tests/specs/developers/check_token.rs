//! A value that somebody has found: whether it works, which token it is, and how to end it.

use e2e::harness::Node;
use e2e::pages::SignIn;
use e2e::paths::{API_TOKENS, CHECK, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use crate::sso_support::{end_session, sign_in_again};

use super::token_list_support::fits_its_width;
use super::token_support::Made;

/// Tokens of the seed by their names.
const GITHUB: &str = "01K00000000000000000AT0001";
const EXPIRED: &str = "01K00000000000000000AT0016";
const DISABLED: &str = "01K00000000000000000AT0017";
const PROBE: &str = "01K00000000000000000AT0024";
const GLOBEX: &str = "01K00000000000000000AT0032";
const NEEDS_SSO: &str = "01K00000000000000000AT0033";
const LAPTOP: &str = "01K00000000000000000PT0001";
const MIAS: &str = "01K00000000000000000PT0013";

async fn at_check(console: &Console, email: &str) -> Result<()> {
    SignIn(console)
        .and_go_to(email, CHECK, "Check a token")
        .await
}

/// Pastes a text and checks it. Each value is answered with 401 that does not work.
async fn check(console: &Console, text: &str) -> Result<()> {
    let field = console
        .find("textbox", "Token, or text that contains one")
        .await?;
    field.set_value(text).await?;
    console.expects_status(401);
    console.find("button", "Check").await?.click().await
}

fn end(value: &str) -> &str {
    &value[value.len() - 4..]
}

/// The result for a value.
async fn result<'a>(console: &'a Console, value: &str) -> Result<Node<'a>> {
    let kind = if value.starts_with("tola_") {
        "API token"
    } else {
        "personal access token"
    };
    let name = format!("{}…{} · {kind}", &value[..5], end(value));
    console.find("article", &name).await
}

/// Whether `/query` accepts the value alone.
async fn works(console: &Console, value: &str) -> Result<bool> {
    let query = json!({ "query": "{ __typename }" });
    Ok(console.post_as("/query", value, &query).await?.status == 200)
}

#[test]
fn a_log_with_three_values_is_answered_value_by_value() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let live = console.seeded_value("tola_", PROBE).await?;
        let expired = console.seeded_value("tola_", EXPIRED).await?;
        let made_up = format!("tola_{}", "x1Y2".repeat(16));
        let log = format!(
            "10:00:01 GET /query Authorization: Bearer {live}\n\
             10:00:02 {{\"token\":\"{expired}\"}} retry with {live}\nTOKEN={made_up};"
        );
        let from = console.requests().await?.len();
        check(console, &log).await?;
        result(console, &live)
            .await?
            .comes_to_show("Accepted: it works")
            .await?;
        let found = result(console, &live).await?;
        found.find("link", "Authentication probe").await?;
        found.comes_to_show("Acme Security").await?;
        let refused = result(console, &expired).await?;
        refused.comes_to_show("Refused: it has expired").await?;
        let unknown = result(console, &made_up).await?;
        unknown
            .comes_to_show("Refused: Openlane does not know it")
            .await?;
        // What the page says is what the backend does.
        ensure!(works(console, &live).await?);
        ensure!(!works(console, &expired).await? && !works(console, &made_up).await?);
        // Each was tried once, alone, and the field is empty again.
        let alone = |body: &str| body.contains("query ApiTokenBearer");
        let tried = console.requests().await?.into_iter().skip(from);
        ensure!(tried.filter(|request| alone(&request.body)).count() == 3);
        let field = console
            .find("textbox", "Token, or text that contains one")
            .await?;
        field.comes_to_hold("").await
    });
}

#[test]
fn the_token_is_found_among_all_by_the_use_of_the_check_and_can_be_disabled_there() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let value = console.seeded_value("tola_", GITHUB).await?;
        check(console, &value).await?;
        let found = result(console, &value).await?;
        found.find("link", "GitHub Actions deploy").await?;
        found.comes_to_show("Olivia Owner (you)").await?;
        found.find("button", "Disable").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Disable GitHub Actions deploy?")
            .await?;
        // The check itself was a use.
        dialog.comes_to_show("It may be in use").await?;
        dialog.find("button", "Disable").await?.click().await?;
        found.comes_to_show("The token has changed since").await?;
        ensure!(!works(console, &value).await?, "it still works");
        found.find("button", "Check again").await?.click().await?;
        found
            .comes_to_show("Refused: it is disabled or revoked")
            .await?;
        // Which token it is stays known, and so do the ways to end it.
        found.find("link", "GitHub Actions deploy").await?;
        found.find("button", "Revoke").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Revoke GitHub Actions deploy?")
            .await?;
        dialog.find("button", "Revoke").await?.click().await?;
        console
            .absent("alertdialog", "Revoke GitHub Actions deploy?")
            .await?;
        found.find("button", "Delete").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Delete GitHub Actions deploy?")
            .await?;
        let name = dialog
            .find("textbox", "Type the name of the token to delete it")
            .await?;
        name.fill("GitHub Actions deploy").await?;
        dialog.find("button", "Delete").await?.click().await?;
        found.comes_to_show("The token is deleted").await?;
        ensure!(found.count("button", "Disable").await? == 0);
        Ok(())
    });
}

/// Uses another token at the same moment: whenever a value is tried.
async fn another_is_used_meanwhile(console: &Console, other: &str) -> Result<()> {
    let script = format!(
        "const send = window.fetch; window.fetch = async (request, ...rest) => {{ \
            const body = request.clone ? await request.clone().text() : ''; \
            if (body.includes('query ApiTokenBearer') && !window.usedMeanwhile) {{ \
                window.usedMeanwhile = true; \
                const headers = {{ Authorization: 'Bearer ' + {} }}; \
                await send('/v1/scopes', {{ credentials: 'omit', headers }}); \
            }} \
            return send(request, ...rest) }}",
        json!(other)
    );
    console.script(&script).await.map(drop)
}

#[test]
fn when_another_token_is_used_at_the_same_moment_both_are_candidates_and_checking_again_tells() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let value = console.seeded_value("tola_", GITHUB).await?;
        let other = console.seeded_value("tola_", PROBE).await?;
        another_is_used_meanwhile(console, &other).await?;
        check(console, &value).await?;
        let found = result(console, &value).await?;
        let candidates = found.find("list", "Candidates").await?;
        candidates.find("link", "GitHub Actions deploy").await?;
        candidates.find("link", "Authentication probe").await?;
        ensure!(
            found.count("button", "Disable").await? == 0,
            "one of them is taken for it"
        );
        found.find("button", "Check again").await?.click().await?;
        found.find("button", "Disable").await?;
        found.find("link", "GitHub Actions deploy").await?;
        ensure!(found.count("list", "Candidates").await? == 0);
        Ok(())
    });
}

#[test]
fn a_use_that_is_noted_late_is_waited_for_when_another_token_shows_one() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let value = console.seeded_value("tola_", GITHUB).await?;
        let other = console.seeded_value("tola_", PROBE).await?;
        // The first reading after the check is one of the moment before it: only the other token had been
        // used.
        let late = format!(
            "const send = window.fetch; let list = null, earlier = null; \
             window.fetch = async (request, ...rest) => {{ \
                const body = request.clone ? await request.clone().text() : ''; \
                if (body.includes('query ApiTokens') && body.includes('last_used_at')) {{ \
                    if (earlier) {{ const answer = earlier; earlier = null; return answer; }} \
                    list ??= request.clone(); \
                }} \
                if (body.includes('query ApiTokenBearer')) {{ \
                    await send('/v1/scopes', \
                        {{ credentials: 'omit', headers: {{ Authorization: 'Bearer ' + {} }} }}); \
                    earlier = await send(list.clone()); \
                }} \
                return send(request, ...rest) }}",
            json!(other)
        );
        console.script(&late).await?;
        check(console, &value).await?;
        let found = result(console, &value).await?;
        let candidates = found.find("list", "Candidates").await?;
        candidates.find("link", "GitHub Actions deploy").await?;
        candidates.find("link", "Authentication probe").await?;
        ensure!(found.count("button", "Disable").await? == 0);
        Ok(())
    });
}

#[test]
fn the_values_are_gone_with_the_session_and_the_page_says_so() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let value = console.seeded_value("tola_", PROBE).await?;
        check(console, &value).await?;
        let found = result(console, &value).await?;
        found.find("button", "Disable").await?;
        end_session(console).await?;
        console.expects_status(400);
        found.find("button", "Check again").await?.click().await?;
        sign_in_again(console).await?;
        console.shows("The values were removed").await?;
        ensure!(console.all("article").await?.is_empty());
        console.has_forgotten(&value).await
    });
}

#[test]
fn tokens_of_other_organizations_and_people_are_told_as_such() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let globex = console.seeded_value("tola_", GLOBEX).await?;
        let blocked = console.seeded_value("tola_", NEEDS_SSO).await?;
        let mine = console.seeded_value("tolp_", LAPTOP).await?;
        let mias = console.seeded_value("tolp_", MIAS).await?;
        let disabled = console.seeded_value("tola_", DISABLED).await?;
        check(
            console,
            &[&globex, &blocked, &mine, &mias, &disabled]
                .map(String::as_str)
                .join("\n"),
        )
        .await?;
        let other = result(console, &globex).await?;
        other.comes_to_show("another of your organizations").await?;
        ensure!(other.count("button", "Disable").await? == 0);
        let sso = result(console, &blocked).await?;
        sso.comes_to_show("Refused: it needs single sign-on")
            .await?;
        let own = result(console, &mine).await?;
        own.find("link", "Laptop CLI").await?;
        own.find("button", "Disable").await?;
        let theirs = result(console, &mias).await?;
        theirs.comes_to_show("mia@acme.test").await?;
        ensure!(theirs.count("button", "Disable").await? == 0);
        let off = result(console, &disabled).await?;
        let list = off.find("link", "API Tokens: Revoked and Disabled").await?;
        for (value, is_good) in [
            (&globex, true),
            (&blocked, false),
            (&mine, true),
            (&mias, true),
            (&disabled, false),
        ] {
            ensure!(
                works(console, value).await? == is_good,
                "{value} is answered otherwise"
            );
        }
        list.click().await?;
        console
            .arrives_at(&format!("{API_TOKENS}?state=revoked%2Cdisabled"))
            .await?;
        // Gone with the page.
        for value in [&globex, &blocked, &mine, &mias, &disabled] {
            console.has_forgotten(value).await?;
        }
        Ok(())
    });
}

#[test]
fn a_text_without_a_value_is_said_at_the_field_and_stays() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let field = console
            .find("textbox", "Token, or text that contains one")
            .await?;
        for (text, words) in [
            ("no secret here", "There is no token in this text."),
            ("tola_tooShortToBeOne", "is too short or too long"),
        ] {
            field.set_value(text).await?;
            console.find("button", "Check").await?.click().await?;
            console.shows(words).await?;
            field.comes_to_be_invalid().await?;
            ensure!(field.is_focused().await? && field.value().await? == text);
        }
        Ok(())
    });
}

#[test]
fn whoever_may_not_change_tokens_is_told_which_it_is_and_who_can_end_it() {
    run(Options::new(), async |console| {
        at_check(console, "mia@acme.test").await?;
        let value = console.seeded_value("tola_", PROBE).await?;
        check(console, &value).await?;
        let found = result(console, &value).await?;
        found.find("link", "Authentication probe").await?;
        found
            .comes_to_show("You can look at this token, not change it")
            .await?;
        ensure!(found.count("button", "Disable").await? == 0);
        Ok(())
    });
}

#[test]
fn the_values_are_gone_with_the_page_and_with_the_session() {
    run(Options::new(), async |console| {
        console.watch_memory().await?;
        at_check(console, "olivia@acme.test").await?;
        let value = console.seeded_value("tola_", PROBE).await?;
        check(console, &format!("before {value} after")).await?;
        let found = result(console, &value).await?;
        found.find("button", "Disable").await?;
        console.has_forgotten(&value).await?;
        // What is kept for another check is in the program's memory only, and leaves it with the page.
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.arrives_at(PERSONAL_TOKENS).await?;
        console.find("heading", "Personal Access Tokens").await?;
        crate::wasm_memory::has_no_copy(console, &value, "the value").await?;
        console.has_forgotten(&value).await?;
        // Frozen for the back button.
        console.open(CHECK).await?;
        check(console, &value).await?;
        result(console, &value)
            .await?
            .find("button", "Disable")
            .await?;
        console
            .script("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
            .await?;
        console.shows("The values were removed").await?;
        crate::wasm_memory::has_no_copy(console, &value, "the value").await?;
        console.has_forgotten(&value).await
    });
}

#[test]
fn the_session_does_not_answer_for_a_value_that_does_not_work() {
    run(Options::new(), async |console| {
        at_check(console, "olivia@acme.test").await?;
        // The cookie of the session would be accepted where the bearer is not.
        let made_up = format!("tolp_{}", "0aB9".repeat(16));
        check(console, &made_up).await?;
        let found = result(console, &made_up).await?;
        found.comes_to_show("Refused").await?;
        let text = found.text().await?;
        ensure!(!text.contains("Accepted"), "{text}");
        let value = format!("Bearer {made_up}");
        let sent = console.requests().await?;
        ensure!(!sent.iter().any(|request| request.body.contains(&value)));
        Ok(())
    });
}

#[test]
fn what_was_made_a_moment_ago_is_found_and_fits_a_phone() {
    run(Options::new().viewport(360, 740), async |console| {
        at_check(console, "olivia@acme.test").await?;
        let made = Made::api(console, "Found-on-a-phone", "evidence:read").await?;
        console.open(CHECK).await?;
        check(console, &made.secret).await?;
        let found = result(console, &made.secret).await?;
        found.find("link", "Found-on-a-phone").await?;
        fits_its_width(console).await
    });
}
