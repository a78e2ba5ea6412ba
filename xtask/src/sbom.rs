//! What the shipped program is made of, as a software bill of materials: `CycloneDX` 1.6 in JSON.
//!
//! It lists the crates that are compiled into the program, each with the hash that `Cargo.lock` binds it to,
//! and those that take part in the build only (`scope: excluded`). It has no time and no serial number, so that
//! the same sources give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::check::CONSOLE;
use crate::paths;
use crate::process;
use crate::tools::WASM;

/// The bill of the shipped program.
///
/// # Errors
/// If cargo cannot tell what the program depends on.
pub(crate) fn shipped() -> Result<String> {
    let output = process::cargo()
        .args(["metadata", "--format-version=1", "--locked"])
        .args(["--filter-platform", WASM, "--features", "split"])
        .output()
        .context("cargo cannot be run")?;
    ensure!(
        output.status.success(),
        "cargo cannot tell what the program depends on: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata = serde_json::from_slice(&output.stdout).context("cargo writes no JSON")?;
    let lock = paths::root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let bill = bill(&metadata, &checksums(&lock))?;
    Ok(format!("{}\n", serde_json::to_string_pretty(&bill)?))
}

/// The hash of each package in `Cargo.lock`, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
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
    /// Runs in the compiler.
    is_macro: bool,
}

impl<'a> Package<'a> {
    fn read(package: &'a Value) -> Option<(&'a str, Self)> {
        let kinds = package["targets"].as_array()?.iter();
        let mut kinds = kinds
            .filter_map(|target| target["kind"].as_array())
            .flatten();
        let read = Self {
            name: package["name"].as_str()?,
            version: package["version"].as_str()?,
            license: package["license"].as_str(),
            is_macro: kinds.any(|kind| kind == "proc-macro"),
        };
        Some((package["id"].as_str()?, read))
    }

    /// Its package URL.
    fn url(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// What a package depends on: the id, and whether that is compiled into the program with it.
fn dependencies(node: &Value) -> impl Iterator<Item = (&str, bool)> {
    let dependencies = node["deps"].as_array().into_iter().flatten();
    dependencies.filter_map(|dependency| {
        let mut kinds = dependency["dep_kinds"].as_array()?.iter();
        // Those of tests are no part of a build.
        let is_built = kinds.clone().any(|kind| kind["kind"] != "dev");
        let is_linked = kinds.any(|kind| kind["kind"].is_null());
        is_built.then_some((dependency["pkg"].as_str()?, is_linked))
    })
}

fn bill(metadata: &Value, checksums: &BTreeMap<(String, String), String>) -> Result<Value> {
    let array = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let (all, nodes) = (
        array(&metadata["packages"]),
        array(&metadata["resolve"]["nodes"]),
    );
    let packages: BTreeMap<&str, Package<'_>> = all.iter().filter_map(Package::read).collect();
    let nodes: BTreeMap<&str, &Value> = nodes
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let root = packages.iter().find(|(_, package)| package.name == CONSOLE);
    let (root, console) = root.with_context(|| format!("cargo knows no package {CONSOLE}"))?;

    // Whether each is linked: a macro and what it is made of are not, whoever else is on the way.
    let mut linked = BTreeSet::new();
    let mut built = BTreeSet::new();
    let mut open = vec![(*root, true)];
    while let Some((id, is_linked)) = open.pop() {
        let is_linked = is_linked && packages.get(id).is_some_and(|package| !package.is_macro);
        let is_new = built.insert(id);
        let is_newly_linked = is_linked && linked.insert(id);
        if !is_new && !is_newly_linked {
            continue;
        }
        let node = nodes
            .get(id)
            .with_context(|| format!("{id} is not resolved"))?;
        open.extend(dependencies(node).map(|(id, with_it)| (id, is_linked && with_it)));
    }

    let mut components = Vec::new();
    let mut graph = Vec::new();
    for id in &built {
        let (Some(package), Some(node)) = (packages.get(id), nodes.get(id)) else {
            continue;
        };
        let mut on: Vec<String> = dependencies(node)
            .filter_map(|(id, _)| packages.get(id).map(Package::url))
            .collect();
        on.sort();
        on.dedup();
        graph.push(json!({ "ref": package.url(), "dependsOn": on }));
        if id == root {
            continue;
        }
        let mut component = json!({
            "type": "library",
            "bom-ref": package.url(),
            "name": package.name,
            "version": package.version,
            "scope": if linked.contains(id) { "required" } else { "excluded" },
            "purl": package.url(),
        });
        if let Some(license) = package.license {
            // Older packages write "/" for "or".
            let expression = license.replace(" / ", " OR ").replace('/', " OR ");
            component["licenses"] = json!([{ "expression": expression }]);
        }
        let key = (package.name.to_owned(), package.version.to_owned());
        if let Some(checksum) = checksums.get(&key) {
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

    fn package(name: &str, kind: &str, license: &str) -> Value {
        json!({ "id": name, "name": name, "version": "1.0.0", "license": license,
            "targets": [{ "kind": [kind] }] })
    }

    fn node(name: &str, deps: &[(&str, Option<&str>)]) -> Value {
        let deps: Vec<Value> = deps
            .iter()
            .map(|(id, kind)| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] }))
            .collect();
        json!({ "id": name, "deps": deps })
    }

    #[test]
    fn what_is_linked_is_told_from_what_only_builds_and_tests_are_left_out() {
        let metadata = json!({
            "packages": [
                package(CONSOLE, "bin", "Apache-2.0"),
                package("view", "lib", "MIT/Apache-2.0"),
                package("macros", "proc-macro", "MIT"),
                package("shared", "lib", "MIT"),
                package("syn", "lib", "MIT"),
                package("cc", "lib", "MIT"),
                package("proptest", "lib", "MIT"),
            ],
            "resolve": { "nodes": [
                node(CONSOLE, &[("view", None), ("macros", None), ("proptest", Some("dev"))]),
                node("view", &[("shared", None), ("cc", Some("build"))]),
                // Met on the way to the macro first, and linked all the same.
                node("macros", &[("syn", None), ("shared", None)]),
                node("shared", &[]),
                node("syn", &[]),
                node("cc", &[]),
                node("proptest", &[]),
            ] },
        });
        let lock = "version = 4\n\n[[package]]\nname = \"view\"\nversion = \"1.0.0\"\n\
            source = \"registry\"\nchecksum = \"abc\"\n";
        let bill = bill(&metadata, &checksums(lock)).expect("a bill");
        let scopes: Vec<(&str, &str)> = bill["components"]
            .as_array()
            .expect("components")
            .iter()
            .filter_map(|one| Some((one["name"].as_str()?, one["scope"].as_str()?)))
            .collect();
        assert_eq!(
            scopes,
            [
                ("cc", "excluded"),
                ("macros", "excluded"),
                ("shared", "required"),
                ("syn", "excluded"),
                ("view", "required"),
            ]
        );
        let view = &bill["components"][4];
        assert_eq!(view["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(view["hashes"][0]["content"], "abc");
        let console = &bill["dependencies"][2];
        assert_eq!(console["ref"], format!("pkg:cargo/{CONSOLE}@1.0.0"));
        assert_eq!(console["dependsOn"][0], "pkg:cargo/macros@1.0.0");
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
