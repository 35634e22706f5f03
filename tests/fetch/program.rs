//! Running the program with surroundings of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The key id of the caller. The emulator takes any that it did not hand out for the management account's.
pub(crate) const KEY_ID: &str = "AKIAEXAMPLEFAKE00000";
/// The secret key of the caller; it may be found nowhere.
pub(crate) const SECRET: &str = "the-secret-key-of-the-caller-in-tests";

/// A folder that goes away.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("iamdiag-fetch-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program at an endpoint, with a store and a home of its own.
pub(crate) struct Program {
    pub(crate) folder: Folder,
    variables: Vec<(String, String)>,
}

/// What it said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    /// Without any credentials.
    pub(crate) fn without_credentials() -> Self {
        let program = Self { folder: Folder::new(), variables: Vec::new() };
        let store = program.store().display().to_string();
        // No answer from the machine's own cloud, if it is in one.
        program.with("IAMDIAG_STORE", &store).with("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// With the caller's credentials, at an endpoint.
    pub(crate) fn at(endpoint: &str, region: &str) -> Self {
        Self::without_credentials()
            .with("AWS_ENDPOINT_URL", endpoint)
            .with("AWS_REGION", region)
            .with("AWS_ACCESS_KEY_ID", KEY_ID)
            .with("AWS_SECRET_ACCESS_KEY", SECRET)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("store.db")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    /// Runs a command that must end with 0, and gives back what it wrote.
    #[track_caller]
    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:#?}");
        said.out
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iamdiag"));
        command.args(arguments).env_clear().stdin(Stdio::null());
        command.env("HOME", &self.folder.0).envs(self.variables.iter().cloned());
        command
    }

    /// Whether a text stands in any file of the folder, byte for byte.
    pub(crate) fn files_hold(&self, text: &str) -> bool {
        fn holds(folder: &Path, text: &[u8]) -> bool {
            std::fs::read_dir(folder).unwrap().any(|entry| {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    return holds(&path, text);
                }
                std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text)
            })
        }
        holds(&self.folder.0, text.as_bytes())
    }
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}
