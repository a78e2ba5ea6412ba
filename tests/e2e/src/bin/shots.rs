//! Pictures of every page and state, at five widths, light and dark: `cargo xtask shots`.
//!
//! They are to be looked at, not compared by a machine. Writes below the folder that is its only argument.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use e2e::{Options, Result, gallery, run};

/// Width and height of the window.
const SIZES: [(u32, u32); 5] = [
    (1440, 900),
    (1024, 768),
    (768, 1024),
    (390, 844),
    (320, 640),
];
/// The same moment in every picture.
const NOW: &str = "2026-06-15T10:00:00Z";

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
            run(options, async |console| {
                gallery::walk(console, async |name| {
                    // What sticks to the window would stand in the middle of the picture.
                    console.script("scrollTo(0, 0); return 0").await?;
                    let file = format!("{name}-{width}-{theme}.png");
                    console.whole_picture(&folder.join(file)).await
                })
                .await
            });
        }
    }
    fs::write(folder.join("index.html"), index(&folder)?)?;
    println!("The gallery is {}.", folder.join("index.html").display());
    Ok(())
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
    let mut page = "<!doctype html><meta charset=utf-8><title>Gallery</title>\
        <style>img{max-width:19%;vertical-align:top;border:1px solid #888}</style>"
        .to_owned();
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
