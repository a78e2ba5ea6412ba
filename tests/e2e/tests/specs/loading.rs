//! What is fetched before the console runs, under which policy, and what is said when a part is missing.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::{Options, Result, Setup, ensure, run};

#[test]
fn a_first_visit_fetches_four_files_of_its_own_origin() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        let requests = console.requests().await?;
        let files: Vec<_> = requests
            .iter()
            .filter(|request| request.kind != "Fetch" || request.url.contains(".wasm"))
            .collect();
        ensure!(files.len() == 4, "{files:#?}");
        ensure!(
            requests
                .iter()
                .all(|request| request.url.starts_with(console.sandbox().origin())),
            "{requests:#?}"
        );
        Ok(())
    });
}

#[test]
fn the_policy_keeps_everything_else_out() {
    run(Options::new(), async |console| {
        console.expects_log("Content Security Policy");
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        let refused = console
            .script(
                "const script = document.createElement('script'); script.textContent = 'window.intruder = 1';
                 document.head.append(script);
                 const style = document.createElement('style'); style.textContent = 'body { display: none }';
                 document.head.append(style);
                 return [window.intruder === undefined, getComputedStyle(document.body).display !== 'none']",
            )
            .await?;
        ensure!(refused == serde_json::json!([true, true]), "{refused}");
        Ok(())
    });
}

/// A copy of the build in which one file has been changed.
fn damaged(name: &str, ending: &str, change: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
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
        if file.extension().is_some_and(|found| found == ending) {
            return change(&file).map(|()| folder);
        }
    }
    e2e::bail!("the build has no {ending}")
}

fn says_what_is_missing(dist: PathBuf, part: &'static str) {
    run(Options::new().dist(dist), async |console| {
        for expected in [
            "Failed to",
            "integrity",
            "CompileError",
            "LinkError",
            "Fetch API cannot load",
        ] {
            console.expects_log(expected);
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
    let dist =
        damaged("no-wasm", "wasm", |file| Ok(fs::remove_file(file)?)).expect("a damaged build");
    says_what_is_missing(dist, ".wasm");
}

#[test]
fn with_half_a_wasm_the_page_says_so() {
    let dist = damaged("half-a-wasm", "wasm", |file| {
        let bytes = fs::read(file)?;
        Ok(fs::write(file, &bytes[..bytes.len() / 2])?)
    });
    says_what_is_missing(dist.expect("a damaged build"), ".wasm");
}

#[test]
fn without_its_code_the_page_says_so() {
    let dist =
        damaged("no-code", "js", |file| Ok(fs::remove_file(file)?)).expect("a damaged build");
    says_what_is_missing(dist, ".js");
}

#[test]
fn with_other_code_than_was_built_nothing_runs() {
    let dist = damaged("other-code", "js", |file| {
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
