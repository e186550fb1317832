//! A temporary folder for one test, in unit tests and in the end-to-end tests alike.
//!
//! Written out here because a crate for it would turn on features of crates below the Parquet library,
//! which would then be compiled a second time for the tests.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// Sets the folders of one process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A new folder, removed with all that is in it when this is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("copydesk-test-{}-{number}", process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Self(path),
                // Left over from a process of the same number that was killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system, as everything in its temporary folder.
        let _removed = fs::remove_dir_all(&self.0);
    }
}
