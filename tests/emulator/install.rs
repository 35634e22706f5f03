//! Installs the emulator of AWS that tests fetch from: Moto, in a Python environment of its own below `target`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is installed. Another list makes another folder, so that an older one is never taken for it.
const PACKAGES: [&str; 2] = ["moto[server]==5.2.5", "boto3==1.44.5"];
const FOLDER: &str = "emulator-moto-5.2.5-boto3-1.44.5";

/// The Python that has the emulator. It is installed once, from PyPI by `pip`.
///
/// # Errors
///
/// When there is no Python 3, or the packages cannot be installed; the text says what was run.
pub(crate) fn python() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("target"));
    let target = target.filter(|folder| folder.is_dir()).last().ok_or("there is no folder `target`")?;
    let done = target.join(FOLDER);
    let python_of = |folder: &Path| {
        if cfg!(windows) {
            folder.join("Scripts").join("python.exe")
        } else {
            folder.join("bin").join("python")
        }
    };
    let is_done = done.join("complete");
    if is_done.exists() {
        return Ok(python_of(&done));
    }
    // A folder that an earlier run left behind unfinished starts anew.
    let python = if cfg!(windows) { "python" } else { "python3" };
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&done))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(python_of(&done)).args(pip).args(PACKAGES))?;
    std::fs::write(&is_done, "").map_err(|error| format!("cannot write {}: {error}", is_done.display()))?;
    Ok(python_of(&done))
}

fn run(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run {shown}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{shown} ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}
