//! What is fetched before the console runs, under which policy, and what is said when a part is missing.

use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;

use super::held_answers::{hold_answers, is_held, release};
use e2e::pages::{SignIn, TokenList};
use e2e::{Console, Key, Options, Request, Result, Setup, ensure, run};

const LOST: &str = "This part of the console could not be loaded";

/// What was fetched of the console itself since the first `from` requests.
async fn files_of_the_console(console: &Console, from: usize) -> Result<Vec<Request>> {
    let requests = console.requests().await?;
    ensure!(
        requests
            .iter()
            .all(|request| request.url.starts_with(console.sandbox().origin())),
        "{requests:#?}"
    );
    let files = requests
        .into_iter()
        .skip(from)
        .filter(|request| request.kind != "Fetch" || request.url.contains(".wasm"));
    Ok(files.collect())
}

#[test]
fn a_first_visit_fetches_four_files_of_its_own_origin() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.find("table", "API Tokens").await?;
        let from = console.requests().await?.len();
        console.reload().await?;
        console.find("table", "API Tokens").await?;
        let files = files_of_the_console(console, from).await?;
        ensure!(files.len() == 4, "{files:#?}");
        Ok(())
    });
}

#[test]
fn a_page_brings_its_code_when_it_is_first_opened() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        let files = files_of_the_console(console, 0).await?;
        ensure!(files.len() > 4, "{files:#?}");
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        for (times, more) in [(1, true), (2, false)] {
            let from = console.requests().await?.len();
            console.find("link", "Create").await?.click().await?;
            console.find("textbox", "Name").await?;
            for list in ["Personal Access Tokens", "API Tokens"] {
                console.find("link", list).await?.click().await?;
                console.find("table", list).await?;
            }
            let files = files_of_the_console(console, from).await?;
            ensure!(files.is_empty() != more, "the {times}. time: {files:#?}");
        }
        Ok(())
    });
}

#[test]
fn a_form_whose_link_has_had_the_focus_needs_no_network_any_more() {
    run(Options::new(), async |console| {
        // What a form fetches for later is not there; it is for later.
        console.expects_network_failures();
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.find("table", "API Tokens").await?;
        for link in ["Create several", "Create"] {
            console.press(Key::Tab).await?;
            console.focuses("link", link).await?;
        }
        console
            .until("the scopes and the form's code", async || {
                let have_arrived = arrived(console).await?;
                let is_there = |part: &str| have_arrived.iter().any(|url| url.contains(part));
                // The form's file is the last one of those that it needs to be asked for.
                let asked = console.requests().await?;
                Ok(is_there("/v1/scopes")
                    && is_there("/create-")
                    && asked
                        .iter()
                        .filter(|request| request.url.contains(".wasm"))
                        .all(|request| is_there(&request.url)))
            })
            .await?;
        console.offline(true).await?;
        let link = console.find("link", "Create").await?;
        link.press(Key::Enter).await?;
        console.find("checkbox", "Evidence: Read").await?;
        console.find("checkbox", "Task: Read").await?;
        console.focuses("heading", "Create API token").await
    });
}

/// The addresses of everything that has arrived since the page was loaded.
async fn arrived(console: &Console) -> Result<Vec<String>> {
    let names =
        "return performance.getEntriesByType('resource').map((entry) => entry.name).join('\\n')";
    let names = console.script(names).await?;
    let names = names.as_str().unwrap_or_default();
    Ok(names.lines().map(str::to_owned).collect())
}

#[test]
fn the_scopes_are_asked_for_while_the_code_of_the_form_is_on_its_way() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.find("table", "API Tokens").await?;
        hold_answers(console, "/create-").await?;
        console.find("link", "Create").await?.click().await?;
        is_held(console).await?;
        console
            .until("the scopes", async || {
                let arrived = arrived(console).await?;
                Ok(arrived.iter().any(|url| url.ends_with("/v1/scopes")))
            })
            .await?;
        console.absent("textbox", "Name").await?;
        release(console).await?;
        console.find("checkbox", "Evidence: Read").await?;
        let requests = console.requests().await?;
        let asked = requests
            .iter()
            .filter(|request| request.url.ends_with("/v1/scopes"));
        ensure!(asked.count() == 1, "{requests:#?}");
        Ok(())
    });
}

/// The list of API tokens is there, and the network is not any more.
async fn cut_off_at_the_list(console: &Console) -> Result<()> {
    console.expects_network_failures();
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    console.find("table", "API Tokens").await?;
    console.offline(true).await
}

#[test]
fn a_page_whose_code_does_not_arrive_says_so_and_comes_later() {
    run(Options::new(), async |console| {
        cut_off_at_the_list(console).await?;
        console.find("link", "Create").await?.click().await?;
        console.alerts(LOST).await?;
        console.find("heading", "Page not loaded").await?;
        console.has_no_accessibility_faults().await?;
        // Asked again while nothing has changed, it says so again.
        console.find("button", "Try again").await?.click().await?;
        console.alerts(LOST).await?;
        console.offline(false).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("heading", "Create API token").await?;
        console.absent("alert", LOST).await?;
        Ok(())
    });
}

#[test]
fn a_menu_whose_code_does_not_arrive_says_so_and_fills_later() {
    run(Options::new(), async |console| {
        cut_off_at_the_list(console).await?;
        console
            .find("button", "Actions for Evidence upload")
            .await?
            .click()
            .await?;
        console
            .find("menuitem", "The rest of this menu could not be loaded")
            .await?;
        console.find("menuitem", "Details").await?;
        console.has_no_accessibility_faults().await?;
        console.offline(false).await?;
        console.find("menuitem", "Try again").await?.click().await?;
        console.find("menuitem", "Disable").await?.click().await?;
        let dialog = console
            .find("alertdialog", "Disable Evidence upload?")
            .await?;
        dialog.find("button", "Cancel").await?.click().await?;
        // Menus and dialogs are here from now on.
        console.offline(true).await?;
        TokenList::api(console)
            .choose("Evidence upload", "Delete")
            .await?;
        console
            .find("alertdialog", "Delete Evidence upload?")
            .await?;
        Ok(())
    });
}

#[test]
fn a_menu_has_no_item_to_press_before_it_has_all_of_them() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        hold_answers(console, "/actions-").await?;
        console
            .find("button", "Actions for Evidence upload")
            .await?
            .click()
            .await?;
        is_held(console).await?;
        console.find("menuitem", "Loading…").await?;
        console.absent("menuitem", "Details").await?;
        release(console).await?;
        console.find("menuitem", "Details").await?;
        console.find("menuitem", "Delete").await.map(drop)
    });
}

#[test]
fn a_dialog_whose_code_does_not_arrive_says_so_and_comes_later() {
    run(Options::new(), async |console| {
        cut_off_at_the_list(console).await?;
        console.find("button", "Filter").await?.click().await?;
        console.shows(LOST).await?;
        console.has_no_accessibility_faults().await?;
        console.offline(false).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("checkbox", "Active").await.map(drop)
    });
}

#[test]
fn an_authorization_whose_code_does_not_arrive_says_so_and_works_later() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        let list = TokenList::personal(console);
        SignIn(console)
            .and_go_to(
                "olivia@acme.test",
                PERSONAL_TOKENS,
                "Personal Access Tokens",
            )
            .await?;
        // Also for who passes over the names of tokens, which have it fetched ahead.
        console.block(&["*/details-*.wasm"]).await?;
        console.find("link", "Globex sync").await?;
        let authorize = "Authorize Globex Compliance for SSO";
        list.choose("Globex sync", authorize).await?;
        console.shows(LOST).await?;
        console.has_no_accessibility_faults().await?;
        console.block(&[]).await?;
        list.choose("Globex sync", authorize).await?;
        console.find("button", "Continue as Olivia Owner").await?;
        Ok(())
    });
}

#[test]
fn the_code_of_a_page_that_is_not_of_this_build_does_not_run() {
    let dist = damaged("another-part", "create-", "wasm", |file| {
        Ok(fs::write(file, b"\0asm\x01\0\0\0")?)
    });
    let options = Options::new().dist(dist.expect("a damaged build"));
    run(options, async |console| {
        console.expects_network_failures();
        console.expects_log("integrity");
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        console.find("link", "Create").await?.click().await?;
        console.alerts(LOST).await?;
        console.find("button", "Reload the page").await?;
        // The rest of the console goes on.
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("table", "Personal Access Tokens").await?;
        Ok(())
    });
}

#[test]
fn the_policy_keeps_everything_else_out() {
    run(Options::new(), async |console| {
        console.expects_policy_violations();
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        // Whoever gets text into a place where it would run is refused there (Trusted Types), and what runs
        // or changes the page without having come with the build is refused again.
        let refused = console
            .script(
                "return (async () => {
                 const isRefused = (attempt) => { try { attempt(); return false } catch { return true } };
                 // Another script of the same origin, uploaded by somebody.
                 const blocked = new Promise((resolve) => document.addEventListener('securitypolicyviolation',
                     (event) => resolve(new URL(event.blockedURI).pathname), { once: true }));
                 import('/uploaded.js').catch(() => {});
                 if (await blocked !== '/uploaded.js') return 'runs';
                 const script = document.createElement('script');
                 const style = document.createElement('style');
                 style.textContent = 'body { display: none }';
                 document.head.append(style);
                 script.append('window.intruder = 1');
                 document.head.append(script);
                 return [
                     isRefused(() => document.body.innerHTML += '<p>intruder</p>'),
                     isRefused(() => document.body.insertAdjacentHTML('beforeend', '<p>intruder</p>')),
                     isRefused(() => script.src = 'https://example.com/intruder.js'),
                     window.intruder === undefined,
                     getComputedStyle(document.body).display !== 'none',
                 ] })()",
            )
            .await?;
        ensure!(
            refused == serde_json::json!([true, true, true, true, true]),
            "{refused}"
        );
        Ok(())
    });
}

/// A host that sends the files of the build and no headers about them, and a page that shows the console in a
/// frame at `/frame`. Answers 100 requests at most.
fn host_without_headers(dist: PathBuf) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().take(100).flatten() {
            let mut line = String::new();
            let mut reader = BufReader::new(&stream);
            if reader.read_line(&mut line).is_err() {
                continue;
            }
            let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
            // The rest of the request has to be read, or the answer is lost.
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {}
            let file = dist.join(path.trim_start_matches('/'));
            let page = || fs::read(dist.join("index.html")).unwrap_or_default();
            let (kind, body) = match file.extension().and_then(OsStr::to_str) {
                _ if path == "/frame" => {
                    let frame =
                        "<!doctype html><title>Around</title><iframe title=Framed src=/login>";
                    ("text/html", frame.as_bytes().to_vec())
                }
                Some("js") => ("text/javascript", fs::read(file).unwrap_or_default()),
                Some("css") => ("text/css", fs::read(file).unwrap_or_default()),
                Some("wasm") => ("application/wasm", fs::read(file).unwrap_or_default()),
                _ => ("text/html", page()),
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n",
                body.len()
            );
            // Whoever does not wait for the answer does not need it.
            let _ = (&stream).write_all(&[head.as_bytes(), &body].concat());
        }
    });
    Ok(address)
}

#[test]
fn within_another_page_it_does_not_run() {
    run(Options::new(), async |console| {
        let host = host_without_headers(Setup::read()?.dist)?;
        console
            .script(&format!("location.href = '{host}/frame'"))
            .await?;
        let text =
            "return document.querySelector('iframe')?.contentDocument?.body?.innerText ?? ''";
        console
            .until("the sentence in the frame", async || {
                let text = console.script(text).await?;
                let text = text.as_str().unwrap_or_default();
                Ok(text.contains("The console does not run inside another page"))
            })
            .await?;
        console.expects_log("does not run inside another page");
        Ok(())
    });
}

/// A copy of the build in which one file has been changed.
pub fn damaged(
    name: &str,
    beginning: &str,
    ending: &str,
    change: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let setup = Setup::read()?;
    let folder = setup.output.join("damaged").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(&setup.dist)? {
        let file = entry?.path();
        let is_compressed = file
            .extension()
            .is_some_and(|ending| ending == "br" || ending == "gz");
        if let Some(name) = file
            .file_name()
            .filter(|_| !is_compressed && file.is_file())
        {
            let copy = folder.join(name);
            fs::copy(&file, &copy)?;
        }
    }
    for entry in fs::read_dir(&folder)? {
        let file = entry?.path();
        let begins = file
            .file_name()
            .is_some_and(|found| found.to_string_lossy().starts_with(beginning));
        if begins && file.extension().is_some_and(|found| found == ending) {
            return change(&file).map(|()| folder);
        }
    }
    e2e::bail!("the build has no {beginning}….{ending}")
}

fn says_what_is_missing(dist: PathBuf, part: &'static str) {
    run(Options::new().dist(dist), async |console| {
        console.expects_network_failures();
        for damage in [
            "Failed to",
            "integrity",
            "CompileError",
            "LinkError",
            "Fetch API cannot load",
        ] {
            console.expects_log(damage);
        }
        console.open("/developers/api-tokens").await?;
        console.alerts("The console could not start").await?;
        console.alerts(part).await?;
        let alert = console.find("alert", "").await?;
        alert.find("link", "Reload the page").await?;
        ensure!(console.count("textbox", "Email").await? == 0);
        Ok(())
    });
}

#[test]
fn without_its_wasm_the_page_says_so() {
    let dist = damaged("no-wasm", "console-", "wasm", |file| {
        Ok(fs::remove_file(file)?)
    })
    .expect("a damaged build");
    says_what_is_missing(dist, ".wasm");
}

#[test]
fn with_half_a_wasm_the_page_says_so() {
    let dist = damaged("half-a-wasm", "console-", "wasm", |file| {
        let bytes = fs::read(file)?;
        Ok(fs::write(file, &bytes[..bytes.len() / 2])?)
    });
    says_what_is_missing(dist.expect("a damaged build"), ".wasm");
}

#[test]
fn without_its_code_the_page_says_so() {
    let dist = damaged("no-code", "console-", "js", |file| {
        Ok(fs::remove_file(file)?)
    })
    .expect("a damaged build");
    says_what_is_missing(dist, ".js");
}

#[test]
fn with_other_code_than_was_built_nothing_runs() {
    let dist = damaged("other-code", "console-", "js", |file| {
        Ok(fs::write(
            file,
            "export default () => document.body.remove()",
        )?)
    });
    says_what_is_missing(dist.expect("a damaged build"), ".js");
}

#[test]
fn without_javascript_the_page_says_so() {
    run(
        Options::new().browser("--blink-settings=scriptEnabled=false"),
        async |console| {
            console.open("/login").await?;
            console
                .find("heading", "This console needs JavaScript")
                .await?;
            Ok(())
        },
    );
}
