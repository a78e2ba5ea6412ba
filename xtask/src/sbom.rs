//! What the shipped program is made of, as a software bill of materials: `CycloneDX` 1.6 in JSON.
//!
//! It lists the crates that are compiled into the program, each with the hash that `Cargo.lock` binds it to,
//! and those that take part in the build only (`scope: excluded`). It has no time and no serial number, so
//! that the same sources give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::check::CONSOLE;
use crate::paths;
use crate::process;
use crate::tools::WASM;

/// A package by name and version.
type Named = (String, String);

/// The bill of the shipped program.
///
/// # Errors
/// If cargo cannot tell what the program depends on.
pub(crate) fn shipped() -> Result<String> {
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--locked",
        "--filter-platform",
        WASM,
        "--features",
        "split",
    ])?;
    let metadata = serde_json::from_str(&metadata).context("cargo writes no JSON")?;
    let lock = paths::root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let bill = bill(
        &metadata,
        &checksums(&lock),
        &tree("normal,build")?,
        &tree("normal,no-proc-macro")?,
    )?;
    Ok(format!("{}\n", serde_json::to_string_pretty(&bill)?))
}

/// The packages that the shipped program depends on by such edges. `cargo metadata` does not tell: it takes
/// the features of all packages of the workspace together.
fn tree(edges: &str) -> Result<BTreeSet<Named>> {
    let text = cargo(&[
        "tree",
        "--locked",
        "--package",
        CONSOLE,
        "--features",
        "split",
        "--target",
        WASM,
        "--edges",
        edges,
        "--prefix",
        "none",
        "--format",
        "{p}",
    ])?;
    Ok(named(&text))
}

/// The packages in the lines `name v1.2.3 …`.
fn named(text: &str) -> BTreeSet<Named> {
    let lines = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        Some((name, words.next()?.strip_prefix('v')?.to_owned()))
    });
    lines.collect()
}

fn cargo(arguments: &[&str]) -> Result<String> {
    let output = process::cargo().args(arguments).output();
    let output = output.context("cargo cannot be run")?;
    ensure!(
        output.status.success(),
        "cargo cannot tell what the program depends on: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).context("cargo writes something else than UTF-8")
}

/// The hash of each package in `Cargo.lock`, by name and version.
fn checksums(lock: &str) -> BTreeMap<Named, String> {
    let quoted = |entry: &str, key: &str| {
        let line = entry.lines().find(|line| line.starts_with(key))?;
        line.split('"').nth(1).map(str::to_owned)
    };
    let entries = lock.split("[[package]]").skip(1);
    entries
        .filter_map(|entry| {
            let key = (quoted(entry, "name = ")?, quoted(entry, "version = ")?);
            Some((key, quoted(entry, "checksum = ")?))
        })
        .collect()
}

/// A package as `cargo metadata` tells it.
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    license: Option<&'a str>,
}

impl<'a> Package<'a> {
    fn read(package: &'a Value) -> Option<(&'a str, Self)> {
        let read = Self {
            name: package["name"].as_str()?,
            version: package["version"].as_str()?,
            license: package["license"].as_str(),
        };
        Some((package["id"].as_str()?, read))
    }

    fn named(&self) -> Named {
        (self.name.to_owned(), self.version.to_owned())
    }

    /// Its package URL.
    fn url(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// The bill of what was `built`; of that, `linked` is in the program.
fn bill(
    metadata: &Value,
    checksums: &BTreeMap<Named, String>,
    built: &BTreeSet<Named>,
    linked: &BTreeSet<Named>,
) -> Result<Value> {
    let array = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let (all, nodes) = (
        array(&metadata["packages"]),
        array(&metadata["resolve"]["nodes"]),
    );
    let mut packages: BTreeMap<&str, Package<'_>> = all.iter().filter_map(Package::read).collect();
    packages.retain(|_, package| built.contains(&package.named()));
    let console = packages.values().find(|package| package.name == CONSOLE);
    let console = console.with_context(|| format!("cargo knows no package {CONSOLE}"))?;
    let nodes: BTreeMap<&str, &Value> = nodes
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();

    let mut components = Vec::new();
    let mut graph = Vec::new();
    for (id, package) in &packages {
        let dependencies = nodes.get(id).and_then(|node| node["deps"].as_array());
        let mut on: Vec<String> = dependencies
            .into_iter()
            .flatten()
            .filter_map(|dependency| packages.get(dependency["pkg"].as_str()?))
            .map(Package::url)
            .collect();
        on.sort();
        on.dedup();
        graph.push(json!({ "ref": package.url(), "dependsOn": on }));
        if package.name == CONSOLE {
            continue;
        }
        let is_linked = linked.contains(&package.named());
        let mut component = json!({
            "type": "library",
            "bom-ref": package.url(),
            "name": package.name,
            "version": package.version,
            "scope": if is_linked { "required" } else { "excluded" },
            "purl": package.url(),
        });
        if let Some(license) = package.license {
            // Older packages write "/" for "or".
            let expression = license.replace(" / ", " OR ").replace('/', " OR ");
            component["licenses"] = json!([{ "expression": expression }]);
        }
        if let Some(checksum) = checksums.get(&package.named()) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        components.push(component);
    }
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": console.url(),
                "name": console.name,
                "version": console.version,
                "purl": console.url(),
            },
        },
        "components": components,
        "dependencies": graph,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_told_from_what_only_builds_and_the_rest_is_left_out() {
        let package = |name: &str, license: &str| {
            let version = "1.0.0";
            json!({ "id": name, "name": name, "version": version, "license": license })
        };
        let metadata = json!({
            "packages": [
                package(CONSOLE, "Apache-2.0"),
                package("view", "MIT/Apache-2.0"),
                package("macros", "MIT"),
                package("proptest", "MIT"),
            ],
            "resolve": { "nodes": [
                { "id": CONSOLE, "deps": [{ "pkg": "view" }, { "pkg": "macros" }, { "pkg": "proptest" }] },
                { "id": "view", "deps": [] },
            ] },
        });
        let lock = "version = 4\n\n[[package]]\nname = \"view\"\nversion = \"1.0.0\"\n\
            source = \"registry\"\nchecksum = \"abc\"\n";
        let own = format!("{CONSOLE} v1.0.0 (/console)\nview v1.0.0\nview v1.0.0 (*)\n");
        let built = named(&format!("{own}macros v1.0.0 (proc-macro)\n"));
        let bill = bill(&metadata, &checksums(lock), &built, &named(&own)).expect("a bill");
        let components = bill["components"].as_array().expect("components");
        let of = |name: &str| components.iter().find(|one| one["name"] == name);
        assert_eq!(components.len(), 2);
        let (view, macros) = (of("view").expect("view"), of("macros").expect("macros"));
        assert_eq!(view["scope"], "required");
        assert_eq!(macros["scope"], "excluded");
        assert_eq!(view["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(view["hashes"][0]["content"], "abc");
        let dependencies = bill["dependencies"].as_array().expect("dependencies");
        let reference = format!("pkg:cargo/{CONSOLE}@1.0.0");
        let console = dependencies.iter().find(|one| one["ref"] == reference);
        let on = &console.expect("the console")["dependsOn"];
        assert_eq!(
            *on,
            json!(["pkg:cargo/macros@1.0.0", "pkg:cargo/view@1.0.0"])
        );
    }

    #[test]
    fn every_crate_of_the_registry_is_bound_to_its_hash() {
        let bill = shipped().expect("a bill");
        let bill: Value = serde_json::from_str(&bill).expect("JSON");
        let components = bill["components"].as_array().expect("components");
        let own = |name: &str| name.starts_with("console-");
        for one in components {
            let name = one["name"].as_str().unwrap_or_default();
            assert_eq!(one["hashes"].is_null(), own(name), "{name}");
            assert!(one["licenses"].is_array(), "{name}");
        }
        let scope = |name: &str| {
            let found = components.iter().find(|one| one["name"] == name);
            found.and_then(|one| one["scope"].as_str())
        };
        assert_eq!(scope("leptos"), Some("required"));
        assert_eq!(scope("syn"), Some("excluded"));
        assert_eq!(scope("sandbox"), None);
    }
}
