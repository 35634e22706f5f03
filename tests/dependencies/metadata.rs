//! What cargo knows of the workspace's packages.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

/// One package of the dependency graph.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    /// Its folder.
    pub(crate) directory: PathBuf,
    /// Ids of what it is built from and runs with.
    normal: BTreeSet<String>,
    /// Ids of what its build script uses.
    build: BTreeSet<String>,
}

/// All packages by id, every feature on, for every platform.
#[derive(Debug)]
pub(crate) struct Graph {
    packages: BTreeMap<String, Package>,
    members: BTreeSet<String>,
}

/// Which dependencies to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follow {
    Normal,
    NormalAndBuild,
}

impl Graph {
    pub(crate) fn read() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--all-features", "--locked"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let members = texts(&metadata["workspace_members"]);
        let packages =
            array(&metadata["packages"]).iter().map(|package| (text(&package["id"]), read(package)));
        let mut packages: BTreeMap<String, Package> = packages.collect();
        for node in array(&metadata["resolve"]["nodes"]) {
            let package = packages.get_mut(&text(&node["id"])).unwrap();
            for dependency in array(&node["deps"]) {
                for kind in array(&dependency["dep_kinds"]) {
                    match kind["kind"].as_str() {
                        None => package.normal.insert(text(&dependency["pkg"])),
                        Some("build") => package.build.insert(text(&dependency["pkg"])),
                        Some(_) => continue,
                    };
                }
            }
        }
        Self { packages, members }
    }

    /// The workspace's packages that are shipped: all but the developers' own.
    pub(crate) fn shipped(&self) -> impl Iterator<Item = &Package> {
        let is_shipped = |package: &&Package| package.name == "iamdiag" || is_ours(&package.name);
        self.members.iter().filter_map(|id| self.packages.get(id)).filter(is_shipped)
    }

    /// What the package names in its manifest, build dependencies included.
    pub(crate) fn direct<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = &'a Package> {
        package.normal.union(&package.build).filter_map(|id| self.packages.get(id))
    }

    /// Everything below these packages, themselves included.
    pub(crate) fn below<'a>(
        &'a self,
        from: impl Iterator<Item = &'a Package>,
        follow: Follow,
    ) -> Vec<&'a Package> {
        let mut open: Vec<&Package> = from.collect();
        let mut seen: BTreeMap<(&str, &str), &Package> = BTreeMap::new();
        while let Some(package) = open.pop() {
            if seen.insert((&package.name, &package.version), package).is_none() {
                let build = package.build.iter().filter(|_| follow == Follow::NormalAndBuild);
                open.extend(package.normal.iter().chain(build).filter_map(|id| self.packages.get(id)));
            }
        }
        seen.into_values().collect()
    }
}

/// Whether it is one of the program's own libraries.
pub(crate) fn is_ours(name: &str) -> bool {
    name.starts_with("iamdiag-") && name != "iamdiag-fuzz"
}

fn read(package: &Value) -> Package {
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    Package {
        name: text(&package["name"]),
        version: text(&package["version"]),
        licence: package["license"].as_str().map(str::to_owned),
        directory: manifest.parent().unwrap().to_owned(),
        normal: BTreeSet::new(),
        build: BTreeSet::new(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn texts(value: &Value) -> BTreeSet<String> {
    array(value).iter().map(text).collect()
}
