//! The emulator while a test uses it.

use crate::install;
use crate::program::Folder;
use serde_json::Value;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(120);

/// A seeded emulator. It is stopped by its id when this goes away; should the tests be killed, it sees its input end and stops itself.
pub(crate) struct Emulator {
    process: Child,
    endpoint: String,
    folder: Folder,
    /// Ids and ARNs of what was seeded.
    pub(crate) manifest: Value,
}

impl Emulator {
    pub(crate) fn start() -> Self {
        let python = install::python().unwrap();
        let port = free_port();
        let folder = Folder::new();
        let log = std::fs::File::create(folder.join("emulator.log")).unwrap();
        let mut process = script(&python, "serve.py")
            .arg(port.to_string())
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "the emulator ended: {}", read(&folder.join("emulator.log")));
            if started.elapsed() > PATIENCE {
                let _ = process.kill();
                panic!("the emulator does not answer");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let endpoint = format!("http://127.0.0.1:{port}");
        let mut emulator = Self { process, endpoint, folder, manifest: Value::Null };
        emulator.seed(&python);
        emulator
    }

    fn seed(&mut self, python: &Path) {
        let manifest = self.folder.join("manifest.json");
        let output = script(python, "seed_org.py")
            .args(["--endpoint", &self.endpoint, "--deterministic", "--manifest"])
            .arg(&manifest)
            .arg("--files")
            .arg(self.files())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.manifest = serde_json::from_str(&read(&manifest)).unwrap();
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What was seeded, as a data directory.
    pub(crate) fn files(&self) -> PathBuf {
        self.folder.join("files")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn script(python: &Path, name: &str) -> Command {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/emulator");
    let mut command = Command::new(python);
    command.arg(scripts.join(name)).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
