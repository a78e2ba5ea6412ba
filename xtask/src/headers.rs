//! The answer headers that go with every page. `Trunk.toml` says the same to the development server,
//! `deploy/` to nginx and Caddy; a test in each place compares them with these.

/// Features of a browser which the console never uses, so nothing that slips into it can either.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), \
    clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), \
    geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
    publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), usb=(), \
    window-management=(), xr-spatial-tracking=()";

/// What a page's own `<meta>` cannot say. Browsers apply this policy in addition to the one in the page.
pub(crate) const FRAME_POLICY: &str = "frame-ancestors 'none'";

/// Name and value of each header, apart from those for caching.
pub(crate) const HEADERS: [(&str, &str); 9] = [
    ("Content-Security-Policy", FRAME_POLICY),
    // No other origin shares a process with the console or embeds what it is made of.
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    ("Permissions-Policy", PERMISSIONS),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    // There is nothing in it for search engines.
    ("X-Robots-Tag", "noindex"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_development_server_sends_the_same() {
        let file =
            std::fs::read_to_string(crate::paths::root().join("Trunk.toml")).expect("Trunk.toml");
        for (name, value) in HEADERS {
            assert!(
                file.contains(&format!("{name} = \"{value}\"")),
                "{name}: {value}"
            );
        }
    }

    #[test]
    fn the_servers_of_deploy_send_the_same() {
        let folder = crate::paths::root().join("deploy");
        let nginx = std::fs::read_to_string(folder.join("nginx.conf")).expect("nginx.conf");
        let caddy = std::fs::read_to_string(folder.join("Caddyfile")).expect("Caddyfile");
        for (name, value) in HEADERS {
            assert!(
                nginx.contains(&format!(
                    "\n        add_header {name} \"{value}\" always;\n"
                )),
                "nginx: {name}: {value}"
            );
            assert!(
                caddy.contains(&format!("\n\t\t{name} \"{value}\"\n")),
                "Caddy: {name}: {value}"
            );
        }
    }

    #[test]
    fn the_sandbox_sends_the_same_permissions() {
        let file = crate::paths::root().join("crates/sandbox/src/console.rs");
        let file = std::fs::read_to_string(file).expect("console.rs");
        let one_line = |text: &str| {
            text.replace("\\\n", "")
                .split_whitespace()
                .collect::<String>()
        };
        assert!(one_line(&file).contains(&one_line(&format!("= \"{PERMISSIONS}\";"))));
    }

    #[test]
    fn every_server_sends_the_same_paths_to_the_api() {
        let root = crate::paths::root();
        let read = |name: &str| std::fs::read_to_string(root.join(name)).expect(name);
        let (nginx, caddy, trunk) = (
            read("deploy/nginx.conf"),
            read("deploy/Caddyfile"),
            read("Trunk.toml"),
        );
        let names = [
            "query",
            "v1",
            "authentication",
            "csrf",
            ".well-known",
            "oauth",
            "livez",
            "history",
        ];
        let pattern = names.join("|").replace('.', "\\.");
        assert!(nginx.contains(&format!("location ~ ^/({pattern})(/|$) {{")));
        for name in names {
            assert!(caddy.contains(&format!(" /{name} /{name}/*")), "{name}");
            assert!(
                trunk.contains(&format!("/{name}\"\n")) || name == "history",
                "{name}"
            );
        }
    }
}
