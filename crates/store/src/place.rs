//! Where the store is when nobody says where.

use std::ffi::OsString;
use std::path::PathBuf;

/// The place of the store by the platform's convention, from the variables of the environment: `store.db` in the folder of this
/// program in the user's data folder. `None` where the user has no such folder.
pub fn default_place(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = if cfg!(windows) {
        folder("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        folder("HOME")?.join("Library").join("Application Support")
    } else {
        folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local").join("share")))?
    };
    Some(data.join("iamdiag").join("store.db"))
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;
    use std::path::Path;

    fn place(variables: &[(&str, &str)]) -> Option<PathBuf> {
        default_place(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn a_relative_data_folder_is_none() {
        let of_home = Some(Path::new("/home/ann/.local/share/iamdiag/store.db").to_owned());
        assert_eq!(place(&[("HOME", "/home/ann")]), of_home);
        assert_eq!(place(&[("HOME", "/home/ann"), ("XDG_DATA_HOME", "data")]), of_home);
        let told = Some(Path::new("/data/iamdiag/store.db").to_owned());
        assert_eq!(place(&[("HOME", "/home/ann"), ("XDG_DATA_HOME", "/data")]), told);
        assert_eq!(place(&[]), None);
    }
}
