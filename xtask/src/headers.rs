//! The answer headers that go with every page. `Trunk.toml` says the same to the development server, `deploy/` to nginx
//! and Caddy; a test in each place compares them with these.

/// Features of a browser which the console never uses, so nothing that slips into it can either.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), \
    clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
    gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), \
    microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), \
    serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()";

/// What a page's own `<meta>` cannot say. Browsers apply this policy in addition to the one in the page.
pub(crate) const FRAME_POLICY: &str = "frame-ancestors 'none'";

/// Name and value of each header, apart from those for caching.
pub(crate) const HEADERS: [(&str, &str); 5] = [
    ("Content-Security-Policy", FRAME_POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
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
}
