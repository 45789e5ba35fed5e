//! A folder for what is read from files; the same one for all inputs of a thread.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A folder that goes away with the thread.
#[derive(Debug)]
pub struct Place(TempDir);

impl Default for Place {
    fn default() -> Place {
        Place(tempfile::tempdir().expect("there is room for a folder"))
    }
}

impl Place {
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a file there, in place of what it held before.
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("there is room for a folder");
        }
        fs::write(&path, bytes).expect("there is room for a file");
        path
    }

    /// Takes a file away, if it is there.
    pub fn take(&self, name: &str) {
        let _ = fs::remove_file(self.path().join(name));
    }
}
