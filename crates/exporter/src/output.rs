//! The output folder from start to end: may we write here, where was an earlier run stopped, and, when
//! all is done, every file under its final name.
//!
//! While a run is under way everything is in `DIR/.copydesk`: finished shards, the open ones and the
//! checkpoint. A checkpoint is written when a shard is closed, after the shard, and replaces the one
//! before it in one step; whatever is not in it is discarded by `--resume`. So a killed run goes on
//! from the last closed shard and ends with the same bytes. At the end the shards get their final
//! names, which hold their number, then `README.md` and `manifest.json` follow and the work folder goes.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use arrow_schema::Fields;
use serde::{Deserialize, Serialize};

use crate::{
    Error, card,
    config::Existing,
    manifest::Manifest,
    shard::{OPEN_SUFFIX, Shard},
    source::Position,
};

const WORK: &str = ".copydesk";
const CHECKPOINT: &str = "checkpoint.json";
const LOCK: &str = "lock";
const MANIFEST: &str = "manifest.json";
const CARD: &str = "README.md";
const DATA: &str = "data";
const REJECTS: &str = "rejects";
/// Beginning of the names in the data folder.
const DATA_PREFIX: &str = "train-";
/// Beginning of the names in the rejects folder.
const REJECTS_PREFIX: &str = "rejects-";

/// How far a run has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// Files and counts so far; the files under their names in the work folder.
    pub manifest: Manifest,
    /// Place in the input after the last document.
    pub position: Position,
    /// Whether all documents are done and only names are left to give.
    pub complete: bool,
}

/// Where a run starts.
pub(crate) enum Start {
    /// At this checkpoint.
    At(Box<Checkpoint>),
    /// Nowhere: an earlier run has finished.
    Finished(Box<Manifest>),
}

/// An output folder that this process alone writes to.
pub(crate) struct OutputFolder {
    folder: PathBuf,
    work: PathBuf,
    /// Held until the run ends; the system frees it when the process dies.
    _lock: File,
}

impl OutputFolder {
    /// Makes the folder, or checks that an existing one may be written to, and locks it.
    ///
    /// # Errors
    /// When the folder is not empty and `existing` does not allow that, or holds foreign files, or
    /// another process writes to it.
    pub(crate) fn open(folder: &Path, existing: Existing) -> Result<Self, Error> {
        if folder.exists() && !folder.is_dir() {
            return Err(Error::Output(format!("{} is not a folder", folder.display())));
        }
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        let is_empty = fs::read_dir(folder).map_err(Error::io(folder))?.next().is_none();
        if !is_empty {
            match existing {
                Existing::Refuse => return Err(Error::NotEmpty(folder.to_owned())),
                _ => check_ours(folder)?,
            }
        }
        let work = folder.join(WORK);
        fs::create_dir_all(&work).map_err(Error::io(&work))?;
        let path = work.join(LOCK);
        let lock = File::create(&path).map_err(Error::io(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Output(format!("another copydesk writes to {}", folder.display())));
            }
            Err(TryLockError::Error(error)) => return Err(Error::io(&path)(error)),
        }
        Ok(Self { folder: folder.to_owned(), work, _lock: lock })
    }

    /// The folder for files in the making.
    pub(crate) fn work(&self) -> &Path {
        &self.work
    }

    /// Finds out where to start; `fresh` is the manifest of a run at its beginning.
    ///
    /// # Errors
    /// When an earlier run cannot be resumed by this one.
    pub(crate) fn start(&self, existing: Existing, fresh: Manifest) -> Result<Start, Error> {
        if existing == Existing::Overwrite {
            self.remove_earlier()?;
        }
        if existing == Existing::Resume
            && let Some(start) = self.earlier(&fresh)?
        {
            return Ok(start);
        }
        let start = Checkpoint { manifest: fresh, position: Position::default(), complete: false };
        self.save(&start)?;
        Ok(Start::At(Box::new(start)))
    }

    /// Reads what an earlier run left.
    fn earlier(&self, fresh: &Manifest) -> Result<Option<Start>, Error> {
        let refuse = |why: &str| Error::Output(format!("{} cannot be resumed: {why}", self.folder.display()));
        let path = self.work.join(CHECKPOINT);
        if let Some(checkpoint) = read_json::<Checkpoint>(&path)? {
            if let Some(why) = fresh.difference(&checkpoint.manifest) {
                return Err(refuse(why));
            }
            if !checkpoint.complete {
                self.discard_unfinished(&checkpoint)?;
            }
            return Ok(Some(Start::At(Box::new(checkpoint))));
        }
        let Some(manifest) = read_json::<Manifest>(&self.folder.join(MANIFEST))? else { return Ok(None) };
        // The run had finished; the work folder is here for the lock only.
        fs::remove_dir_all(&self.work).map_err(Error::io(&self.work))?;
        if let Some(why) = fresh.difference(&manifest) {
            return Err(refuse(why));
        }
        for shard in manifest.data.iter().chain(&manifest.rejects) {
            let path = self.folder.join(&shard.file);
            if fs::metadata(&path).map_or(true, |found| found.len() != shard.bytes) {
                return Err(refuse(&format!(
                    "{} is gone or was changed since the run finished; --overwrite runs it again",
                    path.display()
                )));
            }
        }
        Ok(Some(Start::Finished(Box::new(manifest))))
    }

    /// Removes what is newer than the checkpoint, and checks that the rest is there.
    fn discard_unfinished(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let shards = || checkpoint.manifest.data.iter().chain(&checkpoint.manifest.rejects);
        for entry in fs::read_dir(&self.work).map_err(Error::io(&self.work))? {
            let path = entry.map_err(Error::io(&self.work))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_known = name == LOCK || name == CHECKPOINT || shards().any(|shard| shard.file == name);
            if !is_known {
                fs::remove_file(&path).map_err(Error::io(&path))?;
            }
        }
        for shard in shards() {
            let path = self.work.join(&shard.file);
            let size = fs::metadata(&path).map_err(Error::io(&path))?.len();
            if size != shard.bytes {
                return Err(Error::Output(format!("{} was changed since the run stopped", path.display())));
            }
        }
        Ok(())
    }

    /// Removes what a run that ends with an error had not finished, so that it does not fill the disk. What cannot be
    /// removed goes when the run is resumed; the error that ended the run is the one to tell.
    pub(crate) fn remove_open_shards(&self) {
        for path in files(&self.work).unwrap_or_default() {
            if path.to_string_lossy().ends_with(OPEN_SUFFIX) {
                let _removed = fs::remove_file(path);
            }
        }
    }

    /// Removes what an earlier run wrote, and nothing else.
    fn remove_earlier(&self) -> Result<(), Error> {
        // The manifest goes first: without it nothing here claims to be complete.
        for name in [MANIFEST, CARD] {
            remove_if_there(&self.folder.join(name))?;
        }
        for (folder, prefix) in [(DATA, DATA_PREFIX), (REJECTS, REJECTS_PREFIX)] {
            let folder = self.folder.join(folder);
            for path in files(&folder)? {
                if is_shard(&path, prefix) {
                    fs::remove_file(&path).map_err(Error::io(&path))?;
                }
            }
            if folder.exists() {
                fs::remove_dir(&folder).map_err(Error::io(&folder))?;
            }
        }
        for path in files(&self.work)? {
            if path.file_name().is_some_and(|name| name != LOCK) {
                fs::remove_file(&path).map_err(Error::io(&path))?;
            }
        }
        Ok(())
    }

    /// Writes the checkpoint in one step.
    ///
    /// # Errors
    /// When the disk is full or the like.
    pub(crate) fn save(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
        // A struct of numbers, strings and maps with string keys always serialises.
        let json = serde_json::to_vec(checkpoint).unwrap_or_default();
        self.replace(&self.work.join(CHECKPOINT), &json)
    }

    /// Writes a file under a temporary name, then moves it to its place.
    fn replace(&self, path: &Path, content: &[u8]) -> Result<(), Error> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = self.work.join(format!("{name}.new"));
        let write = || -> io::Result<()> {
            let mut file = File::create(&temporary)?;
            file.write_all(content)?;
            file.sync_all()
        };
        write().map_err(Error::io(&temporary))?;
        fs::rename(&temporary, path).map_err(Error::io(path))?;
        sync_folder(path.parent().unwrap_or(path))
    }

    /// Gives all files their final names and removes the work folder. Can be repeated after a kill at
    /// any point.
    ///
    /// # Errors
    /// When the disk is full or the like.
    pub(crate) fn publish(self, checkpoint: &Checkpoint, carried: &Fields) -> Result<Manifest, Error> {
        let mut manifest = checkpoint.manifest.clone();
        for field in carried {
            manifest.counts.carried.entry(field.name().clone()).or_default();
        }
        let total = manifest.data.len();
        self.publish_files(DATA, &mut manifest.data, |index| {
            format!("{DATA_PREFIX}{index:05}-of-{total:05}.parquet")
        })?;
        self.publish_files(REJECTS, &mut manifest.rejects, |index| {
            format!("{REJECTS_PREFIX}{index:05}.parquet")
        })?;
        self.replace(&self.folder.join(CARD), card::render(&manifest, carried).as_bytes())?;
        self.replace(&self.folder.join(MANIFEST), manifest.to_json().as_bytes())?;
        fs::remove_dir_all(&self.work).map_err(Error::io(&self.work))?;
        Ok(manifest)
    }

    fn publish_files(
        &self,
        folder: &str,
        shards: &mut [Shard],
        name: impl Fn(usize) -> String,
    ) -> Result<(), Error> {
        let target = self.folder.join(folder);
        fs::create_dir_all(&target).map_err(Error::io(&target))?;
        for (index, shard) in shards.iter_mut().enumerate() {
            let (from, name) = (self.work.join(&shard.file), name(index));
            let to = target.join(&name);
            // After a kill at this point some files have moved already.
            if from.exists() || !to.exists() {
                fs::rename(&from, &to).map_err(Error::io(&from))?;
            }
            shard.file = format!("{folder}/{name}");
        }
        sync_folder(&target)
    }
}

/// Refuses folders that copydesk did not write, or to which others have added.
fn check_ours(folder: &Path) -> Result<(), Error> {
    let foreign = |why: &str| Err(Error::Output(format!("{}: {why}", folder.display())));
    let has_manifest = read_json::<Manifest>(&folder.join(MANIFEST)).is_ok_and(|found| found.is_some());
    if !folder.join(WORK).is_dir() && !has_manifest {
        return foreign("this folder was not written by copydesk; name another one");
    }
    for (part, prefix) in [(DATA, DATA_PREFIX), (REJECTS, REJECTS_PREFIX)] {
        if let Some(path) = files(&folder.join(part))?.into_iter().find(|path| !is_shard(path, prefix)) {
            return foreign(&format!("{} was not written by copydesk; move it away", path.display()));
        }
    }
    Ok(())
}

fn is_shard(path: &Path, prefix: &str) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(prefix) && path.extension().is_some_and(|extension| extension == "parquet")
}

/// Paths in a folder; none when it is not there.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>().map_err(Error::io(folder))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Error::io(folder)(error)),
    }
}

fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}

/// Reads a file that we wrote; none when it is not there.
fn read_json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path)(error)),
    };
    let parsed = serde_json::from_slice(&bytes);
    parsed.map(Some).map_err(|error| Error::Output(format!("{}: {error}", path.display())))
}

/// Makes renames in a folder last through a power cut, where the system can do that.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::{
        Config,
        cli::{Cli, Command},
        scratch::Scratch,
    };

    /// The checkpoint of a run that is done but for the names: three files in the work folder.
    fn complete(folder: &Path) -> (OutputFolder, Checkpoint) {
        let line = Cli::parse_from(["copydesk", "export", "-", "--out", "x"]);
        let Command::Export(args) = line.command else { panic!("export was given") };
        let config = Config::from_args(*args).expect("valid");
        let output = OutputFolder::open(folder, Existing::Resume).expect("folder");
        let mut manifest = Manifest::new(&config, vec![crate::source::Survey::default()]);
        let shard = |file: &str| {
            fs::write(output.work().join(file), file).expect("file written");
            Shard { file: file.into(), rows: 1, bytes: file.len() as u64, sha256: String::new() }
        };
        manifest.data = vec![shard("data-00000.parquet"), shard("data-00001.parquet")];
        manifest.rejects = vec![shard("rejects-00000.parquet")];
        let checkpoint = Checkpoint { manifest, position: Position::default(), complete: true };
        output.save(&checkpoint).expect("saved");
        (output, checkpoint)
    }

    #[test]
    fn names_are_given_after_a_kill_at_any_point() {
        for moved in 0..=3 {
            let folder = Scratch::new();
            let (output, checkpoint) = complete(folder.path());
            let names = [
                "data/train-00000-of-00002.parquet",
                "data/train-00001-of-00002.parquet",
                "rejects/rejects-00000.parquet",
            ];
            let shards = checkpoint.manifest.data.iter().chain(&checkpoint.manifest.rejects);
            for (shard, name) in shards.zip(names).take(moved) {
                let to = folder.path().join(name);
                fs::create_dir_all(to.parent().expect("parent")).expect("folder made");
                fs::rename(output.work().join(&shard.file), to).expect("moved");
            }
            drop(output);
            let output = OutputFolder::open(folder.path(), Existing::Resume).expect("folder");
            let start = output.start(Existing::Resume, checkpoint.manifest.clone()).expect("a start");
            let Start::At(found) = start else { panic!("the run has not finished") };
            let manifest = output.publish(&found, &Fields::empty()).expect("published");
            assert_eq!(
                manifest.data.iter().chain(&manifest.rejects).map(|shard| &shard.file).collect::<Vec<_>>(),
                names
            );
            assert_eq!(fs::read_to_string(folder.path().join(names[1])).expect("file"), "data-00001.parquet");
            assert!(!folder.path().join(WORK).exists());
        }
    }

    #[test]
    fn a_folder_is_written_by_one_process_at_a_time() {
        let folder = Scratch::new();
        let first = OutputFolder::open(folder.path(), Existing::Refuse).expect("folder");
        assert!(matches!(OutputFolder::open(folder.path(), Existing::Resume), Err(Error::Output(_))));
        drop(first);
        assert!(OutputFolder::open(folder.path(), Existing::Resume).is_ok());
    }

    #[test]
    fn a_changed_shard_is_noticed() {
        let folder = Scratch::new();
        let (output, mut checkpoint) = complete(folder.path());
        checkpoint.complete = false;
        output.save(&checkpoint).expect("saved");
        fs::write(output.work().join("data-00002.parquet.open"), "half").expect("file written");
        let start = output.start(Existing::Resume, checkpoint.manifest.clone());
        assert!(matches!(start, Ok(Start::At(_))));
        assert!(!output.work().join("data-00002.parquet.open").exists());
        fs::write(output.work().join("data-00001.parquet"), "other").expect("file written");
        let start = output.start(Existing::Resume, checkpoint.manifest.clone());
        assert!(matches!(start, Err(Error::Output(_))));
    }
}
