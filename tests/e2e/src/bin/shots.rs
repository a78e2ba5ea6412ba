//! Pictures of every page and state, at four widths, light and dark: `cargo xtask shots`.
//!
//! They are to be looked at, not compared by a machine. Writes below the folder that is its only argument.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use e2e::pages::{CreateToken, SignIn, TokenCreated};
use e2e::{Console, Options, Result, run};

/// Width and height of the window.
const SIZES: [(u32, u32); 4] = [(1440, 900), (1024, 768), (768, 1024), (390, 844)];
/// The same moment in every picture.
const NOW: &str = "2026-06-15T10:00:00Z";

/// Pages that are there as soon as they are opened: name of the picture, address, heading.
const PAGES: [(&str, &str, &str); 4] = [
    ("api-tokens", "/developers/api-tokens", "API Tokens"),
    (
        "personal-access-tokens",
        "/developers/personal-access-tokens",
        "Personal Access Tokens",
    ),
    (
        "new-api-token",
        "/developers/api-tokens/new",
        "Create API token",
    ),
    (
        "new-personal-access-token",
        "/developers/personal-access-tokens/new",
        "Create personal access token",
    ),
];

fn main() -> Result<()> {
    let folder = PathBuf::from(env::args_os().nth(1).unwrap_or_else(|| "shots".into()));
    fs::create_dir_all(&folder)?;
    for (width, height) in SIZES {
        for theme in ["light", "dark"] {
            println!("{width} px, {theme}");
            let options = Options::new().viewport(width, height).now(NOW);
            let options = if theme == "dark" {
                options.dark()
            } else {
                options
            };
            let gallery = Gallery {
                folder: folder.clone(),
                suffix: format!("{width}-{theme}"),
            };
            run(options, async |console| gallery.walk(console).await);
        }
    }
    fs::write(folder.join("index.html"), index(&folder)?)?;
    println!("The gallery is {}.", folder.join("index.html").display());
    Ok(())
}

struct Gallery {
    folder: PathBuf,
    suffix: String,
}

impl Gallery {
    async fn walk(&self, console: &Console) -> Result<()> {
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        self.take(console, "sign-in").await?;
        let (_, path, heading) = PAGES[0];
        SignIn(console)
            .and_go_to("olivia@acme.test", path, heading)
            .await?;
        for (name, path, heading) in PAGES {
            console.open(path).await?;
            console.find("heading", heading).await?;
            self.take(console, name).await?;
        }
        self.create(console).await?;
        console.open("/nowhere").await?;
        console
            .until("the page for unknown addresses", async || {
                Ok(!console.all("heading").await?.is_empty())
            })
            .await?;
        self.take(console, "unknown-address").await
    }

    async fn create(&self, console: &Console) -> Result<()> {
        console.open("/developers/api-tokens/new").await?;
        let form = CreateToken(console);
        form.submit().await?;
        let name = console.find("textbox", "Name").await?;
        console
            .until("the field to be marked", async || name.is_invalid().await)
            .await?;
        self.take(console, "new-api-token-refused").await?;
        form.name("Nightly export").await?;
        form.scope("Evidence: Read").await?.click().await?;
        self.take(console, "new-api-token-filled").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        self.take(console, "token-created").await?;
        created.reveal().await?;
        self.take(console, "token-revealed").await?;
        created.done().await
    }

    /// Waits until nothing says that it is busy, then takes the picture.
    async fn take(&self, console: &Console, name: &str) -> Result<()> {
        console
            .until("the page to be at rest", async || {
                let busy = "return document.querySelector('[aria-busy=true]') === null && document.fonts.status === 'loaded' \
                            && document.getAnimations().every((motion) => motion.playState !== 'running')";
                Ok(console.script(busy).await? == true)
            })
            .await?;
        console
            .whole_picture(&self.folder.join(format!("{name}-{}.png", self.suffix)))
            .await
    }
}

/// A page with all pictures, those of one state side by side.
fn index(folder: &Path) -> Result<String> {
    let mut names: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "png")
        })
        .collect();
    names.sort();
    let mut page = "<!doctype html><meta charset=utf-8><title>Gallery</title><style>img{max-width:24%;vertical-align:top;border:1px solid #888}</style>".to_owned();
    let mut state = String::new();
    for name in names {
        let of = name.rsplitn(3, '-').last().unwrap_or_default().to_owned();
        if of != state {
            let _ = write!(page, "<h2>{of}</h2>");
            state = of;
        }
        let _ = write!(
            page,
            "<a href={name}><img src={name} alt={name} loading=lazy></a> "
        );
    }
    Ok(page)
}
