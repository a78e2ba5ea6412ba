//! The console's files behind a real nginx, with the configuration that people are given.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use tokio::process::{Child, Command};

use super::options::{Hosting, Options};
use super::sandbox::free_port;
use super::setup::Setup;
use super::wait;

/// The configuration under test.
const CONFIGURATION: &str = include_str!("../../../../deploy/nginx.conf");

/// What stands around it in a Debian installation, only that everything stays in one folder and one process.
const MAIN: &str = "\
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include console.conf;
    include api*.conf;
}
";

/// A running nginx. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Nginx {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Nginx {
    pub(crate) async fn start(
        setup: &Setup,
        options: &Options,
        hosting: &Hosting,
        port: u16,
        sandbox: &str,
    ) -> Result<Self> {
        let program = variable("NGINX_PATH")?;
        let folder = setup.output.join(format!("nginx-{port}"));
        let (dist, root) = if hosting.base == "/" {
            let dist = options.dist.as_ref().unwrap_or(&setup.dist).clone();
            (dist.clone(), dist)
        } else {
            // The build lies where the path says: <root>/console/index.html
            let dist = variable("CONSOLE_DIST_BELOW")?;
            let depth = hosting.base.matches('/').count() - 1;
            let root = dist.ancestors().nth(depth).unwrap_or(&dist).to_owned();
            (dist, root)
        };
        ensure!(
            dist.join("index.html").exists(),
            "there is no build in {}",
            dist.display()
        );
        fs::create_dir_all(&folder)?;
        let mut api = sandbox.trim_start_matches("http://").to_owned();
        if let Some(directives) = &hosting.api {
            api = format!("127.0.0.1:{}", free_port()?);
            let server = format!("server {{\n    listen {api};\n    {directives}\n}}\n");
            fs::write(folder.join("api.conf"), server)?;
        }
        fs::write(folder.join("nginx.conf"), MAIN)?;
        fs::write(
            folder.join("console.conf"),
            configuration(port, &root, &api, &hosting.base)?,
        )?;
        let log = fs::File::create(folder.join("error.log"))?;
        let child = Command::new(&program)
            .arg("-p")
            .arg(&folder)
            .args(["-c", "nginx.conf", "-e", "stderr"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut nginx = Self {
            child,
            address: format!(
                "http://127.0.0.1:{port}{}",
                hosting.base.trim_end_matches('/')
            ),
            folder,
        };
        nginx.is_ready().await?;
        Ok(nginx)
    }

    /// Origin and base path of the console, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    async fn is_ready(&mut self) -> Result<()> {
        let page = format!("{}/index.html", self.address);
        let said = self.folder.join("error.log");
        let ready = wait::until("nginx", async || {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(Err(status)));
            }
            let status = reqwest::get(&page).await?.status();
            ensure!(status == 200, "it answers {status}");
            Ok(Some(Ok(())))
        });
        match ready.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(status)) => bail!(
                "nginx ended ({status}); it said: {}",
                fs::read_to_string(said)?
            ),
            Err(error) => Err(error.context(fs::read_to_string(said)?)),
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn variable(name: &str) -> Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).with_context(|| {
        format!(
            "{name} is not set: `cargo xtask test --only e2e` does, and gets nginx where it can"
        )
    })
}

/// What the comments of the file ask people to change.
fn configuration(port: u16, root: &Path, api: &str, base: &str) -> Result<String> {
    let root = root.display();
    let mut changes = vec![
        ("listen 80; # <-", format!("listen 127.0.0.1:{port}; #")),
        ("root /srv/console; # <-", format!("root \"{root}\"; #")),
        ("server 127.0.0.1:17608; # <-", format!("server {api}; #")),
    ];
    if base != "/" {
        let without_slash = base.trim_end_matches('/');
        changes.extend([
            (
                "# location = /console {",
                format!("location = {without_slash} {{"),
            ),
            ("return 308 /console/;", format!("return 308 {base};")),
            (
                "location / { # base path",
                format!("location {base} {{ # base path"),
            ),
            (
                "try_files $uri /index.html; # base path",
                format!("try_files $uri {base}index.html; # base path"),
            ),
        ]);
    }
    let mut text = CONFIGURATION.to_owned();
    for (marked, changed) in changes {
        ensure!(
            text.matches(marked).count() == 1,
            "deploy/nginx.conf has not one `{marked}`"
        );
        text = text.replace(marked, &changed);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_can_be_changed() {
        let root = configuration(8080, Path::new("/a b"), "127.0.0.1:1", "/").expect("a file");
        assert!(root.contains("    listen 127.0.0.1:8080;") && root.contains("root \"/a b\";"));
        let below = configuration(8080, Path::new("/srv"), "127.0.0.1:1", "/a/b/").expect("a file");
        assert!(
            below.contains("    location = /a/b { return 308 /a/b/; }"),
            "{below}"
        );
        assert!(below.contains("    location /a/b/ {"));
        assert!(below.contains("try_files $uri /a/b/index.html;"));
    }
}
