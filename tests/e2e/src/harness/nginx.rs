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
    /// Where it answers without TLS.
    plain: u16,
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
        let plain = if hosting.tls { free_port()? } else { port };
        let place = Place {
            port,
            root: &root,
            api: &api,
            base: &hosting.base,
            folder: &folder,
            redirect: hosting.tls.then_some(plain),
        };
        fs::write(folder.join("console.conf"), place.configuration()?)?;
        if hosting.tls {
            let made = rcgen::generate_simple_self_signed([HOST.to_owned()])?;
            fs::write(folder.join("fullchain.pem"), made.cert.pem())?;
            fs::write(folder.join("privkey.pem"), made.signing_key.serialize_pem())?;
        }
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
                "{}{}",
                origin(hosting, port),
                hosting.base.trim_end_matches('/')
            ),
            plain,
            folder,
        };
        nginx.is_ready().await?;
        Ok(nginx)
    }

    /// Origin and base path of the console, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join("console.log"))?)
    }

    /// The port on which it leads to TLS, or answers without.
    pub(crate) fn plain_port(&self) -> u16 {
        self.plain
    }

    async fn is_ready(&mut self) -> Result<()> {
        let plain = ("127.0.0.1", self.plain);
        let said = self.folder.join("error.log");
        let ready = wait::until("nginx", async || {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(Err(status)));
            }
            tokio::net::TcpStream::connect(plain).await?;
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

/// The host name that the certificate is for.
const HOST: &str = "localhost";

/// Scheme, host and port of what is hosted like this.
pub(crate) fn origin(hosting: &Hosting, port: u16) -> String {
    if hosting.tls {
        format!("https://{HOST}:{port}")
    } else {
        format!("http://127.0.0.1:{port}")
    }
}

/// What the comments of the file ask people to change.
struct Place<'a> {
    port: u16,
    root: &'a Path,
    api: &'a str,
    base: &'a str,
    /// For the log, and for certificate and key.
    folder: &'a Path,
    /// With TLS: the port that leads there.
    redirect: Option<u16>,
}

impl Place<'_> {
    fn configuration(&self) -> Result<String> {
        let Self {
            port, api, base, ..
        } = self;
        let (root, folder) = (self.root.display(), self.folder.display());
        let mut lines: Vec<&str> = CONFIGURATION
            .lines()
            .filter(|line| !line.contains("listen [::]:"))
            .collect();
        let mut changes = vec![
            ("root /srv/console; # <-", format!("root \"{root}\"; #")),
            ("server 127.0.0.1:17608; # <-", format!("server {api}; #")),
            (
                "access_log /var/log/nginx/console.log console; # <-",
                format!("access_log \"{folder}/console.log\" console; #"),
            ),
        ];
        if let Some(redirect) = self.redirect {
            changes.extend([
                (
                    "listen 80 default_server;",
                    format!("listen 127.0.0.1:{redirect} default_server;"),
                ),
                ("listen 80;", format!("listen 127.0.0.1:{redirect};")),
                (
                    "listen 443 ssl default_server;",
                    format!("listen 127.0.0.1:{port} ssl default_server;"),
                ),
                (
                    "listen 443 ssl http2; # <-",
                    format!("listen 127.0.0.1:{port} ssl http2; #"),
                ),
                (
                    "server_name console.example.com; # <- # TLS",
                    format!("server_name {HOST}; #"),
                ),
                (
                    "server_name console.example.com; # <-\n",
                    format!("server_name {HOST};\n"),
                ),
                (
                    "return 308 https://$host$request_uri;",
                    format!("return 308 https://$host:{port}$request_uri;"),
                ),
                (
                    "/etc/ssl/console/fullchain.pem",
                    format!("\"{folder}/fullchain.pem\""),
                ),
                (
                    "/etc/ssl/console/privkey.pem",
                    format!("\"{folder}/privkey.pem\""),
                ),
            ]);
        } else {
            lines.retain(|line| !line.ends_with("# TLS"));
            changes.extend([
                (
                    "listen 443 ssl http2; # <-",
                    format!("listen 127.0.0.1:{port}; #"),
                ),
                (
                    "server_name console.example.com; # <-",
                    "server_name 127.0.0.1; #".to_owned(),
                ),
            ]);
        }
        if *base != "/" {
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
        let mut text = lines.join("\n");
        for (marked, changed) in changes {
            ensure!(
                text.matches(marked).count() == 1,
                "deploy/nginx.conf has not one `{marked}`"
            );
            text = text.replace(marked, &changed);
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(root: &str, base: &str, redirect: Option<u16>) -> String {
        let place = Place {
            port: 8080,
            root: Path::new(root),
            api: "127.0.0.1:1",
            base,
            folder: Path::new("/tmp/x"),
            redirect,
        };
        place.configuration().expect("a file")
    }

    #[test]
    fn what_is_marked_can_be_changed() {
        let root = configuration("/a b", "/", None);
        assert!(root.contains("    listen 127.0.0.1:8080;") && root.contains("root \"/a b\";"));
        let below = configuration("/srv", "/a/b/", None);
        assert!(
            below.contains("    location = /a/b { return 308 /a/b/; }"),
            "{below}"
        );
        assert!(below.contains("    location /a/b/ {"));
        assert!(below.contains("try_files $uri /a/b/index.html;"));
    }

    #[test]
    fn without_tls_nothing_of_it_is_left() {
        let plain = configuration("/srv", "/", None);
        let is_tls = |line: &&str| line.contains("ssl") || line.contains("Strict-Transport");
        let mut settings = plain.lines().filter(|line| !line.trim().starts_with('#'));
        assert_eq!(settings.find(is_tls), None);
        assert_eq!(plain.matches("\nserver {").count(), 1, "{plain}");
        let tls = configuration("/srv", "/", Some(8081));
        assert_eq!(tls.matches("\nserver {").count(), 3, "{tls}");
    }
}
